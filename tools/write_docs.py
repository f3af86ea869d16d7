"""Write the pages of the documentation that are made from the code: the figures and the schemas."""

from __future__ import annotations

from pathlib import Path

from soundings.disclosure import MEASURES, STATUSES
from soundings.disclosure.schema import release_schema
from soundings.instrument.schema import instrument_schema, local_schema

DOCS = Path(__file__).parents[1] / "docs"

INTRODUCTION = """\
# The figures

`soundings tables` writes every figure of a release as one tidy table, one row a figure. The columns never change:

`wave,survey,item,measure,option,dimension,group,value,low,high,base,status`

| column | meaning |
| --- | --- |
| `wave`, `survey` | Which wave and survey. The wave before is there too, for the whole survey. |
| `item` | The item's code; `topic:…` or `standard:…` for a topic or standard; empty for participation. |
| `measure` | What the figure is: see below. New facts come as new measures. |
| `option` | The answer option, where the measure is about one. |
| `dimension`, `group` | The breakdown and its group; both empty for the whole survey. |
| `value`, `low`, `high` | The figure and its 95% interval, where it has one. |
| `base` | The people the figure rests on. |
| `status` | Whether it is shown: see below. |

## Measures

Numbers are rounded once, half up, to the decimals given here. Reports print whole per cent for bases under 1,000.

| measure | meaning | unit | decimals |
| --- | --- | --- | --- |
"""

BETWEEN = """
The favourable, neutral and unfavourable answers of each question are set in the questionnaire. “Not applicable”, “don’t
know” and “prefer not to say” are outside the base. Scores are means of 0 to 100 by equal steps of the scale; a topic's
score is the mean over people who answered at least half of its questions. Bands are those of the employer standards,
on the unrounded score: low below 50.5, moderate below 74.5, high from there.

## Statuses

| status | meaning |
| --- | --- |
"""

END = """
A row that is not shown differs from another such row only in its keys: it has no value, no interval and no base. A
capped row has the limit as its value (“90% or more” is 90) and no interval. [Why some figures are not
shown](methods/protection.md).
"""


def figures_page() -> str:
    """What every measure and status means."""
    measures = [f"| `{name}` | {m.title} | {m.unit} | {m.decimals} |\n" for name, m in MEASURES.items()]
    statuses = [f"| `{name}` | {meaning} |\n" for name, meaning in STATUSES.items()]
    return INTRODUCTION + "".join(measures) + BETWEEN + "".join(statuses) + END


PAGES = {
    "figures.md": figures_page,
    "schemas/instrument.schema.json": instrument_schema,
    "schemas/local-additions.schema.json": local_schema,
    "schemas/release.schema.json": release_schema,
}


def main() -> None:
    """Write them all."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
