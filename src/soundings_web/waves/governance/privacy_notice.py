"""The privacy notice: what Article 13 of the UK GDPR, and 14 for the staff list, says people must be told."""

from __future__ import annotations

from collections.abc import Iterator

from soundings.reporting.outline import Block
from soundings_web.waves.governance import sentences
from soundings_web.waves.governance.paper import Section, bullets, gap, say
from soundings_web.waves.governance.promised import Promised
from soundings_web.waves.governance.sentences import CANNOT, each, listed

KIND, TITLE = "privacy-notice", "Privacy notice"


def sections(promised: Promised) -> Iterator[Section]:
    """The whole notice."""
    yield Section("controller", "Who is responsible", _controller(promised))
    yield Section("why", "Why we ask, and on what legal basis", _why(promised))
    yield Section("staff-list", "What we know about you before you answer", _staff_list())
    yield Section("answers", "What you tell us", _answers(promised))
    yield Section("opening", "Who can read your answers", _opening(promised))
    yield Section("figures", "What is reported", _figures(promised))
    yield Section("recipients", "Who else receives data", _recipients(promised))
    yield Section("keeping", "How long we keep them", _keeping(promised))
    yield Section("choice", "Whether you have to answer", _choice())
    yield Section("rights", "Your rights", _rights())
    yield Section("complaints", "If you want to complain", _complaints())
    yield Section("limits", "What we cannot promise", (bullets(*CANNOT),))


def _controller(promised: Promised) -> tuple[Block, ...]:
    return say(
        f"{promised.organisation} is responsible for {promised.facts.wave} (the controller). "
        + gap("postal address, e-mail address and telephone number for questions about the survey"),
        "Our data protection officer: "
        + gap("name or post, and how to reach them", "data protection officer, dpo@council.example"),
    )


def _why(promised: Promised) -> tuple[Block, ...]:
    titles = listed([one.contract.title for one in promised.surveys])
    special = (
        "Where an answer is about your health, ethnic group, religion or sexual orientation, the further condition is: "
    )
    condition = gap(
        "the condition for special category data",
        "substantial public interest, Article 9(2)(g), with Schedule 1, paragraph 8 of the Data Protection Act 2018",
    )
    return say(
        "We ask staff how healthy their working conditions are, to see what must improve and later whether it "
        f"has. We ask in: {titles}.",
        "Our lawful basis: " + gap("the lawful basis", "public task, Article 6(1)(e) of the UK GDPR"),
        *((special + condition,) if promised.equality or promised.sensitive else ()),
    )


def _staff_list() -> tuple[Block, ...]:
    return say(
        "From our personnel system we take a list of staff on one fixed day: staff number, name, e-mail address, "
        "place in the organisation, facts such as your role and length of service, and, if you are not asked, the "
        "reason. We use it to decide who is asked, to send you your link, and to count how many people are in each "
        "group.",
    )


def _answers(promised: Promised) -> tuple[Block, ...]:
    sensitive = (
        "Some questions are about health, unfair treatment or leaving. Their answers are shown for larger groups only."
    )
    return (
        bullets(
            *each(promised.surveys, sentences.travels),
            *each(promised.surveys, sentences.asked_about),
            *each(promised.surveys, sentences.equality),
            *((sensitive,) if promised.sensitive else ()),
            *each(promised.with_comments, sentences.comments),
        ),
    )


def _opening(promised: Promised) -> tuple[Block, ...]:
    return (
        bullets(
            "While you answer, what you have written so far is kept encrypted. Your link opens it on any device.",
            "When you send your answers they are sealed. Until the survey has closed nobody can open them.",
            *each(promised.surveys, sentences.holders),
            "Answers carry no name, no number and no time. They are mixed while they wait and when the box is opened.",
            "The site knows that your link was used, so that it answers once. It does not know when. This is "
            "destroyed when the box is opened, and the destruction is certified.",
            "Nobody is shown, in any list or report, whether you have answered.",
        ),
    )


def _figures(promised: Promised) -> tuple[Block, ...]:
    return (bullets(*each(promised.surveys, sentences.breakdowns), *sentences.thresholds(promised)),)


def _recipients(promised: Promised) -> tuple[Block, ...]:
    quoted = gap(
        "how words of comments are approved before they are quoted", "two people agree that nobody is recognisable"
    )
    paper = gap("how paper forms are handed out, returned, entered and destroyed")
    return say(
        "Your answers are passed on to nobody. Reports hold figures of groups only.",
        *((f"Comments: {quoted}",) if promised.with_comments else ()),
        *((f"Paper forms: {paper}",) if promised.facts.on_paper else ()),
        "Those who run our computers and messages: "
        + gap("who hosts the site and the mail system", "our own IT department; no other company"),
        "Transfers outside the United Kingdom: " + gap("whether there are any, and how they are protected", "none"),
        "The pages set one cookie, which keeps your place while you answer. It is encrypted, is needed for the pages "
        "to work, and ends when you send your answers, close the browser or leave it idle.",
    )


def _keeping(promised: Promised) -> tuple[Block, ...]:
    return (
        bullets(
            "What you have begun and not sent is destroyed when the survey closes.",
            "Your link, and whether it was used, are destroyed when the box is opened.",
            *each(promised.surveys, sentences.keeping),
            f"Backups are kept for {promised.facts.backup_days} days.",
            "The staff list is kept " + gap("for how long", "for two years after the census date") + ".",
        ),
    )


def _choice() -> tuple[Block, ...]:
    return say(
        "You do not have to answer. You may leave out any question. Nothing follows for you if you do not, and "
        "nobody is shown whether you did.",
        "No decision about you is made from your answers, by a person or by a computer.",
    )


def _rights() -> tuple[Block, ...]:
    return (
        *say(
            "You have the right to ask for a copy of your data, to have them corrected or erased, to have their use "
            "restricted, and to object. What that means here:",
        ),
        bullets(
            "What the staff list says about you: ask us, and we can show it to you and correct it in the "
            "personnel system. You may object to being on the list of those who are asked.",
            "What you have begun to answer: change it yourself with your link until you send it.",
            "What you have sent: nobody can find your answers among the others, and neither can we. So they cannot "
            "be shown, changed or erased for you (Article 11 of the UK GDPR).",
        ),
    )


def _complaints() -> tuple[Block, ...]:
    return say(
        "Tell us first: " + gap("how to complain to the council about the use of personal data", "dpo@council.example"),
        "You may also complain to the Information Commissioner’s Office: ico.org.uk/make-a-complaint, telephone 0303 "
        "123 1113.",
    )
