"""Key holders: who must be there to open a box.

Each has a key pair. The private half rests in the key folder, sealed to the holder's passphrase (Argon2id), and on the
holder's own recovery sheet. A survey's ballot key is sealed to the holder, or through two holders one inside the other.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from soundings.errors import KeysError
from soundings_web.keys.folder import KeyFolder

SHORTEST_PASSPHRASE = 16


@dataclass(frozen=True)
class NewHolder:
    """What set-up hands out once: the public half, for the database, and the words for the recovery sheet."""

    public: bytes
    recovery_words: str


def make_holder(key: str, passphrase: str, folder: KeyFolder) -> NewHolder:
    """Make a holder's key pair; ``key`` names it in the folder."""
    check_passphrase(passphrase)
    private = PrivateKey.generate()
    folder.create(_name(key), _sealed_to(passphrase, private))
    return NewHolder(bytes(private.public_key), recovery_words(private))


def set_passphrase(key: str, public: bytes, words: str, passphrase: str, folder: KeyFolder) -> None:
    """A new passphrase for a holder who brings the recovery sheet."""
    check_passphrase(passphrase)
    private = from_recovery_words(words)
    if bytes(private.public_key) != public:
        raise KeysError("This recovery sheet belongs to another key holder.")
    folder.replace(_name(key), _sealed_to(passphrase, private))


def check_passphrase(passphrase: str) -> None:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise KeysError(
            f"The passphrase is too short: use at least {SHORTEST_PASSPHRASE} characters, such as four or five "
            "words that have nothing to do with each other."
        )


def unsealed(key: str, who: str, passphrase: str, folder: KeyFolder) -> PrivateKey:
    """The holder's private half. Raises KeysError for a wrong passphrase."""
    held = json.loads(folder.read(_name(key)))
    try:
        box = SecretBox(_stretched(passphrase, bytes.fromhex(held["salt"]), held["operations"], held["memory"]))
        return PrivateKey(box.decrypt(bytes.fromhex(held["sealed"])))
    except CryptoError:
        raise KeysError(f"That is not the passphrase of {who}. Nothing was opened or changed.") from None


def seal_through(holders: Sequence[bytes], secret: bytes) -> bytes:
    """Seal to the public halves, one inside the other: the first is innermost."""
    for public in holders:
        secret = SealedBox(PublicKey(public)).encrypt(secret)
    return secret


def open_through(holders: Sequence[PrivateKey], sealed: bytes) -> bytes:
    """Open what ``seal_through`` sealed; all its holders, in the same order. Raises KeysError for another key."""
    for private in reversed(holders):
        try:
            sealed = SealedBox(private).decrypt(sealed)
        except CryptoError:
            raise KeysError("The box is sealed to other key holders. Nothing was opened or changed.") from None
    return sealed


def recovery_words(private: PrivateKey) -> str:
    """The private half as it is printed: groups of four letters and digits, with four check bytes."""
    raw = bytes(private)
    text = base64.b32encode(raw + _check(raw)).decode().rstrip("=")
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def from_recovery_words(words: str) -> PrivateKey:
    """The private half from a typed sheet. Raises KeysError where a letter is wrong."""
    text = "".join(words.split()).upper().replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        raw = b""
    # The last letter has two bits to spare, in which a slip would go unseen: what was typed is compared as a whole.
    exact = base64.b32encode(raw).decode().rstrip("=") == text
    if len(raw) != 36 or not exact or not secrets.compare_digest(_check(raw[:32]), raw[32:]):
        raise KeysError("The recovery sheet was not typed exactly as it is printed. Check it letter by letter.")
    return PrivateKey(raw[:32])


def _check(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=4, person=b"sheet").digest()


def _name(key: str) -> str:
    return f"holders/{key}.json"


def _sealed_to(passphrase: str, private: PrivateKey) -> bytes:
    salt = secrets.token_bytes(argon2id.SALTBYTES)
    operations, memory = settings.PASSPHRASE_STRETCH
    box = SecretBox(_stretched(passphrase, salt, operations, memory))
    held = {
        "version": 1,
        "salt": salt.hex(),
        "operations": operations,
        "memory": memory,
        "sealed": bytes(box.encrypt(bytes(private))).hex(),
    }
    return json.dumps(held).encode()


def _stretched(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    return bytes(argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=operations, memlimit=memory))
