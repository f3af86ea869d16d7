"""How hard a passphrase is to guess, in words. A rough judgement: it refuses what is plainly weak."""

from __future__ import annotations

from collections.abc import Iterator

from soundings_web.keys.holders import SHORTEST_PASSPHRASE

_FEW, _GOOD, _STRONG = 7, 4, 5


def faults_of_passphrase(passphrase: str, name: str) -> Iterator[str]:
    """What makes it plainly weak."""
    plain = passphrase.casefold()
    if len(passphrase) < SHORTEST_PASSPHRASE:
        yield (
            f"The passphrase is too short: use at least {SHORTEST_PASSPHRASE} characters, such as four or five words "
            "that have nothing to do with each other."
        )
    elif plain.startswith("sheet:"):
        yield "A passphrase does not begin with “sheet:”: that would be taken for a recovery sheet."
    elif len(set(plain)) < _FEW:
        yield "The passphrase repeats the same few characters. Use words that have nothing to do with each other."
    elif len(set(plain.split())) * 2 < len(plain.split()) + 1 and len(plain.split()) > 1:
        yield "The passphrase repeats the same words. Use words that have nothing to do with each other."
    elif any(len(part) > 2 and part in plain for part in name.casefold().split()):
        yield "The passphrase holds the name of the key holder, which is tried first."


def strength(passphrase: str) -> str:
    """What to tell whoever chose it."""
    words, letters = len({word for word in passphrase.casefold().split() if len(word) > 2}), len(set(passphrase))
    if words >= _STRONG or (len(passphrase) >= 28 and letters >= 14):
        return "The passphrase is strong."
    if words >= _GOOD or letters >= 12:
        return "The passphrase is good enough. One more word would make it strong."
    return "The passphrase is only just long enough. Think of a longer one, with words that do not belong together."
