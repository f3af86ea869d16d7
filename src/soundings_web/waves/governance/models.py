"""What a council changed in a governance paper. What it did not change is drafted afresh each time."""

from typing import Any

from django.db import models


class GovernancePaper(models.Model):
    """One paper of a wave. ``sections`` holds the edited texts by key; ``drafts`` a mark of what each was edited from.

    ``contracts`` are the hashes, by survey, of the contracts in force at the last edit.
    """

    wave = models.ForeignKey("waves.Wave", on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=30)
    sections: Any = models.JSONField(default=dict)
    drafts: Any = models.JSONField(default=dict)
    contracts: Any = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "kind"], name="one_paper_of_each_kind_in_a_wave")]
