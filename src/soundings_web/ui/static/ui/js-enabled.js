// Tells the styles that scripts run. A file, because the security policy allows no script inside a page.
document.body.className +=
  " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
