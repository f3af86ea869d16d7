"""Key holders: passphrases, recovery sheets, and two seals one inside the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from nacl.public import PrivateKey

from soundings.errors import KeysError
from soundings_web.keys import holders
from soundings_web.keys.folder import KeyFolder
from soundings_web.waves.recovery_sheet import recovery_sheet

GOOD = "correct horse battery staple"


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


@pytest.mark.parametrize(("length", "taken"), [(15, False), (16, True), (17, True)])
def test_passphrase_has_sixteen_characters_or_more(folder: KeyFolder, length: int, taken: bool):
    if taken:
        holders.make_holder("ada", "x" * length, folder)
    else:
        with pytest.raises(KeysError, match="at least 16 characters"):
            holders.make_holder("ada", "x" * length, folder)

    assert folder.has("holders/ada.json") is taken


def test_passphrase_opens_what_its_holder_made_and_no_other_does(folder: KeyFolder):
    made = holders.make_holder("ada", GOOD, folder)

    assert bytes(holders.unsealed("ada", "Ada", GOOD, folder).public_key) == made.public
    with pytest.raises(KeysError, match="not the passphrase of Ada"):
        holders.unsealed("ada", "Ada", GOOD + " ", folder)


def test_recovery_sheet_replaces_a_forgotten_passphrase(folder: KeyFolder):
    made = holders.make_holder("ada", GOOD, folder)
    typed = made.recovery_words.lower().replace(" ", "  ")

    holders.set_passphrase("ada", made.public, typed, "an entirely new passphrase", folder)

    assert bytes(holders.unsealed("ada", "Ada", "an entirely new passphrase", folder).public_key) == made.public
    with pytest.raises(KeysError):
        holders.unsealed("ada", "Ada", GOOD, folder)


def test_every_wrong_letter_on_the_sheet_is_found():
    private = PrivateKey.generate()
    while not holders.recovery_words(private).endswith("A"):
        private = PrivateKey.generate()  # the last letter carries fewer bits than the others; of this one none shows
    words = holders.recovery_words(private).replace(" ", "")

    for place, letter in enumerate(words):
        wrong = "A" if letter != "A" else "B"
        with pytest.raises(KeysError, match="letter by letter"):
            holders.from_recovery_words(words[:place] + wrong + words[place + 1 :])
    assert bytes(holders.from_recovery_words(words)) == bytes(private)


def test_sheet_of_another_holder_is_refused(folder: KeyFolder):
    ada, ben = (holders.make_holder(name, GOOD, folder) for name in ("ada", "ben"))

    with pytest.raises(KeysError, match="another key holder"):
        holders.set_passphrase("ada", ada.public, ben.recovery_words, "an entirely new passphrase", folder)


def test_two_holders_open_only_together_and_in_their_order():
    ada, ben = PrivateKey.generate(), PrivateKey.generate()
    sealed = holders.seal_through([bytes(ada.public_key), bytes(ben.public_key)], b"the ballot key")

    assert holders.open_through([ada, ben], sealed) == b"the ballot key"
    for alone in ([ada], [ben, ada], [PrivateKey.generate(), ben]):
        with pytest.raises(KeysError, match="other key holders"):
            holders.open_through(alone, sealed)
    assert holders.open_through([ben], sealed) != b"the ballot key"


def test_recovery_sheet_shows_every_group_and_says_what_it_is_not():
    words = holders.recovery_words(PrivateKey.generate())
    sheet = recovery_sheet("Ada Principal", words)

    assert [group for group in words.split() if group not in sheet] == []
    assert "Ada Principal" in sheet
    assert "does not replace the key folder" in sheet
    assert max(map(len, sheet.splitlines())) <= 80
