"""What governance papers say follows from the contract: change the contract, and the sentence changes. No database."""

from __future__ import annotations

import pytest
from tests.web.waves.governance.contracts import ADA, SIMPLE, contract, drafted, facts, row, tables, without, words

from soundings.errors import UsageError
from soundings.instrument import load_instrument
from soundings_web.waves.governance.drafting import KINDS, draft
from soundings_web.waves.governance.paper import gap, gaps

PROMISING = ["dpia", "privacy-notice", "policy"]


def test_there_are_the_five_papers_that_were_asked_for():
    assert list(KINDS) == ["dpia", "privacy-notice", "retention", "policy", "accessibility"]


def test_a_paper_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(UsageError, match="dpia"):
        draft("minutes", [contract()], facts(contract()))


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_has_a_key_of_its_own_words_and_known_blocks(kind: str):
    paper = drafted(kind)
    keys = [section.key for section in paper.sections]

    assert len(keys) == len(set(keys)) > 4
    assert all(section.heading and section.blocks for section in paper.sections)
    assert all(isinstance(block, SIMPLE) for section in paper.sections for block in section.blocks)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_contracts_give_the_same_paper(kind: str):
    assert drafted(kind) == drafted(kind)


def test_chapters_of_the_assessment_are_the_seven_steps():
    steps = [section.key for section in drafted("dpia").sections if section.level == 1]

    assert steps == ["need", "processing", "consultation", "necessity", "risks", "measures", "sign-off"]


@pytest.mark.parametrize("kind", PROMISING)
def test_a_raised_threshold_changes_the_sentence(kind: str):
    raised = contract(plan={"threshold": 12, "sensitive": 30})

    assert "fewer than 10 people who answered" in words(drafted(kind))
    assert "fewer than 12 people who answered" in words(drafted(kind, raised))
    assert "equality groups it is 30." in words(drafted(kind, raised))


def test_surveys_of_one_wave_leave_under_the_strictest_threshold():
    both = [contract(plan={"threshold": 15}), contract("adults", "Adults’ social work")]

    assert "fewer than 15 people" in words(drafted("dpia", *both))
    assert "fewer than 10 people" not in words(drafted("dpia", *both))


@pytest.mark.parametrize("kind", PROMISING)
def test_two_holders_open_together_and_one_alone(kind: str):
    assert "Only Ada Principal and Ben Union together can open the box" in words(drafted(kind))
    assert "Only Ada Principal can open the box" in words(drafted(kind, contract(holders=[ADA])))


def test_with_one_holder_more_risk_is_left():
    risk = "Answers are read before the box is opened"

    assert row(drafted("dpia"), risk)[-1] == "Low"
    assert row(drafted("dpia", contract(holders=[ADA])), risk)[-1] == "Medium"
    assert "nobody else has to agree" in row(drafted("dpia", contract(holders=[ADA])), risk)[0]


def test_surveys_that_promise_different_things_are_named():
    paper = drafted("privacy-notice", contract(), contract("adults", "Adults’ social work", holders=[ADA]))

    assert "Children’s social work: Only Ada Principal and Ben Union together" in words(paper)
    assert "Adults’ social work: Only Ada Principal can open" in words(paper)
    assert words(paper).count("fewer than 10 people") == 1


def test_attached_facts_are_named_and_no_other():
    assert "attached to the answers, and nothing else: Your team and Your role." in words(drafted("privacy-notice"))


def test_without_attached_facts_the_paper_says_so():
    paper = drafted("privacy-notice", contract(facts=[]))

    assert "Nothing that the council knows about a person is attached" in words(paper)
    assert "People are asked, and may leave out: Your team and Your role." in words(paper)


def test_an_equality_question_cut_by_coarse_groups_stands_apart():
    paper = words(drafted("dpia"))

    assert "kept apart from all others, in an order of their own" in paper
    assert "Only the coarse groups of Your ethnic group stand beside the other answers." in paper


def test_an_equality_breakdown_without_coarse_groups_is_said_to_stand_beside_the_answers():
    paper = words(drafted("dpia", contract(by=["religion"], coarse=[])))

    assert "Your religion stands beside the other answers" in paper


def test_without_equality_questions_nothing_is_said_of_them():
    plain = contract(asking=without("ethnicity", "religion", "C"), by=["team"], coarse=[])

    assert "Equality characteristics become known" not in words(drafted("dpia", plain))
    assert "No equality question is asked" in words(drafted("policy", plain))
    assert "equality" not in words(drafted("retention", plain))
    assert "special category" not in words(drafted("privacy-notice", plain))


def test_comments_are_told_with_their_readers_and_the_fewest():
    paper = drafted("privacy-notice", contract(comments={"readers": ["head of practice"], "least": 25}))

    assert "They are read by: head of practice." in words(paper)
    assert "fewer than 25 people filled in" in words(paper)


def test_without_a_comment_box_no_paper_speaks_of_comments():
    silent = contract(asking=without("C"))

    assert [kind for kind in KINDS if "omments" in words(drafted(kind, silent)).replace(ROW, "")] == []


# Said of every survey: how the parts of an answer are kept.
ROW = "Comments, and equality questions unless they are breakdowns, stand apart."


def test_breakdowns_and_pairs_follow_from_the_plan():
    crossed = contract(plan={"crossed": [["team", "role"]]})

    assert "by Your team, Your role and Your ethnic group. Never two of these at once." in words(drafted("dpia"))
    assert "Two at once only for Your team by Your role." in words(drafted("dpia", crossed))
    assert "Figures are given for the whole survey only." in words(drafted("dpia", contract(by=[], coarse=[])))


@pytest.mark.parametrize(
    ("waves", "said"),
    [
        (0, "due to be destroyed from the moment the box is opened"),
        (1, "destroyed when the next later wave has been released"),
        (2, "destroyed when 2 later waves have been released"),
    ],
)
def test_the_schedule_says_how_many_waves_answers_are_kept(waves: int, said: str):
    schedule = drafted("retention", contract(keep_for_waves=waves))

    assert said in row(schedule, "Answers, shuffled and encrypted")[1]


def test_days_of_backups_come_from_the_settings():
    assert row(drafted("retention", backup_days=14), "Backups of the database")[1] == "14 days"
    assert "Backups are kept for 14 days." in words(drafted("privacy-notice", backup_days=14))


def test_the_schedule_has_the_five_columns():
    headings = {tuple(column.heading for column in table.columns) for table in tables(drafted("retention"))}

    assert headings == {("What", "Where", "How long", "What destroys it", "Evidence")}


def test_paper_forms_are_spoken_of_only_where_somebody_gets_one():
    assert "Paper forms go to 3 people." in words(drafted("dpia", on_paper=3))
    assert "aper form" not in "".join(words(drafted(kind)) for kind in KINDS)


def test_an_address_of_one_machine_is_a_gap_and_a_real_one_stands():
    assert "https://a.example" in words(drafted("accessibility"))
    assert "[to be completed: the address" in words(drafted("accessibility", address="http://127.0.0.1:8000"))


def test_who_is_asked_is_told_in_the_words_of_the_questionnaire():
    paper = drafted("dpia", contract(where={"role": ["senior"], "site": ["North"]}))

    assert row(paper, "Children’s social work")[:2] == ["Your role: Senior social worker; Site: North", "251"]


@pytest.mark.parametrize("kind", ["dpia", "privacy-notice"])
def test_what_cannot_be_promised_is_said(kind: str):
    assert "could look up whether somebody’s link was used" in words(drafted(kind))
    assert "could narrow down who said what" in words(drafted(kind))


def test_gaps_are_listed_with_their_section_and_an_example():
    found = gaps(drafted("privacy-notice"))
    officer = next(one for one in found if "how to reach them" in one.wanted)

    assert (officer.section, officer.heading) == ("controller", "Who is responsible")
    assert "For example: data protection officer" in officer.wanted
    assert gap("who", "me") == "[to be completed: who. For example: me]"


@pytest.mark.parametrize("kind", KINDS)
def test_every_gap_of_a_paper_is_found(kind: str):
    paper = drafted(kind, on_paper=2)

    assert len(gaps(paper)) == words(paper).count("[to be completed") > 3


def test_the_lawful_basis_is_left_to_the_council():
    for kind in PROMISING:
        assert any("lawful basis" in one.wanted for one in gaps(drafted(kind)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["social-work", "wider-workforce"])
def test_questionnaires_of_the_catalogue_have_every_paper(kind: str, name: str):
    asking = load_instrument(name, "adults")
    paper = drafted(kind, contract(asking=asking, by=["team", "sex"], coarse=[]))

    assert "Thornthwaite Council" in words(paper) + paper.organisation
    assert "whether this is special category data" not in words(paper)


def test_a_councils_own_equality_question_is_for_the_council_to_judge():
    [row_] = [
        r for t in tables(drafted("policy", contract(asking=renamed()))) for r in t.rows if r.heading == "Your faith"
    ]

    assert "[to be completed: whether this is special category data" in row_.cells[0].text


def renamed():
    """The small questionnaire with a question under a code that the catalogue does not have."""
    whole = without()
    sections = tuple(
        section.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update={"code": "faith", "text": "Your faith"}) if item.code == "religion" else item
                    for item in section.items
                )
            }
        )
        for section in whole.sections
    )
    return whole._with(sections=sections)
