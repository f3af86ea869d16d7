"""The reading age of a text: the Flesch-Kincaid grade plus five, after J. P. Kincaid and others (1975).

Grade = 0.39 words a sentence + 11.8 syllables a word - 15.59. The formula was made for long texts; on a single
question one long word decides it. So a few words that everybody who is asked uses daily count as words of two
syllables: they are listed here, and nothing else is let off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Words of the work itself, which no plainer word replaces.
DAILY_WORDS = frozenset(
    {
        "caseload",
        "discrimination",
        "equality",
        "families",
        "inequality",
        "manageable",
        "occupational",
        "registered",
        "supervision",
        "therapist",
        "workload",
    }
)
YEARS_BEFORE_SCHOOL = 5

_SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def reading_age(texts: Iterable[str]) -> float:
    """The age, in years, at which the texts are read with ease, taken together as one text."""
    texts = list(texts)
    words = [word.lower() for text in texts for word in _WORD.findall(text)]
    sentences = sum(max(1, len(_SENTENCE.findall(text.strip()))) for text in texts)
    if not words:
        return 0.0
    a_sentence, a_word = len(words) / sentences, sum(map(syllables, words)) / len(words)
    return 0.39 * a_sentence + 11.8 * a_word - 15.59 + YEARS_BEFORE_SCHOOL


def syllables(word: str) -> int:
    """About how many syllables a word has: its groups of vowels, without a silent e or ed at the end."""
    word = word.lower().removesuffix("’s").removesuffix("'s")
    if word in DAILY_WORDS:
        return 2
    count = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee", "ye")) and len(word) > 2
    silent |= word.endswith("ed") and not word.endswith(("ted", "ded", "eed"))
    silent |= word.endswith("es") and not word.endswith(("ses", "ces", "ges", "zes", "xes", "ches", "shes", "les"))
    return max(1, count - silent)
