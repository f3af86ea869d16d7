"""Where a questionnaire comes from: a file, the catalogue that comes with Soundings, or a file that extends one."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from soundings.errors import FaultyFileError, UnreadableFileError, UsageError
from soundings.instrument.loading import instrument_from_text, parse_toml, read_text
from soundings.instrument.local import with_local_additions
from soundings.instrument.model import Instrument

PREFIX = "catalogue:"


def catalogue_codes() -> list[str]:
    """The questionnaires that come with Soundings."""
    folder = resources.files("soundings.instrument") / "catalogue"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load_instrument(source: Path | str, variant: str = "", folder: Path | str = "") -> Instrument:
    """A questionnaire that can be asked: where it has variants, the one named.

    ``source`` is the path of a file, taken from ``folder``, or a questionnaire of the catalogue:
    ``catalogue:social-work``, or its bare name where no file has it. Raises UnreadableFileError when it cannot be
    read, FaultyFileError with every fault it has, UsageError when the variant is missing or unknown.
    """
    return _of_variant(read_instrument(source, folder), variant, source)


def read_instrument(source: Path | str, folder: Path | str = "") -> Instrument:
    """A questionnaire as it is written, with all its variants."""
    text, what, beside = _text_of(str(source), Path(folder))
    data = _extending(text, what)
    if data is None:
        return instrument_from_text(text, what)
    core_text, core_what, _ = _text_of(data["extends"], beside)
    if _extending(core_text, core_what) is not None:
        raise FaultyFileError(f"{what} extends {core_what}, which is itself a local file. Extend the whole one.")
    core = instrument_from_text(core_text, core_what)
    return with_local_additions(text, what, core, parse_toml(core_text, core_what))


def instrument_sent(text: str, what: str, variant: str = "") -> Instrument:
    """A questionnaire that somebody sent as text: whole, or additions to one of the catalogue, never to another file.

    Raises FaultyFileError with every fault it has, UsageError when the variant is missing or unknown.
    """
    data = _extending(text, what)
    if data is None:
        instrument = instrument_from_text(text, what)
    else:
        code = data["extends"].removeprefix(PREFIX)
        if code not in catalogue_codes():
            raise FaultyFileError(f"{what} can only extend a questionnaire of ours: {', '.join(catalogue_codes())}.")
        core, core_what, _ = _text_of(f"{PREFIX}{code}", Path())
        instrument = with_local_additions(
            text, what, instrument_from_text(core, core_what), parse_toml(core, core_what)
        )
    return _of_variant(instrument, variant, what)


def _of_variant(instrument: Instrument, variant: str, what: Path | str) -> Instrument:
    if variant:
        return instrument.variant(variant)
    if instrument.variants:
        codes = ", ".join(one.code for one in instrument.variants)
        raise UsageError(f"{what} has variants, so say which one is meant: {codes}.")
    return instrument


def _extending(text: str, what: str) -> dict[str, Any] | None:
    """The file's data where it extends another; None where it is a questionnaire by itself."""
    data = parse_toml(text, what)
    if "extends" not in data:
        return None
    if not isinstance(data["extends"], str):
        raise FaultyFileError(f"{what}: extends must be a name of the catalogue or a path, in quotation marks.")
    return data


def _text_of(source: str, folder: Path) -> tuple[str, str, Path]:
    """The text, what to call it in a message, and the folder its own paths are relative to."""
    path = folder / source
    named = source.startswith(PREFIX)
    code = source.removeprefix(PREFIX)
    if named and code not in catalogue_codes():
        raise UnreadableFileError(f"The catalogue has no “{code}”; it has {', '.join(catalogue_codes())}.")
    if named or (code in catalogue_codes() and not path.exists()):
        entry = resources.files("soundings.instrument") / "catalogue" / f"{code}.toml"
        return entry.read_text(encoding="utf-8"), f"{PREFIX}{code}", folder
    return read_text(path), str(path), path.parent
