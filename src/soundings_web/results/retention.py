"""How long answers are kept: until as many later waves are released as the contract says."""

from __future__ import annotations

from django.db import transaction

from soundings_web.answers.models import AnswerFile
from soundings_web.people import audit
from soundings_web.results import ledger
from soundings_web.results.certificates import ANSWERS, certify_answers
from soundings_web.results.models import Release
from soundings_web.results.purging import purge_answers
from soundings_web.waves.actions import latest_contract
from soundings_web.waves.models import Survey


def answers_due() -> list[Survey]:
    """Surveys whose answers are to be destroyed now, or were destroyed without being certified."""
    held = AnswerFile.objects.values_list("survey", flat=True).distinct()
    kept = Survey.objects.filter(key__in=list(held)).select_related("wave")
    due = [survey for survey in kept if _later_waves(survey) >= latest_contract(survey).content["keep_for_waves"]]
    begun = [survey for survey, what in ledger.purged().items() if ledger.ANSWERS in what]
    return due + list(Survey.objects.filter(key__in=begun).exclude(certificates__about=ANSWERS).exclude(key__in=due))


def destroy_due_answers(*, by: str) -> int:
    """Destroy and certify the answers that are due. Returns of how many surveys."""
    due = answers_due()
    for survey in due:
        purge_answers(survey.key)
        with transaction.atomic():
            audit.record(by=by, what="answers destroyed", about=str(survey))
            certify_answers(survey)
    return len(due)


def _later_waves(survey: Survey) -> int:
    """How many waves held after this one are released."""
    return Release.objects.filter(wave__held_on__gt=survey.wave.held_on).values("wave").distinct().count()
