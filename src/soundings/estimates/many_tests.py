"""Many tests at once: how to judge sixty questions without crying wolf.

With 60 unchanged questions three would look changed by chance, and at least one with a probability of 95%. The
p-values of a stated family are therefore adjusted together: all year-on-year questions of a survey are one family,
each breakdown with all its questions is one, all comparisons with a benchmark are one. What was not tested, because
it was hidden, does not exist or had too few answers, does not count and stays untested.

Benjamini and Hochberg's method (`bh`) holds the share of false findings among the findings at 5%; survey questions go
together, and it holds then too. Holm's (`holm`) holds the chance of any false finding at 5%: it is for at most five
headline measures named before fieldwork. A finding is judged by the adjusted value beside the ordinary 95% interval;
the two can disagree, and a report says so.

Sources: Benjamini and Hochberg (1995); Holm (1979).
"""

from __future__ import annotations

from collections.abc import Sequence


def adjust(pvalues: Sequence[float | None], *, method: str = "bh", family: str) -> list[float | None]:
    """Adjusted p-values, in the order given. None (not tested) stays None and does not count.

    From the smallest of m values up, `bh` gives p · m / rank and `holm` p · (m − rank + 1), kept in the order of the
    raw values and at most 1. `family` names what is judged together; a family without a name is a mistake.

    Errors: ValueError for an unknown method, a family without a name, or a value outside 0 to 1.

    Worked example: four questions, of which one was not tested.

    >>> adjust([0.01, None, 0.04, 0.03], family="changes since 2019")
    [0.03, None, 0.04, 0.04]
    >>> adjust([0.01, None, 0.04, 0.03], method="holm", family="headlines")
    [0.03, None, 0.06, 0.06]
    """
    if method not in ("bh", "holm"):
        raise ValueError(f"unknown method {method!r}")
    if not family.strip():
        raise ValueError("say which family of tests is judged together")
    if any(p is not None and not 0 <= p <= 1 for p in pvalues):
        raise ValueError(f"a p-value lies between 0 and 1 ({family})")
    ranked = sorted((p, n) for n, p in enumerate(pvalues) if p is not None)
    count = len(ranked)
    adjusted: list[float | None] = [None] * len(pvalues)
    running = 0.0 if method == "holm" else 1.0
    steps = range(count) if method == "holm" else range(count - 1, -1, -1)
    for step in steps:
        p, n = ranked[step]
        if method == "holm":
            running = max(running, min(1.0, p * (count - step)))
        else:
            running = min(running, p * count / (step + 1))
        adjusted[n] = running
    return adjusted
