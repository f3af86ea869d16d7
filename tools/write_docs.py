"""Write the pages of the documentation that are made from the code: the figures, the methods and the schemas."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import partial
from itertools import groupby
from pathlib import Path
from types import ModuleType

from soundings import estimates
from soundings.disclosure import MEASURES, STATUSES
from soundings.disclosure.schema import release_schema
from soundings.estimates import (
    benchmarks,
    changes,
    detectable,
    drivers,
    estimate,
    many_tests,
    means,
    net_scores,
    overlap,
    proportions,
    reliability,
    response_rates,
    rounding,
    weighted,
    weighting,
)
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


# Each page of the methods handbook and the modules it is made from.
METHODS: dict[str, tuple[ModuleType, ...]] = {
    "estimates": (estimate,),
    "response-rates": (response_rates,),
    "proportions": (proportions, net_scores),
    "scores": (means,),
    "changes": (changes, overlap, detectable),
    "benchmarks": (benchmarks,),
    "many-tests": (many_tests,),
    "weighting": (weighting, weighted),
    "reliability": (reliability,),
    "drivers": (drivers,),
    "rounding": (rounding,),
}


def methods_page(modules: tuple[ModuleType, ...]) -> str:
    """A page of the handbook: what each module says of its subject, then what each of its public sums says."""
    parts = []
    for number, module in enumerate(modules):
        title, _, text = inspect.getdoc(module).partition(": ") if module.__doc__ else ("", "", "")
        parts += [f"{'##' if number else '#'} {title}", text[:1].upper() + text[1:]]
        parts += [part for thing in public_in(module) for part in (f"### `{thing.__name__}`", *described(thing))]
    return "\n\n".join(parts) + "\n"


def public_in(module: ModuleType) -> list[Callable[..., object]]:
    """What the room of estimates shows of a module, in the order it is written."""
    shown = [getattr(estimates, name) for name in estimates.__all__]
    own = [thing for thing in shown if getattr(thing, "__module__", "") == module.__name__]
    return sorted(own, key=lambda thing: inspect.getsourcelines(thing)[1])


def described(thing: Callable[..., object]) -> list[str]:
    """How it is called, and its docstring with the worked examples set as code."""
    failure = isinstance(thing, type) and issubclass(thing, Exception)
    call = [] if failure else [f"```python\n{thing.__name__}{called_with(thing)}\n```"]
    return [*call, fenced(inspect.getdoc(thing) or "")]


def called_with(thing: Callable[..., object]) -> str:
    """Its arguments, one a line where they are too many for one."""
    # Types are written as in the code; as text they would stand in quotation marks.
    signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(thing))).replace(" -> None", "")
    if len(signature) <= 90:
        return signature
    inside, _, result = signature[1:].rpartition(")")
    arguments = re.split(r", (?=[*a-zA-Z_]\w*(?::|,|$))", inside)
    return "(\n" + "".join(f"    {argument},\n" for argument in arguments) + f"){result}"


def fenced(text: str) -> str:
    """Runs of example lines become fenced code; the rest stands as written."""
    pieces = []
    for example, lines in groupby(text.split("\n\n"), key=lambda part: part.startswith(">>>")):
        block = "\n\n".join(lines)
        pieces.append(f"```pycon\n{block}\n```" if example else block)
    return "\n\n".join(pieces)


PAGES = {
    "figures.md": figures_page,
    **{f"methods/{name}.md": partial(methods_page, modules) for name, modules in METHODS.items()},
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
