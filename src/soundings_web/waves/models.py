"""Waves, their surveys, what was promised, and who was asked."""

import secrets

from django.db import models
from django.db.models import Q

from soundings_web.waves.governance.models import GovernancePaper

__all__ = [
    "Contract",
    "DailyCount",
    "GovernancePaper",
    "KeyHolder",
    "ProtectedTime",
    "Survey",
    "Ticket",
    "Wave",
    "random_key",
]


def random_key() -> str:
    """128 bits of the operating system's chance."""
    return secrets.token_hex(16)


class Wave(models.Model):
    """One year's exercise: everything that is published together."""

    code = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    held_on = models.DateField(help_text="The day the exercise begins; waves are ordered by it.")
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="following")
    protection_reference = models.CharField(max_length=200, blank=True, help_text="Of the data-protection assessment.")
    protection_on = models.DateField(null=True, blank=True)
    union_consulted = models.CharField(max_length=200, blank=True, help_text="Which unions were consulted.")
    union_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class KeyHolder(models.Model):
    """Somebody whose passphrase opens boxes. The private half of the key pair is never here."""

    key = models.CharField(primary_key=True, max_length=32, default=random_key, editable=False)
    name = models.CharField(max_length=200, unique=True)
    public = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class Survey(models.Model):
    """One questionnaire put to one group of staff between two moments."""

    class State(models.TextChoices):
        DRAFT = "draft", "being prepared"
        OPEN = "open", "open"
        PAUSED = "paused", "paused"
        CLOSED = "closed", "closed"
        OPENED = "opened", "opened"

    key = models.CharField(primary_key=True, max_length=32, default=random_key, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="surveys")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    earlier_ends = models.JSONField(default=list, help_text="Every end it had before, the first one first.")
    roster = models.ForeignKey("people.Roster", on_delete=models.PROTECT, related_name="surveys")
    plan = models.JSONField(help_text="What the survey will promise, until the contract is frozen.")
    holders = models.JSONField(default=list, help_text="Keys of the key holders, the innermost first.")
    mixed = models.PositiveIntegerField(default=0, help_text="How many ballots the box held at the last mixing.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "code"], name="one_survey_of_each_code_in_a_wave"),
            models.CheckConstraint(condition=Q(opens_at__lt=models.F("closes_at")), name="opens_before_it_closes"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open", "paused", "closed", "opened"]), name="survey_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Contract(models.Model):
    """What a survey promised, frozen as versioned JSON. Later versions are only ever stricter."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="contracts")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["survey", "number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="one_contract_of_each_number")]


class Ticket(models.Model):
    """One person's right to answer one survey once. ``used`` is a flag without a time.

    Only hashes of the link and the printed code are here; no other table points to a ticket.
    """

    key = models.CharField(primary_key=True, max_length=32, default=random_key, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("people.Entry", on_delete=models.PROTECT, related_name="+")
    link_hash = models.CharField(max_length=64, unique=True)
    code_lookup = models.CharField(max_length=64, unique=True, null=True)
    used = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "entry"], name="one_ticket_per_person_and_survey")]


class DailyCount(models.Model):
    """How many answered a survey on one day: the only thing that tells when."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="daily_counts")
    day = models.DateField()
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "day"], name="one_count_per_survey_and_day")]


class ProtectedTime(models.Model):
    """A session in which staff answer in paid time on a shared device. Its code opens the start page, and no ticket."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="protected_times")
    code = models.CharField(max_length=12, unique=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(begins_at__lt=models.F("ends_at")), name="begins_then_ends")]
