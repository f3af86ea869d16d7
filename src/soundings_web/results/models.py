"""What was opened, published and destroyed."""

from django.db import models


class Opening(models.Model):
    """The opening of one survey's box: step 1 has happened where this exists; step 2 goes on until it is certified."""

    survey = models.OneToOneField("waves.Survey", on_delete=models.PROTECT, related_name="opening")
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.CharField(max_length=200)
    ballots = models.PositiveIntegerField()
    unreadable = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField()
    tickets = models.PositiveIntegerField()
    destroyed_at = models.DateTimeField(null=True, help_text="When step 2 was done.")

    class Meta:
        indexes = [models.Index(fields=["destroyed_at"], name="openings_still_to_finish")]


class Certificate(models.Model):
    """What was destroyed, in words a person can read, signed with the installation's key."""

    survey = models.ForeignKey("waves.Survey", on_delete=models.PROTECT, related_name="certificates")
    about = models.CharField(max_length=20, help_text="purge, or answers")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    signature = models.CharField(max_length=128)
    public = models.CharField(max_length=64)

    class Meta:
        ordering = ["survey", "about", "number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "about", "number"], name="one_certificate_of_each_number")
        ]


class Release(models.Model):
    """One published release of a wave: the file that left, whole."""

    wave = models.ForeignKey("waves.Wave", on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=200)
    hash = models.CharField(max_length=64)
    content = models.TextField()

    class Meta:
        ordering = ["wave", "number"]
        constraints = [models.UniqueConstraint(fields=["wave", "number"], name="one_release_of_each_number")]
