"""nginx's configuration as nested lists, enough to see which settings are in force for an address."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import crossplane


@dataclass
class Block:
    """One block: the words before its brace, and what stands in it."""

    words: list[str]
    settings: list[list[str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def named(self, name: str) -> list[Block]:
        return [block for block in self.blocks if block.words[0] == name]

    def values(self, name: str) -> list[list[str]]:
        return [words[1:] for words in self.settings if words[0] == name]


def parsed(text: str) -> Block:
    """The whole file as one block. Raises ValueError where it is not well-formed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "nginx.conf"
        file.write_text(text, encoding="utf-8")
        read = crossplane.parse(str(file), single=True, check_ctx=False, check_args=False)
    if read["errors"]:
        raise ValueError(f"not well-formed: {read['errors'][0]['error']}")
    return _block([], read["config"][0]["parsed"])


def _block(words: list[str], directives: list[dict[str, Any]]) -> Block:
    made = Block(words)
    for one in directives:
        said = [one["directive"], *one["args"]]
        if "block" in one:
            made.blocks.append(_block(said, one["block"]))
        elif one["directive"] != "#":
            made.settings.append(said)
    return made


def location_of(server: Block, address: str) -> Block:
    """The location that answers for this address; of prefixes the longest, as nginx has it."""
    prefixes = [block for block in server.named("location") if address.startswith(block.words[1])]
    return max(prefixes, key=lambda block: len(block.words[1]))


def in_force(name: str, *inside_out: Block) -> list[list[str]]:
    """The setting of the innermost block that has it."""
    return next((block.values(name) for block in inside_out if block.values(name)), [])
