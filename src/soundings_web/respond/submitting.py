"""Ways in, drafts, and submitting: exactly once, and nothing that joins what was said to who said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from soundings.errors import NotNowError
from soundings.instrument import Instrument
from soundings.instrument.model import Contact
from soundings_web.answers.drafts import keep_draft, sealed_draft
from soundings_web.answers.models import Ballot, Draft
from soundings_web.answers.sealing import (
    UnreadableBallotError,
    draft_place,
    open_draft,
    seal_ballot,
    seal_draft,
)
from soundings_web.respond.answering import checked, room_for
from soundings_web.storage.locking import hold
from soundings_web.storage.plain_words import plain_words
from soundings_web.waves.contract import Contract, fact_answer, read_contract
from soundings_web.waves.models import Contract as StoredContract
from soundings_web.waves.models import Survey, Ticket
from soundings_web.waves.tickets import count_one, entry_facts, is_unused, ticket_of


class UnknownLinkError(NotNowError):
    """The link or code belongs to no ticket."""


class AlreadyInError(NotNowError):
    """The answers of this ticket are in the box."""


class NotTakingAnswersError(NotNowError):
    """The survey has not begun, is paused, or has ended."""


@dataclass(frozen=True)
class WayIn:
    """A link secret with the ticket and the survey it opens, and the contract in force with its number."""

    secret: bytes
    ticket: Ticket
    contract: Contract
    number: int


def way_in(secret: bytes) -> WayIn:
    """What a link opens. Raises UnknownLinkError, AlreadyInError or NotTakingAnswersError. Changes nothing."""
    found = ticket_of(secret)
    if found is None:
        raise UnknownLinkError(
            "This link does not lead to a survey. It may have been cut short in the message, or the survey is over."
        )
    ticket, number = found
    if ticket.used:
        raise AlreadyInError("Your answers are in. Each link answers once, so there is nothing more to do. Thank you.")
    _must_take_answers(ticket.survey)
    return WayIn(secret, ticket, _contract(ticket.survey_id, number), number)


def _must_take_answers(survey: Survey) -> None:
    now = timezone.now()
    if survey.state == Survey.State.OPEN and survey.opens_at <= now < survey.closes_at:
        return
    if survey.state == Survey.State.PAUSED:
        raise NotTakingAnswersError("The survey is paused for the moment. Your link will work again; try later.")
    if survey.state == Survey.State.OPEN and now < survey.opens_at:
        raise NotTakingAnswersError("The survey has not begun yet. Your link will work when it does.")
    raise NotTakingAnswersError("The survey has closed, so no more answers can be taken.")


def contract_of(survey: str) -> Contract:
    """The contract in force, read once for each of its versions."""
    number = StoredContract.objects.filter(survey=survey).order_by("-number").values_list("number", flat=True)[:1]
    return _contract(survey, number[0])


@lru_cache(maxsize=64)
def _contract(survey: str, number: int) -> Contract:
    return read_contract(StoredContract.objects.values_list("content", flat=True).get(survey=survey, number=number))


@lru_cache(maxsize=64)
def _questionnaire(survey: str) -> Instrument:
    return _contract(survey, 1).questionnaire()


def where_to_turn() -> tuple[Contact, ...]:
    """The contacts of the survey opened last, for pages that belong to no survey."""
    latest = StoredContract.objects.order_by("-made_at", "-number").values_list("survey", flat=True).first()
    return _questionnaire(latest).support if latest else ()


def questionnaire_of(way: WayIn) -> Instrument:
    """The questionnaire this respondent answers; it is the same in every version of a contract."""
    return _questionnaire(way.ticket.survey_id)


@lru_cache(maxsize=64)
def _room(survey: str) -> int:
    return room_for(_questionnaire(survey))


def read_draft(way: WayIn) -> dict[str, Any]:
    """What was answered so far; nothing where there is no draft, or one that cannot be read."""
    sealed = sealed_draft(draft_place(way.secret))
    if sealed is None:
        return {}
    try:
        return open_draft(way.secret, sealed)
    except UnreadableBallotError:
        return {}


@plain_words()
def save_draft(way: WayIn, answers: Mapping[str, Any]) -> None:
    """Keep what was answered so far. Raises UsageError for answers that cannot be taken, StorageFullError."""
    instrument = questionnaire_of(way)
    kept = checked(instrument, answers, way.contract.audience)
    sealed = seal_draft(way.secret, kept, _room(way.ticket.survey_id))
    place = draft_place(way.secret)
    with transaction.atomic():
        hold(place)
        if not is_unused(way.ticket):
            raise AlreadyInError("Your answers are in already, perhaps from another window. Thank you.")
        keep_draft(place, way.ticket.survey_id, sealed)


@plain_words()
def submit(way: WayIn, answers: Mapping[str, Any]) -> None:
    """Put the answers into the box: once, or not at all.

    Raises UsageError for answers that cannot be taken, AlreadyInError for a ticket used meanwhile,
    NotTakingAnswersError for a survey closed meanwhile, StorageFullError for a full disk; the draft is kept.
    """
    room = _room(way.ticket.survey_id)
    sealed = seal_ballot(bytes.fromhex(way.contract.ballot_key), _with_facts(way, answers), room)
    place = draft_place(way.secret)
    with transaction.atomic():
        hold(place)
        _use_ticket(way)
        Ballot.objects.create(survey=way.ticket.survey_id, sealed=sealed)
        Draft.objects.filter(place=place).delete()
        count_one(way.ticket.survey)


def _with_facts(way: WayIn, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that count, and the facts the contract attaches."""
    attached = [fact.item for fact in way.contract.facts if fact.source == "attached"]
    given = {code: answer for code, answer in answers.items() if code not in attached}
    instrument, facts = questionnaire_of(way), entry_facts(way.ticket) if attached else {}
    whole = {**given, **{code: fact_answer(instrument, instrument.item(code), facts[code]) for code in attached}}
    return checked(instrument, whole, way.contract.audience)


def _use_ticket(way: WayIn) -> None:
    # The table's lock, which the update takes first, orders submissions against a close: whatever is read after the
    # update is either before the whole close or after it.
    if not Ticket.objects.filter(key=way.ticket.key, used=False).update(used=True):
        raise AlreadyInError("Your answers are in already. Thank you.")
    _must_take_answers(Survey.objects.defer("plan").get(key=way.ticket.survey_id))
