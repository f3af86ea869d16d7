"""Attackers who pair people with answers: what they hold, how they guess, and how often chance would guess as well."""

from __future__ import annotations

import contextlib
import math
import re
import sqlite3
import struct
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from statistics import NormalDist

from tests.web.box.installations import Installation

from soundings_web.answers.models import Ballot, Draft
from soundings_web.waves.models import Ticket

CHANCE = 0.999
HEXADECIMAL = re.compile(rb"[0-9a-f]{32,}")
Traces = dict[str, float]


@dataclass
class Copy:
    """What an attacker took away at one stage: for each ticket and ballot, by key, every place and mark it bears."""

    stage: str
    fresh: bool  # directly after a mixing
    tickets: dict[str, Traces] = field(default_factory=dict)
    ballots: dict[str, Traces] = field(default_factory=dict)
    sealed: dict[str, bytes] = field(default_factory=dict)
    holders: dict[str, int] = field(default_factory=dict)  # whose ticket it is: the roster says so

    @cached_property
    def known(self) -> dict[bytes, Traces]:
        """What is known of each ticket and ballot, by its key as it stands in a file."""
        return {key.encode(): traces for rows in (self.tickets, self.ballots) for key, traces in rows.items()}


def take_copy(place: Installation, stage: str, *, fresh: bool) -> Copy:
    """Read the tables, the files and the log as somebody who holds the machine's disk would."""
    copy = Copy(stage, fresh)
    place.settle()
    for n, (key, entry, hashed) in enumerate(Ticket.objects.values_list("key", "entry_id", "link_hash")):
        copy.tickets[key] = {"row": n, "key": int(key, 16), "hash": int(hashed, 16), "roster": entry}
        copy.holders[key] = entry
    for n, (key, sealed) in enumerate(Ballot.objects.values_list("key", "sealed")):
        copy.ballots[key] = {"row": n, "key": int(key, 16)}
        copy.sealed[key] = bytes(sealed)
    marks = _sqlite_files if place.vendor == "sqlite" else _postgresql_files
    marks(place, copy)
    return copy


def _sqlite_files(place: Installation, copy: Copy) -> None:
    for name, content in place.bytes().items():
        where = "log" if name.endswith("-wal") else "memory" if name.endswith("-shm") else "file"
        _note_keys(copy, where, content)
        _note_texts(copy, where, content)
    with contextlib.closing(sqlite3.connect(place.data / "soundings.sqlite3")) as file:
        pages = file.serialize()  # the pages as SQLite itself sees them: the file with what stands in the log
    _note_keys(copy, "pages", pages)
    _note_texts(copy, "pages", pages)


def _postgresql_files(place: Installation, copy: Copy) -> None:
    for table, traces in ((Ticket, copy.tickets), (Ballot, copy.ballots)):
        name = table._meta.db_table
        for key, page, line, *marks in place.rows(
            "SELECT key, (ctid::text::point)[0], (ctid::text::point)[1], xmin::text::bigint, xmax::text::bigint, "
            f"cmin::text::bigint FROM {name}"
        ):
            traces[key] |= {"ctid": page * 1000 + line, **dict(zip(("xmin", "xmax", "cmin"), marks, strict=True))}
    for table in (Ticket, Ballot, Draft):
        for kind, path in _relation_files(place, table._meta.db_table):
            content = b"".join(
                part.read_bytes() for part in sorted(place.server.joinpath(path).parent.glob(_all(path)))
            )
            _note_keys(copy, f"{table.__name__} {kind}", content)
            _note_texts(copy, f"{table.__name__} {kind}", content)
            if kind == "table":
                _note_dead(copy, content)
    if not copy.fresh or "opened" in copy.stage:  # the log only grows: what an earlier copy held, a later one holds
        log = [path.read_bytes() for name, path in place.files().items() if name.startswith("pg_wal/")]
        _note_keys(copy, "log", b"".join(log).rstrip(b"\0"))


def _all(path: str) -> str:
    return f"{path.rpartition('/')[2]}*"


def _relation_files(place: Installation, table: str) -> list[tuple[str, str]]:
    """The files of a table, of what PostgreSQL puts aside from it, and of its indexes."""
    return [
        ("table" if kind == "r" else f"{kind} {n}", path)
        for n, (kind, path) in enumerate(
            place.rows(
                "SELECT c.relkind::text, pg_relation_filepath(c.oid) FROM pg_class c WHERE c.oid IN ("
                f"SELECT '{table}'::regclass UNION SELECT reltoastrelid FROM pg_class WHERE oid = '{table}'::regclass "
                f"UNION SELECT indexrelid FROM pg_index WHERE indrelid = '{table}'::regclass) "
                "ORDER BY c.relkind, c.relname"
            )
        )
        if path
    ]


def _note_keys(copy: Copy, where: str, content: bytes) -> None:
    """Where each key stands for the first and the last time."""
    for at, traces in keys_in(copy, content):
        traces.setdefault(f"{where}: first", at)
        traces[f"{where}: last"] = at


def keys_in(copy: Copy, content: bytes) -> Iterator[tuple[int, Traces]]:
    """Where keys of tickets and ballots stand in these bytes, and what is known of each."""
    for run in HEXADECIMAL.finditer(content):
        text, start = run[0], 0
        while start <= len(text) - 32:
            traces = copy.known.get(text[start : start + 32])
            if traces is not None:
                yield run.start() + start, traces
            start += 32 if traces is not None else 1


def _note_texts(copy: Copy, where: str, content: bytes) -> None:
    """Where the end of each sealed text stands: databases put long values aside, page after page."""
    for key, sealed in copy.sealed.items():
        if (found := content.find(sealed[-64:])) >= 0:
            copy.ballots[key][f"{where}: text"] = found


def _note_dead(copy: Copy, content: bytes) -> None:
    """The marks of every version of a row that still stands in PostgreSQL's file, the dead ones among them."""
    for xmin, xmax, data in heap_rows(content):
        for _, traces in keys_in(copy, data):
            traces["lowest xmin in file"] = min(xmin, traces.get("lowest xmin in file", xmin))
            traces["highest xmin in file"] = max(xmin, traces.get("highest xmin in file", xmin))
            traces["highest xmax in file"] = max(xmax, traces.get("highest xmax in file", xmax))


def heap_rows(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Every row version in the pages of a PostgreSQL table, dead or alive: (xmin, xmax, its bytes)."""
    for start in range(0, len(content), 8192):
        page = content[start : start + 8192]
        (lower,) = struct.unpack_from("<H", page, 12)
        for at in range(24, lower, 4):
            (item,) = struct.unpack_from("<I", page, at)
            offset, length = item & 0x7FFF, item >> 17
            if length:
                yield (*struct.unpack_from("<II", page, offset), page[offset : offset + length])


@dataclass(frozen=True)
class Guess:
    """One attacker's figures: right matches, and the lowest and highest that chance alone would bring."""

    attacker: str
    right: int
    of: int
    low: int
    high: int

    @property
    def is_chance(self) -> bool:
        return self.low <= self.right <= self.high

    def __str__(self) -> str:
        return f"{self.attacker}: {self.right} of {self.of} (chance: {self.low} to {self.high})"


@dataclass
class Attack:
    """One attacker's pairing: for each class of identical facts, people and rows in its order."""

    name: str
    classes: list[tuple[list[Hashable], list[Hashable]]]  # what the person truly said; what the row says

    @property
    def right(self) -> int:
        return sum(a == b for people, rows in self.classes for a, b in zip(people, rows, strict=False))


def judged(attacks: Sequence[Attack], chance: float = CHANCE) -> list[Guess]:
    """Each attack beside chance. One range for all together: in 999 of 1,000 runs no lucky attacker leaves it."""
    tail = (1 - chance) / 2 / max(len(attacks), 1)
    return [Guess(a.name, a.right, sum(len(p) for p, _ in a.classes), *chance_range(a, tail)) for a in attacks]


def chance_range(attack: Attack, tail: float) -> tuple[int, int]:
    unique = all(len(set(rows)) == len(rows) for _, rows in attack.classes)
    sizes = tuple(sorted((len(people), len(rows)) for people, rows in attack.classes))
    return _range_of_unique(sizes, tail) if unique else _range_of_repeated(attack, tail)


@lru_cache(maxsize=4096)
def _range_of_unique(sizes: tuple[tuple[int, int], ...], tail: float) -> tuple[int, int]:
    """Exactly: the number of right pairs when, within each class, people are paired with rows at random."""
    total = [1.0]
    for people, rows in sizes:
        total = _sum_of(total, _right_at_random(people, rows))
    low = high = 0
    below = 0.0
    while below + total[low] <= tail:
        below, low = below + total[low], low + 1
    above, high = 0.0, len(total) - 1
    while above + total[high] <= tail:
        above, high = above + total[high], high - 1
    return low, high


@lru_cache(maxsize=4096)
def _right_at_random(people: int, rows: int) -> list[float]:
    """The chance of 0, 1, 2 … right pairs of ``people`` who are each in the ``rows``, as far as it matters."""
    k, n = min(people, rows), max(people, rows)
    found = []
    for j in range(min(k, 40) + 1):
        # Inclusion and exclusion; the terms fall fast, so that thirty of them are exact enough.
        terms = ((-1) ** i * math.comb(k - j, i) / math.perm(n, j + i) for i in range(min(k - j, 30) + 1))
        found.append(max(math.comb(k, j) * math.fsum(terms), 0.0))
    return found


def _sum_of(one: Sequence[float], other: Sequence[float]) -> list[float]:
    found = [0.0] * min(len(one) + len(other) - 1, 200)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            if i + j < len(found):
                found[i + j] += a * b
    return found


def _range_of_repeated(attack: Attack, tail: float) -> tuple[int, int]:
    """Answers that many give: mean and spread of the right pairs of a random pairing, and the normal curve."""
    mean = variance = 0.0
    for people, rows in attack.classes:
        n, said, held = len(people), Counter(people), Counter(rows)
        mean += sum(said[v] * held[v] for v in said) / n
        kinds = [(value, said[value] / n, held[value] / n) for value in said | held]
        grand = sum(s * h for _, s, h in kinds)
        spread = sum(s * k * ((a == b) - h - t + grand) ** 2 for a, s, h in kinds for b, t, k in kinds)
        variance += n * n / (n - 1) * spread if n > 1 else 0.0
    width = NormalDist().inv_cdf(1 - tail) * math.sqrt(variance) + 1
    return math.floor(mean - width), math.ceil(mean + width)


def by_class(
    people: Sequence[int],
    rows: Sequence[Hashable],
    class_of_person: Mapping[int, Hashable],
    class_of_row: Mapping[Hashable, Hashable],
    said: Mapping[int, Hashable],
) -> list[tuple[list[Hashable], list[Hashable]]]:
    """People and rows, each in the attacker's order, paired within the classes that the facts tell apart anyway."""
    mine, theirs = defaultdict(list), defaultdict(list)
    for person in people:
        mine[class_of_person[person]].append(said[person])
    for row in rows:
        theirs[class_of_row[row]].append(row)
    return [(mine[one], theirs[one]) for one in mine]


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """How far two orders agree, in standard deviations of what chance would bring; 0 where one of them is no order."""
    a, b = _ranks(one), _ranks(other)
    n = len(a)
    mean = (n - 1) / 2
    covariance = sum((x - mean) * (y - mean) for x, y in zip(a, b, strict=True))
    spread = math.sqrt(sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b))
    return covariance / spread * math.sqrt(n - 1) if spread else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 0; equal values share the middle of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for at in range(start, end + 1):
            ranks[order[at]] = (start + end) / 2
        start = end + 1
    return ranks
