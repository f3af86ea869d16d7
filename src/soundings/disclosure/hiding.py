"""Which groups are shown: R1, the threshold, and R2, no small remainder, within every partition and tree.

Groups of one breakdown are nested or apart, so everything an attacker can add and subtract is a sum of
*remainders*: each shown group less the highest shown groups inside it. R2 therefore holds exactly when every
remainder is nobody or at least the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence

WHOLE = -1


def shown_groups(
    people: int, sizes: Sequence[int], parents: Sequence[int], allowed: Sequence[bool], threshold: int
) -> list[bool]:
    """For each group of one breakdown, whether it is shown beside the whole survey of so many ``people``.

    ``parents`` gives each group's position of its parent, before it, or -1. Groups that are not ``allowed`` or are
    below the threshold are hidden (R1); then the fewest, smallest further groups, until no remainder is small (R2).
    """
    if people < threshold:
        return [False] * len(sizes)
    shown = [ok and size >= threshold for ok, size in zip(allowed, sizes, strict=True)]
    tree = _Tree(people, sizes, parents, shown, threshold)
    for group in range(len(sizes) - 1, WHOLE - 1, -1):
        if group == WHOLE or shown[group]:
            tree.mend(group)
    return shown


class _Tree:
    """The groups of one breakdown and which of them are shown so far."""

    def __init__(
        self, people: int, sizes: Sequence[int], parents: Sequence[int], shown: list[bool], threshold: int
    ) -> None:
        self.people, self.sizes, self.shown, self.threshold = people, sizes, shown, threshold
        self.children: dict[int, list[int]] = {}
        for child, parent in enumerate(parents):
            self.children.setdefault(parent, []).append(child)

    def highest_shown(self, group: int) -> list[int]:
        """The shown groups inside this one that are inside no other shown group inside it."""
        found: list[int] = []
        for child in self.children.get(group, []):
            found += [child] if self.shown[child] else self.highest_shown(child)
        return found

    def remainder(self, group: int) -> int:
        size = self.people if group == WHOLE else self.sizes[group]
        return size - sum(self.sizes[child] for child in self.highest_shown(group))

    def mend(self, group: int) -> None:
        """Hide the cheapest groups inside this one until its remainder is nobody or the threshold."""
        while 0 < self.remainder(group) < self.threshold:
            options = [self._to_free(child) for child in self.highest_shown(group)]
            for child in min(options, key=lambda hidden: (len(hidden), sum(self.sizes[h] for h in hidden), hidden)):
                self.shown[child] = False

    def _to_free(self, group: int) -> list[int]:
        """The cheapest groups to hide, this one first, so that some of its people join the remainder above."""
        if self.remainder(group) > 0:
            return [group]
        options = [self._to_free(child) for child in self.highest_shown(group)]
        return [group, *min(options, key=lambda hidden: (len(hidden), sum(self.sizes[h] for h in hidden), hidden))]
