"""What was said, sealed. No row has a relation to a person, a clock time or a place in an order."""

import secrets

from django.db import models


def random_key() -> str:
    """128 bits of the operating system's chance."""
    return secrets.token_hex(16)


class Ballot(models.Model):
    """One person's answers, padded and sealed to the ballot key of their survey."""

    key = models.CharField(primary_key=True, max_length=32, default=random_key, editable=False)
    survey = models.CharField(max_length=32, db_index=True)
    sealed = models.BinaryField()


class Draft(models.Model):
    """Unfinished answers, padded and encrypted. Where it lies and how it opens both follow from the link secret."""

    place = models.CharField(primary_key=True, max_length=64)
    survey = models.CharField(max_length=32, db_index=True)
    sealed = models.BinaryField()


class AnswerFile(models.Model):
    """What the opening wrote of one survey: ``part`` is the answers, an equality question, a comment box or counts.

    Each part is shuffled by itself and encrypted under the survey's answer-file key.
    """

    key = models.CharField(primary_key=True, max_length=32, default=random_key, editable=False)
    survey = models.CharField(max_length=32)
    part = models.CharField(max_length=80)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "part"], name="one_file_for_each_part")]
