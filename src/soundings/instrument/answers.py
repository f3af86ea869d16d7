"""How one person's answers are written down: by question, with words of their own for what is no option.

No option's code can be one of these, because a code starts with a letter.
"""

from collections.abc import Mapping
from typing import Any

NOT_APPLICABLE = "*not_applicable"
PREFER_NOT_TO_SAY = "*prefer_not_to_say"
NOT_ASKED = "*not_asked"


def chosen(answers: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The options chosen in each question, as the route through the questions looks at them."""
    return {
        code: frozenset([a] if isinstance(a, str) else a if isinstance(a, list) else ()) for code, a in answers.items()
    }
