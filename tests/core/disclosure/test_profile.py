"""The respondents' profile: small categories are grouped, and none can be worked out."""

import numpy as np
import pytest

from soundings.analysis.counts import ItemCounts
from soundings.disclosure.profile import profile_categories
from soundings.instrument import Item, Option


def counted(**people: int) -> ItemCounts:
    options = tuple(Option(code=code, label=code.title()) for code in people)
    item = Item(code="who", text="Who?", kind="choice", options=options, profile=True)
    counts = np.array([list(people.values())])
    return ItemCounts(
        item, options, ("",) * len(options), (), counts, counts.sum(axis=1), counts, counts.sum(axis=1), {}
    )


def shown(counts: ItemCounts, people: int, threshold: int = 10) -> dict[str, int]:
    return {category.option.label: category.people for category in profile_categories(counts, people, threshold)}


def test_large_categories_stand_by_themselves():
    assert shown(counted(men=20, women=80), 100) == {"Men": 20, "Women": 80}


def test_a_small_category_is_grouped_with_those_who_gave_none():
    assert shown(counted(male=183, female=33, other=1), 253) == {"Male": 183, "Female": 33, "Other or not given": 37}


@pytest.mark.parametrize(("small", "labels"), [(9, {"Women", "Men or Other"}), (10, {"Women", "Men", "Other"})])
def test_a_category_stands_by_itself_from_ten_on(small, labels):
    assert set(shown(counted(men=20, women=80, other=small), 100 + small)) == labels


def test_several_small_categories_that_make_ten_are_grouped_with_each_other_only():
    assert shown(counted(a=40, b=6, c=4), 50) == {"A": 40, "B or C": 10}


def test_the_categories_together_are_everybody():
    assert sum(shown(counted(a=40, b=6, c=3, d=22), 80).values()) == 80


def test_nothing_is_shown_when_only_one_category_would_stand():
    assert shown(counted(a=40, b=3), 43) == {}


def test_empty_categories_are_left_out():
    assert shown(counted(a=40, b=0, c=20), 60) == {"A": 40, "C": 20}
