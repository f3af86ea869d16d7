"""Link secrets and printed codes: made from keys in the folder, so that a copy of the database opens nothing.

A ticket's link secret is a keyed hash of its id: reminders carry the same link for as long as the mail key exists.
The database holds only a hash of the secret. A printed code is found by a keyed hash of its stretched form.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings
from nacl.pwhash import argon2id

# Crockford's letters and digits: none that is mistaken for another.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
CODE_LETTERS = 13  # of 5 bits each: 65 bits


def link_secret(mail_key: bytes, ticket: str) -> bytes:
    """256 bits, the same each time as long as the mail key exists."""
    return hmac.digest(mail_key, b"link:" + ticket.encode(), "sha256")


def link_hash(secret: bytes) -> str:
    """What the database holds of a link secret."""
    return hashlib.sha256(b"ticket:" + secret).hexdigest()


def link_text(secret: bytes) -> str:
    """The secret as it stands in an address."""
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def from_link_text(text: str) -> bytes:
    """The secret from an address; empty where it cannot be one."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""
    return raw if len(raw) == 32 else b""


def new_code() -> str:
    """A code to print: thirteen letters and a check letter, in groups, such as 7K2M-9QWX-4H1B-DP."""
    whole = ""
    while not whole:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LETTERS))
        check = _check_letter(letters)
        whole = letters + check if check else ""
    return "-".join(whole[n : n + 4] for n in range(0, len(whole), 4))


def new_session_code() -> str:
    """The code of a protected-time session, eight letters. It opens a page, not a ticket, and may stand on a poster."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def read_code(typed: str) -> str:
    """The code without spaces and hyphens, in capitals; empty where a letter is wrong or missing."""
    text = "".join(typed.upper().split()).replace("-", "").translate(_READ_AS)
    letters, check = text[:CODE_LETTERS], text[CODE_LETTERS:]
    sound = len(letters) == CODE_LETTERS and all(letter in _LETTERS for letter in letters)
    return text if sound and check and check == _check_letter(letters) else ""


def code_lookup(pepper: bytes, code: str) -> str:
    """What the database holds of a printed code, from ``read_code``."""
    operations, memory = settings.CODE_STRETCH
    salt = hmac.digest(pepper, b"salt", "sha256")[: argon2id.SALTBYTES]
    stretched = argon2id.kdf(32, code.encode(), salt, opslimit=operations, memlimit=memory)
    return hmac.digest(pepper, b"code:" + stretched, "sha256").hex()


def _check_letter(letters: str) -> str:
    """The number modulo 37, which finds every wrong letter and every swap of two; empty where it has no letter."""
    number = 0
    for letter in letters:
        number = number * 32 + _LETTERS.index(letter)
    return _LETTERS[number % 37 : number % 37 + 1]
