"""How long answering takes: a stated estimate from the words to read and the way each question is answered.

Reading is at 175 words a minute, the slow end of the range in which most adults read English non-fiction silently
(175 to 300, mean 238: M. Brysbaert, How many words do we read per minute?, Journal of Memory and Language 109, 2019).
Answering adds a fixed time for each kind of question. Together they come close to the ten seconds that an ordinary
question takes online (Pew Research Center, How we keep our online surveys from running too long, December 2022).
"""

from __future__ import annotations

import re

WORDS_A_MINUTE = 175

# Seconds to think and to answer, once the words are read. A comment is reckoned as a sentence or two.
ANSWERING = {"scale": 4.0, "choice": 4.0, "choices": 8.0, "number": 8.0, "unit": 8.0, "comment": 45.0}

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


def words_in(*texts: str | None) -> int:
    """How many words stand in the texts."""
    return sum(len(_WORD.findall(text)) for text in texts if text)


def reading_seconds(words: int) -> float:
    """How long reading takes, in seconds."""
    return 60 * words / WORDS_A_MINUTE
