"""Retention tells what people plan and why, in order, from what may be shown."""

from tests.core.analysis.findings import NOW, Table, of_kind

from soundings.analysis.findings import Evidence


def plans(status: str = "ok") -> Table:
    table = Table()
    for option, share in (("yes", 65.0), ("unsure", 25.0), ("no", 10.0)):
        table.add("RT5", "percent", share, status, option=option)
    return table


def test_plans_reasons_and_what_would_persuade_stand_in_order():
    table = plans().add("RT7", "percent", 40.0, option="pay").add("RT6", "percent", 50.0, option="workload")
    (found,) = of_kind("retention", table.seen())

    assert (found.item, found.items) == ("RT5", ("RT5", "RT6", "RT7"))
    assert [(key.item, key.option) for key in found.evidence] == [
        ("RT5", "yes"),
        ("RT5", "unsure"),
        ("RT5", "no"),
        ("RT6", "workload"),
        ("RT7", "pay"),
    ]


def test_a_capped_share_stays_and_a_hidden_one_goes():
    table = Table().add("RT5", "percent", 90.0, "capped_high", option="yes")
    table.add("RT5", "percent", 4.0, "not_shown", option="no")
    (found,) = of_kind("retention", table.seen())

    assert found.evidence == (Evidence(NOW, "RT5", "percent", "yes"),)


def test_where_no_option_is_shown_the_sides_are_told():
    table = plans("not_shown").add("RT5", "favourable", 65.0).add("RT5", "unfavourable", 10.0, "not_shown")
    (found,) = of_kind("retention", table.seen())

    assert found.evidence == (Evidence(NOW, "RT5", "favourable"),)


def test_where_the_plans_are_not_shown_nothing_is_told():
    reasons = {"item": "RT6", "measure": "percent", "value": 50.0, "option": "workload"}

    assert len(of_kind("retention", plans().add(**reasons).seen())) == 1
    assert of_kind("retention", plans("not_shown").add(**reasons).seen()) == []
