"""The road through the box ends in the figures of the road through files: one council, the same answers, both ways."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.management import call_command
from tests.web.box.councils import PASSPHRASES

from soundings.cli import main
from soundings.disclosure import Release, release_from_text
from soundings.instrument import Instrument, Item, load_instrument
from soundings.responses.synthetic import write_council
from soundings_web.keys.links import from_link_text
from soundings_web.respond.answering import checked
from soundings_web.respond.submitting import submit, way_in
from soundings_web.waves.actions import latest_contract
from soundings_web.waves.queries import find_survey

pytestmark = pytest.mark.django_db(transaction=True)

SURVEY = "children-social-work"
SITE_PLAN = """
format = 1
code = "2026"
title = "Health checks 2026"
organisation = "Thornthwaite Council (invented)"
held_on = 2026-09-06

[[surveys]]
code = "children-social-work"
title = "Children’s social work"
instrument = "social-work.toml"
variant = "children"
audience = "social-workers"
opens = 2020-01-01T08:00:00
closes = 2099-10-17T17:00:00
roster = "2026"
holders = ["Ada Principal", "Ben Union"]
by = ["team", "role"]
facts = [{ item = "team", source = "asked" }, { item = "role", source = "asked" }]
"""
LAYOUT = """
format = 1

[columns]
levels = ["Service", "Team"]
"""
FILES_PLAN = """
format = 1
code = "2026"
title = "Health checks 2026"
organisation = "Thornthwaite Council (invented)"

[[surveys]]
code = "children-social-work"
title = "Children’s social work"
instrument = "social-work.toml"
variant = "children"
mapping = "mapping-children-social-work-2026.toml"
eligible = "eligible-children-social-work-2026.csv"
responses = "answers-children-social-work-2026.csv"
by = ["team", "role"]
"""


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What a person types, where nothing is a terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / f"answers-{SURVEY}-2026.csv").open(encoding="utf-8", newline="") as file:
        return [{header.split(".")[0]: cell for header, cell in row.items()} for row in csv.DictReader(file)]


def answer(instrument: Instrument, item: Item, cell: str) -> Any:
    """A cell of the file as the site takes it."""
    words = {item.not_applicable: "*not_applicable", item.prefer_not_to_say: "*prefer_not_to_say"}
    codes = {option.label: option.code for option in instrument.options_of(item)}
    if cell in words:
        return words[cell]
    if item.kind == "choices":
        return [codes[part.strip()] for part in cell.split(";")]
    if item.kind == "number":
        return float(cell)
    return codes[cell] if codes else cell


def answered(instrument: Instrument, row: dict[str, str]) -> dict[str, Any]:
    return {code: answer(instrument, instrument.item(code), cell) for code, cell in row.items() if cell}


def drop_answers_off_the_route(folder: Path) -> None:
    """A file keeps what somebody answered without having been asked; the site asks nobody who is not asked."""
    path = folder / f"answers-{SURVEY}-2026.csv"
    instrument = load_instrument(str(folder / "social-work.toml"), "children")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, cells in zip(rows, rows_of(folder), strict=True):
        counted = checked(instrument, answered(instrument, cells), "social-workers")
        row.update({header: "" for header in row if header.split(".")[0] not in counted})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def collect(folder: Path, links: Path) -> int:
    """Everybody in the file of answers answers on the site, each with a link of their own."""
    instrument = load_instrument(str(folder / "social-work.toml"), "children")
    with links.open(encoding="utf-8", newline="") as file:
        written = [row["link"].rpartition("/")[2] for row in csv.DictReader(file)]
    rows = rows_of(folder)
    for link, row in zip(written, rows, strict=False):
        submit(way_in(from_link_text(link)), answered(instrument, row))
    return len(rows)


def write_eligible(folder: Path) -> None:
    """The people asked, as the contract has them: both roads count the same groups in the same order."""
    asked = latest_contract(find_survey(f"2026/{SURVEY}")).content["asked"]
    rows = [("", "", "", asked["total"])]
    for dimension, groups in asked["dimensions"].items():
        rows += [(dimension, group["label"], group["parent"], group["eligible"]) for group in groups]
    with (folder / f"eligible-{SURVEY}-2026.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("dimension", "group", "parent", "eligible"), *rows])


def by_files(folder: Path) -> Release:
    write_eligible(folder)
    (folder / "wave.toml").write_text(FILES_PLAN, encoding="utf-8")
    assert main(["publish", str(folder / "wave.toml"), "-o", str(folder / "files.json")]) == 0
    return release_from_text((folder / "files.json").read_text(encoding="utf-8"))


def figures(release: Release) -> pl.DataFrame:
    table = release.surveys[0].figures.table
    return table.sort([name for name in table.columns if table[name].dtype != pl.List])


def test_figures_through_the_box_are_those_of_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_council(tmp_path, seed=7, scale=0.5)
    drop_answers_off_the_route(tmp_path)
    (tmp_path / "site.toml").write_text(SITE_PLAN, encoding="utf-8")
    roster = tmp_path / f"roster-{SURVEY}-2026.csv"
    (tmp_path / "layout.toml").write_text(LAYOUT, encoding="utf-8")
    layout = ("--layout", str(tmp_path / "layout.toml"))
    call_command("roster", "load", str(roster), "--census", "2026-03-31", "--title", "2026", *layout)
    call_command("roster", "freeze", "--title", "2026")
    for name, passphrase in PASSPHRASES.items():
        type_in(monkeypatch, passphrase, passphrase)
        call_command("survey", "holder", name, "--sheet", str(tmp_path / f"{name}.txt"))
    call_command("survey", "plan", str(tmp_path / "site.toml"))
    call_command("survey", "open", f"2026/{SURVEY}")
    call_command("tickets", "links", f"2026/{SURVEY}", "-o", str(tmp_path / "links.csv"))
    people = collect(tmp_path, tmp_path / "links.csv")
    call_command("survey", "close", f"2026/{SURVEY}")
    type_in(monkeypatch, *PASSPHRASES.values())
    call_command("box", "open", f"2026/{SURVEY}")
    call_command("box", "publish", "2026", "-o", str(tmp_path / "site.json"))

    through_box = release_from_text((tmp_path / "site.json").read_text(encoding="utf-8"))
    through_files = by_files(tmp_path)
    assert people > 60
    assert figures(through_box).equals(figures(through_files))
    assert through_box.surveys[0].findings == through_files.surveys[0].findings
    assert main(["report", str(tmp_path / "site.json"), "-o", str(tmp_path / "report.html")]) == 0
