"""The sentences that several papers share, each following from a contract.

Surveys of one wave may promise different things; then each sentence names its survey.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from soundings_web.waves.governance.promised import OneSurvey, Promised, name_of


def each(surveys: Sequence[OneSurvey], sentence: Callable[[OneSurvey], str]) -> tuple[str, ...]:
    """One sentence where all surveys share it, else one for each group of surveys that do, with their titles."""
    groups: dict[str, list[str]] = {}
    for one in surveys:
        groups.setdefault(sentence(one), []).append(one.contract.title)
    if len(groups) == 1:
        return tuple(groups)
    return tuple(f"{listed(titles)}: {words}" for words, titles in groups.items())


def listed(names: Sequence[str]) -> str:
    """Names as a sentence gives them: one, two and three."""
    *most, last = names or ("nobody",)
    return f"{', '.join(most)} and {last}" if most else last


def people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def counted(number: int, what: str) -> str:
    """A number of things, small numbers as words: one survey, two surveys, 14 surveys."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return f"{words[number] if number < len(words) else f'{number:,}'} {what}{'' if number == 1 else 's'}"


def number_asked(promised: Promised) -> str:
    """How many people; whoever two surveys ask counts twice."""
    are = "is" if promised.asked == 1 else "are"
    twice = " Whoever two surveys ask is counted twice." if len(promised.surveys) > 1 else ""
    return f"{people(promised.asked)} {are} asked.{twice}"


def holders(one: OneSurvey) -> str:
    """Who opens the box."""
    names = listed([holder.name for holder in one.contract.holders])
    if len(one.contract.holders) == 1:
        return f"Only {names} can open the box, with a passphrase. No administrator can."
    return f"Only {names} together can open the box, each with a passphrase. Neither can alone. No administrator can."


def thresholds(promised: Promised) -> tuple[str, ...]:
    """The smallest groups, under which everything of the wave leaves."""
    return (
        f"No figure is shown of fewer than {promised.threshold} people who answered, in any report.",
        f"For sensitive questions and for equality groups it is {promised.sensitive_threshold}.",
        "Neither is anything shown from which a smaller group could be worked out by adding and subtracting.",
    )


def travels(one: OneSurvey) -> str:
    """Which facts of the staff list stand beside the answers."""
    if not one.attached:
        return "Nothing that the council knows about a person is attached to their answers."
    names = listed([one.name(code) for code in one.attached])
    return f"From the staff list this is attached to the answers, and nothing else: {names}."


def asked_about(one: OneSurvey) -> str:
    """What people say about their place at work, which stands beside their answers."""
    items = [item for item in one.items if item.profile and not item.equality and item.code not in one.attached]
    if not items:
        return "People are asked nothing more about their place at work."
    return f"People are asked, and may leave out: {listed([name_of(item) for item in items])}."


def breakdowns(one: OneSurvey) -> str:
    """The groups that figures are given for."""
    names = [one.name(code) for code in one.contract.by]
    crossed = [f"{one.name(first)} by {one.name(second)}" for first, second in one.contract.plan.crossed]
    if not names:
        return "Figures are given for the whole survey only."
    also = f"Two at once only for {listed(crossed)}." if crossed else "Never two of these at once."
    return f"Figures are given for the whole survey, and by {listed(names)}. {also}"


def equality(one: OneSurvey) -> str:
    """How the answers to equality questions are kept."""
    items = [item for item in one.items if item.equality]
    if not items:
        return "No equality question is asked."
    beside = [name_of(item) for item in items if one.stands_beside(item)]
    coarse = [name_of(item) for item in items if item.code in one.contract.coarse]
    stand = "stands" if len(beside) == 1 else "stand"
    said = (
        "The answers to each equality question are kept apart from all others, in an order of their own."
        * (len(items) > len(beside)),
        f"Only the coarse groups of {listed(coarse)} stand beside the other answers." * bool(coarse),
        f"{listed(beside)} {stand} beside the other answers, because figures are given by it." * bool(beside),
        "No equality characteristic is ever taken from the staff list.",
    )
    return " ".join(filter(None, said))


def comments(one: OneSurvey) -> str:
    """Who reads what people write."""
    return (
        "Comments are kept apart from all other answers, in another order, for the whole survey only. They are read "
        f"by: {listed(one.contract.comments.readers)}. Names and case details are masked before anybody reads them. "
        f"Nothing is read of a box that fewer than {one.contract.comments.least} people filled in."
    )


def keeping(one: OneSurvey) -> str:
    """How long the answers are kept."""
    if not one.contract.keep_for_waves:
        return "The answers are due to be destroyed from the moment the box is opened: no later wave is waited for."
    if one.contract.keep_for_waves == 1:
        return "The answers are destroyed when the next later wave has been released."
    return f"The answers are destroyed when {one.contract.keep_for_waves} later waves have been released."


def who(one: OneSurvey) -> str:
    """Who is asked, by facts of the roster."""
    if not one.contract.where:
        return "Everybody on the staff list who is not left out by its rules"
    facts = one.contract.where.items()
    return "; ".join(f"{_fact(one, fact)}: {', '.join(_labels(one, fact, values))}" for fact, values in facts)


def _fact(one: OneSurvey, fact: str) -> str:
    return one.name(fact) if one.instrument.has(fact) else fact.replace("_", " ").capitalize()


def _labels(one: OneSurvey, fact: str, values: Sequence[str]) -> list[str]:
    item = one.instrument.item(fact) if one.instrument.has(fact) else None
    label = {option.code: option.label for option in one.instrument.options_of(item)} if item else {}
    return [label.get(value, value) for value in values]


# What cannot be promised: docs/threats.md says it in full.
CANNOT = (
    "Whoever can read a mailbox can open the link in it before its owner does; so can whoever sends the messages. If "
    "somebody answers with it, the owner finds that the answers are in.",
    "Until the box is opened, whoever runs the database could look up whether somebody’s link was used.",
    "The mail system’s own log shows who was sent an invitation or a reminder.",
    "Until they are sent, whoever holds the database and the key folder could read answers that have been begun.",
    "After the box is opened, whoever holds the database and the key folder could read the answers, without names, and "
    "might recognise somebody by rare facts.",
    "Whoever holds the database’s own log, or copies of the database from different times, and also the passphrases of "
    "the key holders, could narrow down who said what.",
    "Whoever changes the running program could change what it does.",
    "Nothing stops people from guessing, or from telling one another what they answered.",
)
