"""The sheet a key holder prints: what it is, and the words on it."""

_SHEET = """\
RECOVERY SHEET                                                    Soundings

Key holder:  {name}

With these groups of letters a forgotten passphrase can be replaced, and the
boxes that {name} holds a key to can be opened: alone, or together with
the second key holder where a box has two.

{words}

Keep this sheet where only you can reach it: a safe, not a desk and not a
computer. It is not needed from day to day. If it is lost while you know your
passphrase, nothing is lost.

It does not replace the key folder, which IT keeps on the server: without the
folder, or its backup, sealed answers cannot be opened by anybody.
"""


def recovery_sheet(name: str, words: str) -> str:
    """The sheet as plain text, the words seven groups to a line."""
    groups = words.split()
    lines = ["      " + "  ".join(groups[n : n + 5]) for n in range(0, len(groups), 5)]
    return _SHEET.format(name=name, words="\n".join(lines))
