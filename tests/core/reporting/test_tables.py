"""Figures as plain tables."""

import csv
import io
import time
import zipfile
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.reporting.releases import SOCIAL_WORK, Rows, release, with_rows

from soundings.disclosure import Dimension, Figures, Group, OptionFacts
from soundings.reporting import figures_table, tables_csv, tables_xlsx
from soundings.reporting.rounding import half_up
from soundings.reporting.tables import safe_text

COLUMNS = [
    "wave",
    "survey",
    "item",
    "measure",
    "option",
    "dimension",
    "group",
    "value",
    "low",
    "high",
    "base",
    "status",
]


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_columns_never_change():
    assert figures_table(release()).columns == COLUMNS
    assert tables_csv(release()).split("\n", 1)[0] == ",".join(COLUMNS)


def test_a_release_without_surveys_has_the_columns_and_no_rows():
    empty = replace(release(), surveys=())

    assert figures_table(empty).columns == COLUMNS
    assert lines(tables_csv(empty)) == []


def test_every_figure_of_every_survey_is_a_row():
    every = release()

    assert len(lines(tables_csv(every))) == sum(len(survey.figures) for survey in every.surveys)


def test_numbers_have_the_decimals_of_their_measure():
    rows = {(r["item"], r["measure"]): r for r in lines(tables_csv(release(SOCIAL_WORK))) if not r["dimension"]}

    assert rows["", "response_rate"]["value"] in ("52.6", "34.7")
    assert rows["manage", "favourable_count"]["value"] in ("70", "32")
    assert rows["manage", "change_favourable_adjusted_p"]["value"] == "0.0120"
    assert rows["manage", "change_favourable"]["low"] == "5.6"


def test_a_row_that_is_not_shown_is_blank_even_if_the_release_slipped():
    rows = Rows()
    rows.add(
        "manage", "favourable", 37.4159, 31337, low=12.3, high=45.6, group="X", dimension="team", status="not_shown"
    )
    row = lines(tables_csv(release(with_rows(SOCIAL_WORK, rows))))[-1]

    assert [row[name] for name in ("value", "low", "high", "base")] == ["", "", "", ""]
    assert row["status"] == "not_shown"


def test_a_capped_row_keeps_its_limit():
    capped = next(row for row in lines(tables_csv(release())) if row["status"] == "capped_high")

    assert (capped["value"], capped["low"], capped["base"]) == ("90.0", "", "15")


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@x", "\tx"])
def test_text_that_looks_like_a_formula_is_made_safe(text: str):
    assert safe_text(text) == f"'{text}"


def test_a_group_named_like_a_formula_is_made_safe_in_the_tables():
    rows = Rows()
    rows.add("manage", "favourable", 50.0, 60, dimension="team", group="=cmd()")
    hostile = release(with_rows(SOCIAL_WORK, rows))

    assert lines(tables_csv(hostile))[-1]["group"] == "'=cmd()"
    assert b"<f>" not in b"".join(sheets(tables_xlsx(hostile)).values())


def test_commas_quotes_and_new_lines_survive_the_csv():
    rows = Rows()
    rows.add("manage", "favourable", 50.0, 60, dimension="team", group='North, "old"\nhouse')

    assert lines(tables_csv(release(with_rows(SOCIAL_WORK, rows))))[-1]["group"] == 'North, "old"\nhouse'
    assert "\r" not in tables_csv(release(with_rows(SOCIAL_WORK, rows)))


@given(value=st.floats(-100, 100, allow_nan=False), measure=st.sampled_from(["count", "favourable", "change_score_p"]))
def test_the_whole_column_is_rounded_as_a_single_number_is(value: float, measure: str):
    decimals = {"count": 0, "favourable": 1, "change_score_p": 4}[measure]
    rows = Rows()
    rows.add("x", measure, value, 60)
    table = figures_table(release(replace(SOCIAL_WORK, figures=rows.figures())))

    assert table["value"][0] == pytest.approx(float(half_up(value, decimals)), abs=1e-12)


def sheets(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_workbook_is_the_same_bytes_every_time():
    first = tables_xlsx(release())
    time.sleep(1.1)

    assert tables_xlsx(release()) == first


def test_the_workbook_holds_the_same_figures_as_the_csv():
    figures = pl.read_excel(io.BytesIO(tables_xlsx(release())), sheet_name="Figures", engine="calamine")

    assert figures.columns == COLUMNS
    assert figures["value"].cast(pl.Float64).to_list() == figures_table(release())["value"].to_list()
    assert figures["status"].to_list() == figures_table(release())["status"].to_list()


def test_the_workbook_has_a_cover_plain_sheets_and_no_merged_cells():
    parts = sheets(tables_xlsx(release()))

    assert b"Social Work Health Check 2023: figures" in parts["docProps/core.xml"]
    assert b'sheet name="About"' in parts["xl/workbook.xml"]
    assert not any(b"mergeCell" in part for part in parts.values())
    assert b'state="frozen"' in parts["xl/worksheets/sheet2.xml"]


def test_the_workbook_says_what_codes_stand_for():
    workbook = io.BytesIO(tables_xlsx(release()))
    options = pl.read_excel(workbook, sheet_name="Options", engine="calamine")
    groups = pl.read_excel(workbook, sheet_name="Groups", engine="calamine")

    assert ("sw", "manage", "sa", "Strongly agree", "favourable") in options.rows()
    assert ("sw", "team", "South and Centre", "South and Centre", None, "South; Centre") in groups.rows()


def test_hostile_labels_are_made_safe_in_the_workbook():
    hostile = replace(
        SOCIAL_WORK,
        items=(replace(SOCIAL_WORK.items[0], options=(OptionFacts("x", "=1+1"),)),),
        dimensions=(Dimension("team", "Team", (Group("@a", "@a"),)),),
        figures=Figures(SOCIAL_WORK.figures.table.head(1)),
    )
    options = pl.read_excel(io.BytesIO(tables_xlsx(release(hostile))), sheet_name="Options", engine="calamine")

    assert options["label"].to_list() == ["'=1+1"]
