"""Large and small shares of small groups: shown only as "90% or more", and never to be worked out.

A group from 10 to 19 shows the sides of an item (favourable, neutral, unfavourable), capped at 10 and 90%; from 20
to 49 the options as well, capped at 5 and 95%; from 50 everything. Options add up to sides and sides to the base,
so a capped share could often be worked out from the rest: then the options are withheld, then all but the favourable
side, then that as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

SHOWN, LOW, HIGH, HIDDEN = "ok", "capped_low", "capped_high", "not_shown"
CAPPED_BELOW = 50
_FAVOURABLE = "favourable"
_STEPS = ("as capped", "no options", "favourable alone", "nothing")


def limits(base: int, full_distribution: int = 20) -> tuple[int, int]:
    """The lowest and highest percentage a group of this base may show."""
    if base >= CAPPED_BELOW:
        return 0, 100
    return (5, 95) if base >= full_distribution else (10, 90)


def capped(count: int, base: int, full_distribution: int = 20) -> str:
    """How one share stands: shown, or capped low or high."""
    low, high = limits(base, full_distribution)
    if base >= CAPPED_BELOW:
        return SHOWN
    if 100 * count <= low * base:
        return LOW
    return HIGH if 100 * count >= high * base else SHOWN


@dataclass
class _Share:
    """A share in the sum: its count, what it is the sum of, how it stands."""

    count: int
    parts: tuple[int, ...] = ()
    status: str = SHOWN


@lru_cache(maxsize=65536)
def protected_shares(
    counts: tuple[int, ...], sides: tuple[str, ...], base: int, full_distribution: int = 20, *, in_full: bool = True
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """How each option and each side of one item in one group may be shown.

    Returns the statuses of the options, and (side, status) pairs. No capped or hidden share can be worked out exactly
    from what is shown. The steps are few on purpose: everything as capped; else no options; else the favourable side
    alone; else nothing. A cleverer choice would tell by what it chose.

    ``in_full`` is false where the options may not be shown whatever the base.
    """
    names = [side for side in ("favourable", "neutral", "unfavourable") if side in sides]
    in_full = in_full and base >= full_distribution
    if not names and len(counts) > 2 and not in_full:
        return (HIDDEN,) * len(counts), ()
    statuses: list[str] = []
    for step in _STEPS if names else (_STEPS[0], _STEPS[-1]):
        shares = [_Share(count) for count in counts] + [_side_share(counts, sides, side) for side in names]
        with_options = step == "as capped" and (in_full or not names)
        for n, share in enumerate(shares):
            kept = (
                with_options if n < len(counts) else step != "favourable alone" or names[n - len(counts)] == _FAVOURABLE
            )
            told = kept and step != "nothing"
            share.status = capped(share.count, base, full_distribution) if told else HIDDEN
        top = tuple(range(len(counts), len(shares))) if names else tuple(range(len(counts)))
        statuses = [share.status for share in shares]
        if not _given_away(shares, top, base, full_distribution, options=with_options):
            break
    return tuple(statuses[: len(counts)]), tuple(zip(names, statuses[len(counts) :], strict=True))


def _side_share(counts: tuple[int, ...], sides: tuple[str, ...], side: str) -> _Share:
    of = tuple(n for n, name in enumerate(sides) if name == side)
    return _Share(sum(counts[n] for n in of), of)


def independent_shares(counts: tuple[int, ...], base: int, full_distribution: int = 20) -> tuple[str, ...]:
    """How the options of a question with several answers may be shown, each of all who answered.

    Everybody ticked at least one, so few ticks elsewhere can fix an option: then no option is shown.
    """
    statuses = tuple(capped(count, base, full_distribution) for count in counts)
    low, high = limits(base, full_distribution)
    ranges = [_known(_Share(n, status=status), base, low, high) for n, status in zip(counts, statuses, strict=True)]
    most = sum(high for _, high in ranges)
    for status, (least, highest) in zip(statuses, ranges, strict=True):
        if status != SHOWN and max(least, base - (most - highest)) >= highest:
            return (HIDDEN,) * len(counts)
    return statuses


def _given_away(
    shares: list[_Share], top: tuple[int, ...], base: int, full_distribution: int, *, options: bool
) -> bool:
    """Whether some share that is not shown can have only one value, given everything that is shown.

    Without ``options`` only the sides are asked about: a side of one option says what that option is by design.
    """
    low, high = limits(base, full_distribution)
    known = [_known(share, base, low, high) for share in shares]
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


def _known(share: _Share, base: int, low: int, high: int) -> Range:
    """The whole numbers a share may be, from its own mark alone."""
    if share.status == SHOWN:
        return share.count, share.count
    if share.status == LOW:
        return 0, low * base // 100
    if share.status == HIGH:
        return -(-high * base // 100), base
    return 0, base


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
