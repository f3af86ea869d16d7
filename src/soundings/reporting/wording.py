"""Figures in plain words. Every sentence of a report is put together from what stands here.

Shares
    The words name the nearest familiar fraction, and the figure always follows: “just over half, 53% (132 of
    251)”. Within half a point of a fraction the share is “about” it (a half is the exception: a majority is
    never “about” half, it is just over or just under it); up to three and a half points above it is “just over”
    it; up to three and a half points below it is “almost” it, or “just under” it from a half downwards. Anything
    else is “more than” the fraction below it. 95% and more is “almost all”, 5% and less “very few”.

Changes
    Differences of percentages are points, never per cent. Whether a change is clear is decided by the test in
    the release, at the release's own level, never by the size of the change and never by looking whether two
    intervals overlap. A clear change of fewer than five points is called small. A change that is not clear is
    called “could be chance” from five points upwards and “no clear change” below; a report never says “no
    change”, because a survey cannot show that, nor “significant”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from soundings.disclosure import LINE, PUBLIC, Release
from soundings.reporting.rounding import MINUS, half_up, number_text, signed_text

STATUS_WORDS = {
    "not_shown": "not shown",
    "too_few": "too few answers",
    "not_comparable": "cannot be compared",
    "undefined": "does not apply",
    "absent": "–",
}
BAND_WORDS = {1: "low", 2: "moderate", 3: "high"}

CLOSE = Fraction(1, 200)
NEAR = Fraction(35, 1000)
_HALF = Fraction(1, 2)
_FRACTIONS = (
    (Fraction(1, 10), "one in ten"),
    (Fraction(1, 5), "a fifth"),
    (Fraction(1, 4), "a quarter"),
    (Fraction(1, 3), "a third"),
    (Fraction(2, 5), "two fifths"),
    (_HALF, "half"),
    (Fraction(3, 5), "three fifths"),
    (Fraction(2, 3), "two thirds"),
    (Fraction(3, 4), "three quarters"),
    (Fraction(4, 5), "four fifths"),
    (Fraction(9, 10), "nine in ten"),
)
_EDGE = Fraction(1, 20)

NOTABLE_POINTS = 5
_DUST = 1e-9
_GRADES = ((80, "very good"), (70, "good"), (60, "desirable"), (50, "adequate"))


def share_words(share: Fraction) -> str:
    """A share between 0 and 1 in words, as the module describes."""
    if share in (0, 1):
        return "nobody" if share == 0 else "everybody"
    if share <= _EDGE:
        return "very few"
    if share >= 1 - _EDGE:
        return "almost all"
    anchor, name = min(_FRACTIONS, key=lambda pair: abs(share - pair[0]))
    if abs(share - anchor) <= NEAR:
        return _beside(share - anchor, name, anchor)
    below = [name for anchor, name in _FRACTIONS if anchor < share]
    return f"more than {below[-1]}" if below else f"fewer than {_FRACTIONS[0][1]}"


def _beside(distance: Fraction, name: str, anchor: Fraction) -> str:
    if distance == 0:
        return name
    if anchor != _HALF and abs(distance) <= CLOSE:
        return f"about {name}"
    if distance > 0:
        return f"just over {name}"
    return f"almost {name}" if anchor > _HALF else f"just under {name}"


def percent_text(share: Fraction, decimals: int = 0) -> str:
    """A share between 0 and 1 as a percentage, rounded once. Some is never printed as 0%, nor nearly all as 100%."""
    smallest = Fraction(1, 10**decimals)
    rounded = half_up(share * 100, decimals)
    if rounded == 0 and share > 0:
        return f"under {number_text(smallest, decimals)}%"
    if rounded == 100 and share < 1:
        return f"over {number_text(100 - smallest, decimals)}%"
    return f"{number_text(share * 100, decimals)}%"


def share_text(share: Fraction, count: int | None, base: int | None, decimals: int = 0) -> str:
    """A share in words, as a percentage and as counts: “just over half, 53% (132 of 251)”."""
    counts = "" if count is None or base is None else f" ({count:,} of {base:,})"
    return f"{share_words(share)}, {percent_text(share, decimals)}{counts}"


def limit_text(limit: float, *, high: bool) -> str:
    """A capped share, which says only on which side of its limit it lies."""
    return f"{number_text(limit)}% or {'more' if high else 'less'}"


def response_rate_text(n: int, N: int, decimals: int = 0) -> str:
    """A response rate with both of its numbers: “53% (132 of 251)”."""
    return f"{percent_text(Fraction(n, N), decimals)} ({n:,} of {N:,})" if N else "nobody was asked"


def response_grade(rate: Fraction) -> str:
    """The word for a response rate, by the Health and Safety Executive's rule of thumb (over 50, 60, 70, 80%)."""
    return next((word for bound, word in _GRADES if rate * 100 > bound), "below adequate")


@dataclass(frozen=True)
class Change:
    """A change in points, with its interval and the probability of such a change by chance, where it was tested."""

    value: float
    low: float | None = None
    high: float | None = None
    p: float | None = None

    def verdict(self, level: float) -> str:
        """``better``, ``worse``, ``unclear`` or ``untested``."""
        if self.p is None:
            return "untested"
        if self.p > 1 - level + _DUST or self.value == 0:
            return "unclear"
        return "better" if self.value > 0 else "worse"


def change_reading(change: Change, level: float) -> str:
    """How a change is to be read, in a few words."""
    verdict = change.verdict(level)
    notable = half_up(abs(change.value)) >= NOTABLE_POINTS
    if verdict == "unclear":
        return "could be chance" if notable else "no clear change"
    if verdict == "untested":
        return "not tested"
    direction = "improvement" if verdict == "better" else "decline"
    return f"clear {direction}" if notable else f"small but clear {direction}"


def change_size(change: Change, decimals: int = 0) -> str:
    """The direction and size of a change: “up 11 points”."""
    if change.value == 0:
        return "the same"
    direction = "up" if change.value > 0 else "down"
    size = half_up(abs(change.value), decimals)
    if size == 0:
        return f"{direction} by less than {number_text(Fraction(1, 10**decimals), decimals)} point"
    return f"{direction} {number_text(abs(change.value), decimals)} {'point' if size == 1 else 'points'}"


def change_interval(change: Change, decimals: int = 0) -> str:
    """The interval of a change: “−2 to +23”, or nothing where there is none."""
    if change.low is None or change.high is None:
        return ""
    return f"{signed_text(change.low, decimals)} to {signed_text(change.high, decimals)}"


def change_text(change: Change, level: float, decimals: int = 0) -> str:
    """A change in words: size first, then its interval, then how sure it is."""
    interval = change_interval(change, decimals)
    sized = change_size(change, decimals) + (f" (from {interval} points)" if interval else "")
    reading = change_reading(change, level)
    if reading == "no clear change":
        return f"no clear change: {sized}"
    return f"{sized}: {'a ' if 'clear' in reading else ''}{reading}"


def interval_text(low: float | None, high: float | None, decimals: int = 0) -> str:
    """An interval: “46 to 59”, or nothing where there is none."""
    if low is None or high is None:
        return ""
    return f"{number_text(low, decimals)} to {number_text(high, decimals)}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as a list in a sentence: “a, b and c”."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def quoted(text: str) -> str:
    """A question or answer as it was worded, between quotation marks; a full stop would end our sentence too soon."""
    return f"“{text.removesuffix('.')}”"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun: “1 question”, “12 questions”."""
    return f"{number:,} {one if number == 1 else many}"


def by(title: str) -> str:
    """How a breakdown is called in a caption: “by team”, or “by answer to “Which team are you in?””."""
    if title.endswith("?"):
        return f"by answer to {quoted(title)}"
    return f"by {title if title[:2].isupper() else title[:1].lower() + title[1:]}"


def sentence(text: str) -> str:
    """Text with a capital first letter and a full stop."""
    ended = text if text.endswith((".", "?", "!", ".”", "?”", "!”")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def published_text(value: float | None, unit: str, hedge: str) -> str:
    """A figure of an earlier paper as it was printed there, with its hedge: “almost 60%”."""
    if value is None:
        return hedge or "no figure printed"
    digits = f"{value:g}".replace("-", MINUS)
    figure = f"{digits}%" if unit in ("per cent", "percentage points") else digits
    return f"{hedge} {figure}".strip()


def for_whom(release: Release) -> str:
    """Who may read a release or what is made from it; a whole one holds figures of single teams."""
    if release.audience == PUBLIC:
        return "the public"
    return f"the line of {quoted(release.group)}" if release.audience == LINE else "the leadership"
