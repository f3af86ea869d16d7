"""The one row that holds what staff chose for the look of the site."""

from django.db import models
from django.db.models import Q

THE_ONE = 1


class StoredLook(models.Model):
    """The organisation's name, logo and colour. What the server's settings give goes before it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    organisation = models.CharField(max_length=200, blank=True)
    colour = models.CharField(max_length=7, blank=True)
    logo = models.BinaryField(blank=True, default=b"", help_text="A PNG, made clean before it came here.")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=THE_ONE), name="there_is_one_look")]

    def __str__(self) -> str:
        return "the look of the site"
