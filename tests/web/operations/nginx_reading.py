"""nginx's configuration as nested lists, enough to see which settings are in force for an address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PIECE = re.compile(r'\s+|#[^\n]*|"(?:[^"\\]|\\.)*"|[{};]|(?:\$\{|[^\s{};"])+')


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
    top = Block([])
    open_blocks, words, place = [top], list[str](), 0
    while place < len(text):
        found = _PIECE.match(text, place)
        if found is None:
            raise ValueError(f"not understood: {text[place : place + 30]!r}")
        place, piece = found.end(), found[0]
        if piece == ";":
            open_blocks[-1].settings.append(_whole(words))
            words = []
        elif piece == "{":
            block = Block(_whole(words))
            open_blocks[-1].blocks.append(block)
            open_blocks.append(block)
            words = []
        elif piece == "}":
            open_blocks.pop()
            if words or not open_blocks:
                raise ValueError(f"a brace closes in the wrong place, after {words}")
        elif not piece.isspace() and not piece.startswith("#"):
            words.append(piece.strip('"'))
    if words or len(open_blocks) != 1:
        raise ValueError("the end is missing")
    return top


def _whole(words: list[str]) -> list[str]:
    if not words:
        raise ValueError("a setting without words")
    return words


def location_of(server: Block, address: str) -> Block:
    """The location that answers for this address; of prefixes the longest, as nginx has it."""
    prefixes = [block for block in server.named("location") if address.startswith(block.words[1])]
    return max(prefixes, key=lambda block: len(block.words[1]))


def in_force(name: str, *inside_out: Block) -> list[list[str]]:
    """The setting of the innermost block that has it."""
    return next((block.values(name) for block in inside_out if block.values(name)), [])
