"""The groups of a survey as the gate sees them: every breakdown together, over the people who answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soundings.analysis.breakdowns import Cut
from soundings.analysis.counts import Counter, Ints
from soundings.disclosure.hiding import Constant, Hiding, Lost, NothingHelpsError
from soundings.disclosure.release import PlanFacts
from soundings.errors import RefusedError

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Apart:
    """The breakdowns apart, as somebody sees them who knows the roster of each but not who is in two groups at once.

    Each breakdown has cells of its own: its groups without what their own groups hold. ``members`` are the groups
    over all these cells, ``gather`` says which of the true cells each holds, and ``links`` that every breakdown
    divides the same people: rows that come to nought.
    """

    members: Ints
    gather: Ints
    links: Ints


@dataclass(frozen=True)
class Lattice:
    """Groups, the whole survey first and then each breakdown's nodes, over cells.

    ``members`` has a row for each group and a column for each cell; ``cells`` are the respondents of each cell,
    ``eligible`` the roster of each group (NaN where it is not known). ``equality`` names the breakdowns by an
    equality characteristic, which need the higher threshold. Groups that only an earlier release had are ``lost``:
    nothing is told of them now, and they stand after all the others in ``rows``.
    """

    cuts: tuple[Cut, ...]
    equality: frozenset[str]
    plan: PlanFacts
    members: Ints
    cells: Ints
    eligible: NDArray[np.float64]
    constants: tuple[Constant, ...] = ()
    lost: tuple[Lost, ...] = ()

    @cached_property
    def rows(self) -> Ints:
        """Every group anybody can name: those planned now, then the lost ones."""
        return np.array([*self.members, *(group.row for group in self.lost)], dtype=np.int64).reshape(
            -1, self.members.shape[1]
        )

    def place(self, constant: Constant) -> int:
        """Where the constant's group stands in ``rows``, or -1."""
        keys = [group.key for group in self.lost]
        key = (constant.dimension, constant.row.tobytes())
        if constant.group >= 0 or key not in keys:
            return constant.group
        return len(self.members) + keys.index(key)

    @cached_property
    def people(self) -> Ints:
        """Respondents by group."""
        return self.members @ self.cells

    @cached_property
    def spans(self) -> tuple[tuple[str, slice], ...]:
        """Each breakdown and where its groups stand."""
        starts = np.cumsum([1, *(len(cut.nodes) for cut in self.cuts)])
        return tuple(
            (cut.dimension, slice(int(start), int(start) + len(cut.nodes)))
            for cut, start in zip(self.cuts, starts, strict=False)
        )

    @cached_property
    def told_before(self) -> Mask:
        """Of which groups an earlier release said how many answered."""
        told = np.zeros(len(self.members), dtype=bool)
        told[[constant.group for constant in self.constants if constant.group >= 0 and constant.told.get("")]] = True
        return told

    @cached_property
    def apart(self) -> Apart:
        """The breakdowns apart; crossed ones stand together with the two that they cross."""
        blocks = self._blocks()
        patterns = [np.unique(self.rows[[0, *block]], axis=1, return_inverse=True) for block in blocks]
        widths = [columns.shape[1] for columns, _ in patterns]
        starts = np.cumsum([0, *widths])
        members = np.zeros((len(self.rows), int(starts[-1])), dtype=np.int64)
        gather = np.zeros((int(starts[-1]), self.members.shape[1]), dtype=np.int64)
        links = np.zeros((len(blocks) - 1, int(starts[-1])), dtype=np.int64)
        for n, (block, (columns, where)) in enumerate(zip(blocks, patterns, strict=True)):
            members[block, starts[n] : starts[n + 1]] = columns[1:]
            gather[starts[n] + np.ravel(where), np.arange(self.members.shape[1])] = 1
            if n:
                links[n - 1, : widths[0]], links[n - 1, starts[n] : starts[n + 1]] = 1, -1
        members[0, : widths[0]] = 1
        return Apart(members, gather, links)

    def _blocks(self) -> list[list[int]]:
        """The groups of each breakdown, crossed ones together; of the whole survey alone where there are none."""
        together: list[set[str]] = []
        pieces = [{cut.dimension, *cut.crossed} for cut in self.cuts]
        pieces += [{group.dimension, *group.dimension.split(" x ")} for group in self.lost]
        for piece in pieces:
            met = [block for block in together if block & piece]
            together = [block for block in together if block not in met]
            together.append(piece.union(*met))
        places = [(dimension, group) for dimension, part in self.spans for group in range(part.start, part.stop)]
        places += [(group.dimension, n) for n, group in enumerate(self.lost, start=len(self.members))]
        blocks = [[group for dimension, group in places if dimension in block] for block in together]
        return blocks if places else [[]]

    def shown(
        self,
        cells: Ints,
        allowed: Mask,
        threshold: int,
        worth: Ints | None = None,
        *,
        item: str | None = "",
        in_full: bool = False,
    ) -> Mask:
        """Which groups are shown where each cell has so many people; ``worth`` is what hiding each group loses.

        Breakdowns by an equality characteristic obey the higher threshold by themselves, then all obey this one
        together, beside what earlier releases showed of the item (``in_full``: its options). Raises RefusedError
        where those alone give too much away.
        """
        fixed = tuple(constant for constant in self.constants if constant.tells(item, in_full=in_full))
        permitted = allowed.copy()
        for dimension, part in self.spans:
            if dimension in self.equality:
                permitted[part] = self._shown_alone(cells, allowed, max(threshold, self.plan.sensitive), part, fixed)
        told = tuple(constant.name for constant in fixed)
        key = (cells.tobytes(), permitted.tobytes(), threshold, None if worth is None else worth.tobytes(), told)
        if key not in self._solved:
            self._solved[key] = self._whole_or_nothing(
                _shown_beside(Hiding(self.members, fixed), cells, permitted, threshold, worth)
            )
        return self._solved[key]

    @cached_property
    def _solved(self) -> dict[tuple[bytes, bytes, int, bytes | None, tuple[str, ...]], Mask]:
        """Identical questions are solved once."""
        return {}

    def _shown_alone(
        self, cells: Ints, allowed: Mask, threshold: int, part: slice, fixed: tuple[Constant, ...]
    ) -> Mask:
        rows = np.concatenate([self.members[:1], self.members[part]])
        dimension = next(name for name, where in self.spans if where == part)
        own = tuple(constant for constant in fixed if constant.dimension in ("", dimension))
        both = np.concatenate([allowed[:1], allowed[part]])
        shown = _shown_beside(Hiding(rows, own), cells, both, threshold, None)
        return self._whole_or_nothing(shown)[1:]

    @staticmethod
    def _whole_or_nothing(shown: Mask) -> Mask:
        """No group stands without the whole survey."""
        standing: Mask = shown & shown[0]
        return standing

    @cached_property
    def everyone(self) -> Mask:
        """The groups shown at all."""
        return self.shown(self.cells, np.ones(len(self.people), dtype=bool), self.plan.threshold)


def _shown_beside(hiding: Hiding, cells: Ints, allowed: Mask, threshold: int, worth: Ints | None) -> Mask:
    """What is shown beside earlier releases; where they alone give too much away, the sentence that says so."""
    try:
        return hiding.shown(cells, allowed, threshold, worth)
    except NothingHelpsError:
        found = hiding.derived(cells, np.zeros(0, dtype=np.int64), threshold)
        names = [hiding.constants[row].name for row in found.recipe] if found else []
        raise RefusedError(
            f"What earlier releases showed already singles out fewer than {threshold} people, and cannot be withheld "
            "any more. If they left under lower thresholds, keep to those. It follows from these groups, added and "
            "subtracted:",
            names,
        ) from None


def lattice_of(
    counter: Counter,
    cuts: Sequence[Cut],
    total: int | None,
    plan: PlanFacts,
    is_equality: Callable[[str], bool],
    constants: tuple[Constant, ...] = (),
    lost: tuple[Lost, ...] = (),
) -> Lattice:
    """The lattice of a counted survey."""
    eligible = [np.nan if total is None else float(total)]
    eligible += [float(node.eligible) for cut in cuts for node in cut.nodes]
    return Lattice(
        tuple(cuts),
        frozenset(cut.dimension for cut in cuts if not cut.crossed and is_equality(cut.dimension)),
        plan,
        counter.cells.members,
        counter.people(),
        np.array(eligible),
        constants,
        lost,
    )
