"""LimeSurvey's relevance equations as routes, where they are simple: answers and codes, joined by and, or, not.

Whatever is not certain to mean the same is refused with the reason, and listed for a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from soundings.instrument import Condition

_TOKEN = re.compile(r"""\s*(?:("[^"]*"|'[^']*')|([A-Za-z0-9_]+(?:\.[A-Za-z]+)*)|(==|!=|&&|\|\||[()!]))""")
_SIGNS = {"&&": "and", "||": "or", "eq": "==", "ne": "!=", "not": "!"}
_WORDS = {"and", "or", "!", "==", "!=", "(", ")"}
DEEPEST = 40

# What a name and an answer mean as a condition, and whether everybody is asked the item; None where they mean nothing.
Find = Callable[[str, str], tuple[Condition, bool] | None]


class NotSimpleError(Exception):
    """The equation says more than a route can; the message is the reason."""


def route_of(equation: str, find: Find) -> Condition | None:
    """The condition under which a question is asked; None for always. Raises NotSimpleError."""
    if equation.strip() in ("", "1"):
        return None
    return _Parser(_tokens(equation), find).whole()


def _tokens(equation: str) -> list[str]:
    found, place = [], 0
    while equation[place:].strip():
        match = _TOKEN.match(equation, place)
        if match is None:
            raise NotSimpleError(f"“{equation[place:].strip()[:12]}” is not a comparison with an answer")
        word = match[1] or match[2] or match[3]
        found.append(_SIGNS.get(word.lower(), word.lower() if word.lower() in _WORDS else word))
        place = match.end()
    return found


class _Parser:
    """Reads from left to right, noting what an answer that was never asked for could turn round."""

    def __init__(self, tokens: list[str], find: Find) -> None:
        self.tokens = tokens
        self.find = find
        self.place = 0
        self.depth = 0
        self.only_and = True
        self.perhaps_not_asked = ""

    def whole(self) -> Condition | None:
        condition = self._either()
        if self.place < len(self.tokens):
            raise NotSimpleError(f"“{self.tokens[self.place]}” is not understood here")
        if self.perhaps_not_asked and not self.only_and:
            # Without NAOK, LimeSurvey takes a whole equation as false when one of its questions was not asked.
            raise NotSimpleError(f"it looks at {self.perhaps_not_asked} without NAOK, which not everybody is asked")
        return condition

    def _next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def _take(self) -> str:
        self.place += 1
        if self.place > len(self.tokens):
            raise NotSimpleError("it ends too early")
        return self.tokens[self.place - 1]

    def _either(self) -> Condition | None:
        parts = [self._both()]
        while self._next() == "or":
            self.only_and = False
            self._take()
            parts.append(self._both())
        if len(parts) == 1:
            return parts[0]
        found = [part for part in parts if part is not None]
        return _any_of(found) if len(found) == len(parts) else None

    def _both(self) -> Condition | None:
        parts = [self._one()]
        while self._next() == "and":
            self._take()
            parts.append(self._one())
        found = [part for part in parts if part is not None]
        if len(found) < 2:
            return found[0] if found else None
        return Condition(all_=tuple(found))

    def _one(self) -> Condition | None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotSimpleError("its brackets go too deep")
        word = self._take()
        if word == "(":
            condition = self._either()
            if self._take() != ")":
                raise NotSimpleError("a bracket is not closed")
        elif word == "!":
            condition = self._negated(self._one())
        elif word == "1" and self._next() not in ("==", "!="):
            condition = None
        else:
            condition = self._comparison(word)
        self.depth -= 1
        return condition

    def _negated(self, condition: Condition | None) -> Condition:
        self.only_and = False
        if condition is None:
            raise NotSimpleError("it is never true")
        return Condition.model_validate({"not": condition})

    def _comparison(self, left: str) -> Condition:
        if left in _WORDS or self._next() not in ("==", "!="):
            raise NotSimpleError(f"“{left}” is not compared with an answer")
        sign, right = self._take(), self._take()
        if right in _WORDS:
            raise NotSimpleError(f"“{left}” is compared with “{right}”")
        name, answer = (right, left) if _is_answer(left) else (left, right)
        bare, _, suffix = name.partition(".")
        if not _is_answer(answer) or _is_answer(name) or suffix not in ("", "NAOK"):
            raise NotSimpleError(f"“{left} {sign} {right}” does not compare a question with an answer code")
        found = self.find(bare, answer.strip("\"'"))
        if found is None:
            raise NotSimpleError(f"“{bare}” with “{answer}” is no earlier question with that answer")
        condition, asked_of_all = found
        if not suffix and not asked_of_all:
            self.perhaps_not_asked = bare
        return self._negated(condition) if sign == "!=" else condition


def _is_answer(word: str) -> bool:
    return word[:1] in "\"'" or word.isdecimal()


def _any_of(parts: list[Condition]) -> Condition:
    """Several answers to one item are one condition."""
    if parts[0].item and all(part.item == parts[0].item for part in parts):
        wanted = dict.fromkeys(code for part in parts for code in part.is_)
        return Condition.model_validate({"item": parts[0].item, "is": tuple(wanted)})
    return Condition(any_=tuple(parts))
