"""FINDINGS: what protected figures say, each with the rule that found it and the figures it rests on.

Never computed on unprotected figures: ``find`` is given the table that leaves, and nothing else that was counted.
"""

from __future__ import annotations

from soundings.analysis.findings.contradictions import contradictions
from soundings.analysis.findings.kinds import Evidence, Found, Seen
from soundings.analysis.findings.movements import movements
from soundings.analysis.findings.retention import retention
from soundings.analysis.findings.standing import improvements, strengths
from soundings.analysis.findings.workforce import profiles
from soundings.instrument import load_finding_rules

__all__ = ["Evidence", "Found", "Seen", "find"]


def find(seen: Seen) -> tuple[Found, ...]:
    """All findings of the whole survey: each kind by strength, ties in the order of the questionnaire."""
    found = [*strengths(seen), *improvements(seen), *movements(seen)]
    rules = load_finding_rules()
    if seen.instrument.code in rules.questionnaires:
        found += contradictions(seen, rules)
        found += retention(seen, rules)
    return (*found, *profiles(seen))
