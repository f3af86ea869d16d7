"""What is done to a governance paper: a section put into the council’s own words, and back. Both are audited."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction

from soundings.errors import NotNowError, UsageError
from soundings_web.people import audit
from soundings_web.waves.governance.models import GovernancePaper
from soundings_web.waves.governance.paper import mark_of
from soundings_web.waves.governance.queries import Standing, standing_of
from soundings_web.waves.models import Wave


@transaction.atomic
def edit_paper(*, wave: Wave, kind: str, key: str, text: str, version: int, by: str) -> int:
    """Put a section into other words. Returns the paper's new version.

    ``version`` is that of the paper the writer read, 0 for one never edited. The same words again say that they still
    hold under the contracts of today. Raises UsageError for an unknown section or an empty text, NotNowError where
    somebody else has edited meanwhile.
    """
    if not text.strip():
        raise UsageError("There are no words in it. To go back to the draft, reset the section.")
    stored, standing = _read(wave, kind, key, version)
    stored.sections = {**stored.sections, key: text.strip()}
    stored.drafts = {**stored.drafts, key: mark_of(standing.fresh.section(key))}
    words = hashlib.sha256(text.strip().encode()).hexdigest()
    return _keep(stored, standing, by, "paper edited", {"section": key, "words": words})


@transaction.atomic
def reset_section(*, wave: Wave, kind: str, key: str, version: int, by: str) -> int:
    """Take back what was edited: the section follows from the contracts again. Returns the paper's new version.

    Raises as ``edit_paper`` does, and UsageError for a section that was never edited.
    """
    stored, standing = _read(wave, kind, key, version)
    if key not in stored.sections:
        raise UsageError(f"The section “{key}” stands as it was drafted; there is nothing to take back.")
    stored.sections = {name: text for name, text in stored.sections.items() if name != key}
    stored.drafts = {name: mark for name, mark in stored.drafts.items() if name != key}
    return _keep(stored, standing, by, "paper section reset", {"section": key})


def _read(wave: Wave, kind: str, key: str, version: int) -> tuple[GovernancePaper, Standing]:
    """The paper, locked, as the writer read it."""
    Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)  # two first edits of a paper wait for one another
    standing = standing_of(wave, kind)
    if key not in [section.key for section in standing.fresh.sections]:
        raise UsageError(
            f"“{standing.fresh.title}” has no section “{key}”; there are:", [s.key for s in standing.fresh.sections]
        )
    if standing.version != version:
        who = standing.updated_by or "somebody"
        raise NotNowError(f"{who} has edited this paper since you read it. Nothing was changed; read it again first.")
    stored = GovernancePaper.objects.filter(wave=wave, kind=kind).first()
    return stored or GovernancePaper(wave=wave, kind=kind), standing


def _keep(stored: GovernancePaper, standing: Standing, by: str, what: str, details: dict[str, Any]) -> int:
    stored.contracts, stored.updated_by = standing.contracts, by
    stored.version = standing.version + 1
    stored.save()
    about = f"{stored.wave.code}: {standing.fresh.title}"
    audit.record(by=by, what=what, about=about, details={**details, "version": stored.version})
    return stored.version
