"""What somebody who restores a backup must know, in plain words: before they agree, and afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from soundings_web.answers.models import AnswerFile
from soundings_web.keys.folder import key_folder
from soundings_web.operations.backup_file import Box, Manifest
from soundings_web.operations.contents import WITH_A_BOX
from soundings_web.results import ledger
from soundings_web.ui.moments import local_words
from soundings_web.waves.models import Survey
from soundings_web.waves.survey_keys import ANSWERS, BALLOT, MAIL, PEPPER, name_of

_LOST = """\
Answers acknowledged after that moment are lost, and so is everything else done since. Whoever gave them can answer \
again, with the same link or code, while the survey is open. Unfinished answers, the roster, accounts and roles stand \
as they stood then."""


def what_it_is(manifest: Manifest) -> Iterator[str]:
    """What the backup holds, and what restoring it costs."""
    yield f"This backup was made on {local_words(manifest.made_at)}. It replaces the whole database."
    purged = ledger.purged()
    for box in manifest.boxes:
        yield _box(box, gone=ledger.BALLOTS in purged.get(box.survey, set()))
    yield _LOST


def _box(box: Box, *, gone: bool) -> str:
    held = f"{box.ballots:,} ballots" if box.ballots != 1 else "1 ballot"
    since = " They were destroyed since, and do not come back." if gone else ""
    return f"“{box.title}” ({box.name}) was {box.state} then; its box held {held}.{since}"


def what_to_know(again: Iterable[str]) -> Iterator[str]:
    """What is different from the moment of the backup, and what is missing."""
    surveys = list(Survey.objects.select_related("wave").order_by("wave__held_on", "code"))
    purged_again, purged = set(again), ledger.purged()
    for survey in surveys:
        if survey.key in purged_again:
            yield f"{_name(survey)}: what had been destroyed of it was destroyed again."
        yield from _answers(survey, purged.get(survey.key, set()))
        yield from _box_now(survey)
    yield from _opened_since(surveys)


def _answers(survey: Survey, purged: set[str]) -> Iterator[str]:
    if survey.state != Survey.State.OPENED or ledger.ANSWERS in purged:
        return
    if not AnswerFile.objects.filter(survey=survey.key).exists():
        yield (
            f"{_name(survey)}: its box was opened after this backup was made, and opening is final. This database has "
            "neither its ballots nor its answers, and will not get them back. What was kept elsewhere, releases and "
            "certificates, is all there is; a later backup, if there is one, holds the answers."
        )
    elif not key_folder().has(name_of(survey.key, ANSWERS)):
        yield f"{_name(survey)}: the key folder has no key for its answers, so they cannot be read. {_FOLDER}"


_FOLDER = "Restore the key folder from its own backup."


def _box_now(survey: Survey) -> Iterator[str]:
    if survey.state not in WITH_A_BOX:
        return
    folder = key_folder()
    if not folder.has(name_of(survey.key, BALLOT)):
        yield f"{_name(survey)}: the key folder has no ballot key for it, so its box can never be opened. {_FOLDER}"
    if not all(folder.has(name_of(survey.key, which)) for which in (MAIL, PEPPER)):
        yield f"{_name(survey)}: the key folder lacks the keys of its links and codes: no reminders. {_FOLDER}"
    if survey.state != Survey.State.CLOSED and survey.closes_at <= timezone.now():
        yield f"{_name(survey)}: its end has passed. Extend it, so that people whose answers are lost can answer again."


def _opened_since(surveys: Iterable[Survey]) -> Iterator[str]:
    """Surveys with keys that the database does not know as open: their links were sent after the backup was made."""
    begun = {survey.key for survey in surveys if survey.state != Survey.State.DRAFT}
    with_links = {path.parent.name for path in key_folder().path.glob(name_of("*", MAIL))}
    since = with_links - begun
    if since:
        names = [_name(survey) for survey in surveys if survey.key in since] or ["A survey planned since"]
        yield (
            f"{', '.join(names)}: opened to respondents after this backup was made. The links and codes sent for it no "
            "longer work, and its answers are lost. Open it again and send new links."
        )


def _name(survey: Survey) -> str:
    return f"“{survey.title}” ({survey.wave.code}/{survey.code})"
