"""THE SUMS. Estimates with their intervals and tests: pure functions of numbers, importing nothing of ours.

Counts are people. Shares are fractions of 1 here; percentages begin where figures are made.
"""

from soundings.estimates.comparing import Change, change_of_means, change_of_shares
from soundings.estimates.many_tests import adjust
from soundings.estimates.means import interval_of_mean
from soundings.estimates.rounding import percent, round_half_up
from soundings.estimates.shares import rate, wilson_interval

__all__ = [
    "Change",
    "adjust",
    "change_of_means",
    "change_of_shares",
    "interval_of_mean",
    "percent",
    "rate",
    "round_half_up",
    "wilson_interval",
]
