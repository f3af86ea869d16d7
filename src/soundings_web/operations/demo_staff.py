"""Staff of the invented council, one of each role, so that everybody's pages can be looked at."""

from __future__ import annotations

from collections.abc import Iterator

from soundings_web.people.accounts import actions
from soundings_web.people.accounts.roles import ROLES
from soundings_web.people.units import units_in_order

BY = "the demo"
PASSWORD = "violet-tractor-monday"  # noqa: S105 - of people who do not exist
_NAMES = {
    "administrator": "Idris Vale",
    "principal": "Ada Marlowe",
    "analyst": "Noor Hasan",
    "approver": "Celia Brandt",
    "head": "Tom Oduya",
    "manager": "Ruth Penhale",
    "supervisor": "Sam Kettle",
    "worker": "Megan Rhys",
    "board": "Councillor Lowe",
    "union": "Jo Fairclough",
}


def make_staff() -> Iterator[tuple[str, str]]:
    """Make them; gives each role by name, with the address to sign in with. Heads have a service, others a team."""
    services = [line for line in units_in_order() if line.depth == 0]
    teams = [line for line in units_in_order() if line.depth == 1]
    for role in ROLES.values():
        where = (services if role.code == "head" else teams)[0].pk if role.units else None
        email = f"{_NAMES[role.code].lower().replace(' ', '.')}@council.example"
        account = actions.make_account(email=email, name=_NAMES[role.code], roles=[(role.code, where)], by=BY)
        actions.set_password(account, PASSWORD)
        yield role.name, email
