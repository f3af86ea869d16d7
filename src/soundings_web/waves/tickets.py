"""Tickets: everybody's right to answer once, by link or printed code."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from soundings.errors import NotNowError, UsageError
from soundings.reporting.tables import safe_text
from soundings_web.keys.links import code_lookup, link_hash, link_secret, link_text, new_code, read_code
from soundings_web.people import audit, queries
from soundings_web.people.models import Entry
from soundings_web.waves.models import DailyCount, Survey, Ticket, random_key
from soundings_web.waves.survey_keys import code_pepper, mail_key


@dataclass(frozen=True)
class Addressed:
    """A link, or a printed code, and whom it is for. It leaves in a file or a message and is kept nowhere."""

    number: str
    name: str
    email: str
    secret: str


def make_tickets(survey: Survey, where: Mapping[str, Sequence[str]]) -> int:
    """A ticket for everybody the survey asks who gets no paper form. Returns how many."""
    key = mail_key(survey.key)
    made = []
    for entry in queries.entries_for(survey.roster, where=where):
        if not entry.paper:
            ticket = random_key()
            hashed = link_hash(link_secret(key, ticket))
            made.append(Ticket(key=ticket, survey=survey, entry_id=entry.entry, link_hash=hashed))
    Ticket.objects.bulk_create(made, batch_size=2000)
    return len(made)


def links(survey: Survey) -> Iterator[Addressed]:
    """Everybody's link, the same each time: whether or not they have answered does not show."""
    _must_have_links(survey)
    key = mail_key(survey.key)
    for ticket in _tickets(survey):
        person = ticket.entry.person
        yield Addressed(person.number, person.name, person.email, link_text(link_secret(key, ticket.key)))


@transaction.atomic
def links_file(survey: Survey, by: str) -> tuple[str, int]:
    """Everybody's link as CSV, and how many. Raises NotNowError for a survey without links."""
    rows = [(one.number, one.name, one.email, f"{settings.SITE_ADDRESS}/a/{one.secret}") for one in links(survey)]
    audit.record(by=by, what="links written", about=str(survey), details={"links": len(rows)})
    return as_csv([("number", "name", "email", "link"), *rows]), len(rows)


def as_csv(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows for a mail merge. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([safe_text(cell) for cell in row] for row in rows)
    return text.getvalue()


@transaction.atomic
def make_codes(survey: Survey, numbers: Sequence[str], by: str) -> list[Addressed]:
    """A new printed code for each of these staff numbers, made alike whether or not they have answered."""
    _must_have_links(survey)
    found = {ticket.entry.person.number: ticket for ticket in _tickets(survey, numbers)}
    if missing := [number for number in numbers if number not in found]:
        raise UsageError("These staff numbers have no ticket in this survey:", [f"“{number}”" for number in missing])
    pepper = code_pepper(survey.key)
    made = []
    for number in dict.fromkeys(numbers):
        code, ticket = new_code(), found[number]
        ticket.code_lookup = code_lookup(pepper, read_code(code))
        ticket.save(update_fields=["code_lookup"])
        person = ticket.entry.person
        made.append(Addressed(number, person.name, person.email, code))
    audit.record(by=by, what="codes printed", about=str(survey), details={"codes": len(made)})
    return made


def secret_of_code(survey: Survey, typed: str) -> bytes | None:
    """The link secret that a printed code stands for, so that link and code share one draft; None if there is none."""
    code = read_code(typed)
    if not code:
        return None
    lookup = code_lookup(code_pepper(survey.key), code)
    ticket = Ticket.objects.filter(survey=survey, code_lookup=lookup).first()
    return link_secret(mail_key(survey.key), ticket.key) if ticket else None


def count_one(survey: Survey) -> None:
    """One more answered today. Called in the transaction that takes the answers."""
    table = connection.ops.quote_name(DailyCount._meta.db_table)  # noqa: SLF001 - Django has no such upsert
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (survey_id, day, answers) VALUES (%s, %s, 1) "  # noqa: S608 - our own table
            f"ON CONFLICT (survey_id, day) DO UPDATE SET answers = {table}.answers + 1",
            [survey.key, timezone.localdate()],
        )


# Asked on every page somebody answers, so in SQL of our own: Django takes four times as long to find the words. Not
# with the plan, which holds a whole questionnaire.
_ENTRY = """
SELECT s.key, s.state, s.opens_at, s.closes_at, t.key AS ticket, t.entry_id AS entry, t.used AS used,
    (SELECT MAX(c.number) FROM waves_contract c WHERE c.survey_id = s.key) AS in_force
FROM waves_ticket t JOIN waves_survey s ON s.key = t.survey_id WHERE t.link_hash = %s
"""


def ticket_of(secret: bytes) -> tuple[Ticket, int] | None:
    """The ticket of a link, with its survey, and the number of the contract in force; None if there is none."""
    found = next(iter(Survey.objects.raw(_ENTRY, [link_hash(secret)])), None) if secret else None
    if found is None:
        return None
    ticket = Ticket(key=found.ticket, survey=found, entry_id=found.entry, used=bool(found.used))
    return ticket, found.in_force


def is_unused(ticket: Ticket) -> bool:
    """Whether it may still answer, at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT used FROM waves_ticket WHERE key = %s", [ticket.key])
        row = cursor.fetchone()
    return row is not None and not row[0]


def _tickets(survey: Survey, numbers: Sequence[str] | None = None) -> list[Ticket]:
    found = Ticket.objects.filter(survey=survey).select_related("entry__person")
    if numbers is not None:
        found = found.filter(entry__person__number__in=numbers)
    return list(found.order_by("entry__person__number"))


def _must_have_links(survey: Survey) -> None:
    if survey.state in (Survey.State.DRAFT, Survey.State.OPENED):
        when = "until it opens" if survey.state == Survey.State.DRAFT else "because its box was opened"
        raise NotNowError(f"“{survey.title}” has no links {when}.")


def entry_facts(ticket: Ticket) -> dict[str, str]:
    """The facts of the roster about the person this ticket is for."""
    return dict(Entry.objects.values_list("facts", flat=True).get(pk=ticket.entry_id))
