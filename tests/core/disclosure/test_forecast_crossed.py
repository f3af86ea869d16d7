"""What a planned crossing would cost, foreseen from the eligible file alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.disclosure import CrossingForecast, PlanFacts, forecast_crossed
from soundings.disclosure.forecast_crossed import _evenly
from soundings.responses import Eligible, EligibleGroup


@pytest.fixture
def foreseen(respond, wave):
    """The forecast of teams by roles; ``roles`` are how many social workers and managers were asked."""

    def made(roles: tuple[int, int], rate: int = 50, **teams: int) -> CrossingForecast:
        asked = {
            "team": tuple(EligibleGroup(name, "", people) for name, people in teams.items()),
            "role": (EligibleGroup("sw", "", roles[0]), EligibleGroup("m", "", roles[1])),
        }
        planned = wave(respond([]), eligible=Eligible(sum(roles), asked), by=("team", "role"))
        (crossing,) = forecast_crossed(replace(planned, plan=PlanFacts(crossed=(("team", "role"),))), (rate,))
        return crossing

    return made


def test_large_groups_of_an_even_mix_are_all_shown(foreseen):
    crossing = foreseen((160, 160), A=160, B=160)

    assert (crossing.groups, crossing.not_shown, crossing.figures_not_shown) == (4, (0,), (0,))


@pytest.mark.parametrize(("managers", "hidden"), [(36, 4), (40, 0)])
def test_a_pair_is_hidden_below_ten_and_takes_its_neighbours_with_it(foreseen, managers: int, hidden: int):
    """Half of two teams of 98 or 100, with 9 or 10 answers of managers in each."""
    crossing = foreseen((160, managers), A=(160 + managers) // 2, B=(160 + managers) // 2)

    assert crossing.not_shown == (hidden,)


def test_from_ten_to_nineteen_answers_options_and_sensitive_questions_are_not_shown(foreseen):
    # 4 groups of 15: of 8 + 8 figures of the two scales 10 are lost, of the sensitive question's 2 + 2 all
    crossing = foreseen((60, 60), A=60, B=60)

    assert crossing.not_shown == (0,)
    assert crossing.figures_not_shown == (100 * (5 + 5 + 4) // (8 + 8 + 4),)


def test_a_wave_without_a_crossing_has_none(respond, wave):
    asked = Eligible(50, {"team": (EligibleGroup("A", "", 50),)})

    assert forecast_crossed(wave(respond([]), eligible=asked, by=("team",)), (50,)) == []


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_people_are_divided_whole_and_evenly(answers: list[int], mix: list[int]):
    cells = _evenly(answers, mix)

    assert (cells >= 0).all()
    if sum(mix):
        assert cells.sum(axis=1).tolist() == answers
        assert np.abs(cells.sum(axis=0) - sum(answers) * np.array(mix) / sum(mix)).max() < len(mix)
