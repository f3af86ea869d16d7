"""Faults between the parts of an instrument."""

import pytest
from tests.factories import HEAD, instrument_of

from soundings.errors import FaultyFileError

SCALES = """
[[scales]]
code = "agree"
options = [{ code = "no", label = "Disagree" }, { code = "mid", label = "Neither" }, { code = "yes", label = "Agree" }]
[[scales]]
code = "happy"
scores = "falling"
options = [{ code = "very", label = "Very" }, { code = "not", label = "Not" }]
"""
SECTION = '[[sections]]\ncode = "all"\ntitle = "All"\n'
YES_NO = 'options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]\n'


def item(keys: str, code: str = "X") -> str:
    return f'[[sections.items]]\ncode = "{code}"\ntext = "{code}?"\n{keys}\n'


def faults_of(body: str, head: str = HEAD) -> list[str]:
    with pytest.raises(FaultyFileError) as caught:
        instrument_of(body, head)
    return [fault.split(": ", 1)[1] for fault in caught.value.faults]


def faults_of_item(keys: str) -> list[str]:
    return faults_of(SCALES + SECTION + item(keys))


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ('kind = "scale"\nfavourable = ["yes"]', "a scale item needs a scale"),
        ('kind = "choice"', "a choice needs options"),
        ('kind = "choices"\nscale = "agree"', "a choices item needs options of its own"),
        ('kind = "choice"\nscale = "agree"\n' + YES_NO, "has a scale and options of its own; keep one of them"),
        (
            'kind = "scale"\nfavourable = ["yes"]\noptions = [{ code = "yes", label = "Yes" }]',
            "a scale needs two options or more",
        ),
        ('kind = "number"\nscale = "agree"', "a number item has no options; remove them"),
        ('kind = "comment"\n' + YES_NO, "a comment item has no options; remove them"),
        ('kind = "unit"\nprofile = true\n' + YES_NO, "a unit item has no options; remove them"),
        (
            'kind = "comment"\nbands = [{ code = "a", label = "A", below = 1 }]',
            "only a number item has bands",
        ),
        ('kind = "unit"', "a unit item is a profile item; add profile = true"),
        (
            'kind = "unit"\nprofile = true\nabout_line_manager = true',
            "is for a question that judges, not for one about the person or a comment",
        ),
        (
            'kind = "choices"\noutcome = true\nfavourable = ["yes"]\n' + YES_NO,
            "is for a scale, or a choice with favourable options, that is not about the person",
        ),
        (
            'kind = "choice"\noutcome = true\n' + YES_NO,
            "is for a scale, or a choice with favourable options, that is not about the person",
        ),
        (
            'kind = "comment"\nabout_line_manager = true',
            "is for a question that judges, not for one about the person or a comment",
        ),
        ('kind = "comment"\nequality = true', "an equality item is a profile item; add profile = true"),
        (
            'kind = "scale"\nscale = "agree"\nfavourable = ["yes"]\nneutral = ["yes"]',
            "“yes” is favourable and neutral at once",
        ),
        (
            'kind = "scale"\nscale = "agree"\nfavourable = ["yes"]\nneutral = ["maybe"]',
            "“maybe” is not an option of X (no, mid, yes)",
        ),
        ('kind = "number"\nminimum = 5\nmaximum = 4', "is above the maximum"),
        (
            'kind = "number"\nbands = [{ code = "a", label = "A", least = 5, below = 5 }]',
            "“A” ends at or before it starts",
        ),
        (
            'kind = "number"\nbands = [{ code = "a", label = "A", below = 5 }, { code = "b", label = "B", least = 4 }]',
            "“B” overlaps “A”; a number may fall into one band only",
        ),
        (
            'kind = "number"\nbands = [{ code = "a", label = "A", below = 5 }, { code = "a", label = "B", least = 5 }]',
            "the band code “a” is used 2 times",
        ),
        (
            'kind = "choice"\noptions = [{ code = "a", label = "A" }, { code = "a", label = "B" }]',
            "the option code “a” is used 2 times",
        ),
        (
            'kind = "choice"\noptions = [{ code = "a", label = "Yes" }, { code = "b", label = "YES" }]',
            "the option label “yes” is used 2 times",
        ),
        ('kind = "comment"\ntopic = "pay"', "there is no topic “pay”; there are none"),
        ('kind = "comment"\nstandards = ["s2020-3"]', "there is no standard “s2020-3”; there are none"),
        ('kind = "comment"\naudiences = ["managers"]', "there is no audience “managers”; there are none"),
        ('kind = "comment"\nsince = "1999"', "“1999” is not a version of this instrument; listed versions are 1"),
        ('kind = "comment"\nuntil = "1999"', "“1999” is not a version of this instrument; listed versions are 1"),
    ],
)
def test_an_item_that_contradicts_itself_is_told_what_to_mend(keys: str, fault: str):
    assert faults_of_item(keys) == [fault]


def test_bands_that_meet_do_not_overlap():
    bands = '[{ code = "a", label = "A", below = 5 }, { code = "b", label = "B", least = 5 }]'

    assert instrument_of(SECTION + item(f'kind = "number"\nbands = {bands}')).item("X").bands[1].least == 5


@pytest.mark.parametrize(
    ("scale", "keys", "advice"),
    [
        ("agree", 'favourable = ["no"]\nneutral = ["mid"]', "add reversed = true"),
        ("agree", 'favourable = ["yes"]\nneutral = ["mid"]\nreversed = true', "remove reversed = true"),
        ("happy", 'favourable = ["not"]', "add reversed = true"),
        ("happy", 'favourable = ["very"]\nreversed = true', "remove reversed = true"),
    ],
)
def test_favourable_options_must_score_higher_than_the_others(scale: str, keys: str, advice: str):
    (fault,) = faults_of_item(f'kind = "scale"\nscale = "{scale}"\n{keys}')

    assert fault == f"the favourable options score lower than others; {advice} or mend the list"


def test_direction_is_checked_for_options_of_the_items_own_too():
    (fault,) = faults_of_item('kind = "scale"\nfavourable = ["yes"]\n' + YES_NO)

    assert fault == "the favourable options score lower than others; add reversed = true or mend the list"


def test_a_scale_whose_every_option_is_favourable_or_neutral_has_no_direction_to_check():
    body = SCALES + SECTION + item('kind = "scale"\nscale = "happy"\nfavourable = ["not"]\nneutral = ["very"]')

    assert instrument_of(body).has("X")


def test_codes_are_unique_among_scales_sections_and_items():
    twice = SCALES + SCALES[: SCALES.index('[[scales]]\ncode = "happy"')]
    body = twice + SECTION + item('kind = "comment"') + SECTION + item('kind = "comment"')

    assert faults_of(body) == [
        "two scales have the code “agree”; codes must be unique",
        "two sections have the code “all”; codes must be unique",
        "two items have the code “X”; codes must be unique",
    ]


def test_a_scale_may_not_repeat_an_option():
    scale = '[[scales]]\ncode = "s"\noptions = [{ code = "a", label = "A" }, { code = "a", label = "a" }]\n'

    assert faults_of(scale + SECTION + item('kind = "comment"')) == [
        "the option code “a” is used 2 times",
        "the option label “a” is used 2 times",
    ]


VERSIONS = 'format = 1\ncode = "tiny"\ntitle = "Tiny"\nversion = "3"\nversions = ["1", "2", "3"]\n'


def history(keys: str) -> str:
    return f"[[sections.items.history]]\n{keys}\n"


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        (
            'version = "3"\ntext = "Old?"\nverdict = "same"',
            "“3” is not an earlier version; listed versions are 1, 2, 3",
        ),
        (
            'version = "0"\ntext = "Old?"\nverdict = "same"',
            "“0” is not an earlier version; listed versions are 1, 2, 3",
        ),
        (
            'version = "2"\ntext = "Old?"\nverdict = "comparable"\nreason = "Plainer."',
            "“comparable” needs a reason and decided_by, so that readers can judge it",
        ),
        (
            'version = "2"\ntext = "Old?"\nverdict = "comparable"\ndecided_by = "Me"',
            "“comparable” needs a reason and decided_by, so that readers can judge it",
        ),
        ('version = "2"\nverdict = "break"', "says neither text nor options; give the wording as it was"),
        (
            'version = "2"\nverdict = "break"\noptions = [{ code = "a", label = "A" }, { code = "a", label = "B" }]',
            "the option code “a” is used 2 times",
        ),
    ],
)
def test_a_faulty_entry_in_a_history_is_told_what_to_mend(keys: str, fault: str):
    assert faults_of(SECTION + item('kind = "comment"') + history(keys), VERSIONS) == [fault]


def test_a_history_has_one_entry_for_each_version():
    entry = history('version = "2"\ntext = "Old?"\nverdict = "same"')

    assert faults_of(SECTION + item('kind = "comment"') + entry + entry, VERSIONS) == [
        "there are two entries for “2”; keep one"
    ]


def test_an_item_is_not_dropped_before_it_is_first_asked():
    body = (
        SECTION
        + item('kind = "comment"\nsince = "3"\nuntil = "2"')
        + item('kind = "comment"\nsince = "2"\nuntil = "2"', "Y")
    )

    assert faults_of(body, VERSIONS) == ["“2” comes before “3”, since when it is asked"]


def test_versions_end_with_this_one():
    head = VERSIONS.replace('version = "3"', 'version = "2"')

    assert faults_of(SECTION + item('kind = "comment"'), head) == ["must end with this version, “2”"]


def test_versions_are_each_listed_once():
    head = VERSIONS.replace('["1", "2", "3"]', '["1", "1", "3"]')

    assert faults_of(SECTION + item('kind = "comment"'), head) == ["lists “1” more than once"]


ASKED = item('kind = "choice"\n' + YES_NO, "A")


@pytest.mark.parametrize(
    ("route", "fault"),
    [
        ('{ item = "B", is = ["yes"] }', "looks at “B”, which comes later; a route may only look back"),
        ('{ item = "X", is = ["yes"] }', "looks at “X”, which comes later; a route may only look back"),
        (
            '{ item = "Z", is = ["yes"] }',
            "looks at “Z”, which does not exist or has faults; a route may only look back",
        ),
        ('{ item = "A", is = ["maybe"] }', "“maybe” is not an option of A (no, yes)"),
        ('{ item = "A" }', "names A but no options; add is = [...]"),
        ('{ not = { any = [{ item = "A", is = ["maybe"] }] } }', "“maybe” is not an option of A (no, yes)"),
    ],
)
def test_a_faulty_route_is_told_what_to_mend(route: str, fault: str):
    body = SECTION + ASKED + item(f'kind = "comment"\nshow_if = {route}') + item('kind = "choice"\n' + YES_NO, "B")

    assert faults_of(body) == [fault]


def test_a_route_may_look_at_an_item_on_a_shared_scale():
    asked = item('kind = "scale"\nscale = "agree"\nfavourable = ["yes"]\nneutral = ["mid"]', "A")
    body = SCALES + SECTION + asked + item('kind = "comment"\nshow_if = { item = "A", is = ["no"] }')

    assert instrument_of(body).item("X").show_if.is_ == ("no",)


def test_topics_and_audiences_of_the_instruments_own_may_be_named():
    head = (
        HEAD + 'topics = [{ code = "pay", title = "Pay" }]\naudiences = [{ code = "all-staff", title = "All staff" }]\n'
    )
    body = SECTION + item('kind = "comment"\ntopic = "pay"\naudiences = ["all-staff"]')

    assert instrument_of(body, head).topics[0].title == "Pay"


TRANSLATION = """
[[translations]]
language = "cy"
title = "T"
sections = { all = "Popeth" }
scales = { agree = { no = "A", mid = "B", yes = "C" }, happy = { very = "D", not = "E" } }
[translations.items.X]
text = "Y?"
options = { yes = "F", no = "G" }
prefer_not_to_say = "H"
"""
TRANSLATED = SCALES + SECTION + item('kind = "choice"\nprefer_not_to_say = "No comment"\n' + YES_NO)


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ('all = "Popeth"', "", ["not translated into cy: all"]),
        ('all = "Popeth"', 'all = "Popeth", some = "Rhai"', ["translates what does not exist: some"]),
        (', happy = { very = "D", not = "E" }', "", ["not translated into cy: happy"]),
        ('mid = "B", ', "", ["must translate each option of the scale once"]),
        (', no = "G"', "", ["its options must be no, yes, each once"]),
        ('prefer_not_to_say = "H"\n', "", ["is not translated into cy; add it"]),
        ("items.X", "items.Z", ["not translated into cy: X", "translates what does not exist: Z"]),
    ],
)
def test_a_translation_must_hold_every_word(old: str, new: str, faults: list[str]):
    assert instrument_of(TRANSLATED + TRANSLATION).translations[0].language == "cy"
    assert faults_of(TRANSLATED + TRANSLATION.replace(old, new)) == faults
