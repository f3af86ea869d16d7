"""Printed codes find slips of the pen; the key folder is its owner's and loses nothing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from soundings.errors import KeysError
from soundings_web.keys import links, signing
from soundings_web.keys.folder import KeyFolder


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


def test_printed_code_carries_at_least_sixty_bits_and_no_letter_that_is_mistaken():
    codes = {links.new_code() for _ in range(200)}

    assert len(codes) == 200
    assert 5 * links.CODE_LETTERS >= 60
    assert not set("".join(codes)) & set("OILU")
    assert all(links.read_code(code) == code.replace("-", "") for code in codes)


def test_every_wrong_letter_and_every_swap_of_neighbours_is_found():
    code = links.new_code().replace("-", "")
    wrong = {code[:n] + letter + code[n + 1 :] for n in range(14) for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"}
    swapped = {code[:n] + code[n + 1] + code[n] + code[n + 2 :] for n in range(13)}

    assert [typed for typed in (wrong | swapped) - {code} if links.read_code(typed)] == []


def test_code_may_be_typed_as_people_read_it():
    code = next(made for made in iter(links.new_code, "") if "0" in made and "1" in made)

    assert links.read_code(code.lower().replace("0", "o").replace("1", "l").replace("-", " ")) == code.replace("-", "")


@pytest.mark.parametrize("text", ["", "short", "!" * 43, "A" * 44])
def test_address_that_cannot_hold_a_link_holds_none(text: str):
    assert links.from_link_text(text) == b""


def test_link_is_the_same_each_time_and_another_for_each_ticket():
    key = b"k" * 32

    assert links.link_secret(key, "a") == links.link_secret(key, "a") != links.link_secret(key, "b")
    assert links.from_link_text(links.link_text(links.link_secret(key, "a"))) == links.link_secret(key, "a")


def test_key_folder_is_its_owners_alone(folder: KeyFolder):
    folder.create("surveys/ab/mail.key", b"secret")

    modes = [stat.S_IMODE(path.stat().st_mode) for path in [folder.path, *sorted(folder.path.rglob("*"))]]
    assert modes == [0o700, 0o700, 0o700, 0o600]


def test_key_is_never_written_over_by_another(folder: KeyFolder):
    folder.create("one.key", b"first")

    with pytest.raises(KeysError, match="never replaced"):
        folder.create("one.key", b"second")
    assert folder.read("one.key") == b"first"


def test_missing_key_says_what_that_means(folder: KeyFolder):
    with pytest.raises(KeysError, match="restore the folder from its own backup"):
        folder.read("one.key")


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a//b", "A.key", ""])
def test_name_cannot_lead_out_of_the_folder(folder: KeyFolder, name: str):
    with pytest.raises(ValueError, match="no name of a key"):
        folder.has(name)


def test_destroyed_key_is_gone_and_can_be_destroyed_again(folder: KeyFolder):
    folder.create("one.key", b"first")
    folder.destroy("one.key")
    folder.destroy("one.key")

    assert not folder.has("one.key")
    assert [path for path in folder.path.rglob("*") if path.is_file()] == []


def test_signature_holds_for_these_words_alone(folder: KeyFolder):
    signed, public = signing.signature("the words", folder), signing.public_half(folder)

    assert signing.is_signed("the words", signed, public)
    assert not signing.is_signed("the words.", signed, public)
    other_end = "0" if signed[-1] != "0" else "1"
    assert not signing.is_signed("the words", signed[:-1] + other_end, public)
    assert not signing.is_signed("the words", "not hexadecimal", public)
