"""Interrupted at every step, it ends right: openings, purges and jobs whose process is killed."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django_tasks_db.models import DBTaskResult
from tests.web.durability import deeds
from tests.web.durability.sites import Builder, Site

from soundings_web.operations import jobs
from soundings_web.operations.tick import tick

pytestmark = pytest.mark.process

PEOPLE, IN = 4, 3
OPENING, PURGING = "soundings_web.results.opening", "soundings_web.results.purging"

STEP_1 = [
    (f"{OPENING}.come", "before"),
    (f"{OPENING}.come", "after"),
    (f"{OPENING}.key_folder#2", "before"),  # the first call reads the ballot key, the second writes the answer-file key
    ("soundings_web.keys.folder.KeyFolder._written", "after"),
    ("soundings_web.keys.folder.KeyFolder.replace", "after"),
    (f"{OPENING}._write_files", "after"),
    (f"{OPENING}.mark_opened", "before"),
    (f"{OPENING}.mark_opened", "after"),
]
STEP_2 = [
    ("soundings_web.results.ledger.enter", "before"),
    ("soundings_web.results.ledger.enter", "after"),
    ("soundings_web.keys.folder.KeyFolder.destroy#1", "after"),
    ("soundings_web.keys.folder.KeyFolder.destroy#3", "before"),
    ("soundings_web.waves.survey_keys.destroy_keys", "after"),
    (f"{PURGING}.rewrite", "before"),
    (f"{PURGING}.rewrite", "after"),
    (f"{PURGING}._delete_ballots", "after"),
    (f"{PURGING}.compact", "after"),
    (f"{PURGING}.certify", "before"),
    (f"{PURGING}.certify", "after"),
]
names = [f"{when} {where.rpartition('soundings_web.')[2]}" for where, when in STEP_2]


@pytest.fixture(scope="module")
def closed_sites() -> dict[str, Site]:
    return {}


@pytest.fixture
def closed(kind: str, builder: Builder, closed_sites: dict[str, Site]) -> Site:
    """A site whose only survey is closed, with three of four answered. Made once, copied for each test."""
    if kind not in closed_sites:
        site = builder.sqlite() if kind == "sqlite" else builder.postgresql()
        site.do(deeds.hand_in, site.do(deeds.set_up, PEOPLE)[:IN], 0)
        site.do(deeds.close)
        closed_sites[kind] = site
    return builder.copy(closed_sites[kind])


def it_ended_right(site: Site) -> None:
    assert site.do(deeds.state) == {
        "state": "opened",
        "ballots": 0,
        "used": 0,
        "tickets": 0,
        "drafts": 0,
        "files": 4,  # the answers, two equality questions, a comment box
        "openings": 1,
        "left": [],
        "certificates": [True],
        "keys": ["answers.key"],
    }
    assert site.do(deeds.said) == deeds.expected([0, 1, 2])


def test_killed_anywhere_in_step_1_leaves_the_survey_closed_and_the_box_can_be_opened_again(closed: Site):
    before = closed.do(deeds.state)

    for where, when in STEP_1:
        closed.dies(where, when, deeds.open_the_box)
        # A key that opens nothing may lie there.
        assert {**closed.do(deeds.state), "keys": []} == {**before, "keys": []}, (when, where)

    assert "finish_opening" not in closed.do(deeds.work)
    closed.do(deeds.open_the_box)
    assert "finish_opening" in closed.do(deeds.work)
    it_ended_right(closed)


def test_killed_right_after_step_1_the_opening_stands_and_is_finished(closed: Site):
    closed.dies("soundings_web.respond.mixing.compact", "before", deeds.open_the_box)

    assert closed.do(deeds.state)["state"] == "opened"
    closed.do(deeds.work)
    it_ended_right(closed)


@pytest.mark.parametrize(("where", "when"), STEP_2, ids=names)
def test_killed_in_step_2_the_next_worker_finishes_it_with_one_certificate(closed: Site, where: str, when: str):
    closed.do(deeds.open_the_box)

    closed.dies(where, when, deeds.purge)

    closed.do(deeds.work)
    it_ended_right(closed)
    assert "finish_opening" not in closed.do(deeds.work)


def test_killed_at_every_step_of_step_2_one_after_another_it_still_ends_right(closed: Site):
    closed.do(deeds.open_the_box)

    for where, when in STEP_2:
        closed.dies(where, when, deeds.purge)

    closed.do(deeds.work)
    it_ended_right(closed)


@pytest.mark.parametrize("where", [f"{PURGING}.compact", "soundings_web.operations.jobs.purge_ballots"])
def test_job_whose_worker_was_killed_is_put_back_and_done(closed: Site, where: str):
    closed.do(deeds.open_the_box)
    assert closed.do(tick) == ["finish_opening"]
    closed.dies(where, "after", deeds.run_jobs)
    assert closed.do(job_states) == ["RUNNING"]
    soon, later = (datetime.now(UTC) + timedelta(minutes=n) for n in (14, 16))

    closed.do(deeds.work, soon)
    assert closed.do(job_states) == ["RUNNING"]

    closed.do(deeds.work, later)
    assert closed.do(job_states) == ["SUCCESSFUL"]
    it_ended_right(closed)


def job_states() -> list[str]:
    """How the jobs that finish an opening stand."""
    finishing = DBTaskResult.objects.filter(task_path=jobs.finish_opening.module_path)
    return list(finishing.values_list("status", flat=True))


def test_job_that_was_only_slow_and_ran_twice_did_no_harm(closed: Site):
    closed.do(deeds.open_the_box)
    closed.do(deeds.work)

    closed.do(deeds.purge)

    it_ended_right(closed)


def test_two_workers_run_each_job_once(site: Site):
    site.do(queue, 30)

    workers = [site.start(run_slow_jobs) for _ in range(2)]
    for worker in workers:
        worker.join()

    assert [worker.exitcode for worker in workers] == [0, 0]
    done = site.do(who_ran)
    assert [(status, len(workers)) for status, workers in done] == [("SUCCESSFUL", 1)] * 30
    assert len({one for _, [one] in done}) == 2


def run_slow_jobs() -> None:
    """Each job takes long enough for the other worker to come."""
    with patch.object(jobs, "mix_if_due", lambda: time.sleep(0.05)):
        deeds.run_jobs()


def queue(jobs_wanted: int) -> None:
    for _ in range(jobs_wanted):
        jobs.mix_ballots.enqueue()


def who_ran() -> list[tuple[str, list[str]]]:
    return list(DBTaskResult.objects.values_list("status", "worker_ids"))


def test_clocks_that_tick_at_once_queue_each_job_once(closed: Site):
    closed.do(deeds.open_the_box)

    for clock in [closed.start(tick) for _ in range(6)]:
        clock.join()

    assert closed.do(job_states) == ["READY"]


def test_close_that_was_killed_is_done_by_the_next_worker(site: Site):
    site.do(deeds.hand_in, site.do(deeds.set_up, PEOPLE)[:IN], 0)
    site.do(end_now)
    for where in ("respond.mixing.rewrite", "waves.actions.come"):
        site.dies(f"soundings_web.{where}", "after", deeds.close)
        assert site.do(deeds.state)["state"] == "open"

    assert "close_surveys" in site.do(deeds.work)

    assert site.do(deeds.state) | {"state": "closed", "ballots": IN, "used": IN} == site.do(deeds.state)


def end_now() -> None:
    survey = deeds.the_survey()
    survey.closes_at = datetime.now(UTC)
    survey.save()


def test_a_failpoint_that_is_never_reached_is_no_proof(site: Site):
    with pytest.raises(AssertionError, match="never reached"):
        site.dies("soundings_web.results.opening.come", "before", deeds.tick)
