"""Which questionnaire a survey asks: one that comes with Soundings, or a file that somebody sends."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from soundings.errors import UnreadableFileError, UsageError
from soundings.instrument import Instrument, catalogue_codes, instrument_sent, load_instrument, read_instrument

FILE = "file"


@cache
def in_catalogue() -> tuple[tuple[str, str], ...]:
    """Every questionnaire of ours that can be asked, with its variant: what a form sends, and the title."""
    found = []
    for code in catalogue_codes():
        whole = read_instrument(f"catalogue:{code}")
        variants = [f"{code}:{one.code}" for one in whole.variants] or [code]
        found += [(value, catalogue_questionnaire(value).title) for value in variants]
    return tuple(found)


def catalogue_questionnaire(value: str) -> Instrument:
    """The questionnaire that a form sent."""
    code, _, variant = value.partition(":")
    return load_instrument(f"catalogue:{code}", variant)


def sent_questionnaire(file: UploadedFile, variant: str) -> Instrument:
    """The questionnaire in a file. Raises a SoundingsError that says every fault, with its line."""
    name = str(file.name)
    if not name.lower().endswith(".toml"):
        raise UsageError("Choose a file that ends with .toml.")
    if (file.size or 0) > settings.LARGEST_UPLOAD:
        raise UsageError(f"The file is larger than {settings.LARGEST_UPLOAD // 2**20} MB, the most that is taken.")
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(f"{name} is not UTF-8 text. Save it as UTF-8 and try again.") from None
    return instrument_sent(text, name, variant)
