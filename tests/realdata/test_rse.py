"""The survey of research software engineers, UK 2016 and 2017: our counts against the institute's printed tables.

A printed cell is a row (an answer) and a column (an item) of one printed table. Left out are tables with [PERC] in
their name, tables that list every respondent's own number, and tables of questions the released answers do not hold.
"""

import csv
import html
import re
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from soundings.analysis.counts import Counter, ItemCounts
from soundings.disclosure import SurveyInput, WaveInput, publish
from soundings.disclosure.release import SurveyRelease
from soundings.disclosure.wave import load_wave
from soundings.estimates import change_of_shares, percent
from soundings.reporting import compose, to_html

pytestmark = pytest.mark.realdata

WAVE = Path(__file__).parents[2] / "examples" / "rse" / "wave.toml"
DATA = "rse-survey-uk-2016-2017"

NUMBERS = {"currentEmp11", "currentEmp16a", "proj1can", "soft1can", "train2"}
NOT_RELEASED = {
    2016: {"contact16a", "currentEmp2", "currentEmp4", "currentEmp6"},
    2017: {"currentEmp2", "disa1", "socio4", "socio5"},
}
COLUMNS_BESIDE_THE_NAME = {
    "satisGen1": ["satisGen1", "satisGen2"],
    "time1can": ["time1can", "time2can", "time3can", "time6can", "time4can", "time5can"],
    "prevEmp2": [f"prevEmp2-{rank}" for rank in range(1, 9)],
}
UNFILTERED = "paper1_2_4_5"
"""A table of 2016 that counts 592 people where 273 answered; paper2_4_5 prints the same questions rightly."""


@dataclass(frozen=True)
class Cell:
    """One printed cell: ``answer`` is empty for the row of those who gave none, ``printed`` None where it is blank."""

    table: str
    kind: str
    item: str
    answer: str
    printed: int | None


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def printed_cells(folder: Path, year: int) -> Iterator[Cell]:
    """Every cell of every printed table of counts whose question the released answers hold."""
    for path in sorted(folder.glob(f"published_output_{year}/*.csv")):
        if "[PERC]" not in path.name and path.stem not in NUMBERS | NOT_RELEASED[year]:
            yield from cells_of(path)


def cells_of(path: Path) -> Iterator[Cell]:
    header, *rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    items = COLUMNS_BESIDE_THE_NAME.get(path.stem) or items_named(path.stem)
    if header[1:3] == ["Yes", "No"]:
        for item, row in zip(items, rows, strict=True):
            for answer, printed in zip(header[1:], row[1:], strict=True):
                yield cell(path, "yes or no", item, answer, printed)
        return
    kind = "select all" if header[1:] == ["Count"] else "ranks" if path.stem == "prevEmp2" else "one of several"
    for row in rows:
        for item, printed in zip(items, row[1:], strict=True):
            yield cell(path, kind, item, row[0], printed)


def items_named(stem: str) -> list[str]:
    """The items of a table from its name: affRec3_4_5 holds affRec3, affRec4 and affRec5."""
    first, *others = stem.split("_")
    if first.startswith("rse16"):
        return ["rse16" + letter for letter in (first[-1], *others)]
    return [first, *(re.sub(r"\d+$", other, first) for other in others)]


def cell(path: Path, kind: str, item: str, answer: str, printed: str) -> Cell:
    return Cell(path.stem, kind, item, answer, int(float(printed)) if printed else None)


@lru_cache
def counter(folder: Path, year: int) -> Counter:
    """Counts of one year from inside the core, before any protection."""
    assert folder.is_dir()
    survey = load_wave(WAVE).surveys[0]
    if year == 2017:
        return Counter(survey.responses, ())
    assert survey.earlier
    return Counter(survey.earlier.responses, ())


@lru_cache
def release(folder: Path) -> SurveyRelease:
    assert folder.is_dir()
    return publish(load_wave(WAVE)).surveys[0]


def value(survey: SurveyRelease, wave: str, item: str, measure: str, option: str = "") -> tuple[float, int]:
    """A released figure and its base; it must be shown."""
    figure = survey.figures.get(wave, item, measure, option)
    assert figure is not None
    assert figure.value is not None
    assert figure.base is not None
    return figure.value, figure.base


def item_counts(counts: Counter, code: str) -> ItemCounts:
    return counts.item(counts.responses.instrument.item(code))


def ours(counts: Counter, printed: Cell) -> int:
    """Our count for a printed cell. Those who gave no answer are the unanswered and those not asked."""
    found = item_counts(counts, printed.item)
    if not printed.answer:
        return found.states["no_answer"] + found.states["not_asked"]
    if printed.answer == "Prefer not to say":
        return found.states["prefer_not_to_say"]
    return int(found.counts[0, option_of(found, printed.answer)])


def option_of(found: ItemCounts, answer: str) -> int:
    return [plain(option.label) for option in found.options].index(plain(answer))


def share(counts: Counter, code: str, answer: str) -> Decimal:
    """Our percentage of all who answered, to two decimals."""
    found = item_counts(counts, code)
    return percent(int(found.counts[0, option_of(found, answer)]), int(found.base[0]), 2)


def wrong_cells(counts: Counter, cells: list[Cell]) -> dict[tuple[str, str], tuple[int | None, int]]:
    return {(c.item, c.answer): (c.printed, ours(counts, c)) for c in cells if ours(counts, c) != c.printed}


@pytest.fixture(scope="module")
def data(shared_data: Callable[[str], Path]) -> Path:
    return shared_data(DATA)


def test_every_cell_printed_for_2017_is_reproduced(data: Path) -> None:
    """All 575 of them. The 335 that others count are those of one answer of several (286 without the country, which
    is the same for everybody), of yes or no (30), and their rows of no answer (6 and 13)."""
    cells = [cell for cell in printed_cells(data, 2017) if cell.printed is not None]
    kinds = Tally((cell.kind, bool(cell.answer)) for cell in cells if cell.item != "socio1")

    assert wrong_cells(counter(data, 2017), cells) == {}
    assert kinds == {
        ("one of several", True): 286,
        ("one of several", False): 6,
        ("yes or no", True): 30,
        ("yes or no", False): 13,
        ("select all", True): 160,
        ("ranks", True): 71,
        ("ranks", False): 8,
    }
    assert sum(number for (kind, _), number in kinds.items() if kind in ("one of several", "yes or no")) == 335
    assert len(cells) == 575


def test_blank_cells_of_2017_are_answers_that_nobody_gave(data: Path) -> None:
    blank = [cell for cell in printed_cells(data, 2017) if cell.printed is None]
    assert len(blank) == 10
    assert {ours(counter(data, 2017), cell) for cell in blank} == {0}


def test_189_of_the_191_cells_of_one_answer_of_several_printed_for_2016_are_reproduced(data: Path) -> None:
    """The other two lost those who answered “Never ” with a space after it."""
    cells = [c for c in printed_cells(data, 2016) if c.printed is not None and c.item != "socio1" and c.answer]
    cells = [cell for cell in cells if cell.kind == "one of several"]

    assert len(cells) == 191
    assert wrong_cells(counter(data, 2016), cells) == {
        ("turnOver2", "Never"): (27, 43),
        ("turnOver3", "Never"): (15, 73),
    }


def test_the_other_cells_printed_for_2016_are_reproduced_but_for_a_table_of_592_people(data: Path) -> None:
    counts = counter(data, 2016)
    cells = [c for c in printed_cells(data, 2016) if c.printed is not None]
    others = [c for c in cells if c.kind == "yes or no" or not c.answer]
    stray = [c for c in others if c.table == UNFILTERED]

    assert wrong_cells(counts, [c for c in others if c.table != UNFILTERED]) == {}
    assert (len(others), len(stray)) == (57, 12)
    assert len(wrong_cells(counts, stray)) == 12
    assert {sum(c.printed or 0 for c in stray if c.item == item) for item in ("paper1", "paper2")} == {592}


def test_answers_left_blank_in_the_tables_of_2016_are_in_our_counts(data: Path) -> None:
    """“Never ” with a space after it, and the bus factor 5.0, fell out of the printed tables altogether."""
    blank = [cell for cell in printed_cells(data, 2016) if cell.printed is None]
    lost = {item: found for (item, _), (_, found) in wrong_cells(counter(data, 2016), blank).items() if found}
    assert lost == {
        "perfCheck1": 7,
        "perfCheck2": 14,
        "perfCheck4": 6,
        "perfCheck5": 12,
        "perfCheck6": 21,
        "perfCheck7": 43,
        "stability1": 21,
        "turnOver1": 15,
        "turnOver4": 38,
    }


def test_percentages_are_of_those_who_answered_not_of_a_row_of_several_questions(data: Path) -> None:
    """Printed percentages of single questions are right; those of grids add up across questions and are not."""
    assert share(counter(data, 2017), "edu1", "Doctorate") == Decimal("67.19")
    assert share(counter(data, 2016), "affSat4", "Agree") == Decimal("37.13")

    path = data / "published_output_2017" / "affSat1_2_3_4[PERC].csv"
    label, *printed = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))[4]
    agree = [round(float(cell), 2) for cell in printed]
    assert label == "Agree"
    assert agree == [22.51, 27.25, 26.30, 23.93]
    assert sum(agree) == pytest.approx(100, abs=0.02)
    ours = [share(counter(data, 2017), code, "Agree") for code in ("affSat1", "affSat2", "affSat3", "affSat4")]
    assert ours == [Decimal("42.22"), Decimal("51.57"), Decimal("51.63"), Decimal("47.20")]


def test_every_cell_of_2017_leaves_the_gate_right_except_two_of_a_question_with_12_answers(data: Path) -> None:
    """Profile questions are left out: their small categories are grouped (next test)."""
    survey, counts = release(data), counter(data, 2017)
    profile = {item.code for item in survey.items if item.profile}
    withheld = {}
    shown = 0
    for cell in printed_cells(data, 2017):
        if cell.item in profile or not cell.answer:
            continue
        found = item_counts(counts, cell.item)
        figure = survey.figures.get("2017", cell.item, "count", found.options[option_of(found, cell.answer)].code)
        assert figure is not None
        if figure.shown:
            assert (figure.value, figure.base) == (cell.printed or 0, found.base[0])
            shown += 1
        else:
            withheld[cell.item, cell.answer] = (figure.status, figure.value, figure.base)

    assert withheld == {("paper5", "Yes"): ("capped_high", None, 12), ("paper5", "No"): ("capped_low", None, 12)}
    assert shown == 506


def test_no_count_of_2017_is_withheld_but_the_two(data: Path) -> None:
    table = release(data).figures.table
    # How many were not asked currentEmp11 would count a contract, a profile question: its states are withheld.
    withheld = table.filter(
        table["status"].is_in(["capped_low", "capped_high", "not_shown", "too_few"]) & (table["item"] != "currentEmp11")
    )
    assert set(withheld.select("item", "measure", "option").iter_rows()) == {
        ("paper5", measure, option) for measure in ("count", "percent") for option in ("yes", "no")
    }


def test_profile_questions_leave_the_gate_with_categories_of_ten_or_more_that_add_up(data: Path) -> None:
    survey, counts = release(data), counter(data, 2017)
    profile = [item for item in survey.items if item.profile]
    assert {item.code for item in profile} == {
        "socio1", "socio2", "socio3", "edu1", "edu2", "currentEmp1", "currentEmp10", "currentEmp12"
    }  # fmt: skip
    for item in profile:
        found = item_counts(counts, item.code)
        answered = dict(zip((option.code for option in found.options), found.counts[0].tolist(), strict=True))
        shown = {o.code: value(survey, "2017", item.code, "count", o.code)[0] for o in item.options}
        assert all(number == answered[code] for code, number in shown.items() if code in answered)
        assert min(shown.values(), default=10) >= 10
        assert sum(shown.values()) == (0 if item.code == "socio1" else 253)


def test_2016_published_by_itself_withholds_nothing_and_agrees_with_every_right_printed_cell(data: Path) -> None:
    survey = load_wave(WAVE).surveys[0]
    assert survey.earlier
    alone = SurveyInput("rse", "2016", survey.instrument, survey.earlier.responses)
    released = publish(WaveInput("2016", "2016", "UK", (alone,))).surveys[0]
    profile = {item.code for item in released.items if item.profile}
    counts = counter(data, 2016)
    right = 0
    for cell in printed_cells(data, 2016):
        if cell.answer and cell.item not in profile and cell.printed == ours(counts, cell):
            option = item_counts(counts, cell.item).options[option_of(item_counts(counts, cell.item), cell.answer)].code
            assert value(released, "2016", cell.item, "count", option)[0] == cell.printed
            right += 1
    assert right == 173
    table = released.figures.table
    assert set(table.filter(table["item"] != "currentEmp11")["status"]) == {"ok"}


def test_the_cells_of_2016_that_are_compared_leave_the_gate_right(data: Path) -> None:
    """Where the printed table is wrong or blank, our own count stands."""
    survey, counts = release(data), counter(data, 2016)
    compared = 0
    for cell in printed_cells(data, 2016):
        found = item_counts(counts, cell.item)
        if not cell.answer or survey.figures.get("2016", cell.item, "no_answer") is None or cell.table == UNFILTERED:
            continue
        figure = survey.figures.get("2016", cell.item, "count", found.options[option_of(found, cell.answer)].code)
        assert figure is not None
        assert figure.shown
        assert figure.value == ours(counts, cell)
        compared += 1
    assert compared == 133


@pytest.mark.parametrize(
    ("code", "before", "now", "p"),
    [("turnOver5", (141, 272), (150, 221), "0.0003"), ("affSat3", (160, 271), (140, 215), "0.17")],
)
def test_changes_on_2016_have_the_known_counts_and_probabilities(
    data: Path, code: str, before: tuple[int, int], now: tuple[int, int], p: str
) -> None:
    survey = release(data)
    assert value(survey, "2016", code, "favourable_count") == before
    assert value(survey, "2017", code, "favourable_count") == now
    probability, _ = value(survey, "2017", code, "change_favourable_p")
    assert f"{probability:.{len(p) - 2}f}" == p


def test_would_accept_another_job_moved_from_66_of_272_to_46_of_209(data: Path) -> None:
    """Agreeing is the unfavourable side of this question, so its change is worked out from the released counts."""
    before, now = (value(release(data), wave, "turnOver6", "unfavourable_count") for wave in ("2016", "2017"))
    assert (before, now) == ((66, 272), (46, 209))
    change = change_of_shares(int(before[0]), before[1], int(now[0]), now[1])
    assert f"{change.p:.2f}" == "0.56"


def test_questions_that_changed_their_meaning_are_not_compared(data: Path) -> None:
    verdicts = {item.code: item.comparison.verdict for item in release(data).items if item.comparison}
    broken = {code for code, verdict in verdicts.items() if verdict == "break"}
    assert broken == {"currentWork2", "paper2", "paper4", "paper5"}
    assert {verdicts[code] for code in ("affSat3", "affSat4", "turnOver4", "stability2")} == {"comparable"}
    assert {verdicts[code] for code in ("affSat1", "turnOver5", "turnOver6", "affRec1")} == {"same"}
    assert {verdicts[code] for code in ("satisGen1", "soft2can", "tool4can")} == {"new"}


def test_the_report_of_2017_names_every_question_it_asked(data: Path) -> None:
    assert data.is_dir()
    text = html.unescape(to_html(compose(publish(load_wave(WAVE)))))
    asked = {item.text for item in release(data).items if not item.profile}
    assert len(asked) == 75
    assert {question for question in asked if question not in text} == set()
