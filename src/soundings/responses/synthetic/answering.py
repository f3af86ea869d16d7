"""How invented people answer: leaning by person, team, question and year; the questionnaire's own routes apply."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

from soundings.instrument import Instrument, Item
from soundings.instrument.routing import items_asked
from soundings.responses.synthetic import names
from soundings.responses.synthetic.people import Person

SKIPPED, STOPPED, NOT_SAID, NOT_FOR_ME = 0.025, 0.0015, 0.05, 0.04
COMMENTED = 0.45

COMMENTS = (
    "Fewer forms and more time with families.",
    "{name} is a brilliant manager, I would not have stayed otherwise.",
    "Cover when colleagues are away. When {name} was off sick nobody picked up the work.",
    "The recording system is slow, I lose half a day a week.",
    "I love my job and my team.",
    "Pay us what the next council pays.",
    "Ask {name} in {team} what the waiting list looks like.",
    "More training on work with fathers.",
    "Somewhere quiet to make difficult calls.",
    "Tell us what happened with last year’s answers.",
)


# What the council's story is about: how each question stood in 2024, and how it moved in a year. All other
# questions lean by chance.
STORY = {
    "WL1": (-0.5, 0.5), "WF2": (-0.7, 0.0), "SV1": (0.3, 0.15), "SV3": (0.9, 0.1), "SV4": (0.7, 0.0),
    "TL1": (0.4, -0.6), "HW1": (-0.3, 0.4), "HW3": (-0.6, 0.6), "CM2": (0.7, -0.5), "CM6": (-0.1, -0.1),
    "CM7": (-0.5, 0.15), "EQ1": (1.0, 0.0), "LD2": (0.6, 0.15), "SD2": (1.1, 0.0), "SD3": (1.0, 0.0),
    "RT1": (1.0, 0.0), "RT2": (0.9, 0.0), "RT4": (0.9, 0.1), "RT5": (0.8, 0.1),
}  # fmt: skip


@dataclass
class Mind:
    """What is settled once for a council: how each question and team leans, and how that moves over the years."""

    seed: int
    _cache: dict[tuple[str, ...], float] = field(default_factory=dict)

    def lean(self, *about: str) -> float:
        """A settled number between -1 and 1 for anything that has a name."""
        if about not in self._cache:
            self._cache[about] = random.Random(f"{self.seed}/{'/'.join(about)}").uniform(-1, 1)  # noqa: S311 - invented
        return self._cache[about]

    def feeling(self, person: Person, item: Item, year: int) -> float:
        """How favourably this person sees this: about -2 to 2."""
        by_chance = 0.35 + 0.7 * self.lean("item", item.code), 0.1 * self.lean("drift", item.code)
        level, drift = STORY.get(item.code, by_chance)
        team = 0.35 * self.lean("team", person.survey, person.team)
        role = 0.25 * self.lean("role", person.role, item.topic or "")
        return level + drift * (year - 2024) + team + role + person.mood


def answers(person: Person, instrument: Instrument, audience: str, year: int, mind: Mind) -> dict[str, str]:
    """One person's answers as the text of each cell; several options are joined with a semicolon."""
    chance = random.Random(f"{mind.seed}/{person.number}/{year}")  # noqa: S311 - invented answers must be repeatable
    chosen: dict[str, frozenset[str]] = {}
    cells: dict[str, str] = {}
    for item in items_asked(instrument, chosen, audience):
        if chance.random() < STOPPED:
            break
        picked = _pick(person, item, instrument, year, mind, chance)
        chosen[item.code] = frozenset(picked)
        cells[item.code] = _cell(person, item, instrument, picked, chance)
    return cells


def _pick(
    person: Person, item: Item, instrument: Instrument, year: int, mind: Mind, chance: random.Random
) -> list[str]:
    """The option codes chosen; empty for no answer or an answer in words or numbers."""
    options = [option.code for option in instrument.options_of(item)]
    if item.code == "role" and person.role in options:
        return [person.role]
    if not options or chance.random() < SKIPPED:
        return []
    if item.kind == "choices":
        return [code for code in options if chance.random() < 0.3 + 0.2 * mind.lean("tick", item.code, code)]
    if item.favourable:
        return [_leaning(person, item, instrument, year, mind, chance)]
    if item.profile:  # lists of facts about people begin with the commonest, but for disability
        likely = options[::-1] if item.code == "disability" else options
        return chance.choices(likely, [0.55**n for n in range(len(likely))])
    weights = [1.2 + mind.lean("share", item.code, code) for code in options]
    return chance.choices(options, weights)


def _leaning(person: Person, item: Item, instrument: Instrument, year: int, mind: Mind, chance: random.Random) -> str:
    """One option of a question with a good and a bad side: the better the feeling, the better the option."""
    options = [option.code for option in instrument.options_of(item)]
    scores = instrument.scores_of(item)
    if scores:
        ranked = [code for _, code in sorted(zip(scores, options, strict=True))]
    else:
        worth = {"unfavourable": 0, "neutral": 1, "favourable": 2}
        sides = instrument.sides_of(item)
        ranked = [code for _, code in sorted(zip([worth[side] for side in sides], options, strict=True))]
    feeling = mind.feeling(person, item, year) + chance.gauss(0, 0.75)
    place = 1 / (1 + math.exp(-1.1 * feeling))
    return ranked[min(len(ranked) - 1, int(place * len(ranked)))]


def _cell(person: Person, item: Item, instrument: Instrument, picked: list[str], chance: random.Random) -> str:
    if item.kind == "unit":
        return person.team
    if item.kind == "comment":
        return _comment(person, chance)
    if item.kind == "number":
        return _number(item, chance)
    if item.not_applicable and chance.random() < NOT_FOR_ME:
        return item.not_applicable
    if item.prefer_not_to_say and chance.random() < NOT_SAID:
        return item.prefer_not_to_say
    labels = {option.code: option.label for option in instrument.options_of(item)}
    return ";".join(labels[code] for code in picked)


def _comment(person: Person, chance: random.Random) -> str:
    if chance.random() >= COMMENTED:
        return ""
    named = f"{chance.choice(names.FORENAMES)} {chance.choice(names.SURNAMES)}"
    return chance.choice(COMMENTS).format(name=named, team=person.team)


def _number(item: Item, chance: random.Random) -> str:
    """A number in one of the item's bands, with the middle bands likelier."""
    if chance.random() < SKIPPED or not item.bands:
        return ""
    middle = (len(item.bands) - 1) / 2
    weights = [2.0 / (1 + abs(n - middle)) for n in range(len(item.bands))]
    band = chance.choices(item.bands, weights)[0]
    low = band.least if band.least is not None else max(item.minimum or 0.0, (band.below or 0) - 8)
    high = band.below if band.below is not None else min(item.maximum or low + 8, low + 8)
    worked = low + (high - low) * chance.random()
    return str(max(int(low), min(int(worked), int(high - 0.5))))
