"""Accounts: made, given roles, locked; links that set a password once; and what each role may do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.web.people.accounts.staff import BY, PASSWORD, account, signed_in, units

from soundings.errors import NotNowError, UsageError
from soundings_web.people.accounts import actions
from soundings_web.people.accounts.access import access_of
from soundings_web.people.accounts.models import Account, Appointment, Invitation
from soundings_web.people.accounts.roles import ROLES, Right
from soundings_web.people.models import AuditEvent, Unit

pytestmark = pytest.mark.django_db


def test_every_fault_of_a_new_account_is_said_at_once():
    account("administrator")
    with pytest.raises(UsageError) as told:
        actions.make_account(email="no address", name=" ", roles=[], by=BY)
    assert len(told.value.faults) == 2
    with pytest.raises(UsageError, match="cannot be made") as told:
        actions.make_account(email="ADMINISTRATOR@council.example ", name="Ada", roles=[], by=BY)
    assert told.value.faults == ("administrator@council.example has an account already.",)


@pytest.mark.parametrize(
    ("role", "with_unit", "said"),
    [
        ("head", False, "Choose the part of the organisation for “Head of service”."),
        ("principal", True, "“Principal social worker” is for the whole organisation."),
        ("king", False, "There is no role “king”."),
    ],
)
def test_a_role_has_a_unit_exactly_where_it_is_for_one(role: str, with_unit: bool, said: str):
    unit = units()["North"].pk if with_unit else None
    with pytest.raises(UsageError) as told:
        actions.make_account(email="ada@council.example", name="Ada", roles=[(role, unit)], by=BY)

    assert told.value.faults == (said,)
    assert not Account.objects.exists()


def test_the_database_itself_refuses_a_head_of_nothing_and_an_unknown_role():
    ada = account("administrator")
    for role, unit in (("head", None), ("administrator", units()["North"].pk), ("king", None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.create(account=ada, role=role, unit_id=unit)


def test_a_head_of_service_reaches_their_own_service_and_no_other():
    head = access_of(account("head", unit="North"))
    names = set(Unit.objects.filter(pk__in=head.units(Right.PARTICIPATION)).values_list("name", flat=True))

    assert names == {"North", "North A", "North B"}
    assert head.may(Right.PARTICIPATION)
    assert not head.may(Right.ROSTER)
    assert head.units(Right.ROSTER) == frozenset()
    assert access_of(account("principal")).units(Right.PARTICIPATION) is None


def test_two_appointments_reach_both_services():
    everything = units()
    roles = [("manager", everything["North A"].pk), ("head", everything["South"].pk)]
    account("administrator")
    both = actions.make_account(email="both@council.example", name="Both", roles=roles, by=BY)

    reached = access_of(both).units(Right.PARTICIPATION)
    names = set(Unit.objects.filter(pk__in=reached).values_list("name", flat=True))
    assert names == {"North A", "South", "South A", "South B"}


def test_the_last_administrator_can_neither_be_locked_nor_lose_the_role():
    ada = account("administrator", name="Ada")
    with pytest.raises(NotNowError, match="Somebody must stay administrator"):
        actions.lock_account(account=ada, by=BY)
    with pytest.raises(NotNowError, match="Somebody must stay administrator"):
        actions.set_roles(account=ada, roles=[("principal", None)], by=BY)
    ada.refresh_from_db()
    assert ada.is_active
    assert [one.role for one in ada.appointments.all()] == ["administrator"]

    account("administrator", name="Ben")
    actions.lock_account(account=ada, by=BY)
    assert not Account.objects.get(pk=ada.pk).is_active


def test_a_link_sets_a_password_once_and_a_newer_one_ends_it():
    ada = account("administrator", name="Ada")
    first, second = actions.invite(account=ada, by=BY), actions.invite(account=ada, by=BY)
    assert actions.invited(first) is None
    assert actions.invited(second) == ada
    with pytest.raises(UsageError) as told:
        actions.accept(secret=second, password="ada")  # noqa: S106 - meant to be bad
    assert any("too short" in fault for fault in told.value.faults)
    actions.accept(secret=second, password="three green kettles")  # noqa: S106 - of nobody

    assert Account.objects.get(pk=ada.pk).check_password("three green kettles")
    with pytest.raises(NotNowError, match="used already"):
        actions.accept(secret=second, password="four green kettles")  # noqa: S106 - of nobody


@pytest.mark.parametrize(("minutes", "works"), [(1, True), (-1, False)])
def test_a_link_ends_after_three_days(minutes: int, works: bool):
    ada = account("administrator", name="Ada")
    secret = actions.invite(account=ada, by=BY)
    Invitation.objects.update(ends_at=timezone.now() + timedelta(minutes=minutes))

    assert (actions.invited(secret) == ada) == works


def test_nothing_of_a_secret_or_password_stands_in_the_trail_or_the_database():
    ada = account("administrator", name="Ada")
    secret = actions.invite(account=ada, by=BY)
    told = " ".join(str(row) for row in AuditEvent.objects.values())

    assert secret not in told
    assert PASSWORD not in told
    assert secret not in str(Invitation.objects.values())
    assert Account.objects.get(pk=ada.pk).password.startswith("argon2$argon2id$")


def test_every_change_of_an_account_is_in_the_trail_with_who_made_it():
    account("administrator", name="Ada")
    ben = account("analyst", name="Ben")
    AuditEvent.objects.all()
    actions.set_roles(account=ben, roles=[("head", units()["South"].pk)], by="ada@council.example")
    actions.lock_account(account=ben, by="ada@council.example")
    actions.unlock_account(account=ben, by="ada@council.example")
    newest = list(AuditEvent.objects.order_by("-id")[:3].values_list("what", "by", "about"))

    whom = "Ben <ben@council.example>"
    assert newest == [
        ("account unlocked", "ada@council.example", whom),
        ("account locked", "ada@council.example", whom),
        ("roles given", "ada@council.example", whom),
    ]


def test_no_role_has_a_right_to_one_persons_answers_or_to_who_answered():
    for role in ROLES.values():
        for right in role.rights:
            assert "answers" not in right.value, right
    assert "never by name" in Right.PARTICIPATION.value


def test_accounts_are_made_changed_and_locked_on_their_pages():
    admin = signed_in(account("administrator", name="Ada"))
    north = units()["North"]
    made = admin.post(
        "/accounts/new/", {"name": "Hal Head", "email": "Hal@council.example", "head": "on", "head_unit": north.pk}
    )
    hal = Account.objects.get(email="hal@council.example")
    link = made.text.partition("/welcome/")[2].partition("/")[0]
    assert actions.invited(link) == hal

    assert admin.post(f"/accounts/{hal.pk}/", {"board": "on"})["Location"] == "/accounts/"
    assert [one.role for one in hal.appointments.all()] == ["board"]
    assert "Board or scrutiny member" in admin.get("/accounts/?q=hal").text
    admin.post(f"/accounts/{hal.pk}/do/", {"do": "lock"})
    assert "Locked" in admin.get("/accounts/").text
    refused = admin.post(f"/accounts/{Account.objects.get(name='Ada').pk}/do/", {"do": "lock"}, follow=True)
    assert "Somebody must stay administrator" in refused.text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "This field is required."),
        ({"name": "X", "email": "x"}, "Enter a valid email address."),
        ({"name": "X", "email": "x@y.example", "head": "on"}, "Choose the part of the organisation"),
        ({"name": "X", "email": "x@y.example", "head": "on", "head_unit": "99999"}, "Select a valid choice"),
        ({"name": "Y", "email": "ADA@council.example"}, "has an account already"),
    ],
)
def test_wrong_input_for_an_account_comes_back_with_what_to_do(sent: dict[str, str], said: str):
    admin = signed_in(account("administrator", name="Ada"))
    answer = admin.post("/accounts/new/", sent)

    assert answer.status_code == 422
    assert said in answer.text
    assert Account.objects.count() == 1


def test_the_list_of_accounts_takes_as_many_queries_for_three_as_for_one(django_assert_num_queries):
    admin = signed_in(account("administrator", name="Ada"))
    with django_assert_num_queries(6):
        admin.get("/accounts/")
    for name in ("Ben", "Cat"):
        account("head", name=name)
    with django_assert_num_queries(6):
        admin.get("/accounts/")
