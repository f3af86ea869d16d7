"""Sealing ballots, drafts and answer files. Padding first: a sealed text shows only which of a few sizes it has."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from soundings.errors import UsageError

Answers = Mapping[str, Any]

# Which of them a ballot has must not tell who wrote much: it is chosen for the longest answers of a questionnaire.
SIZES = (4 * 2**10, 16 * 2**10, 64 * 2**10, 256 * 2**10)


class UnreadableBallotError(Exception):
    """A ballot that this key does not open, or that holds no answers."""


def padded(content: bytes, room: int = 0) -> bytes:
    """The content filled up to the next of the few sizes above its own length and the room that everybody gets.

    Raises UsageError beyond the largest.
    """
    least = max(len(content), min(room, SIZES[-1] - 1))
    size = next((size for size in SIZES if least < size), None)
    if size is None:
        raise UsageError(f"The answers are too long: together they may have {SIZES[-1] // 1024} thousand characters.")
    return bytes(sodium_pad(content, size))


def unpadded(content: bytes) -> bytes:
    """The content without its filling."""
    size = next((size for size in SIZES if len(content) == size), 0)
    if not size:
        raise ValueError(f"{len(content)} bytes were not filled up by us")
    return bytes(sodium_unpad(content, size))


def seal_ballot(public: bytes, answers: Answers, room: int = 0) -> bytes:
    """Seal answers so that only the ballot key opens them; nothing tells which sealed text came from whom."""
    return bytes(SealedBox(PublicKey(public)).encrypt(padded(_text(answers), room)))


def open_ballot(box: SealedBox[PrivateKey], sealed: bytes) -> dict[str, Any]:
    """The answers of a ballot. Raises UnreadableBallotError."""
    try:
        found = json.loads(unpadded(box.decrypt(bytes(sealed))))
    except (CryptoError, ValueError):
        raise UnreadableBallotError from None
    if not isinstance(found, dict):
        raise UnreadableBallotError
    return found


def ballot_box(private: bytes) -> SealedBox[PrivateKey]:
    """What opens the ballots sealed to this key's public half."""
    return SealedBox(PrivateKey(private))


def draft_place(link_secret: bytes) -> str:
    """Where the draft of this link lies: nobody can tell from the ticket's own hash."""
    return hashlib.blake2b(link_secret, digest_size=32, person=b"draft place").hexdigest()


def seal_draft(link_secret: bytes, answers: Answers, room: int = 0) -> bytes:
    return bytes(_draft_box(link_secret).encrypt(padded(_text(answers), room)))


def open_draft(link_secret: bytes, sealed: bytes) -> dict[str, Any]:
    """The answers of a draft. Raises UnreadableBallotError."""
    try:
        return dict(json.loads(unpadded(_draft_box(link_secret).decrypt(bytes(sealed)))))
    except (CryptoError, ValueError):
        raise UnreadableBallotError from None


def seal_file(key: bytes, content: Mapping[str, Any]) -> bytes:
    """Encrypt a part of the answer file, compressed."""
    return bytes(SecretBox(key).encrypt(zlib.compress(_text(content))))


def open_file(key: bytes, sealed: bytes) -> dict[str, Any]:
    """A part of the answer file. Raises UnreadableBallotError."""
    try:
        return dict(json.loads(zlib.decompress(SecretBox(key).decrypt(bytes(sealed)))))
    except (CryptoError, ValueError, zlib.error):
        raise UnreadableBallotError from None


def _draft_box(link_secret: bytes) -> SecretBox:
    return SecretBox(hashlib.blake2b(link_secret, digest_size=32, person=b"draft key").digest())


def _text(answers: Mapping[str, Any]) -> bytes:
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":")).encode()
