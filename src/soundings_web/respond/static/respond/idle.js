// Two minutes before the visit ends the page says so; at its end it sends what is on it, so that nothing is lost.
(() => {
  const form = document.getElementById("answers");
  const warning = document.getElementById("idle-warning");
  if (!form || !warning) return;
  const minute = 60 * 1000;
  const idle = Number(form.dataset.idleMinutes) * minute;
  warning.setAttribute("role", "alert");
  let warn, end;
  const begin = () => {
    clearTimeout(warn);
    clearTimeout(end);
    warning.hidden = true;
    warn = setTimeout(() => { warning.hidden = false; }, idle - 2 * minute);
    end = setTimeout(() => {
      const go = document.createElement("input");
      go.type = "hidden";
      go.name = "go";
      go.value = "away";
      form.append(go);
      form.submit();
    }, idle - minute / 2);
  };
  begin();
})();
