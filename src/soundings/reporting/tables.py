"""The figures of a release as one tidy table, for spreadsheets and for other programs.

The columns never change; new facts arrive as new values of ``measure``. Numbers are rounded half up to the
decimals that ``MEASURES`` states. A row that is not shown is blank in every column but its keys and status.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import polars as pl

from soundings.disclosure import MEASURES, STATUSES, Release
from soundings.reporting.wording import for_whom
from soundings.reporting.workbook import Cover, Sheet, Value, write_workbook

KEYS = ("wave", "survey", "item", "measure", "option", "dimension", "group")
NUMBERS = ("value", "low", "high")
COLUMNS = (*KEYS, *NUMBERS, "base", "status")

_WITHHELD = ("not_shown", "too_few", "not_comparable", "undefined")
_DECIMALS = {name: measure.decimals for name, measure in MEASURES.items()}
_DUST = 5e-10
# A spreadsheet takes a text that starts with one of these for a formula, and runs it.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def figures_table(release: Release) -> pl.DataFrame:
    """Every figure of every survey, rounded for print."""
    if not release.surveys:
        return pl.DataFrame(schema={name: _type(name) for name in COLUMNS})
    together = pl.concat(
        survey.figures.table.with_columns(pl.lit(survey.code, dtype=pl.String).alias("survey")).select(COLUMNS)
        for survey in release.surveys
    )
    decimals = pl.col("measure").replace_strict(_DECIMALS, default=1, return_dtype=pl.Int64)
    shown = ~pl.col("status").is_in(_WITHHELD)
    return together.with_columns(
        *(pl.when(shown).then(_half_up(pl.col(name), decimals)).alias(name) for name in NUMBERS),
        pl.when(shown).then(pl.col("base")).alias("base"),
    )


def _type(name: str) -> type[pl.DataType]:
    if name in NUMBERS:
        return pl.Float64
    return pl.Int64 if name == "base" else pl.String


def _half_up(number: pl.Expr, decimals: pl.Expr) -> pl.Expr:
    """The rule of ``rounding.half_up`` for a whole column, dust of binary arithmetic included."""
    scale = pl.lit(10.0).pow(decimals)
    size = ((number.abs() + _DUST) * scale + 0.5).floor() / scale
    return pl.when((number < 0) & (size > 0)).then(-size).otherwise(size)


def tables_csv(release: Release) -> str:
    """The figures as CSV (RFC 4180, lines end with a line feed): every number with the decimals of its measure."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for *keys, value, low, high, base, status in figures_table(release).iter_rows():
        decimals = _DECIMALS.get(keys[KEYS.index("measure")], 1)
        numbers = ["" if number is None else f"{number:.{decimals}f}" for number in (value, low, high)]
        writer.writerow([*map(safe_text, keys), *numbers, "" if base is None else base, status])
    return text.getvalue()


def safe_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before one that looks like it."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def tables_xlsx(release: Release) -> bytes:
    """The figures as a workbook: a cover in words, the figures, and what the codes in them stand for."""
    return write_workbook(
        Cover(f"{release.title}: figures", tuple(_cover_lines(release)), release.organisation),
        [
            Sheet("Figures", COLUMNS, [_safe(row) for row in figures_table(release).iter_rows()]),
            Sheet("Questions", ("survey", "item", "text", "section", "asked of"), list(_questions(release))),
            Sheet("Options", ("survey", "item", "option", "label", "side"), list(_options(release))),
            Sheet("Groups", ("survey", "dimension", "group", "label", "parent", "merged from"), list(_groups(release))),
            Sheet("Measures", ("measure", "meaning", "unit", "decimals"), list(_measures())),
            Sheet("Statuses", ("status", "meaning"), list(STATUSES.items())),
        ],
    )


def _safe(row: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(safe_text(value) if isinstance(value, str) else value for value in row)


def _cover_lines(release: Release) -> Iterator[str]:
    yield f"{release.organisation}, wave {release.wave}."
    yield "Sheet “Figures” holds one figure a row. The first seven columns say which figure it is."
    yield "An empty “dimension” and “group” mean the whole survey. An empty “item” means the survey itself."
    yield "“value” is the figure, “low” and “high” the ends of its interval, “base” the number of answers behind it."
    yield "A blank cell means that there is no number. The column “status” says why; see sheet “Statuses”."
    yield "Sheets “Questions”, “Options” and “Groups” say what the codes stand for, “Measures” what each measure means."
    yield f"No result is shown for fewer than {release.plan.threshold} people."
    yield "A code that starts like a formula has an apostrophe before it, so that no spreadsheet runs it."
    yield f"For {for_whom(release)}."
    yield f"Release {release.taken_from or release.hash}"


def _questions(release: Release) -> Iterator[tuple[Value, ...]]:
    for survey in release.surveys:
        for item in survey.items:
            yield _safe((survey.code, item.code, item.text, item.section, item.route))
        for composite in survey.composites:
            asked = f"{composite.title} ({composite.family}; mean of {', '.join(composite.items)})"
            yield _safe((survey.code, composite.code, asked, "", ""))


def _options(release: Release) -> Iterator[tuple[Value, ...]]:
    for survey in release.surveys:
        for item in survey.items:
            for option in item.options:
                yield _safe((survey.code, item.code, option.code, option.label, option.side))


def _groups(release: Release) -> Iterator[tuple[Value, ...]]:
    for survey in release.surveys:
        for dimension in survey.dimensions:
            for group in dimension.groups:
                members = "; ".join(group.members)
                yield _safe((survey.code, dimension.code, group.code, group.label, group.parent, members))


def _measures() -> Iterator[tuple[Value, ...]]:
    for name, measure in MEASURES.items():
        yield name, measure.title, measure.unit, measure.decimals
