"""What the contracts of a wave promise, as papers look at it: surveys with their questionnaires, and facts beside them.

What leaves together leaves under the strictest rules, so thresholds are those of the strictest contract.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from soundings.instrument import Instrument, Item
from soundings_web.waves.contract import Contract


@dataclass(frozen=True)
class Basis:
    """One contract as papers name it. ``number`` 0 is a plan of which no contract has been made yet."""

    survey: str
    title: str
    number: int
    hash: str
    opens: str
    closes: str

    @property
    def words(self) -> str:
        """Which contract, in words."""
        if not self.number:
            return f"{self.title}: from its plan; the contract is frozen when the survey opens"
        return f"{self.title}: contract {self.number} ({self.hash[:12]})"


@dataclass(frozen=True)
class Facts:
    """What papers say besides the contracts: the wave, settings of the site, windows, and who gets a paper form."""

    wave: str
    backup_days: int
    address: str
    bases: tuple[Basis, ...]
    on_paper: int = 0

    def basis(self, survey: str) -> Basis:
        return next(basis for basis in self.bases if basis.survey == survey)


@dataclass(frozen=True)
class OneSurvey:
    """One survey: its contract, and its questionnaire read once."""

    contract: Contract
    instrument: Instrument

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The questions that this survey asks."""
        return tuple(item for item in self.instrument.items if item.meant_for(self.contract.audience))

    @property
    def attached(self) -> tuple[str, ...]:
        """The codes of what is attached from the staff list."""
        return tuple(fact.item for fact in self.contract.facts if fact.source == "attached")

    @property
    def has_comments(self) -> bool:
        return any(item.kind == "comment" for item in self.items)

    def name(self, code: str) -> str:
        """What a question is called."""
        return name_of(self.instrument.item(code))

    def stands_beside(self, item: Item) -> bool:
        """Whether an equality question stands beside the other answers: it is a breakdown without coarse groups."""
        return item.equality and item.code in self.contract.by and item.code not in self.contract.coarse


@dataclass(frozen=True)
class Question:
    """A question as papers name it."""

    code: str
    name: str
    text: str


@dataclass(frozen=True)
class Promised:
    """The surveys of one wave."""

    surveys: tuple[OneSurvey, ...]
    facts: Facts

    @property
    def organisation(self) -> str:
        return self.surveys[0].contract.organisation

    @property
    def asked(self) -> int:
        """How many people, counted once for each survey that asks them."""
        return sum(one.contract.asked.total for one in self.surveys)

    @property
    def threshold(self) -> int:
        return max(one.contract.plan.threshold for one in self.surveys)

    @property
    def sensitive_threshold(self) -> int:
        return max(one.contract.plan.sensitive for one in self.surveys)

    @property
    def one_can_open(self) -> bool:
        """Whether one person can open a box of this wave without a second."""
        return any(len(one.contract.holders) == 1 for one in self.surveys)

    @property
    def with_comments(self) -> tuple[OneSurvey, ...]:
        return tuple(one for one in self.surveys if one.has_comments)

    @cached_property
    def equality(self) -> tuple[Question, ...]:
        return self._questions(lambda _, item: item.equality)

    @cached_property
    def sensitive(self) -> tuple[Question, ...]:
        return self._questions(lambda _, item: item.sensitive and not item.equality)

    @cached_property
    def attached(self) -> tuple[Question, ...]:
        return self._questions(lambda one, item: item.code in one.attached)

    def _questions(self, wanted: Callable[[OneSurvey, Item], bool]) -> tuple[Question, ...]:
        """Questions of any survey that fit, each once, as the first survey words it."""
        fitting = [item for one in self.surveys for item in one.items if wanted(one, item)]
        first = {item.code: item for item in reversed(fitting)}
        codes = dict.fromkeys(item.code for item in fitting)
        return tuple(Question(code, name_of(first[code]), first[code].text) for code in codes)


def promised_by(contracts: Sequence[Contract], facts: Facts) -> Promised:
    """The surveys of these contracts, each questionnaire read once."""
    return Promised(tuple(OneSurvey(contract, contract.questionnaire()) for contract in contracts), facts)


def name_of(item: Item) -> str:
    return item.short or item.text
