"""Small files and objects for tests, each made from what the test itself says."""

from pathlib import Path

from soundings.instrument import Instrument, read_instrument
from soundings.instrument.loading import instrument_from_text
from soundings.responses import Mapping, ResponseSet, load_mapping, read_responses

INSTRUMENTS = Path(__file__).parent / "instruments"

HEAD = 'format = 1\ncode = "tiny"\ntitle = "Tiny"\nversion = "1"\n'


def tiny(name: str) -> Instrument:
    """One of the tiny questionnaires in ``tests/instruments``."""
    return read_instrument(INSTRUMENTS / f"{name}.toml")


def instrument_of(body: str, head: str = HEAD) -> Instrument:
    """An instrument from TOML text, with an ordinary head unless the test gives one."""
    return instrument_from_text(head + body, "tiny.toml")


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def mapping_of(folder: Path, instrument: Instrument, body: str) -> Mapping:
    """A mapping from TOML text; format, instrument and version are given."""
    head = f'format = 1\ninstrument = "{instrument.code}"\nversion = "{instrument.version}"\n'
    return load_mapping(written(folder, "mapping.toml", head + body), instrument)


def read(folder: Path, instrument: Instrument, answers: str | bytes, mapping: str, name: str = "a.csv") -> ResponseSet:
    """Answers read as a user would: from a file, through a mapping file."""
    rules = mapping_of(folder, instrument, mapping)
    return read_responses(written(folder, name, answers), rules, instrument, folder)
