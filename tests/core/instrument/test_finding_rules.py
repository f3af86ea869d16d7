"""The rules for contradictions and retention: every fault of the file at once, and each rule can hold somewhere."""

import pytest

from soundings.errors import FaultyFileError
from soundings.instrument import load_finding_rules, load_instrument
from soundings.instrument.finding_rules import finding_rules_from_text

SOUND = """
format = 1
version = "1"
questionnaires = ["social-work"]
[[retention]]
code = "plan"
items = ["RT5"]
[[contradictions]]
code = "one"
says = "The two pull apart."
source = "Made up."
figures = [{ items = ["SV1"], below = 60 }, { items = ["SV4"], at_least = 70 }]
"""


def faults(text: str) -> str:
    with pytest.raises(FaultyFileError) as caught:
        finding_rules_from_text(text, "rules.toml")
    return str(caught.value)


def test_the_sound_file_is_read():
    assert [rule.code for rule in finding_rules_from_text(SOUND, "rules.toml").contradictions] == ["one"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["social-work"]', '["coffee"]', "the catalogue has no “coffee”"),
        ('["RT5"]', '["RT99"]', "no questionnaire named in this file asks “RT99”"),
        ('["SV4"]', '["WL5"]', "no questionnaire named in this file asks “WL5”"),
        ('["SV4"]', '["SV1"]', "both figures are about SV1"),
        ('["SV4"]', '["WL2"]', "“WL2” has no favourable answers"),
        ("below = 60", 'option = "never_ever", below = 60', "“SV1” has no option “never_ever”"),
        ("below = 60", "below = 60, up = 5", "must say exactly one of at_least, below, up or down"),
        ('{ items = ["SV1"], below = 60 }, ', "", "needs more entries"),
        ('says = "The two pull apart."', "", "is missing; add it"),
        ('code = "one"', 'code = "one"\nsentence = "x"', "is not a key that belongs here"),
    ],
)
def test_a_fault_is_a_sentence(old: str, new: str, said: str):
    assert said in faults(SOUND.replace(old, new))


def test_all_faults_are_told_at_once():
    broken = SOUND.replace('["RT5"]', '["RT99"]').replace("at_least = 70", "at_least = 170")
    more = SOUND.partition("[[contradictions]]")[2].replace('["SV4"]', '["SV99"]').replace('"one"', '"two"')
    said = faults(f"{broken}[[contradictions]]{more}[[contradictions]]{more}")

    assert all(part in said for part in ("RT99", "at_least", "SV99", "“two” is there 2 times"))


@pytest.mark.parametrize("questionnaire", ["social-work", "wider-workforce"])
@pytest.mark.parametrize("variant", ["children", "adults"])
def test_every_rule_of_ours_can_hold_in_both_panels_of_both_questionnaires(questionnaire: str, variant: str):
    instrument = load_instrument(f"catalogue:{questionnaire}", variant)
    rules = load_finding_rules()
    usable = [
        rule.code
        for rule in rules.contradictions
        if all(any(instrument.has(item) for item in sign.items) for sign in rule.figures)
    ]

    assert usable == [rule.code for rule in rules.contradictions]
    assert all(any(instrument.has(item) for item in part.items) for part in rules.retention)
