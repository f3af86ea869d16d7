"""The keys of one survey: where each lies in the key folder, when it is made and destroyed."""

import secrets
from collections.abc import Sequence

from nacl.public import PrivateKey

from soundings_web.keys.folder import KeyFolder, key_folder
from soundings_web.keys.holders import seal_through

MAIL, PEPPER, BALLOT, ANSWERS = "mail.key", "code.pepper", "ballot.sealed", "answers.key"


def name_of(survey: str, which: str) -> str:
    return f"surveys/{survey}/{which}"


def make_survey_keys(survey: str, holders: Sequence[bytes], folder: KeyFolder | None = None) -> bytes:
    """Make the mail key, the code pepper and the ballot key pair; returns the public half of the latter.

    The private half is never written unsealed. Keys left over from an opening that failed are replaced.
    """
    folder = folder or key_folder()
    private = PrivateKey.generate()
    folder.replace(name_of(survey, MAIL), secrets.token_bytes(32))
    folder.replace(name_of(survey, PEPPER), secrets.token_bytes(32))
    folder.replace(name_of(survey, BALLOT), seal_through(holders, bytes(private)))
    return bytes(private.public_key)


def mail_key(survey: str) -> bytes:
    return key_folder().read(name_of(survey, MAIL))


def code_pepper(survey: str) -> bytes:
    return key_folder().read(name_of(survey, PEPPER))


def destroy_keys(survey: str, *which: str) -> None:
    """Destroy these keys of the survey, and any that was never finished; nothing where they are gone already."""
    folder = key_folder()
    for one in which:
        folder.destroy(name_of(survey, one))
    folder.destroy_unfinished(f"surveys/{survey}")
