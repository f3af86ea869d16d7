"""What the worker does by itself. Each job can be run twice without harm, so one that was killed is run again."""

from django_tasks import task

from soundings_web.respond.mixing import mix_if_due
from soundings_web.results.purging import purge_ballots
from soundings_web.results.retention import destroy_due_answers
from soundings_web.waves.actions import close_survey
from soundings_web.waves.queries import surveys_to_close

SYSTEM = "Soundings itself"


@task()
def mix_ballots() -> bool:
    """Mix what came in since the last mixing."""
    return mix_if_due()


@task()
def close_surveys() -> int:
    """Close every survey whose end has come."""
    due = surveys_to_close()
    for survey in due:
        close_survey(survey=survey, by=SYSTEM)
    return len(due)


@task()
def finish_opening(survey: str) -> None:
    """Step 2 of opening a box: destroy what joins, and certify it."""
    purge_ballots(survey)


@task()
def keep_to_retention() -> int:
    """Destroy answers whose time has come."""
    return destroy_due_answers(by=SYSTEM)
