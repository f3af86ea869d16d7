"""Large and small shares of small groups: shown only as "90% or more", and never to be worked out.

A group from 10 to 19 shows the sides of an item (favourable, neutral, unfavourable), capped at 10 and 90%; from 20
to 49 the options as well, capped at 5 and 95%; from 50 everything. Options add up to sides and sides to the base,
so a capped share could often be worked out from the rest: then the options are withheld, then all but the favourable
side, then that as well. Where other groups make it necessary a group of 50 or more goes down the same steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

SHOWN, LOW, HIGH, HIDDEN = "ok", "capped_low", "capped_high", "not_shown"
CAPPED_BELOW = 50
FAVOURABLE = "favourable"
SIDES = (FAVOURABLE, "neutral", "unfavourable")


class Marks(NamedTuple):
    """How one item stands in one group: the status of each option, and of each side by name."""

    options: tuple[str, ...]
    sides: tuple[tuple[str, str], ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        return (*self.options, *(status for _, status in self.sides))

    @property
    def clear(self) -> bool:
        """Whether everything is shown as it is."""
        return set(self.every) == {SHOWN}

    def mean_known(self, base: int) -> bool:
        """Whether the attacker is taken to know the mean: from fifty on, while every side is told."""
        return base >= CAPPED_BELOW and bool(self.sides) and HIDDEN not in dict(self.sides).values()

    @property
    def silent(self) -> bool:
        """Whether nothing is told at all, so that not even the base is printed."""
        return set(self.every) == {HIDDEN}


def caps(base: int, full_distribution: int = 20) -> tuple[int, int]:
    """The percentages at which a share of this base is capped, where it is capped."""
    return (5, 95) if base >= full_distribution else (10, 90)


def capped(count: int, base: int, full_distribution: int = 20) -> str:
    """How one share stands in a group below fifty: shown, or capped low or high."""
    low, high = caps(base, full_distribution)
    if 100 * count <= low * base:
        return LOW
    return HIGH if 100 * count >= high * base else SHOWN


def told_range(status: str, count: int, base: int, full_distribution: int = 20) -> tuple[int, int]:
    """The whole numbers a share may be, from its own mark and its group's base."""
    low, high = caps(base, full_distribution)
    if status == SHOWN:
        return count, count
    if status == LOW:
        return 0, low * base // 100
    if status == HIGH:
        return -(-high * base // 100), base
    return 0, base


@lru_cache(maxsize=65536)
def ladder(
    counts: tuple[int, ...], sides: tuple[str, ...], base: int, full_distribution: int = 20, *, in_full: bool = True
) -> tuple[Marks, ...]:
    """How one item may be marked in one group, from most to nothing; ``sides`` names each option's side.

    At each step no capped or hidden share can be worked out from what this group shows. The steps are few on purpose:
    everything; no options; the sides capped; the favourable side alone; nothing. A cleverer choice would tell by what
    it chose. ``in_full`` is false where the options may not be shown whatever the base.
    """
    names = [side for side in SIDES if side in sides]
    in_full = in_full and base >= full_distribution
    silent = Marks((HIDDEN,) * len(counts), tuple((name, HIDDEN) for name in names))
    found = []
    for with_options, kept, tails in _steps(names, base, in_full, len(counts)):
        shares = [_Share(count) for count in counts] + [_side_share(counts, sides, side) for side in names]
        for n, share in enumerate(shares):
            told = with_options if n < len(counts) else names[n - len(counts)] in kept
            whole = SHOWN if not tails else capped(share.count, base, full_distribution)
            share.status = whole if told else HIDDEN
        top = tuple(range(len(counts), len(shares))) if names else tuple(range(len(counts)))
        if not _given_away(shares, top, base, full_distribution, options=with_options):
            statuses = [share.status for share in shares]
            found.append(Marks(tuple(statuses[: len(counts)]), tuple(zip(names, statuses[len(counts) :], strict=True))))
    return (*dict.fromkeys(found), silent)


def _steps(names: Sequence[str], base: int, in_full: bool, options: int) -> Iterator[tuple[bool, Sequence[str], bool]]:
    """Whether the options are told, which sides are, and whether tails are capped."""
    small = base < CAPPED_BELOW
    if not names:
        if in_full or options <= 2:
            yield from ((True, (), tails) for tails in ((True,) if small else (False, True)))
        return
    if in_full:
        yield True, names, small
    if not small:
        yield False, names, False
    yield False, names, True
    yield False, (FAVOURABLE,), True


def _side_share(counts: tuple[int, ...], sides: tuple[str, ...], side: str) -> _Share:
    of = tuple(n for n, name in enumerate(sides) if name == side)
    return _Share(sum(counts[n] for n in of), of)


@lru_cache(maxsize=65536)
def independent_ladder(counts: tuple[int, ...], base: int, full_distribution: int = 20) -> tuple[Marks, ...]:
    """The same for a question with several answers, each option of all who answered.

    Everybody ticked at least one, so few ticks elsewhere can fix an option: then no option is shown.
    """
    found = [] if base < CAPPED_BELOW else [Marks((SHOWN,) * len(counts))]
    statuses = tuple(capped(count, base, full_distribution) for count in counts)
    ranges = [told_range(status, n, base, full_distribution) for n, status in zip(counts, statuses, strict=True)]
    most = sum(high for _, high in ranges)
    fixed = [max(least, base - (most - highest)) >= highest for least, highest in ranges]
    if not any(n and status != SHOWN for n, status in zip(fixed, statuses, strict=True)):
        found.append(Marks(statuses))
    return (*dict.fromkeys(found), Marks((HIDDEN,) * len(counts)))


@dataclass
class _Share:
    """A share in the sum: its count, what it is the sum of, how it stands."""

    count: int
    parts: tuple[int, ...] = ()
    status: str = SHOWN


def _given_away(
    shares: list[_Share], top: tuple[int, ...], base: int, full_distribution: int, *, options: bool
) -> bool:
    """Whether some share that is not shown can have only one value, given everything that is shown.

    Without ``options`` only the sides are asked about: a side of one option says what that option is by design.
    """
    known = [told_range(share.status, share.count, base, full_distribution) for share in shares]
    for n in sorted(range(len(shares)), key=lambda n: bool(shares[n].parts)):
        if shares[n].parts:
            known[n] = _meet(known[n], _total([known[part] for part in shares[n].parts]))
    _narrow((base, base), top, known)
    for n in top:
        if shares[n].parts:
            _narrow(known[n], shares[n].parts, known)
    asked = [n for n in range(len(shares)) if options or n in top]
    return any(shares[n].status != SHOWN and known[n][0] == known[n][1] for n in asked)


Range = tuple[int, int]


def _meet(one: Range, other: Range) -> Range:
    return max(one[0], other[0]), min(one[1], other[1])


def _total(ranges: Sequence[Range]) -> Range:
    return sum(low for low, _ in ranges), sum(high for _, high in ranges)


def _narrow(whole: Range, parts: tuple[int, ...], known: list[Range]) -> None:
    """What the sum says of each part: the whole less what the others can be."""
    low, high = _total([known[part] for part in parts])
    for part in parts:
        least, most = known[part]
        known[part] = _meet((least, most), (whole[0] - (high - most), whole[1] - (low - least)))
