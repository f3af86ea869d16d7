"""What happens to surveys: planned, opened, paused, closed, reopened, extended, made stricter. All of it is audited."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from soundings.errors import NotNowError, UsageError
from soundings.instrument import Instrument
from soundings_web.keys import holders as keys
from soundings_web.keys.folder import key_folder
from soundings_web.keys.links import new_session_code
from soundings_web.people import audit, queries
from soundings_web.people.models import Roster
from soundings_web.storage.locking import hold
from soundings_web.ui.moments import local_words
from soundings_web.waves import tickets
from soundings_web.waves.contract import Contract as FrozenContract
from soundings_web.waves.contract import Promise, contract_hash, fact_answer, read_contract, stricter
from soundings_web.waves.models import Contract, KeyHolder, ProtectedTime, Survey, Wave, random_key
from soundings_web.waves.moments import Moment, come
from soundings_web.waves.plan_file import PlannedSurvey, PlannedWave
from soundings_web.waves.queries import name_of_survey as _name
from soundings_web.waves.survey_keys import make_survey_keys

State: Any = Survey.State


@transaction.atomic
def plan_wave(
    *, plan: PlannedWave, questionnaires: dict[str, Instrument], by: str, changed: Sequence[str] = ()
) -> Wave:
    """Make or change a wave and its surveys from a plan. Only surveys still being prepared can change.

    ``changed`` says for the audit trail which parts of the plan are new, where that is known.
    """
    previous = Wave.objects.filter(code=plan.previous).first() if plan.previous else None
    if plan.previous and previous is None:
        raise UsageError(f"There is no wave “{plan.previous}” before this one; plan it first, or leave previous out.")
    facts = {"title": plan.title, "organisation": plan.organisation, "held_on": plan.held_on, "previous": previous}
    wave, _ = Wave.objects.update_or_create(code=plan.code, defaults=facts)
    for survey in plan.surveys:
        _plan_survey(wave, survey, questionnaires[survey.code])
    details = {"surveys": [s.code for s in plan.surveys], **({"changed": list(changed)} if changed else {})}
    audit.record(by=by, what="wave planned", about=wave.code, details=details)
    return wave


def _plan_survey(wave: Wave, planned: PlannedSurvey, questionnaire: Instrument) -> None:
    existing = Survey.objects.select_for_update(no_key=True).filter(wave=wave, code=planned.code).first()
    if existing and existing.state != State.DRAFT:
        raise NotNowError(f"“{existing.title}” is {existing.get_state_display()}; its plan is frozen in its contract.")
    roster = Roster.objects.filter(title=planned.roster).first()
    if roster is None:
        raise UsageError(f"There is no roster “{planned.roster}”; load it first: soundings-web roster load.")
    promise = Promise.model_validate({name: getattr(planned, name) for name in Promise.model_fields})
    Survey.objects.update_or_create(
        wave=wave,
        code=planned.code,
        defaults={
            "title": planned.title,
            "opens_at": _local(planned.opens),
            "closes_at": _local(planned.closes),
            "roster": roster,
            "holders": [_holder(name).key for name in planned.holders],
            "plan": {
                "promise": promise.model_dump(mode="json"),
                "instrument": questionnaire.model_dump(mode="json", by_alias=True),
            },
        },
    )


def _local(moment: datetime) -> datetime:
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _holder(name: str) -> KeyHolder:
    holder = KeyHolder.objects.filter(name=name).first()
    if holder is None:
        raise UsageError(f"There is no key holder “{name}”; make one first: soundings-web survey holder.")
    return holder


@transaction.atomic
def add_holder(*, name: str, passphrase: str, by: str) -> tuple[KeyHolder, str]:
    """A new key holder, and the words of their recovery sheet, which are told once and kept nowhere."""
    hold("key holders")
    if KeyHolder.objects.filter(name=name).exists():
        raise UsageError(f"There is a key holder “{name}” already.")
    key = random_key()
    made = keys.make_holder(key, passphrase, key_folder())
    holder = KeyHolder.objects.create(key=key, name=name, public=made.public.hex())
    audit.record(by=by, what="key holder added", about=name)
    return holder, made.recovery_words


@transaction.atomic
def set_passphrase(*, name: str, words: str, passphrase: str, by: str) -> None:
    """A new passphrase for a key holder who brings the recovery sheet."""
    holder = _holder(name)
    audit.record(by=by, what="passphrase replaced from recovery sheet", about=name)
    keys.set_passphrase(holder.key, bytes.fromhex(holder.public), words, passphrase, key_folder())


@transaction.atomic
def open_survey(*, survey: Survey, by: str) -> int:
    """Freeze the contract, make the keys and everybody's ticket. Returns the number of tickets."""
    Wave.objects.select_for_update(no_key=True).get(pk=survey.wave_id)  # always before its surveys, as in preparing
    survey = _locked(survey)
    _must_be(survey, State.DRAFT, "opened")
    holders = [KeyHolder.objects.get(key=key) for key in survey.holders]
    if not holders:
        raise NotNowError(f"“{survey.title}” has no key holder, so nobody could open its box. Name one or two.")
    if survey.roster.state != "frozen":
        raise NotNowError(f"The roster “{survey.roster.title}” is not frozen yet: soundings-web roster freeze.")
    if survey.closes_at <= timezone.now():
        raise NotNowError(f"“{survey.title}” was to close at {local_words(survey.closes_at)}, which is past.")
    public = make_survey_keys(survey.key, [bytes.fromhex(holder.public) for holder in holders])
    content = _contract_of(survey, holders, public).model_dump(mode="json")
    Contract.objects.create(survey=survey, number=1, content=content, hash=contract_hash(content))
    made = tickets.make_tickets(survey, read_contract(content).where)
    survey.state = State.OPEN
    survey.save(update_fields=["state"])
    audit.record(
        by=by, what="survey opened", about=_name(survey), details={"contract": contract_hash(content), "tickets": made}
    )
    return made


def _contract_of(
    survey: Survey, holders: Sequence[KeyHolder], public: bytes, everybody: queries.Everybody | None = None
) -> FrozenContract:
    promise = Promise.model_validate(survey.plan["promise"])
    on_roster = [code for code in promise.by if code not in promise.workforce]
    everybody = everybody or queries.everybody_on(survey.roster)
    asked = queries.groups_of(everybody, where=promise.where, dimensions=on_roster)
    if not asked.total:
        raise NotNowError(
            f"The roster has nobody to ask in “{survey.title}”. Check who is asked (where) and the roster."
        )
    instrument = Instrument.model_validate(survey.plan["instrument"])
    _check_attached(everybody, promise, instrument)
    dimensions: dict[str, Any] = {
        code: [
            {"label": g.label, "parent": g.parent, "eligible": g.eligible} for g in _in_order(instrument, code, groups)
        ]
        for code, groups in asked.dimensions.items()
    }
    return FrozenContract.model_validate(
        {
            **survey.plan["promise"],
            "wave": survey.wave.code,
            "organisation": survey.wave.organisation,
            "survey": survey.code,
            "title": survey.title,
            "instrument": survey.plan["instrument"],
            "asked": {"total": asked.total, "dimensions": dimensions},
            "holders": [{"name": holder.name, "public": holder.public} for holder in holders],
            "ballot_key": public.hex(),
        }
    )


def _check_attached(everybody: queries.Everybody, promise: Promise, instrument: Instrument) -> None:
    """Every attached fact of everybody asked must be an answer to its question."""
    attached = [instrument.item(fact.item) for fact in promise.facts if fact.source == "attached"]
    odd = {
        f"“{item.code}” is “{entry.facts.get(item.code, '')}”"
        for entry in queries.entries_for(everybody, where=promise.where)
        for item in attached
        if not fact_answer(instrument, item, entry.facts.get(item.code, ""))
    }
    if odd:
        raise NotNowError(
            f"The roster “{everybody.roster.title}” says what is no answer to these questions. Say in a roster layout "
            "what its words mean, or have them asked:",
            sorted(odd),
        )


def _in_order(instrument: Instrument, code: str, groups: Sequence[queries.Group]) -> list[queries.Group]:
    """Groups that are options of a question stand in its order, not in that of the personnel system."""
    place = {option.code: n for n, option in enumerate(instrument.options_of(instrument.item(code)))}
    return sorted(groups, key=lambda group: place.get(group.label, len(place)))


@transaction.atomic
def pause_survey(*, survey: Survey, by: str) -> None:
    """Take no answers for a while. Links keep working afterwards."""
    _change(survey, {State.OPEN}, State.PAUSED, "paused", Moment.PAUSE, by)


@transaction.atomic
def resume_survey(*, survey: Survey, by: str) -> None:
    """Take answers again after a pause."""
    _change(survey, {State.PAUSED}, State.OPEN, "resumed", None, by)


@transaction.atomic
def close_survey(*, survey: Survey, by: str) -> None:
    """Shut the web for good, unless it is reopened before the box is opened. Every draft is destroyed."""
    _change(survey, {State.OPEN, State.PAUSED}, State.CLOSED, "closed", Moment.CLOSE, by)


@transaction.atomic
def reopen_survey(*, survey: Survey, closes_at: datetime, by: str) -> None:
    """Take answers again after closing, with the same links, until a new end."""
    if closes_at <= timezone.now():
        raise UsageError("Give an end in the future.")
    survey = _change(survey, {State.CLOSED}, State.OPEN, "reopened", None, by, {"closes": closes_at.isoformat()})
    _move_end(survey, closes_at)


@transaction.atomic
def extend_survey(*, survey: Survey, closes_at: datetime, by: str) -> None:
    """Move the end of a survey that has not closed."""
    survey = _locked(survey)
    _must_be(survey, {State.DRAFT, State.OPEN, State.PAUSED}, "given another end")
    if closes_at <= max(timezone.now(), survey.opens_at):
        raise UsageError("Give an end in the future, after the survey opens.")
    details = {"before": survey.closes_at.isoformat(), "now": closes_at.isoformat()}
    _move_end(survey, closes_at)
    audit.record(by=by, what="end of survey changed", about=_name(survey), details=details)


def _move_end(survey: Survey, closes_at: datetime) -> None:
    """The end before it stays, for respondents to read, once anybody could have read it."""
    if survey.state != State.DRAFT:
        survey.earlier_ends = [*survey.earlier_ends, survey.closes_at.isoformat()]
    survey.closes_at = closes_at
    survey.save(update_fields=["closes_at", "earlier_ends"])


@transaction.atomic
def tighten_contract(*, survey: Survey, raised: dict[str, int], without: Sequence[str] = (), by: str) -> int:
    """Raise thresholds of a frozen contract, or leave breakdowns out. Returns its new number.

    Raises NotNowError for whatever would loosen it, UsageError for a breakdown that it does not have.
    """
    latest = latest_contract(_locked(survey))
    before = latest.content
    if unknown := [code for code in without if code not in before["by"]]:
        raise UsageError(f"“{survey.title}” has no such breakdown:", [f"“{code}”" for code in unknown])
    kept = {name: [code for code in before[name] if code not in without] for name in ("by", "coarse")}
    crossed = [pair for pair in before["plan"]["crossed"] if not set(pair) & set(without)]
    return amend_contract(
        survey=survey, changes={**kept, "plan": {**before["plan"], **raised, "crossed": crossed}}, by=by
    )


@transaction.atomic
def amend_contract(*, survey: Survey, changes: dict[str, Any], by: str) -> int:
    """A new version of a frozen contract, if it is stricter. Returns its number. Raises NotNowError otherwise."""
    survey = _locked(survey)
    _must_be(survey, {State.OPEN, State.PAUSED, State.CLOSED, State.OPENED}, "made stricter")
    latest = latest_contract(survey)
    try:
        after = FrozenContract.model_validate({**latest.content, **changes})
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise NotNowError("The contract cannot be changed so:", faults) from None
    stricter(read_contract(latest.content), after)
    content = after.model_dump(mode="json")
    made = Contract.objects.create(
        survey=survey, number=latest.number + 1, content=content, hash=contract_hash(content)
    )
    audit.record(by=by, what="contract made stricter", about=_name(survey), details={"contract": made.hash})
    return made.number


@transaction.atomic
def plan_protected_time(*, survey: Survey, begins_at: datetime, ends_at: datetime, by: str) -> ProtectedTime:
    """A session on a shared device. Raises UsageError for times that do not fit the survey's window."""
    survey = _locked(survey)
    _must_be(survey, {State.OPEN, State.PAUSED}, "given a protected-time session")
    if not survey.opens_at <= begins_at < ends_at <= survey.closes_at:
        window = f"{local_words(survey.opens_at)} to {local_words(survey.closes_at)}"
        raise UsageError(f"The session must begin before it ends, within the survey's own time: {window}.")
    made = ProtectedTime.objects.create(survey=survey, code=new_session_code(), begins_at=begins_at, ends_at=ends_at)
    audit.record(by=by, what="protected time planned", about=_name(survey), details={"begins": begins_at.isoformat()})
    return made


def foreseen_contract(
    survey: Survey, *, everybody: queries.Everybody | None = None, holders: Mapping[str, KeyHolder] | None = None
) -> FrozenContract:
    """The contract that a survey being prepared would freeze if it opened now; its key is not made yet.

    Whoever asks for several has read the roster and the key holders already. Raises NotNowError where its plan could
    not be opened.
    """
    known = KeyHolder.objects.in_bulk(survey.holders) if holders is None else holders
    if not survey.holders:
        raise NotNowError(f"“{survey.title}” has no key holder yet. Name one or two.")
    return _contract_of(survey, [known[key] for key in survey.holders], bytes(32), everybody)


def latest_contract(survey: Survey) -> Contract:
    """The contract in force. Raises NotNowError before the survey was opened."""
    found = Contract.objects.filter(survey=survey).order_by("number").last()
    if found is None:
        raise NotNowError(f"“{survey.title}” has no contract yet; it is frozen when the survey opens.")
    return found


def contract_text(contract: Contract) -> str:
    """The contract as it was frozen, to be read."""
    return json.dumps(contract.content, indent=2, ensure_ascii=False)


def mark_opened(survey: Survey, by: str, details: dict[str, Any]) -> None:
    """The box is open: final. Called by the opening, in its transaction."""
    survey.state = State.OPENED
    survey.save(update_fields=["state"])
    audit.record(by=by, what="box opened", about=_name(survey), details=details)


def _change(
    survey: Survey,
    from_: set[str],
    to: str,
    verb: str,
    moment: Moment | None,
    by: str,
    details: dict[str, Any] | None = None,
) -> Survey:
    survey = _locked(survey)
    _must_be(survey, from_, verb)
    survey.state = to
    survey.save(update_fields=["state"])
    audit.record(by=by, what=f"survey {verb}", about=_name(survey), details=details or {})
    if moment:
        come(moment, survey)
    return survey


def _locked(survey: Survey) -> Survey:
    """The survey as it is now; whoever else would change its state waits.

    The key itself stays free (``no_key``): the first answer of a day writes a row that refers to it, inside a
    transaction that this one waits for.
    """
    found = Survey.objects.select_for_update(no_key=True).filter(key=survey.key).first()
    if found is None:
        raise NotNowError(f"“{survey.title}” has been removed meanwhile. Nothing was changed.")
    return found


def _must_be(survey: Survey, states: set[str] | str, verb: str) -> None:
    allowed = {states} if isinstance(states, str) else states
    if survey.state not in allowed:
        final = " Opening is final." if survey.state == State.OPENED else ""
        raise NotNowError(
            f"“{survey.title}” is {survey.get_state_display()}, so it cannot be {verb}.{final} Nothing was changed."
        )
