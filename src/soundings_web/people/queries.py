"""Stub."""

from dataclasses import dataclass
from collections import Counter
from soundings_web.people.models import Entry


@dataclass(frozen=True)
class G:
    label: str
    parent: str
    eligible: int


@dataclass(frozen=True)
class Groups:
    total: int
    dimensions: dict


def entries_for(roster, where):
    rows = Entry.objects.filter(roster=roster, standing="eligible")
    return [e for e in rows if all(e.facts.get(k) in v for k, v in where.items())]


def groups_of(roster, where, dimensions):
    rows = entries_for(roster, where)
    found = {}
    for d in dimensions:
        c = Counter(e.facts.get(d, "") for e in rows)
        found[d] = tuple(G(k, "", v) for k, v in sorted(c.items()) if k)
    return Groups(len(rows), found)
