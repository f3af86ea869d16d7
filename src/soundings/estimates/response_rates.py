"""Response rates: usable returns over eligible people.

Eligible are the people on the roster on the census date, less those who had left, were on long leave where the rule
says so, or stood there twice. The rule is printed with the rate. A rate of the whole is total over total, never the
mean of the teams' rates. It is a count over a count and therefore has no interval, and a test of its change is a test
of the process, not of a sample. A high rate is no proof that those who answered are like those who did not.

| formula | counts as an answer | people whose eligibility is not known |
| --- | --- | --- |
| RR1 | complete returns | all counted as eligible |
| RR2 | complete and partial returns | all counted as eligible |
| RR3 | complete returns | the share e of them counted |
| RR4 | complete and partial returns | the share e of them counted |
| RR5 | complete returns | left out |
| RR6 | complete and partial returns | left out |

With a roster nobody's eligibility is unknown, and RR1, RR3 and RR5 agree, as do RR2, RR4 and RR6.

Source: AAPOR, *Standard Definitions*.
"""

from __future__ import annotations

from dataclasses import dataclass

from soundings.estimates.estimate import Estimate, undefined, whole

FORMULAS = ("RR1", "RR2", "RR3", "RR4", "RR5", "RR6")


@dataclass(frozen=True)
class Dispositions:
    """What became of everybody who might have been asked, in people.

    `eligible` holds everybody known to be eligible, whether they answered or not; `unknown` those of whom it is not
    known, who are not among them; `ineligible` those found not to be. `likely` is the share e of the unknown that is
    taken to be eligible; left out, it is the share among those of whom it is known.

    Worked example: 90 of 100 known people were eligible, so 90% of 20 unknown ones are taken to be.

    >>> Dispositions(complete=40, eligible=90, unknown=20, ineligible=10).likely_eligible()
    0.9
    """

    complete: int
    eligible: int
    partial: int = 0
    unknown: int = 0
    ineligible: int = 0
    likely: float | None = None

    def __post_init__(self) -> None:
        for name in ("complete", "eligible", "partial", "unknown", "ineligible"):
            whole(getattr(self, name), f"“{name}”")
        if self.complete + self.partial > self.eligible:
            raise ValueError(f"{self.complete + self.partial} responses from {self.eligible} eligible people")
        if self.likely is not None and not 0 <= self.likely <= 1:
            raise ValueError(f"the share likely to be eligible lies between 0 and 1; {self.likely} does not")

    def likely_eligible(self) -> float:
        """The share e of those of unknown eligibility that RR3 and RR4 count."""
        if self.likely is not None:
            return self.likely
        known = self.eligible + self.ineligible
        return self.eligible / known if known else 1.0


def response_rate(dispositions: Dispositions, *, formula: str = "RR2") -> Estimate:
    """The response rate by one of AAPOR's six formulas, a fraction of 1, without interval.

    `x` is the answers counted, `n` and `N` the people they are set against; there is no x where the base itself is
    estimated. Nobody eligible: undefined.

    Errors: ValueError for an unknown formula; more responses than people cannot be written down as `Dispositions`.

    Worked example: 132 returns, 12 of them partial, of 251 people.

    >>> everybody = Dispositions(complete=120, partial=12, eligible=251)
    >>> round(100 * response_rate(everybody).value, 2)
    52.59
    >>> round(100 * response_rate(everybody, formula="RR1").value, 2)
    47.81
    """
    if formula not in FORMULAS:
        raise ValueError(f"unknown formula {formula!r}: RR1 to RR6")
    counted = dispositions.complete + (dispositions.partial if formula in ("RR2", "RR4", "RR6") else 0)
    share = {"RR1": 1.0, "RR2": 1.0, "RR5": 0.0, "RR6": 0.0}.get(formula, dispositions.likely_eligible())
    asked = dispositions.eligible + share * dispositions.unknown
    if not asked:
        return undefined(formula, "nobody was eligible")
    people = dispositions.eligible + (dispositions.unknown if share else 0)
    estimated = 0 < share < 1 and dispositions.unknown > 0
    notes = ("how many of unknown eligibility are eligible is estimated",) if estimated else ()
    x = None if estimated else counted
    return Estimate(counted / asked, None, None, None, people, people, x, formula, notes=notes)


def rate(responses: int, eligible: int) -> float | None:
    """Responses over eligible people, a fraction of 1; None where nobody was eligible. RR2 of a roster.

    Errors: ValueError for more responses than eligible people, which means a stale roster or a link passed on, never
    a rate above 100%.

    Worked example: 93 of 268.

    >>> round(100 * rate(93, 268), 2)
    34.7
    """
    return response_rate(Dispositions(complete=responses, eligible=eligible)).value
