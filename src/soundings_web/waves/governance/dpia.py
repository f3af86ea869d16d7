"""The data-protection impact assessment, in the seven steps of the Information Commissioner’s Office."""

from __future__ import annotations

from collections.abc import Iterator

from soundings.reporting.outline import Block, Table
from soundings_web.waves.governance import sentences
from soundings_web.waves.governance.dpia_risks import measures_table, risks_table, to_confirm
from soundings_web.waves.governance.paper import Section, bullets, gap, say, table
from soundings_web.waves.governance.promised import OneSurvey, Promised
from soundings_web.waves.governance.sentences import CANNOT, each, listed, people

KIND, TITLE = "dpia", "Data protection impact assessment"


def sections(promised: Promised) -> Iterator[Section]:
    """The whole assessment. The numbers of its chapters are those of the steps."""
    yield Section("need", "Why an assessment is needed", _need(promised))
    yield Section("processing", "The processing", _processing(promised))
    yield Section("nature", "Nature: what happens to the data", _nature(promised), level=2)
    yield Section("scope", "Scope: which data, about whom", _scope(promised), level=2)
    yield Section("context", "Context: the people asked", _context(), level=2)
    yield Section("purposes", "Purposes", _purposes(promised), level=2)
    yield Section("consultation", "Consultation", _consultation())
    yield Section("necessity", "Necessity and proportionality", _necessity(promised))
    yield Section("risks", "Risks", (*_RISKS, risks_table(promised)))
    yield Section("measures", "Measures against the risks", (*_MEASURES, measures_table(promised), *_left()))
    yield Section("sign-off", "Sign-off and outcomes", _sign_off())


def _need(promised: Promised) -> tuple[Block, ...]:
    reasons = [
        "The people asked are employees. The council has power over them, so they may not feel free to answer or to "
        "refuse.",
    ]
    if promised.equality:
        names = listed([question.name for question in promised.equality])
        reasons.append(f"It asks about equality characteristics, some of which may be special category data: {names}.")
    if promised.sensitive:
        number = sentences.counted(len(promised.sensitive), "question")
        number += " is" if len(promised.sensitive) == 1 else " are"
        reasons.append(f"{number[0].upper()}{number[1:]} marked as sensitive: on health, unfair treatment or leaving.")
    if promised.with_comments:
        reasons.append(
            "People may write in their own words, and may name somebody or a case although they are asked not to."
        )
    return (
        *say(
            f"{promised.organisation} asks its staff how healthy their working conditions are: {promised.facts.wave}, "
            f"in {sentences.counted(len(promised.surveys), 'survey')}. {sentences.number_asked(promised)} The answers "
            "are analysed, protected against disclosure and reported.",
            "An assessment under Article 35 of the UK GDPR is made because:",
        ),
        bullets(*reasons),
        *say(gap("who decided that an assessment is needed, and when", "head of information governance, 1 June")),
    )


def _processing(promised: Promised) -> tuple[Block, ...]:
    heads = ("Survey", "Who is asked", "People", "Opens", "Closes", "Key holders")
    return (surveys_table(promised, heads),)


def surveys_table(promised: Promised, heads: tuple[str, ...]) -> Table:
    return table("The surveys", heads, (_survey_row(promised, one) for one in promised.surveys))


def _survey_row(promised: Promised, one: OneSurvey) -> tuple[str, ...]:
    basis = promised.facts.basis(one.contract.survey)
    names = listed([holder.name for holder in one.contract.holders])
    total = f"{one.contract.asked.total:,}"
    return one.contract.title, sentences.who(one), total, basis.opens, basis.closes, names


_FLOW = (
    (
        "Staff list",
        "Taken from the personnel system and frozen on the census date: it says who is asked.",
        "Database",
        "Whoever runs the survey or the database",
    ),
    (
        "Links",
        "Everybody asked gets a link of their own, or a printed code. The database holds only what a link is checked "
        "against, from which no link can be made.",
        "Database; keys in the key folder",
        "Whoever sends the messages",
    ),
    (
        "Answering",
        "What has been written so far is kept encrypted, so that the link opens it on any device.",
        "Database",
        "The person; whoever holds database and key folder",
    ),
    (
        "Sending",
        "The answers are sealed. The link is marked as used, without a time, so that it answers once.",
        "Database",
        "Nobody until the box is opened",
    ),
    (
        "Mixing",
        "Sealed answers and links are written afresh in random order: each hour in which answers came in, and at the "
        "end.",
        "Database",
        "Nobody until the box is opened",
    ),
    (
        "Closing",
        "No more answers are taken. Every unfinished answer is destroyed.",
        "Database",
        "Nobody until the box is opened",
    ),
    (
        "Opening",
        "The key holders open the box, once and for good. Answers are shuffled and kept encrypted, without name, "
        "number, link or time. Sealed answers, links, and the keys to both are destroyed, and the destruction is "
        "certified.",
        "Database; the key to the answers in the key folder",
        "The program, for as long as it makes figures; whoever holds database and key folder",
    ),
    (
        "Release",
        "Figures of groups are worked out and protected against disclosure, all of them together. Nothing else leaves.",
        "Reports and tables",
        "The audience of each report",
    ),
    ("End", "The answers are destroyed, and that is certified.", "Nowhere but in backups", "Nobody"),
)


def _nature(promised: Promised) -> tuple[Block, ...]:
    return (
        table("How the data flow", ("Step", "What happens", "Where the data are", "Who could read them"), _FLOW),
        *say("Who opens the box, and how long answers are kept:"),
        bullets(*each(promised.surveys, sentences.holders), *each(promised.surveys, sentences.keeping)),
        *say(
            f"Backups of the database are kept for {promised.facts.backup_days} days.",
            *_paper(promised),
            "Answers are shared with nobody. What leaves are figures of groups.",
            *_quoted(promised),
            gap(
                "who runs the server and the mail system, and under which contract (Article 28)",
                "our own IT department; messages go through our own mail server; no processor is used",
            ),
        ),
    )


def _quoted(promised: Promised) -> tuple[str, ...]:
    if not promised.with_comments:
        return ()
    return (
        "Comments: " + gap("how words are approved before they are quoted", "two people agree nobody is recognisable"),
    )


def _paper(promised: Promised) -> tuple[str, ...]:
    if not promised.facts.on_paper:
        return ()
    number = people(promised.facts.on_paper)
    return (f"Paper forms go to {number}. " + gap("how forms are handed out, returned, entered and destroyed"),)


def _scope(promised: Promised) -> tuple[Block, ...]:
    own = [
        *each(promised.surveys, sentences.travels),
        *each(promised.surveys, sentences.asked_about),
        *each(promised.surveys, sentences.equality),
        *each(promised.with_comments, sentences.comments),
    ]
    sensitive = tuple(question.text for question in promised.sensitive)
    return (
        *say(
            "The staff list holds, of everybody on it: staff number, name, e-mail address, place in the "
            "organisation, the facts by which groups are formed (such as role and length of service), and of those "
            "who are not asked the reason, such as having left or being on long absence.",
            "The answers hold:",
        ),
        bullets("What people think of their work and how they are.", *own),
        *_listed("Questions marked as sensitive:", sensitive),
        *say(
            f"{sentences.number_asked(promised)} {gap('how often the exercise is repeated', 'every year')}",
            "The people are staff. No data about children, families or adults who receive care are asked for.",
        ),
    )


def _listed(words: str, items: tuple[str, ...]) -> tuple[Block, ...]:
    return (*say(words), bullets(*items)) if items else ()


def _context() -> tuple[Block, ...]:
    return (
        bullets(
            "The people asked work for the council, which decides on their pay, their work and their careers.",
            "Nobody has to answer. Any question may be left out.",
            "Nobody is shown, in any list or report, whether a named person has answered.",
            "After they are sent, answers can be neither changed nor withdrawn: nobody can find them, not even "
            "for the person who gave them. People are told so before they send them.",
            "Before the first question everybody can read what is promised, made from the contract that this "
            "paper is made from, with what cannot be promised.",
            f"The contract is frozen when a survey opens. {_CONTRACT}",
        ),
        *say(
            gap(
                "concerns that staff or trade unions have raised before, and what was done",
                "in 2024 staff asked whether a named invitation means that answers are not confidential",
            ),
        ),
    )


_CONTRACT = "From then on it can only become stricter, and each change is recorded."


def _purposes(promised: Promised) -> tuple[Block, ...]:
    own = ["To see whether staff of all kinds are treated fairly, for the public sector equality duty."]
    return (
        bullets(
            "To learn how healthy working conditions are.",
            "To decide what to improve, and to see later whether it has improved.",
            "To report the findings to those who are accountable, and to the staff who were asked.",
            *(own if promised.equality else []),
        ),
        *say(
            "Answers are never used for decisions about a single person. Nothing in them could be: they carry no name."
        ),
        *say(
            gap("the duty or standard this answers to", "the Standards for employers of social workers in England"),
            gap("what the council expects staff to gain", "smaller caseloads where they are worst, by next spring"),
        ),
    )


def _consultation() -> tuple[Block, ...]:
    return (
        bullets(
            gap(
                "how staff and their representatives were consulted, when, and what they said",
                "trade unions on 3 May; a group of twelve social workers tried the questionnaire on 10 May",
            ),
            gap("the advice of the data protection officer, and when it was given", "see the sign-off below"),
            gap("who was consulted on information security, and what they said", "IT security, 12 May"),
            gap(
                "why views were not sought, or why the decision departs from them, if so",
                "not applicable: views were sought and followed",
            ),
        ),
    )


def _necessity(promised: Promised) -> tuple[Block, ...]:
    condition = gap(
        "the condition for special category data",
        "Article 9(2)(g) with Schedule 1, paragraph 8 of the Data Protection Act 2018 (equality of opportunity); see "
        "the appropriate policy document",
    )
    special = [("Special category data", condition)] if promised.equality or promised.sensitive else []
    basis = gap("the lawful basis", "public task, Article 6(1)(e) of the UK GDPR; consent is seldom free at work")
    return (
        table(
            "Necessity and proportionality",
            ("Question", "Answer"),
            [("Lawful basis", basis), *special, *_in_proportion(promised), *_for_people()],
        ),
    )


def _in_proportion(promised: Promised) -> Iterator[tuple[str, str]]:
    yield (
        "Does it achieve the purpose?",
        "Staff are the only ones who can say how they experience their work. Who answered is compared with who was "
        "asked, so that reports can say for whom they speak.",
    )
    yield (
        "Could less do?",
        "With one link for everybody, somebody could answer twice or without having been asked, and no rate of "
        "response could be trusted. So each person has a link, and nothing joins it to the sealed answers.",
    )
    yield (
        "Are the data few?",
        " ".join((*each(promised.surveys, sentences.travels), *each(promised.surveys, sentences.breakdowns))),
    )
    yield "What is shown?", " ".join(sentences.thresholds(promised))
    yield "Could the purpose creep?", f"The contract is frozen when a survey opens. {_CONTRACT}"
    yield "Are the data right?", "Answers are what people said. The staff list can be corrected until it is frozen."


def _for_people() -> Iterator[tuple[str, str]]:
    yield (
        "What are people told?",
        "The privacy notice, and before the first question the promise made from the contract.",
    )
    yield (
        "Which rights can they use?",
        "They can ask what the staff list says of them and have it corrected. Unfinished answers they change "
        "themselves. Answers that were sent cannot be tied to anybody (Article 11 of the UK GDPR).",
    )
    yield "Do data leave the United Kingdom?", gap("whether they do", "no; the servers stand in the council")


_RISKS = say(
    "Likelihood and severity are proposed from what the contracts say, as they would stand without the measures of the "
    "next chapter. The council decides.",
)
_OUTCOME = (
    "No risk is left high by what the contracts say. If you find one high and accept it, consult the Information "
    "Commissioner’s Office before going ahead."
)
_MEASURES = say("What is done against each risk, and what risk is left, as it follows from the contracts.")


def _left() -> tuple[Block, ...]:
    return (
        *say("The program cannot see these; the measures above rest on them:"),
        bullets(*to_confirm()),
        *say("What cannot be promised:"),
        bullets(*CANNOT),
    )


def _sign_off() -> tuple[Block, ...]:
    name = gap("name, post and date")
    rows = (
        ("Measures approved by", name, "Put them into the plan of the project, with dates and names."),
        ("Risks that are left approved by", name, _OUTCOME),
        ("Advice of the data protection officer", name, gap("a summary of the advice")),
        ("Advice accepted or overruled by", name, gap("reasons, if overruled")),
        ("Consultation responses reviewed by", name, gap("reasons, if the decision departs from them")),
        ("Kept under review by", name, "This paper is flagged when a contract changes after it was edited."),
    )
    return (table("Sign-off", ("Item", "Name, post, date", "Notes"), rows),)
