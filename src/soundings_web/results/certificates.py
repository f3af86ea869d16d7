"""The purge certificate: what was destroyed, in words a person can read, signed with the installation's key."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from soundings.errors import NotNowError, UsageError
from soundings.instrument.loading import read_text
from soundings_web.keys.folder import key_folder
from soundings_web.keys.signing import has_signing_key, is_signed, public_half, signature
from soundings_web.people import audit
from soundings_web.results.models import Certificate, Opening
from soundings_web.ui.moments import local_words
from soundings_web.waves.actions import latest_contract
from soundings_web.waves.models import Survey

PURGE, ANSWERS = "purge", "answers"

_PURGED = """\
Certificate of destruction

{organisation}
{title} ({wave})

The box of this survey was opened on {opened}.
It held {ballots}. {asked} people had been asked.

Destroyed, and looked for afterwards without finding any, on {destroyed}:
  - the sealed ballots: {ballots}
  - every draft of answers that were never submitted
  - every ticket: {tickets}, and with them who had answered
  - the key that opens the ballots, the key that makes the links, and the key that reads the printed codes

What is left are the answers in random order, encrypted, without any name, number, link or time. They are
destroyed when {keep} later waves have been released, and certified again.

What deletion cannot reach:
  - backups of the database made before {destroyed}, and the database server's own log. They are kept for
    {days} days and hold sealed ballots and hashed tickets.
  - copies of the key folder made before {destroyed}. {keys}

Contract {contract}
"""

_UNCONFIRMED = """Nobody has confirmed yet that these are
    destroyed: until then, whoever has such a copy and an old backup can read the drafts that were open when that
    backup was made, and with the passphrases of all key holders its ballots too."""


def certify(opening: Opening) -> Certificate:
    """Write the certificate of a finished purge. Called in the transaction that notes it as finished."""
    return _write(opening.survey, PURGE, _purged(opening, _UNCONFIRMED))


@transaction.atomic
def confirm_key_copies(*, survey: Survey, by: str) -> Certificate:
    """Certify anew, naming who confirmed that every copy of the key folder with this survey's keys is destroyed."""
    opening = Opening.objects.filter(survey=survey).exclude(destroyed_at=None).first()
    if opening is None:
        raise NotNowError(f"The ballots of “{survey.title}” are not destroyed yet, so there is nothing to confirm.")
    audit.record(by=by, what="copies of keys confirmed destroyed", about=str(survey))
    words = f"{by} confirmed on\n    {local_words(timezone.now())} that these are destroyed too."
    return _write(survey, PURGE, _purged(opening, words))


def certify_answers(survey: Survey) -> Certificate:
    """Certify that the answers themselves are destroyed."""
    text = (
        f"Certificate of destruction\n\n{survey.wave.organisation}\n{survey.title} ({survey.wave.title})\n\n"
        f"The answers of this survey and the key that reads them were destroyed on {local_words(timezone.now())},\n"
        "as its contract says. Its releases remain: they hold figures of groups, no answers of anybody.\n"
    )
    return _write(survey, ANSWERS, text)


def _purged(opening: Opening, keys: str) -> str:
    survey, contract = opening.survey, latest_contract(opening.survey)
    ballots = f"{opening.ballots:,} ballots"
    if opening.unreadable:
        ballots += f", and {opening.unreadable:,} that could not be read and are not counted"
    return _PURGED.format(
        organisation=survey.wave.organisation,
        title=survey.title,
        wave=survey.wave.title,
        opened=local_words(opening.opened_at),
        destroyed=local_words(opening.destroyed_at or timezone.now()),
        ballots=ballots,
        asked=f"{opening.asked:,}",
        tickets=f"{opening.tickets:,}",
        keep=contract.content["keep_for_waves"],
        days=settings.BACKUP_DAYS,
        keys=keys,
        contract=contract.hash,
    )


def _write(survey: Survey, about: str, text: str) -> Certificate:
    folder = key_folder()
    number = Certificate.objects.filter(survey=survey, about=about).count() + 1
    return Certificate.objects.create(
        survey=survey,
        about=about,
        number=number,
        text=text,
        signature=signature(text, folder),
        public=public_half(folder),
    )


_SIGNED = "Signed with the key of this installation"


def certificate_text(certificate: Certificate) -> str:
    """The certificate as a file: its words, and below them the signature and the key that checks it."""
    return f"{certificate.text}\n{_SIGNED}\n{certificate.public}\n{certificate.signature}\n"


class Signed(StrEnum):
    """What the signature under a certificate tells."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    BROKEN = "broken"


def signed(certificate: Certificate) -> Signed:
    """Whether the certificate is as it was signed, and whether it was this installation that signed it."""
    if not is_signed(certificate.text, certificate.signature, certificate.public):
        return Signed.BROKEN
    folder = key_folder()
    # Asking must not make a new key where the old one is lost.
    ours = has_signing_key(folder) and public_half(folder) == certificate.public
    return Signed.HERE if ours else Signed.ELSEWHERE


def is_confirmed(certificate: Certificate) -> bool:
    """Whether it says that copies of the keys are destroyed, as every certificate after the first does."""
    return certificate.about == PURGE and certificate.number > 1


def parts_of_certificate(path: Path) -> tuple[str, str, str]:
    """The words of a certificate file, its signature and the key. Raises UsageError where they are not there."""
    text, found, rest = read_text(path).rpartition(f"\n{_SIGNED}\n")
    lines = rest.split()
    if not found or len(lines) != 2:
        raise UsageError(f"{path} is not a certificate with a signature below it.")
    return text, lines[1], lines[0]
