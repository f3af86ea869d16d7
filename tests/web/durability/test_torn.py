"""Files of the key folder that a power cut or a full disk tore in the middle."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from soundings.errors import StorageFullError
from soundings_web.keys.folder import KeyFolder, key_folder
from soundings_web.results import ledger


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: Any) -> Path:
    settings.KEY_FOLDER = tmp_path
    return tmp_path


@pytest.mark.parametrize("kept", range(1, 40, 6))
def test_line_of_the_ledger_torn_in_the_middle_hides_no_other(keys: Path, kept: int):
    ledger.enter("first", ledger.BALLOTS)
    ledger.enter("torn", ledger.BALLOTS)
    whole, torn = (keys / ledger.NAME).read_bytes().splitlines(keepends=True)
    (keys / ledger.NAME).write_bytes(whole + torn[:kept])

    assert ledger.purged() == {"first": {"ballots"}}

    ledger.enter("torn", ledger.BALLOTS)
    ledger.enter("last", ledger.ANSWERS)
    assert ledger.purged() == {"first": {"ballots"}, "torn": {"ballots"}, "last": {"answers"}}


@pytest.mark.parametrize("write", [KeyFolder.create, KeyFolder.replace])
def test_full_disk_of_the_key_folder_is_refused_and_leaves_no_half_a_key(
    keys: Path, monkeypatch: pytest.MonkeyPatch, write: Any
):
    key_folder().create("surveys/a/kept", b"before")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(StorageFullError, match="no room left"):
        write(key_folder(), "surveys/a/new", b"secret")

    assert [path.name for path in (keys / "surveys" / "a").iterdir()] == ["kept"]


def full(_: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
