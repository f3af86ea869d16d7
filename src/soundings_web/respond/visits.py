"""A visit: what the cookie of somebody answering holds. Nothing of it is kept here.

The link secret leaves the address bar for a cookie that only this installation can read. It ends with the browser, at
submission, or when nothing happened for a while; on a shared device sooner.
"""

from __future__ import annotations

import base64
import json
import time
from contextlib import suppress
from dataclasses import dataclass, replace

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random

from soundings.errors import KeysError
from soundings_web.keys.folder import key_folder

COOKIE = "answering"
_KEY = "cookie.key"
IDLE_MINUTES = 60
IDLE_MINUTES_SHARED = 8


@dataclass(frozen=True)
class Visit:
    """The link secret, the language chosen, the minute of the last page; on a shared device its session's code."""

    secret: bytes
    language: str = ""
    session: str = ""
    minute: int = 0

    @property
    def idle_minutes(self) -> int:
        """After how many minutes without a page the visit ends."""
        return IDLE_MINUTES_SHARED if self.session else IDLE_MINUTES

    def now(self) -> Visit:
        """The same visit, alive at this minute."""
        return replace(self, minute=_minute())


def to_cookie(visit: Visit) -> str:
    """What the browser keeps: encrypted, so that nobody who finds it learns the link."""
    held = [base64.b64encode(visit.secret).decode(), visit.language, visit.session, visit.minute]
    return base64.urlsafe_b64encode(_box().encrypt(json.dumps(held).encode())).decode()


def from_cookie(text: str) -> Visit | None:
    """The visit, or None where there is none, it is not ours, or it has ended."""
    try:
        secret, language, session, minute = json.loads(_box().decrypt(base64.urlsafe_b64decode(text)))
        visit = Visit(base64.b64decode(secret), str(language), str(session), int(minute))
    except (CryptoError, ValueError, TypeError):
        return None
    return visit if _minute() - visit.minute <= visit.idle_minutes else None


def _minute() -> int:
    return int(time.time() // 60)


def _box() -> SecretBox:
    folder = key_folder()
    if not folder.has(_KEY):
        with suppress(KeysError):  # another process was quicker
            folder.create(_KEY, random(SecretBox.KEY_SIZE))
    return SecretBox(folder.read(_KEY))
