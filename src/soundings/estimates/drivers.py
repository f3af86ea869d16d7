"""Drivers: which topics go most strongly with an outcome, such as recommending the council or meaning to stay.

Topics go together, so regression coefficients mislead: one may be negative though the topic goes with the outcome.
The measure here is LMG, the average over all orders of the topics of what R² gains when the topic enters; the parts
add up to R² and are never negative. For a yes/no outcome the same is done with McFadden's R² (general dominance).
Each part is given as a share of R², with a 95% interval and the probability of being among the first three, both from
resampling people.

Everything here is association: one survey, one source, one moment. Write “most strongly associated with”, never “fix
this and gain”. And it is for the whole survey only, never by team.

It is not done, and says why in plain words, with fewer than 100 complete people, fewer than 10 a topic, for a yes/no
outcome fewer than 10 of the rarer answer a topic, or when more than a fifth of the people are lost to missing
answers. With 13 leavers among 132 people there are no drivers: show the topic scores of both groups side by side
instead.

Sources: Lindeman, Merenda and Gold (1980); Grömping (2007); Azen and Traxel (2009) for yes/no outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from soundings.estimates.estimate import is_missing
from soundings.estimates.importance import SAME, linear_fits, logistic_fits, shares_of_fit
from soundings.estimates.proportions import Floats

LEAST_COMPLETE = 100
LEAST_EACH = 10
MOST_LOST = 0.2
MOST_TOPICS = 12
ROOM = 2_000_000


@dataclass(frozen=True)
class TooFew:
    """Why there are no drivers, in plain words, and how many complete people there were.

    Worked example: see `drivers`.
    """

    reason: str
    n: int
    status: Literal["too_few"] = "too_few"


@dataclass(frozen=True)
class Driver:
    """A topic's part: its `share` of R² with `lo` and `hi`, its plain correlation, its chance to be in the top three.

    Worked example: see `drivers`.
    """

    topic: str
    importance: float
    share: float
    lo: float
    hi: float
    correlation: float
    top_three: float


@dataclass(frozen=True)
class Drivers:
    """The topics from the most strongly associated down, what they explain together (`fit`), and from how many people.

    Worked example: see `drivers`.
    """

    topics: tuple[Driver, ...]
    fit: float
    metric: str
    n: int
    rows: int
    boot: int
    seed: int
    notes: tuple[str, ...] = ()
    status: Literal["ok"] = "ok"


def drivers(
    outcome: Sequence[float | bool | None],
    topics: Mapping[str, Sequence[float | None]],
    *,
    metric: str = "lmg",
    boot: int = 1000,
    seed: int,
) -> Drivers | TooFew:
    """The topics' parts in an outcome, or why there are none.

    `outcome` is a number for each person, or yes/no (True and False, or 1 and 0); `topics` the scores of each topic,
    never of the outcome's own items; None is missing. The same people in any order, with the same seed, give the
    same result. Topics that do not vary are dropped with a note; identical topics share.

    Errors: ValueError for another metric, columns of different lengths, no topics, more than 12, or no resamples.

    Worked example: the outcome follows the first topic; and 13 leavers are too few.

    >>> pay, team = [n % 7 for n in range(140)], [n % 4 for n in range(140)]
    >>> found = drivers([p + t / 4 for p, t in zip(pay, team)], {"pay": pay, "team": team}, boot=200, seed=1)
    >>> [(one.topic, round(one.share, 2)) for one in found.topics], round(found.fit, 2)
    ([('pay', 0.98), ('team', 0.02)], 1.0)
    >>> drivers([n < 13 for n in range(132)], {"pay": pay[:132], "team": team[:132]}, seed=1).reason
    'only 13 people gave the rarer answer; 2 topics need at least 20'
    """
    names = _checked(outcome, topics, metric, boot)
    columns = np.array([[np.nan if is_missing(v) else float(v or 0) for v in topics[name]] for name in names]).T
    answers = np.array([np.nan if is_missing(v) else float(v or 0) for v in outcome])
    whole = ~np.isnan(columns).any(axis=1) & ~np.isnan(answers)
    columns, answers = columns[whole], answers[whole]
    n = len(answers)
    varies = [bool(n) and columns[:, place].min() < columns[:, place].max() for place in range(len(names))]
    notes = tuple(
        f"{name}: everybody has the same score, so it is left out"
        for name, v in zip(names, varies, strict=True)
        if not v
    )
    columns, names = columns[:, varies], [name for name, v in zip(names, varies, strict=True) if v]
    yes_no = set(np.unique(answers)) <= {0.0, 1.0}
    reason = _too_few(answers, len(names), len(outcome), yes_no=yes_no)
    if reason:
        return TooFew(reason, n)
    order = np.lexsort([answers, *columns.T[::-1]])
    columns, answers = columns[order], answers[order]
    parts, fit = _parts(columns, answers, np.ones((1, n)), yes_no=yes_no)
    found = _described(names, columns, answers, parts[0], _resampled(columns, answers, boot, seed, yes_no=yes_no))
    return Drivers(found, float(fit[0]), "mcfadden" if yes_no else "lmg", n, len(outcome), boot, seed, notes)


def _checked(
    outcome: Sequence[float | bool | None], topics: Mapping[str, Sequence[float | None]], metric: str, boot: int
) -> list[str]:
    """The names of the topics, in an order that does not depend on how they were given."""
    if metric != "lmg":
        raise ValueError(f"unknown metric {metric!r}: lmg")
    if not 1 <= len(topics) <= MOST_TOPICS:
        raise ValueError(f"drivers are worked out for 1 to {MOST_TOPICS} topics, not {len(topics)}")
    if boot < 1:
        raise ValueError("intervals need at least one resample")
    uneven = [name for name, column in topics.items() if len(column) != len(outcome)]
    if uneven:
        raise ValueError(f"{uneven[0]!r} must have one score for each person of the outcome")
    return sorted(topics)


def _too_few(answers: Floats, count: int, rows: int, *, yes_no: bool) -> str:
    """Why drivers are not worked out; empty where they are."""
    n = len(answers)
    if n < LEAST_COMPLETE:
        return f"only {n} people answered everything; at least {LEAST_COMPLETE} are needed"
    if n < LEAST_EACH * count:
        return f"only {n} people answered everything; {count} topics need at least {LEAST_EACH * count}"
    if rows - n > MOST_LOST * rows:
        return f"{rows - n} of {rows} people left something out; more than a fifth is too many"
    if not count:
        return "no topic varies from person to person"
    if answers.min() == answers.max():
        return "everybody gave the same answer"
    rarer = int(min(answers.sum(), n - answers.sum())) if yes_no else n
    if yes_no and rarer < LEAST_EACH * count:
        return f"only {rarer} people gave the rarer answer; {count} topics need at least {LEAST_EACH * count}"
    return ""


def _parts(columns: Floats, answers: Floats, weights: Floats, *, yes_no: bool) -> tuple[Floats, Floats]:
    """Each topic's part and the whole fit, for each weighting of the people."""
    fits = (logistic_fits if yes_no else linear_fits)(columns, answers, weights)
    count = columns.shape[1]
    return shares_of_fit(fits, count), fits[frozenset(range(count))]


def _resampled(columns: Floats, answers: Floats, boot: int, seed: int, *, yes_no: bool) -> Floats:
    """The parts in each resample of people, worked out in batches that fit into memory."""
    chance, n = np.random.default_rng(seed), len(answers)
    batch = max(1, ROOM // n)
    sizes = [min(batch, boot - done) for done in range(0, boot, batch)]
    draws = (chance.multinomial(n, np.full(n, 1 / n), size=size).astype(float) for size in sizes)
    return np.vstack([_parts(columns, answers, weights, yes_no=yes_no)[0] for weights in draws])


def _described(
    names: list[str], columns: Floats, answers: Floats, parts: Floats, resampled: Floats
) -> tuple[Driver, ...]:
    totals = resampled.sum(axis=1, keepdims=True)
    shares = resampled / np.where(totals > 0, totals, 1)
    lo, hi = np.quantile(shares, [0.025, 0.975], axis=0)
    ahead = (resampled[:, None, :] > resampled[:, :, None] + SAME).sum(axis=2)
    top = (ahead < 3).mean(axis=0)
    whole = parts.sum()
    found = [
        Driver(
            name,
            float(parts[n]),
            float(parts[n] / whole) if whole > 0 else 0.0,
            float(lo[n]),
            float(hi[n]),
            float(np.corrcoef(columns[:, n], answers)[0, 1]),
            float(top[n]),
        )
        for n, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda one: (-round(one.importance, 12), one.topic)))
