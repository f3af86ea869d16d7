"""The retention schedule: what there is, where it is, how long, what destroys it, and what shows that it is gone."""

from __future__ import annotations

from collections.abc import Iterator

from soundings.reporting.outline import Block
from soundings_web.waves.governance import sentences
from soundings_web.waves.governance.paper import Section, bullets, gap, say, table
from soundings_web.waves.governance.promised import Promised
from soundings_web.waves.governance.sentences import each

KIND, TITLE = "retention", "Retention schedule"

HEADS = ("What", "Where", "How long", "What destroys it", "Evidence")
_CERTIFICATE = "Signed certificate of destruction"
_AT_OPENING = "Until the box is opened"


def sections(promised: Promised) -> Iterator[Section]:
    """The whole schedule."""
    yield Section("answers", "Answers and who gave them", (table("Answers", HEADS, _answers(promised)),))
    yield Section("people", "Staff list, invitations and those who run the survey", _people(promised))
    yield Section("results", "Results and evidence", (table("Results and evidence", HEADS, _results()),))
    yield Section("copies", "Backups, logs and copies", _copies(promised))
    yield Section("responsible", "Who sees to it", _responsible())


def _answers(promised: Promised) -> Iterator[tuple[str, ...]]:
    yield (
        "Unfinished answers, encrypted",
        "Database",
        "Until they are sent; at the latest until the survey closes",
        "Sending; closing the survey",
        _CERTIFICATE,
    )
    yield "Sealed answers", "Database", _AT_OPENING, "Opening the box", _CERTIFICATE
    yield "Links and codes in hashed form, and whether each was used", "Database", _AT_OPENING, "Opening", _CERTIFICATE
    yield "Keys to sealed answers, links and codes", "Key folder", _AT_OPENING, "Opening the box", _CERTIFICATE
    keeping = " ".join(each(promised.surveys, sentences.keeping))
    yield (
        "Answers, shuffled and encrypted",
        "Database; their key in the key folder",
        keeping,
        "The program",
        _CERTIFICATE,
    )
    if promised.equality:
        yield (
            "Answers to equality questions kept apart",
            "As the answers",
            "As the answers",
            "The program",
            _CERTIFICATE,
        )
    if promised.with_comments:
        yield "Comments, each box by itself", "As the answers", "As the answers", "The program", _CERTIFICATE
    yield "How many answered on each day", "Database", "Not destroyed: it is about nobody", "Nothing", "None needed"
    yield "Jobs done by the program", "Database", "Two days after they are done", "The program", "None"


def _people(promised: Promised) -> tuple[Block, ...]:
    rows = [
        (
            "Staff list: number, name, address, place, facts, reason for not being asked",
            "Database",
            gap("how long", "two years after the census date"),
            "Nothing in the program by itself: " + gap("who destroys it, and how"),
            gap("what shows it"),
        ),
        (
            "Personnel export and files with links or codes",
            "Wherever they were saved",
            "Until they are loaded, sent or printed",
            "Whoever made them",
            gap("who confirms it"),
        ),
        (
            "Invitations and reminders",
            "Mail system",
            gap("how long", "90 days"),
            gap("what destroys them"),
            gap("what shows it"),
        ),
        (
            "Names of key holders and their sealed keys; recovery sheets",
            "Database and key folder; on paper with each holder",
            gap("how long", "as long as they hold the office"),
            gap("who destroys them"),
            gap("what shows it"),
        ),
        (
            "Audit trail: who planned, opened, changed or published what",
            "Database",
            gap("how long", "six years"),
            "Nothing in the program: it is only ever added to",
            "The trail itself, whose events are tied to one another",
        ),
    ]
    if promised.facts.on_paper:
        rows.append(("Paper forms", "On paper", gap("how long"), gap("who destroys them"), gap("what shows it")))
    return (table("People", HEADS, rows),)


def _results() -> Iterator[tuple[str, ...]]:
    yield (
        "Releases: figures of groups",
        "Database; files",
        gap("how long", "as long as later years are compared with them"),
        gap("who destroys them"),
        "None needed: they are about nobody",
    )
    yield (
        "Reports and tables",
        "Files; wherever they were published",
        gap("how long", "as council papers"),
        gap("who destroys them"),
        "None needed",
    )
    yield (
        "Contracts and certificates of destruction",
        "Database",
        "Not destroyed: they show what was promised and kept",
        "Nothing",
        "Themselves",
    )
    yield (
        "Purge ledger: which surveys were destroyed",
        "Key folder",
        "Not destroyed: it keeps old backups from bringing anything back",
        "Nothing",
        "Itself",
    )


def _copies(promised: Promised) -> tuple[Block, ...]:
    days = f"{promised.facts.backup_days} days"
    rows = (
        (
            "Backups of the database",
            gap("where", "the backup server"),
            days,
            gap("what destroys them"),
            gap("what shows it"),
        ),
        (
            "The database server’s own log",
            gap("where"),
            f"At most {days}",
            gap("what destroys it"),
            gap("what shows it"),
        ),
        (
            "Older copies of the key folder",
            gap("where"),
            "Until a box is opened",
            gap("who destroys them"),
            "The certificate names who confirmed it",
        ),
    )
    return (
        table("Copies", HEADS, rows),
        *say("Deletion cannot reach these copies. Until they are gone:"),
        bullets(
            f"Backups and logs from before an opening hold sealed answers and links in hashed form, for {days}.",
            "Whoever has such a copy, and a copy of the key folder from then, can read answers that were "
            "unfinished then; with the passphrases of the key holders also sealed answers.",
            "A restored backup brings nothing back that the purge ledger names.",
        ),
    )


def _responsible() -> tuple[Block, ...]:
    return say(
        "The program destroys what the tables say it destroys, by itself, and certifies it. For everything else: "
        + gap("who is responsible, and when they look", "records manager, each January"),
    )
