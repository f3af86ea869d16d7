"""Many tests at once: adjusting p-values within a stated family."""

from __future__ import annotations

from collections.abc import Sequence


def adjust(pvalues: Sequence[float | None], *, method: str = "bh") -> list[float | None]:
    """Adjusted p-values, in the order given. None (not tested) stays None and does not count.

    ``bh``: Benjamini and Hochberg (1995), the false discovery rate. ``holm``: Holm (1979), the family-wise rate.
    Adjusted values never exceed 1 and keep the order of the raw ones.
    """
    if method not in ("bh", "holm"):
        raise ValueError(f"unknown method {method!r}")
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
