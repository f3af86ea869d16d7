"""Files are written whole or not at all."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from soundings.errors import UnwritableFileError
from soundings.writing import make_folder, write_whole


def test_text_is_written_as_utf8(tmp_path: Path):
    write_whole(tmp_path / "a.txt", "Siân\n")

    assert (tmp_path / "a.txt").read_bytes() == "Siân\n".encode()


def test_bytes_are_written_as_they_are(tmp_path: Path):
    write_whole(tmp_path / "a.bin", b"\x00\xff")

    assert (tmp_path / "a.bin").read_bytes() == b"\x00\xff"


def test_what_was_there_is_replaced_and_no_draft_is_left(tmp_path: Path):
    (tmp_path / "a.txt").write_text("a much longer text than the new one")

    write_whole(tmp_path / "a.txt", "new")

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "new"}


def test_a_written_file_may_be_read_by_whom_the_system_allows(tmp_path: Path):
    mask = os.umask(0o027)
    try:
        write_whole(tmp_path / "a.txt", "text")
    finally:
        os.umask(mask)

    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o644 & ~0o027


def test_writing_leaves_the_mask_of_the_process_as_it_was(tmp_path: Path):
    mask = os.umask(0o077)
    try:
        write_whole(tmp_path / "a.txt", "text")
        assert os.umask(0o077) == 0o077
    finally:
        os.umask(mask)


def test_a_link_is_followed_so_that_it_stays_a_link(tmp_path: Path):
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")

    write_whole(tmp_path / "link.txt", "new")

    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_a_folder_in_the_way_is_named(tmp_path: Path):
    (tmp_path / "a.txt").mkdir()

    with pytest.raises(UnwritableFileError, match=r"a\.txt could not be written: it is a folder\. Give the name"):
        write_whole(tmp_path / "a.txt", "text")


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(UnwritableFileError, match=r"there is no folder .*nowhere\. Make it first"):
        write_whole(tmp_path / "nowhere" / "a.txt", "text")


def test_a_device_is_never_replaced_by_a_file(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(UnwritableFileError, match="it is a device, not an ordinary file"):
        write_whole(tmp_path / "pipe", "text")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_name_the_system_refuses_is_told_with_the_reason(tmp_path: Path):
    with pytest.raises(UnwritableFileError, match=r"could not be written: file name too long\. Nothing was changed"):
        write_whole(tmp_path / ("a" * 300), "text")
    assert list(tmp_path.iterdir()) == []


def python(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, path]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own code


FILLS_THE_DISK = """
import resource, sys
from soundings.errors import UnwritableFileError
from soundings.writing import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole(sys.argv[1], "x" * 1001)
except UnwritableFileError as error:
    print(error)
"""


@pytest.mark.process
def test_a_disk_that_fills_up_leaves_the_old_file_and_no_draft(tmp_path: Path):
    # Done in a process of its own, because a limit on file sizes cannot be lifted again.
    path = tmp_path / "a.txt"
    path.write_text("old")

    done = python(FILLS_THE_DISK, path)

    assert done.stdout == f"{path} could not be written: file too large. Nothing was changed.\n"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "old"}


IS_STOPPED = """
import os, signal, sys
from soundings.writing import write_whole
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGINT)
write_whole(sys.argv[1], "half")
"""


@pytest.mark.process
def test_stopping_while_a_file_is_written_leaves_no_draft(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    done = python(IS_STOPPED, path)

    assert "KeyboardInterrupt" in done.stderr
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "old"}


def test_a_folder_is_made_with_those_above_it_and_may_be_there_already(tmp_path: Path):
    make_folder(tmp_path / "one" / "two")
    make_folder(tmp_path / "one" / "two")

    assert (tmp_path / "one" / "two").is_dir()


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path):
    (tmp_path / "one").write_text("text")

    with pytest.raises(UnwritableFileError, match="is a file, so it cannot be a folder"):
        make_folder(tmp_path / "one")


def test_a_folder_that_cannot_be_made_is_told_with_the_reason(tmp_path: Path):
    (tmp_path / "one").write_text("text")

    with pytest.raises(UnwritableFileError, match=r"could not be made: not a directory\."):
        make_folder(tmp_path / "one" / "two")
