"""What the door keeps: how many codes were wrong this hour, and of whom nothing."""

from django.db import models


class FailedTries(models.Model):
    """Codes that opened nothing, in one hour, from everywhere together."""

    hour = models.DateTimeField(primary_key=True)
    count = models.PositiveIntegerField(default=0)
