"""Who answered: responses, eligible people and response rates, by group of the roster."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from soundings.disclosure.hiding import shown_groups
from soundings.disclosure.lattice import Lattice, Mask
from soundings.disclosure.marks import CAPPED_BELOW, caps
from soundings.disclosure.release import PlanFacts
from soundings.disclosure.rows import CAPPED_HIGH, CAPPED_LOW, NOT_SHOWN, OK, Rows
from soundings.disclosure.solver import Program

Ints = NDArray[np.int64]
_NEAR = 1e-6


def protect_participation(lattice: Lattice, rows: Rows) -> Mask:
    """Responses, eligible people and response rates: the group is the roster, capped by it.

    Returns for which groups the number of responses is printed as it is.
    """
    known = np.isfinite(lattice.eligible)
    roster = np.where(known, lattice.eligible, 0).astype(np.int64)
    allowed = known & _planned(lattice)
    # How many answered in all is always said.
    allowed = (allowed & _shown_on_roster(lattice, roster, allowed)) | whole(known)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = 100 * lattice.people / lattice.eligible
    low, high = caps_of(roster, lattice.plan)
    capped = np.where(rate >= high, CAPPED_HIGH, np.where(rate <= low, CAPPED_LOW, OK))
    capped = np.where((roster < CAPPED_BELOW) & ~whole(known), capped, OK)
    status = np.where(allowed, capped, NOT_SHOWN)
    rows.add("", "responses", lattice.people, np.where(status == OK, lattice.people, np.nan), status)
    if known.any():
        rows.add("", "eligible", roster, roster, np.where(allowed & known, OK, NOT_SHOWN))
        cap = np.where(status == CAPPED_HIGH, high, low)
        rated = np.where(known & (roster >= lattice.plan.threshold), status, NOT_SHOWN)
        rows.add("", "response_rate", rate, roster, rated, capped_value=cap)
    printed: Mask = status == OK
    return printed


def known_people(lattice: Lattice, printed: Mask) -> tuple[Ints, Ints]:
    """The fewest and the most people each group can hold for whoever knows the printed responses and the roster.

    The groups that only an earlier release had stand last, as in the lattice's ``rows``.
    """
    people = lattice.rows @ lattice.cells
    before = [np.isfinite(group.people) for group in lattice.lost]
    said = np.concatenate([printed | whole(printed), np.array(before, dtype=bool)])
    eligible = np.append(lattice.eligible, [group.eligible for group in lattice.lost])
    least = np.where(said, people, 0)
    roster = np.where(np.isfinite(eligible), eligible, people[0]).astype(np.int64)
    most = np.where(said, people, roster)
    if not len(lattice.cells):
        return least, most
    apart = lattice.apart
    program = Program(sparse.csr_array(np.concatenate([apart.members, apart.links])))
    nought = np.zeros(len(apart.links))
    program.bound(np.append(least, nought).astype(float), np.append(most, nought).astype(float))
    for group, row in enumerate(apart.members.astype(float)):
        fewest, greatest = program.minimise(row), program.minimise(-row)
        if fewest is not None and greatest is not None:
            least[group] = int(np.ceil(fewest.best - _NEAR))
            most[group] = int(np.floor(-greatest.best + _NEAR))
    return least, most


def _planned(lattice: Lattice) -> Mask:
    """Crossed breakdowns have no roster of their own, so who answered is not told by them."""
    planned = np.ones(len(lattice.people), dtype=bool)
    for cut, (_, part) in zip(lattice.cuts, lattice.spans, strict=True):
        planned[part] = not cut.crossed
    return planned


def _shown_on_roster(lattice: Lattice, roster: Ints, allowed: Mask) -> Mask:
    """R1 and R2 with the roster in place of the answers, one breakdown at a time.

    The roster is known by breakdown only, so nothing can be said of people who are in two groups at once.
    """
    shown = whole(allowed)
    for cut, (dimension, part) in zip(lattice.cuts, lattice.spans, strict=True):
        least = max(lattice.plan.threshold, lattice.plan.sensitive if dimension in lattice.equality else 0)
        parents = [node.parent for node in cut.nodes]
        shown[part] = shown_groups(int(roster[0]), roster[part].tolist(), parents, allowed[part].tolist(), least)
    return shown


def whole(like: NDArray[np.bool_]) -> Mask:
    """True for the whole survey only, which is the first group."""
    first: Mask = np.arange(len(like)) == 0
    return first


def caps_of(base: Ints, plan: PlanFacts) -> tuple[Ints, Ints]:
    """The percentages at which each group's shares are capped, low and high."""
    pairs = [caps(int(size), plan.full_distribution) for size in base]
    return np.array([low for low, _ in pairs]), np.array([high for _, high in pairs])
