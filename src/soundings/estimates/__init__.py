"""THE SUMS. Estimates with their intervals and tests: pure functions of numbers, importing nothing of ours.

Counts are people. Shares are fractions of 1 here; percentages begin where figures are made. The methods handbook,
docs/methods, is made from the words in this room.
"""

from soundings.estimates.benchmarks import benchmark, versus_rest
from soundings.estimates.changes import Change, change, change_of_means, change_of_shares
from soundings.estimates.detectable import Detectable, what_could_be_seen
from soundings.estimates.drivers import Driver, Drivers, TooFew, drivers
from soundings.estimates.estimate import Estimate, Status
from soundings.estimates.many_tests import adjust
from soundings.estimates.means import interval_of_mean, mean_score
from soundings.estimates.net_scores import net_score
from soundings.estimates.overlap import Overlap, Sensitivity
from soundings.estimates.proportions import hypergeometric_interval, proportion, wilson_interval
from soundings.estimates.reliability import Reliability, reliability
from soundings.estimates.response_rates import Dispositions, rate, response_rate
from soundings.estimates.rounding import percent, round_half_up
from soundings.estimates.weighted import Weights, weighted_proportion
from soundings.estimates.weighting import EmptyCategoryError, NoConvergenceError, RakingError, UnequalTotalsError, rake

__all__ = [
    "Change",
    "Detectable",
    "Dispositions",
    "Driver",
    "Drivers",
    "EmptyCategoryError",
    "Estimate",
    "NoConvergenceError",
    "Overlap",
    "RakingError",
    "Reliability",
    "Sensitivity",
    "Status",
    "TooFew",
    "UnequalTotalsError",
    "Weights",
    "adjust",
    "benchmark",
    "change",
    "change_of_means",
    "change_of_shares",
    "drivers",
    "hypergeometric_interval",
    "interval_of_mean",
    "mean_score",
    "net_score",
    "percent",
    "proportion",
    "rake",
    "rate",
    "reliability",
    "response_rate",
    "round_half_up",
    "versus_rest",
    "weighted_proportion",
    "what_could_be_seen",
    "wilson_interval",
]
