"""Writes the artificial language ``en-x-test``: every sentence of the interface between ⟦ and ⟧.

A page in this language shows at once which words are not translated yet. Run it after changing words:
``.venv/bin/python tools/write_test_language.py``; a test says when it is needed. The same list of words is what a
translator of a real language starts from. The binary form is written here, because the programs that usually make it
are not on every machine.
"""

import ast
import struct
from collections.abc import Iterator
from pathlib import Path

from jinja2 import DictLoader
from jinja2.ext import extract_from_ast

SITE = Path(__file__).resolve().parents[1] / "src" / "soundings_web"
TARGET = SITE / "ui" / "locale" / "en_X-test" / "LC_MESSAGES" / "django.mo"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
# A message with a plural is kept as both forms with this between them; a context stands before its message.
BETWEEN_FORMS, AFTER_CONTEXT = "\0", "\4"
HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\nLanguage: en-x-test\n"


def messages() -> dict[str, str]:
    """Every sentence that the site can translate, in the form of a catalogue, with its artificial translation."""
    found = {*in_templates(), *in_code()}
    return {"": HEADER} | {key: _translated(key) for key in sorted(found)}


def in_templates() -> Iterator[str]:
    """What stands in our templates."""
    from soundings_web.ui.environment import environment  # noqa: PLC0415 - only where Jinja2 is wanted

    made = environment(loader=DictLoader({}))
    for path in sorted(SITE.rglob("jinja2/**/*.html")):
        source = path.read_text(encoding="utf-8")
        for _line, function, message in extract_from_ast(made.parse(source)):
            yield _key(function, message)


def in_code() -> Iterator[str]:
    """What stands in our code, as an argument of a function that translates."""
    for path in sorted(SITE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                if words and all(isinstance(word, str) for word in words):
                    yield _key(node.func.id, tuple(words))


def catalogue(translated: dict[str, str]) -> bytes:
    """The messages as the binary file that gettext reads: two tables of lengths and places, then the words."""
    keys = sorted(key.encode() for key in translated)
    values = [translated[key.decode()].encode() for key in keys]
    place = 28 + 16 * len(keys)
    tables: list[int] = []
    for text in (*keys, *values):
        tables += [len(text), place]
        place += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    return head + struct.pack(f"<{len(tables)}I", *tables) + b"".join(text + b"\0" for text in (*keys, *values))


def _key(function: str | None, message: str | tuple[str | None, ...]) -> str:
    words = [message] if isinstance(message, str) else [word for word in message if word is not None]
    if function == "pgettext":
        return AFTER_CONTEXT.join(words[:2])
    return BETWEEN_FORMS.join(words[:2] if function == "ngettext" else words[:1])


def _translated(key: str) -> str:
    forms = key.rpartition(AFTER_CONTEXT)[2].split(BETWEEN_FORMS)
    return BETWEEN_FORMS.join(f"⟦{form}⟧" for form in forms)


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(catalogue(messages()))
    print(f"{TARGET.relative_to(SITE.parents[1])}: {len(messages()) - 1} messages")
