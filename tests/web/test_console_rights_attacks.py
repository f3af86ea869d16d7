"""Attacks on rights: other methods, forged forms, old sessions, pages kept by a browser, and two people at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.test import Client
from tests.web.box.councils import Council, open_council
from tests.web.people.accounts.staff import BY, PASSWORD, account, cast, signed_in, units
from tests.web.test_every_route import OWN, filled, right_of, views
from tests.web.waves.desk import desk

from soundings.errors import SoundingsError
from soundings_web.people.accounts import actions as accounts
from soundings_web.people.models import Unit
from soundings_web.waves import actions, preparing
from soundings_web.waves.models import Contract, Survey

pytestmark = pytest.mark.django_db


def staff_pages(council: Council) -> list[str]:
    return [filled(route, council) for route, view in views().items() if right_of(view)]


def everything_kept() -> str:
    """Every row of every table, but for the sessions of those who look."""
    tables = [model for model in apps.get_models() if model._meta.app_label != "sessions"]
    rows = [serializers.serialize("json", model.objects.order_by("pk")) for model in tables]
    return json.dumps(rows)


def test_reading_every_page_in_every_way_changes_nothing():
    council = open_council(6)
    people = [signed_in(account(role)) for role in ("principal", "administrator", "union")]
    before = everything_kept()
    for browser in people:
        for address in staff_pages(council):
            for method in (browser.get, browser.head, browser.options, browser.put, browser.delete, browser.patch):
                assert method(address).status_code < 500, address

    assert len(before) > 1000
    assert everything_kept() == before


def test_no_form_is_taken_without_its_token():
    council = open_council(6)
    who = account("principal")
    accounts.set_roles(account=who, roles=[("principal", None), ("administrator", None)], by=BY)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    before = everything_kept()
    for address in staff_pages(council):
        answer = browser.post(address, {"do": "pause", "sure": "on", "name": "x"})
        assert answer.status_code == 403, address

    assert everything_kept() == before


def test_no_page_for_staff_is_framed_or_kept_by_a_browser():
    council = open_council(6)
    who = account("principal")
    accounts.set_roles(account=who, roles=[("principal", None), ("administrator", None)], by=BY)
    browser = signed_in(who)
    for address in [*staff_pages(council), *(f"/{route}" for route in OWN), "/", "/nothing/", "/waves/0/"]:
        for answer in (browser.get(address), browser.post(address)):
            assert answer["X-Frame-Options"] == "DENY", address
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], address
            if answer.status_code not in (302, 405):
                assert "no-store" in answer.get("Cache-Control", ""), address


def test_a_session_does_not_outlive_the_role_it_was_opened_with():
    council = open_council(6)
    who = account("principal")
    browser = signed_in(who)
    assert browser.get(f"/waves/surveys/{council.survey.key}/close/").status_code == 200
    accounts.set_roles(account=who, roles=[("board", None)], by=BY)

    for address in staff_pages(council):
        if address not in ("/me/", "/"):
            assert browser.post(address, {"sure": "on"}).status_code in (403, 405), address
    account("administrator")
    accounts.lock_account(account=who, by=BY)
    assert browser.get("/me/")["Location"].startswith("/sign-in/")
    council.survey.refresh_from_db()
    assert council.survey.state == "open"


@pytest.mark.parametrize("role", ["union", "approver", "administrator", "head", "board"])
def test_whoever_only_reads_changes_nothing_by_any_form(role: str):
    council = open_council(6)
    browser = signed_in(cast()[role])
    before = Survey.objects.values().get(), council.survey.wave.__class__.objects.values().get()
    for address in staff_pages(council):
        if address.startswith(("/waves/", "/box/", "/releases/", "/rosters/", "/preview/")):
            browser.post(address, {"sure": "on", "do": "pause", "title": "Taken over", "page": "1"})

    assert (Survey.objects.values().get(), council.survey.wave.__class__.objects.values().get()) == before


def test_an_administrator_reads_no_survey_paper_or_release():
    council = open_council(6)
    browser = signed_in(account("administrator"))
    for address in staff_pages(council):
        if address.startswith(("/waves/", "/box/", "/releases/", "/rosters/", "/preview/", "/participation/")):
            answer = browser.get(address)
            assert answer.status_code in (403, 405), address
            assert council.survey.title not in answer.text, address


def test_a_head_of_a_closed_unit_reads_nothing_of_other_units():
    open_council(40)
    Unit.objects.filter(pk=units()["North"].pk).update(closed=True)
    told = signed_in(account("head")).get("/participation/")

    assert told.status_code == 200
    assert "Assessment" not in told.text
    assert "40 people" not in told.text
    assert "People asked" not in told.text


# Two at once, each in a connection of its own.


def together(*deeds: Callable[[], Any]) -> list[Exception | None]:
    """All of them at the same moment; what each raised."""
    ready, raised = threading.Barrier(len(deeds)), dict[int, Exception | None]()

    def do(n: int, deed: Callable[[], Any]) -> None:
        try:
            ready.wait()
            deed()
            raised[n] = None
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=one) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [raised[n] for n in range(len(deeds))]


def fresh(survey: Survey) -> Survey:
    return Survey.objects.select_related("wave__previous", "roster").get(pk=survey.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", range(3))
def test_a_survey_opens_once_and_with_the_plan_that_its_contract_froze(times: int):
    at = desk()
    survey = at.add()
    copies = [fresh(survey) for _ in range(5)]
    raised = together(
        lambda: actions.open_survey(survey=copies[0], by="one"),
        lambda: actions.open_survey(survey=copies[1], by="two"),
        lambda: preparing.change_plan(survey=copies[2], changes={"holders": ["Ada Principal"]}, by="three"),
        lambda: preparing.set_rules(wave=at.wave, rules={"threshold": 30, "sensitive": 40}, by="four"),
        lambda: preparing.change_plan(survey=copies[3], changes={"keep_for_waves": 9}, by="five"),
    )
    survey.refresh_from_db()
    frozen = Contract.objects.get()

    assert all(error is None or isinstance(error, SoundingsError) for error in raised), raised
    assert sum(error is None for error in raised[:2]) == 1
    assert [one["name"] for one in frozen.content["holders"]] == [
        holder.name for key in survey.holders for holder in at.holders if holder.key == key
    ]
    assert {name: frozen.content[name] for name in survey.plan["promise"]} == survey.plan["promise"], times


@pytest.mark.django_db(transaction=True)
def test_whoever_removes_edits_and_opens_at_once_leaves_a_whole_survey_or_none():
    at = desk()
    survey = at.add()
    copies = [fresh(survey) for _ in range(3)]
    raised = together(
        lambda: preparing.remove_survey(survey=copies[0], by="one"),
        lambda: preparing.change_plan(survey=copies[1], changes={"title": "Edited"}, by="two"),
        lambda: actions.open_survey(survey=copies[2], by="three"),
    )
    left = Survey.objects.filter(wave=at.wave)

    assert all(error is None or isinstance(error, SoundingsError) for error in raised), raised
    assert (raised[0] is None) != (raised[2] is None)
    assert left.count() == (0 if raised[0] is None else 1)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_take_the_role_from_each_other_leave_one():
    first, second = account("administrator", name="First"), account("administrator", name="Second")
    raised = together(
        lambda: accounts.set_roles(account=first, roles=[("board", None)], by="second"),
        lambda: accounts.lock_account(account=second, by="first"),
    )

    assert sum(error is None for error in raised) == 1, raised
    assert all(error is None or isinstance(error, SoundingsError) for error in raised), raised


@pytest.mark.django_db(transaction=True)
def test_pressing_twice_makes_one_wave_one_survey_one_holder_and_one_account():
    at = desk()
    given = {"code": "2031", "title": "T", "organisation": "C", "held_on": at.wave.held_on, "previous": ""}
    like = at.add()
    planned = {**preparing.planned_of(like), "code": "again"}
    asks = preparing.questionnaire_of(like)
    for deed in (
        lambda: preparing.save_wave(wave=None, given=given, by=BY),
        lambda: preparing.make_survey(wave=at.wave, planned=planned, questionnaire=asks, by=BY),
        lambda: actions.add_holder(name="Cy", passphrase=PASSWORD, by=BY),
        lambda: accounts.make_account(email="cy@council.example", name="Cy", roles=[], by=BY),
    ):
        raised = together(deed, deed, deed)
        assert sum(error is None for error in raised) == 1, raised
        assert all(error is None or isinstance(error, SoundingsError) for error in raised), raised
