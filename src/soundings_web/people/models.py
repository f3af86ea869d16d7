"""The organisation, its staff, the rosters, and the audit trail. Nothing here knows whether anybody answered.

Units and people are living records: each loading brings them up to date. An entry on a roster keeps what was so on
the census date.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from soundings_web.people.accounts.models import Account, Appointment, Invitation

__all__ = ["Account", "Appointment", "AuditEvent", "Entry", "Invitation", "Person", "Roster", "Standing", "Unit"]


class Unit(models.Model):
    """A part of the organisation: a directorate, a service, a team. Never deleted; closed when it is no more."""

    code = models.CharField(max_length=620, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    closed = models.BooleanField(default=False)


class Person(models.Model):
    """A member of staff, known by the staff number."""

    number = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT)


class Roster(models.Model):
    """The list of everybody on the census date. ``facts`` are the facts of its people with their labels in order."""

    DRAFT, FROZEN = "draft", "frozen"

    title = models.CharField(max_length=200, unique=True)
    census_on = models.DateField()
    state = models.CharField(max_length=10, default=DRAFT)
    source = models.CharField(max_length=255)
    counts = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=["draft", "frozen"]), name="roster_state")]


class Standing:
    """Whether somebody on a roster may answer, and if not, why."""

    ELIGIBLE = "eligible"
    LEFT = "left"
    LONG_ABSENCE = "long_absence"
    EXCLUDED = "excluded"
    ALL = (ELIGIBLE, LEFT, LONG_ABSENCE, EXCLUDED)


class Entry(models.Model):
    """A person on one roster: place and facts on the census date, and standing with its reason in words."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT)
    path = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    standing = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)
    paper = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "person"], name="entry_once"),
            models.CheckConstraint(condition=Q(standing__in=Standing.ALL), name="entry_standing"),
            models.CheckConstraint(
                condition=Q(standing="eligible", reason="") | (~Q(standing="eligible") & ~Q(reason="")),
                name="entry_reason_unless_eligible",
            ),
            models.CheckConstraint(condition=Q(paper=False) | Q(standing="eligible"), name="entry_paper_if_eligible"),
        ]


class Appended(models.QuerySet):
    """Rows that are added one by one and never touched again."""

    def _refuse(self, *_: Any, **__: Any) -> None:
        raise TypeError("the audit trail is only ever added to")

    update = delete = bulk_create = bulk_update = _refuse


class AuditEvent(models.Model):
    """Who did what. Each event holds the hash of the one before, so that a changed or missing one shows.

    Written by ``audit.record``. No two events can follow the same one.
    """

    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    what = models.CharField(max_length=100)
    about = models.CharField(max_length=300)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = Appended.as_manager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an audit event is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_: Any, **__: Any) -> None:
        raise TypeError("an audit event is never deleted")
