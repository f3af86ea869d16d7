"""Opening the box, step 1: inside the request that brings the passphrases, one transaction.

Every ballot is decrypted and checked; the answers are shuffled and written as encrypted files. From here on nothing
joins, and what is left of ballots, tickets and keys is destroyed by step 2 (``purging``).
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from nacl.public import PrivateKey

from soundings.errors import KeysError, NotNowError
from soundings.instrument import Instrument
from soundings.instrument.answers import NOT_ASKED, chosen
from soundings.instrument.routing import items_asked
from soundings_web.answers.models import AnswerFile, Ballot
from soundings_web.answers.sealing import UnreadableBallotError, ballot_box, open_ballot, seal_file
from soundings_web.keys.folder import KeyFolder, key_folder
from soundings_web.keys.holders import from_recovery_words, open_through, unsealed
from soundings_web.results.models import Opening
from soundings_web.storage.plain_words import plain_words
from soundings_web.waves.actions import latest_contract, mark_opened
from soundings_web.waves.contract import Contract, coarse_code, coarse_item, read_contract
from soundings_web.waves.models import KeyHolder, Survey, Ticket
from soundings_web.waves.moments import Moment, come
from soundings_web.waves.survey_keys import ANSWERS, BALLOT, name_of

Answers = dict[str, Any]

# Stands before the words of a recovery sheet, where they are given in the place of a passphrase.
BY_SHEET = "sheet:"


class WrongWordsError(KeysError):
    """What key holders typed opens nothing; ``at`` says, by their names, what is wrong."""

    def __init__(self, at: Mapping[str, str]) -> None:
        super().__init__(" ".join(at.values()))
        self.at = at


class UnreadableError(NotNowError):
    """Some ballots cannot be read, and the holders have not agreed to go without exactly that many."""


@plain_words()
def open_box(*, survey: Survey, passphrases: Mapping[str, str], by: str, without: int = 0) -> Opening:
    """Open the box of a closed survey, for good. ``passphrases`` by key holder's name, or their recovery words.

    ``without`` is the number of unreadable ballots the holders agree to go without; any other number refuses.
    Raises KeysError for a missing holder or a wrong passphrase, NotNowError for a survey that is not closed. In each
    case nothing was changed.
    """
    private = _ballot_key(survey, passphrases)
    with transaction.atomic():
        survey = Survey.objects.select_for_update(no_key=True).get(key=survey.key)
        if survey.state != Survey.State.CLOSED:
            final = " Opening is final." if survey.state == Survey.State.OPENED else " Close it first."
            raise NotNowError(f"“{survey.title}” is {survey.get_state_display()}, so its box cannot be opened.{final}")
        come(Moment.OPENING, survey)
        contract = read_contract(latest_contract(survey).content)
        _must_differ(survey)
        opened, unreadable = _opened(survey, private)
        _must_add_up(survey, len(opened), unreadable, without)
        _write_files(survey, contract, opened)
        opening = Opening.objects.create(
            survey=survey,
            opened_by=by,
            ballots=len(opened),
            unreadable=unreadable,
            asked=contract.asked.total,
            tickets=Ticket.objects.filter(survey=survey).count(),
        )
        mark_opened(survey, by, {"ballots": len(opened), "unreadable": unreadable, "holders": sorted(passphrases)})
    return opening


def holders_of(survey: Survey) -> list[KeyHolder]:
    """Who must be there to open the box, the innermost seal first."""
    return [KeyHolder.objects.get(key=key) for key in survey.holders]


def _ballot_key(survey: Survey, passphrases: Mapping[str, str]) -> bytes:
    """The private ballot key, for as long as this request lasts."""
    folder, holders = key_folder(), holders_of(survey)
    missing = [holder.name for holder in holders if not passphrases.get(holder.name)]
    if missing or not holders:
        there = " and ".join(holder.name for holder in holders) or "nobody"
        raise KeysError(
            f"The box of “{survey.title}” opens to {there} together; still missing: {' and '.join(missing)}. "
            "Nothing was opened or changed."
        )
    sealed = folder.read(name_of(survey.key, BALLOT))
    privates, wrong = list[PrivateKey](), dict[str, str]()
    for holder in holders:
        try:
            privates.append(_private_half(holder, passphrases[holder.name], folder))
        except KeysError as error:
            wrong[holder.name] = error.message
    if wrong:
        raise WrongWordsError(wrong)
    return open_through(privates, sealed)


def _private_half(holder: KeyHolder, words: str, folder: KeyFolder) -> PrivateKey:
    if not words.startswith(BY_SHEET):
        return unsealed(holder.key, holder.name, words, folder)
    private = from_recovery_words(words.removeprefix(BY_SHEET))
    if bytes(private.public_key).hex() != holder.public:
        raise KeysError(f"This is not the recovery sheet of {holder.name}. Nothing was opened or changed.")
    return private


def _must_differ(survey: Survey) -> None:
    """Sealing the same answers twice never gives the same text, so one that stands twice was copied.

    Whoever may write in the database, and reads nothing, could else make a whole team answer like one of them.
    """
    sealed = Ballot.objects.filter(survey=survey.key).values_list("sealed", flat=True).iterator(chunk_size=500)
    held = Counter(hashlib.sha256(bytes(one)).digest() for one in sealed)
    if copied := held.total() - len(held):
        raise NotNowError(
            f"{copied} ballots of “{survey.title}” are the same as another, to the letter: somebody has copied them in "
            "the database. Nothing was changed; restore a backup, or ask whoever runs the database."
        )


def _opened(survey: Survey, private: bytes) -> tuple[list[Answers], int]:
    """Every ballot's answers in random order, and how many could not be read."""
    box, opened, unreadable = ballot_box(private), list[Answers](), 0
    for sealed in Ballot.objects.filter(survey=survey.key).values_list("sealed", flat=True).iterator(chunk_size=500):
        try:
            opened.append(open_ballot(box, sealed))
        except UnreadableBallotError:
            unreadable += 1
    _shuffle(opened)
    return opened, unreadable


def _must_add_up(survey: Survey, opened: int, unreadable: int, without: int) -> None:
    used = Ticket.objects.filter(survey=survey, used=True).count()
    if opened + unreadable != used:
        raise NotNowError(
            f"The box of “{survey.title}” holds {opened + unreadable} ballots, but {used} tickets were used. Somebody "
            "has added or removed one. Nothing was changed; restore a backup, or ask whoever runs the database."
        )
    if unreadable != without:
        raise UnreadableError(
            f"{unreadable} of {opened + unreadable} ballots of “{survey.title}” cannot be read. Nothing was changed. "
            f"To go without them, all key holders agreeing, say so with exactly that number."
        )


def _write_files(survey: Survey, contract: Contract, opened: Sequence[Answers]) -> None:
    key = secrets.token_bytes(32)
    key_folder().replace(name_of(survey.key, ANSWERS), key)
    files = [
        AnswerFile(survey=survey.key, part=part, sealed=seal_file(key, content))
        for part, content in _parts(contract, opened)
    ]
    _shuffle(files)
    AnswerFile.objects.filter(survey=survey.key).delete()
    AnswerFile.objects.bulk_create(files)


def _parts(contract: Contract, opened: Sequence[Answers]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The answers in one order; each equality question and comment box in an order of its own."""
    instrument = contract.questionnaire()
    rows = [_with_states(instrument, contract.audience, answers) for answers in opened]
    columns: dict[str, list[Any]] = {}
    for item in instrument.items:
        if not item.meant_for(contract.audience):
            continue
        column = [row.get(item.code) for row in rows]
        if item.kind == "comment":
            yield f"comment:{item.code}", _shuffled({"answers": [words for words in column if words]})
        elif item.equality and (item.code not in contract.by or item.code in contract.coarse):
            yield f"apart:{item.code}", _shuffled({"answers": list(column)})
            if item.code in contract.coarse:
                group = {option.code: option.group for option in item.options}
                code = {option.label: option.code for option in coarse_item(item).options}
                columns[coarse_code(item.code)] = [code[group[a]] if a in group else a for a in column]
        else:
            columns[item.code] = column
    yield "answers", {"version": 1, "rows": len(rows), "columns": columns}


def _with_states(instrument: Instrument, audience: str, answers: Answers) -> Answers:
    """The answers with a word for each equality question that was not asked, which no route can tell later."""
    asked = {item.code for item in items_asked(instrument, chosen(answers), audience)}
    apart = {item.code for item in instrument.items if item.equality and item.code not in asked}
    return {**answers, **dict.fromkeys(apart, NOT_ASKED)}


def _shuffled(content: dict[str, list[Any]]) -> dict[str, Any]:
    for column in content.values():
        _shuffle(column)
    return {"version": 1, **content}


def _shuffle(rows: list[Any]) -> None:
    """In the operating system's chance, never from a seed."""
    secrets.SystemRandom().shuffle(rows)
