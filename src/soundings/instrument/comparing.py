"""What changed between two versions of a questionnaire, and what each change does to the trend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from soundings.instrument.model import History, Instrument, Item, Option, wordings_since

Effect = Literal["kept", "careful", "broken", "none yet", "ended"]


@dataclass(frozen=True)
class Difference:
    """One change: the item it concerns, what it does to the trend, and both in a plain sentence."""

    code: str
    effect: Effect
    sentence: str


@dataclass(frozen=True)
class Differences:
    """Everything that changed, in the order of the newer questionnaire, and how many trends stand."""

    changes: tuple[Difference, ...]
    unchanged: int

    def count(self, effect: Effect) -> int:
        """How many items a change of this effect concerns, none counted twice."""
        return len({change.code for change in self.changes if change.effect == effect})


def compare_instruments(old: Instrument, new: Instrument) -> Differences:
    """Every change of an item between two questionnaires, item by item, by their permanent codes."""
    changes: list[Difference] = []
    unchanged = 0
    for item in new.items:
        found = list(_changes_of(item, old, new)) if old.has(item.code) else [_added(item, new)]
        changes += found
        unchanged += not found
    changes += [_dropped(item, old) for item in old.items if not new.has(item.code)]
    return Differences(tuple(changes), unchanged)


def _added(item: Item, new: Instrument) -> Difference:
    composite = f" The score of {_listed(item, new)} is compared without it this time." if item.kind == "scale" else ""
    sentence = f"New question: “{item.text}” It has no trend yet; next time it can be compared.{composite}"
    return Difference(item.code, "none yet", sentence)


def _dropped(item: Item, old: Instrument) -> Difference:
    composite = f" The score of {_listed(item, old)} is compared without it." if item.kind == "scale" else ""
    sentence = f"No longer asked: “{item.text}” Its trend ends; its code is not used again.{composite}"
    return Difference(item.code, "ended", sentence)


def _listed(item: Item, instrument: Instrument) -> str:
    return " and ".join(code for code in (item.topic, *item.standards) if code) or instrument.section_of(item).title


def _changes_of(item: Item, old: Instrument, new: Instrument) -> Iterator[Difference]:
    was = old.item(item.code)
    if was.kind != item.kind:
        sentence = f"It was answered as {was.kind} and is now answered as {item.kind}. The trend breaks."
        yield Difference(item.code, "broken", sentence)
        return
    yield from _wording(was, item, old, new)
    yield from _options(was, item, old, new)
    yield from _sides(was, item, old, new)
    yield from _asked(was, item)
    yield from _place(was, item, old, new)


def _history(item: Item, old: Instrument, new: Instrument) -> tuple[History, ...]:
    """What the newer file says about its changes since the older version."""
    order = new.versions or (new.version,)
    return wordings_since(item, old.version, order) if old.version in order else ()


def _wording(was: Item, item: Item, old: Instrument, new: Instrument) -> Iterator[Difference]:
    if was.text == item.text:
        if was.guidance != item.guidance:
            yield Difference(item.code, "careful", "Its guidance changed. The trend goes on; say so beside it.")
        return
    said = f"Reworded from “{was.text}” to “{item.text}” "
    told = [change for change in _history(item, old, new) if change.text]
    if not told:
        advice = "The file does not say whether the two can be compared: add the old wording to its history."
        yield Difference(item.code, "broken", f"{said}{advice} Until then the trend breaks.")
        return
    yield _judged(item.code, said, told)


def _judged(code: str, said: str, told: list[History]) -> Difference:
    """A change that the file's history judges, by the worst of its verdicts."""
    worst = max(told, key=lambda change: ("same", "comparable", "break").index(change.verdict))
    by = f", decided by {worst.decided_by}" if worst.decided_by else ""
    why = f" {worst.reason.rstrip('.')}{by}." if worst.reason else ""
    verdicts: dict[str, tuple[Effect, str]] = {
        "same": ("kept", "It means the same; the trend goes on."),
        "comparable": ("careful", "It is comparable; the trend goes on, with this note beside it."),
        "break": ("broken", "It is not comparable; the trend breaks and starts again."),
    }
    effect, sentence = verdicts[worst.verdict]
    return Difference(code, effect, f"{said}{sentence}{why}")


def _options(was: Item, item: Item, old: Instrument, new: Instrument) -> Iterator[Difference]:
    before, now = old.options_of(was), new.options_of(item)
    if item.kind == "number":
        if was.bands != item.bands:
            yield Difference(item.code, "careful", "Its bands changed. The mean goes on; shares by band break.")
        return
    said = " ".join(_option_changes(before, now))
    if not said:
        return
    told = [change for change in _history(item, old, new) if change.options]
    if told:
        yield _judged(item.code, f"{said} ", told)
    elif [option.code for option in before] == [option.code for option in now]:
        yield Difference(item.code, "careful", f"{said} The trend goes on if people read them alike; say so beside it.")
    elif item.kind == "choices" or item.local_list:
        yield Difference(item.code, "careful", f"{said} Options that stayed can be compared, the others not.")
    else:
        yield Difference(item.code, "broken", f"{said} Shares and score change their meaning, so the trend breaks.")


def _option_changes(before: tuple[Option, ...], now: tuple[Option, ...]) -> Iterator[str]:
    then = {option.code: option.label for option in before}
    today = {option.code: option.label for option in now}
    if added := [label for code, label in today.items() if code not in then]:
        yield f"New options: {_quoted(added)}."
    if gone := [label for code, label in then.items() if code not in today]:
        yield f"Options taken away: {_quoted(gone)}."
    for code in (code for code in then if code in today and then[code] != today[code]):
        yield f"The option “{then[code]}” now reads “{today[code]}”."
    if not added and not gone and list(then) != list(today):
        yield "The options stand in another order."


def _quoted(labels: list[str]) -> str:
    return ", ".join(f"“{label}”" for label in labels)


def _sides(was: Item, item: Item, old: Instrument, new: Instrument) -> Iterator[Difference]:
    shared = {option.code for option in old.options_of(was)} & {option.code for option in new.options_of(item)}
    before = {o.code: s for o, s in zip(old.options_of(was), old.sides_of(was), strict=True) if o.code in shared}
    now = {o.code: s for o, s in zip(new.options_of(item), new.sides_of(item), strict=True) if o.code in shared}
    if before != now:
        sentence = "Another answer now counts as favourable or neutral. Publish both years by the new rule, or none."
        yield Difference(item.code, "careful", sentence)
    if item.kind == "scale" and len(shared) == len(new.options_of(item)) and old.scores_of(was) != new.scores_of(item):
        yield Difference(item.code, "broken", "Its options score differently now. The score's trend breaks.")


def _asked(was: Item, item: Item) -> Iterator[Difference]:
    if was.show_if != item.show_if or set(was.audiences) != set(item.audiences):
        sentence = "It is asked of other people than before, so its base changed. Compare with care."
        yield Difference(item.code, "careful", sentence)
    if (was.not_applicable is None) != (item.not_applicable is None):
        word = "offers" if item.not_applicable else "no longer offers"
        yield Difference(item.code, "careful", f"It {word} a “not applicable” answer, so its base changed.")


def _place(was: Item, item: Item, old: Instrument, new: Instrument) -> Iterator[Difference]:
    if was.topic != item.topic:
        sentence = (
            f"Moved from the topic {was.topic or 'none'} to {item.topic or 'none'}. Its own trend goes on; "
            "the scores of both topics are made of other questions now."
        )
        yield Difference(item.code, "careful", sentence)
    if set(was.standards) != set(item.standards):
        sentence = "It counts towards other standards now. Its own trend goes on; the standards' scores changed."
        yield Difference(item.code, "careful", sentence)
    before, now = old.section_of(was), new.section_of(item)
    if before.code != now.code:
        sentence = f"Moved from the page “{before.title}” to “{now.title}”. The trend goes on."
        yield Difference(item.code, "kept", sentence)


def in_sentences(differences: Differences) -> Iterator[str]:
    """The changes as a person reads them, one a line, and a closing count."""
    for change in differences.changes:
        yield f"{change.code}: {change.sentence}"
    broken = {change.code for change in differences.changes if change.effect == "broken"}
    careful = {change.code for change in differences.changes if change.effect == "careful"} - broken
    kept = {change.code for change in differences.changes if change.effect == "kept"} - broken - careful
    yield (
        f"In all: trend kept {differences.unchanged + len(kept)}, to be compared with care {len(careful)}, "
        f"broken {len(broken)}, new {differences.count('none yet')}, dropped {differences.count('ended')}."
    )
