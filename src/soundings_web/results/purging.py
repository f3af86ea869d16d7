"""Opening the box, step 2: a job that can be interrupted anywhere and goes on where it stopped.

It destroys the keys, deletes ballots, tickets and drafts, writes the files afresh, looks whether anything is left, and
certifies it. Each part can be done twice without harm.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from soundings.errors import NotNowError
from soundings_web.answers.models import AnswerFile, Ballot, Draft
from soundings_web.keys.folder import key_folder
from soundings_web.results import ledger
from soundings_web.results.certificates import certify
from soundings_web.results.models import Opening
from soundings_web.storage.rewriting import compact, lock, rewrite
from soundings_web.waves import survey_keys
from soundings_web.waves.models import Survey, Ticket
from soundings_web.waves.survey_keys import ANSWERS, BALLOT, MAIL, PEPPER

TABLES = (Ticket, Ballot, Draft)


def unfinished() -> list[str]:
    """Surveys whose box was opened and whose ballots are not certified as destroyed yet."""
    return list(Opening.objects.filter(destroyed_at=None).values_list("survey_id", flat=True))


def purge_ballots(survey: str) -> None:
    """Step 2 for this survey, from wherever it stopped."""
    ledger.enter(survey, ledger.BALLOTS)
    survey_keys.destroy_keys(survey, BALLOT, MAIL, PEPPER)
    _delete_ballots(survey)
    compact()
    if left := what_is_left(survey):
        raise NotNowError("The purge did not reach everything; it will be tried again:", left)
    with transaction.atomic():
        opening = Opening.objects.select_for_update().get(survey=survey)
        if opening.destroyed_at is None:
            opening.destroyed_at = timezone.now()
            opening.save(update_fields=["destroyed_at"])
            certify(opening)


@transaction.atomic
def _delete_ballots(survey: str) -> None:
    lock(TABLES)
    Ballot.objects.filter(survey=survey).delete()
    Draft.objects.filter(survey=survey).delete()
    Ticket.objects.filter(survey=survey).delete()
    # Jobs carry no names and no answers, but their minutes stand beside this survey's key.
    DBTaskResult.objects.filter(finished_at__isnull=False, args_kwargs__kwargs__survey=survey).delete()
    rewrite(TABLES)


def what_is_left(survey: str) -> list[str]:
    """Everything that should be gone and is not."""
    tables = ((Ballot, {"survey": survey}), (Draft, {"survey": survey}), (Ticket, {"survey_id": survey}))
    left = [
        f"{model.objects.filter(**where).count()} rows of {model._meta.verbose_name_plural}"  # noqa: SLF001 - its name
        for model, where in tables
        if model.objects.filter(**where).exists()
    ]
    folder = key_folder()
    return left + [
        f"the key {which}" for which in (BALLOT, MAIL, PEPPER) if folder.has(survey_keys.name_of(survey, which))
    ]


def purge_answers(survey: str) -> None:
    """Destroy the answer files of a survey, whose releases stay. Each part can be done twice without harm."""
    ledger.enter(survey, ledger.ANSWERS)
    survey_keys.destroy_keys(survey, ANSWERS)
    AnswerFile.objects.filter(survey=survey).delete()
    compact()


def honour_ledger() -> list[str]:
    """Destroy again what an old backup brought back. Returns the surveys it had brought back.

    A survey of the ledger is opened for good, also where the backup knows it only as being prepared: held again under
    the same key, its new ballots would be taken for the purged ones.
    """
    back = []
    for survey, what in ledger.purged().items():
        if ledger.BALLOTS in what and (what_is_left(survey) or _not_opened(survey)):
            back.append(survey)
            survey_keys.destroy_keys(survey, BALLOT, MAIL, PEPPER)
            _delete_ballots(survey)
            Survey.objects.filter(key=survey).update(state=Survey.State.OPENED)
        if ledger.ANSWERS in what and AnswerFile.objects.filter(survey=survey).exists():
            back.append(survey)
            purge_answers(survey)
    if back:
        compact()
    return list(dict.fromkeys(back))


def _not_opened(survey: str) -> bool:
    return bool(Survey.objects.filter(key=survey).exclude(state=Survey.State.OPENED).exists())
