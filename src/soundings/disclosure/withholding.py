"""Withholding the fewest figures so that no hidden count can be pinned down: the attacker against the master problem.

A *chain* is what may be told of one group (or one cell of a table), from most to nothing. Each leak the attacker finds
rests on some printed forms; unless one of the chains that print them tells less, it stands. That is the clause the
master problem learns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from soundings.disclosure.attacker import ENDLESS, Leak, Tables, Target, Whole
from soundings.disclosure.least_loss import Clause, Levels, Step, least_loss

Statement = dict[int, tuple[int, int]]
"""What is told of some forms: the least and the most each may be."""


@dataclass(frozen=True)
class Chain:
    """What may be told of one group, level by level from most to least, and what each level costs."""

    told: tuple[Statement, ...]
    costs: tuple[int, ...]


@dataclass(frozen=True)
class Watch:
    """A target, and from which level of which chain it matters; None where it always does."""

    target: Target
    since: Step | None = None

    def active(self, levels: Levels) -> bool:
        return self.since is None or levels[self.since[0]] >= self.since[1]


def withhold(
    tables: Tables,
    known: Statement,
    chains: Sequence[Chain],
    watches: Sequence[Watch],
    more: Callable[[Levels], list[Clause]] = lambda _: [],
) -> Levels:
    """The cheapest levels at which the attacker who is told ``known`` and the chains reaches what every watch asks.

    ``more`` may add clauses of its own for a choice of levels that passes. Raises NothingHelpsError where ``known``
    alone leaks.
    """

    def leaks(levels: Levels) -> list[Clause]:
        least, most = bounds(tables, known, chains, levels)
        active = [watch for watch in watches if watch.active(levels)]
        found = tables.leaks(least, most, [watch.target for watch in active])
        since = {watch.target: watch.since for watch in active}
        return [_clause(leak, chains, levels, since[leak.target]) for leak in found] or more(levels)

    levels, _ = least_loss([chain.costs for chain in chains], leaks)
    return levels


def bounds(tables: Tables, known: Statement, chains: Sequence[Chain], levels: Levels) -> tuple[Whole, Whole]:
    """The least and the most each form may be for whoever is told this."""
    least = np.zeros(tables.forms.shape[0], dtype=np.int64)
    most = np.full(tables.forms.shape[0], ENDLESS, dtype=np.int64)
    for statement in [known, *(chain.told[level] for chain, level in zip(chains, levels, strict=True))]:
        for form, (low, high) in statement.items():
            least[form] = max(least[form], low)
            most[form] = min(most[form], high)
    return least, most


def _clause(leak: Leak, chains: Sequence[Chain], levels: Levels, since: Step | None) -> Clause:
    """Some chain that tells a form of the proof must tell less of it, or the target must not matter."""
    proof = set(leak.proof)
    reach = set()
    for place, (chain, level) in enumerate(zip(chains, levels, strict=True)):
        now = chain.told[level]
        used = proof & now.keys()
        steps = range(level + 1, len(chain.told))
        later = (step for step in steps if any(chain.told[step].get(form) != now[form] for form in used))
        if used and (step := next(later, None)) is not None:
            reach.add((place, step))
    return Clause(frozenset(reach), since)
