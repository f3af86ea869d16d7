"""Every role and what it lets somebody do: one page of data. ``access`` asks it; nothing else decides.

Nobody may see one person's answers, or whether a named person answered: there is no right for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """Something that can be done or seen. Its value says what, in the words of a list."""

    SIGNED_IN = "sign in and look after their own account"
    ACCOUNTS = "make accounts and give roles"
    SETTINGS = "change the organisation’s name, logo and colour"
    TRAIL = "read the audit trail"
    ROSTER = "load the organisation and the rosters, and read them"
    PREPARE = "prepare waves, surveys and papers"
    RUN = "open, extend, pause and close surveys, and open the box"
    CONTRACTS = "read contracts, readiness and purge certificates"
    PARTICIPATION = "see how many people are asked, by unit and never by name"


@dataclass(frozen=True)
class Role:
    """A role. One with ``units`` is given for units of the organisation and holds for everything below them."""

    code: str
    name: str
    rights: frozenset[Right]
    units: bool = False

    @property
    def needs_second_step(self) -> bool:
        """Whether a password alone is not enough: whoever can change what others rely on."""
        return bool(self.rights & {Right.ACCOUNTS, Right.RUN, Right.ROSTER})


_ROLES = (
    Role("administrator", "Administrator", frozenset({Right.ACCOUNTS, Right.SETTINGS, Right.TRAIL})),
    Role(
        "principal",
        "Principal social worker",
        frozenset(
            {Right.ROSTER, Right.PREPARE, Right.RUN, Right.CONTRACTS, Right.PARTICIPATION, Right.SETTINGS, Right.TRAIL}
        ),
    ),
    Role("analyst", "Analyst", frozenset({Right.ROSTER, Right.PREPARE, Right.CONTRACTS, Right.PARTICIPATION})),
    Role("approver", "Approver", frozenset({Right.CONTRACTS})),
    Role("head", "Head of service", frozenset({Right.PARTICIPATION}), units=True),
    Role("manager", "Team manager", frozenset({Right.PARTICIPATION}), units=True),
    Role("supervisor", "Supervisor", frozenset(), units=True),
    Role("worker", "Worker", frozenset()),
    Role("board", "Board or scrutiny member", frozenset()),
    Role("union", "Union observer", frozenset({Right.CONTRACTS, Right.TRAIL})),
)

ROLES: dict[str, Role] = {role.code: role for role in _ROLES}
