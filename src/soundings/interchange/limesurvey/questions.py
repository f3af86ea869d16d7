"""LimeSurvey's kinds of question as items of ours: an array becomes one item a row, a ranking one item a rank."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from soundings.instrument import Condition
from soundings.interchange.codes import code_of
from soundings.interchange.draft import DraftItem, DraftOption, Words, said
from soundings.interchange.limesurvey.names import item_code
from soundings.interchange.limesurvey.survey import Answer, Question, Subquestion
from soundings.interchange.markup import plain

NOT_ASKED = {
    "X": "texts that are shown, not asked",
    "*": "equations, which LimeSurvey computes",
    "|": "files to upload",
    "D": "dates, which no kind of item asks for",
    "I": "the choice of a language",
}

# A row of this many words is a statement that stands by itself; a shorter one needs the question before it.
WORDS_OF_A_STATEMENT = 3

_BRACES = str.maketrans("{}", "[]")

Built = Callable[[Question, str], Iterator[DraftItem]]


def _own(*pairs: tuple[str, str]) -> tuple[DraftOption, ...]:
    """Options that LimeSurvey has built in; their words belong to no language of the file."""
    return tuple(DraftOption(code_of(code), {"": label}) for code, label in pairs)


def _points(most: int) -> tuple[DraftOption, ...]:
    return _own(*((str(point), str(point)) for point in range(1, most + 1)))


YES_NO = _own(("Y", "Yes"), ("N", "No"))
YES_UNCERTAIN_NO = _own(("Y", "Yes"), ("U", "Uncertain"), ("N", "No"))
MORE_OR_LESS = _own(("I", "Increase"), ("S", "Same"), ("D", "Decrease"))
GENDER = _own(("F", "Female"), ("M", "Male"))


def plain_words(words: Words) -> dict[str, str]:
    """Texts without markup; what is empty then is absent.

    LimeSurvey fills in braces from other answers. In an instrument they stand for the words of a variant, so what was
    to be filled in stands in square brackets.
    """
    return {language: text.translate(_BRACES) for language, raw in words.items() if (text := plain(raw))}


def why_not_asked(question: Question) -> str:
    """What a question is that became no item."""
    if question.kind in _KINDS:
        return f"questions of the kind “{question.kind}” without answers or subquestions"
    return NOT_ASKED.get(question.kind, f"questions of an unknown kind, “{question.kind}”")


def items_of(question: Question, base: str) -> tuple[DraftItem, ...]:
    """The items a question becomes; none for what is not asked, or has nothing to answer."""
    build = _KINDS.get(question.kind)
    return tuple(build(question, base)) if build else ()


def _text(question: Question) -> dict[str, str]:
    """The words of a question, or its code where it has none."""
    return plain_words(question.words) or {"": question.code}


def _beside(stem: Words, row: Words) -> dict[str, str]:
    """A row after its question, in every language that has both; words of no language go with any."""
    languages = [language for language in dict.fromkeys([*stem, *row]) if language] or [""]
    found = {language: (stem.get(language, stem.get("")), row.get(language, row.get(""))) for language in languages}
    return {language: f"{before} – {after}" for language, (before, after) in found.items() if before and after}


def _row_texts(question: Question, row: Subquestion, base: str) -> tuple[dict[str, str], dict[str, str]]:
    """The text and the guidance of a row: a statement stands by itself, with the question as its guidance."""
    stem, words, helps = _text(question), plain_words(row.words) or {"": row.code}, plain_words(question.help)
    if len(said(words, base, base).split()) >= WORDS_OF_A_STATEMENT:
        return words, _joined(stem, helps)
    return _beside(stem, words) or {"": f"{question.code} – {row.code}"}, helps


def _joined(stem: Words, helps: Words) -> dict[str, str]:
    return {language: " ".join(filter(None, (text, helps.get(language)))) for language, text in stem.items()}


def labelled(pairs: Iterable[tuple[str, Words]], base: str) -> tuple[DraftOption, ...]:
    """Options whose labels are neither empty nor alike; where they would be, the code is put to the label."""
    options: list[DraftOption] = []
    taken: set[str] = set()
    for code, raw in pairs:
        words = plain_words(raw) or {"": code}
        if said(words, base, base).casefold() in taken:
            words = {language: f"{text} ({code})" for language, text in words.items()}
        taken.add(said(words, base, base).casefold())
        options.append(DraftOption(code_of(code), words))
    return tuple(options)


def _answers(question: Question, base: str, scale: int = 0) -> tuple[DraftOption, ...]:
    return labelled(((a.code, a.words) for a in question.answers if a.scale == scale), base)


def _rows(question: Question, scale: int = 0) -> list[Subquestion]:
    """The rows or columns of a question. The row for other answers is made from the question itself."""
    return [s for s in question.subquestions if s.scale == scale and not (question.other and s.code == "other")]


def _other_label(question: Question) -> dict[str, str]:
    return plain_words(question.settings.get("other_replace_text", {})) or {"": "Other"}


def _item(question: Question) -> DraftItem:
    """A question as one item, of words until something else is said."""
    return DraftItem(code_of(question.code), _text(question), "comment", guidance=plain_words(question.help))


def _comment(question: Question, *parts: str, about: Words, show_if: Condition | None = None) -> DraftItem:
    return DraftItem(item_code(question.code, *parts), _beside(_text(question), about), "comment", show_if=show_if)


def _when(item: str, option: str) -> Condition:
    return Condition.model_validate({"item": item, "is": (option,)})


def _list(question: Question, base: str) -> Iterator[DraftItem]:
    """One answer of a list, perhaps with another answer in the person's own words."""
    options = _answers(question, base)
    if question.other:
        code = "other-" if any(option.code.casefold() == "other" for option in options) else "other"
        options = (*options, DraftOption(code, _other_label(question)))
    if not options:
        return
    yield replace(_item(question), kind="choice", options=options)
    if question.other:
        # Asked of those who chose it, so it looks back at the choice.
        route = _when(code_of(question.code), options[-1].code)
        yield _comment(question, "other", about=_other_label(question), show_if=route)
    if question.kind == "O":
        yield _comment(question, "comment", about={"": "comment"})


def _choices(question: Question, base: str) -> Iterator[DraftItem]:
    """Any number of answers, perhaps with a comment on each."""
    rows = _rows(question)
    if not rows:
        return
    options = labelled(((row.code, row.words) for row in rows), base)
    remarks = ("Who only wrote under “other” has ticked none of these: LimeSurvey keeps no tick for it.",)
    yield replace(_item(question), kind="choices", options=options, remarks=remarks if question.other else ())
    if question.kind == "P":
        for row, option in zip(rows, options, strict=True):
            about = _beside(option.words, {"": "comment"})
            route = _when(code_of(question.code), option.code)
            yield _comment(question, f"{row.code}comment", about=about, show_if=route)
    if question.other:
        yield _comment(question, "other", about=_other_label(question))
    if question.other and question.kind == "P":
        yield _comment(question, "othercomment", about=_beside(_other_label(question), {"": "comment"}))


def _rowwise(options: Callable[[Question, str], tuple[DraftOption, ...]], family: str = "") -> Built:
    """An array: one item a row, all with the same answers."""

    def build(question: Question, base: str) -> Iterator[DraftItem]:
        offered = options(question, base)
        for row in _rows(question) if offered else ():
            text, guidance = _row_texts(question, row, base)
            yield DraftItem(
                item_code(question.code, row.code),
                text,
                "choice",
                options=offered,
                family=family or f"{code_of(question.code)}-answers",
                ordered=len(offered) > 1,
                guidance=guidance,
            )

    return build


def _dual(question: Question, base: str) -> Iterator[DraftItem]:
    """An array with two scales: two items a row."""
    for row in _rows(question):
        for scale, header in ((0, "dualscale_headerA"), (1, "dualscale_headerB")):
            offered = _answers(question, base, scale)
            heading = plain_words(question.settings.get(header, {})) or {"": f"scale {scale + 1}"}
            text, guidance = _row_texts(question, row, base)
            if offered:
                yield DraftItem(
                    item_code(question.code, row.code, str(scale)),
                    _beside(text, heading),
                    "choice",
                    options=offered,
                    family=f"{code_of(question.code)}-answers-{scale + 1}",
                    ordered=len(offered) > 1,
                    guidance=guidance,
                )


def _single(options: tuple[DraftOption, ...], family: str, *, ordered: bool = False, equality: bool = False) -> Built:
    def build(question: Question, _: str) -> Iterator[DraftItem]:
        item = _item(question)
        yield replace(item, kind="choice", options=options, family=family, ordered=ordered, equality=equality)

    return build


def _number(question: Question, _: str) -> Iterator[DraftItem]:
    least, most = _limit(question, "min_num_value_n"), _limit(question, "max_num_value_n")
    yield replace(_item(question), kind="number", minimum=least, maximum=most)


def _numbers(question: Question, base: str) -> Iterator[DraftItem]:
    for row in _rows(question):
        text, guidance = _row_texts(question, row, base)
        yield DraftItem(item_code(question.code, row.code), text, "number", guidance=guidance)


def _limit(question: Question, name: str) -> float | None:
    """The least or the most that LimeSurvey accepts, where it is a plain number."""
    try:
        value = float(question.settings.get(name, {}).get("", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _cells(question: Question, base: str) -> Iterator[DraftItem]:
    """An array of numbers or texts: one item a cell; of ticks, one item a row."""
    columns = _rows(question, 1)
    for row in _rows(question):
        text, guidance = _row_texts(question, row, base)
        if question.kind == ":" and question.setting("multiflexible_checkbox"):
            options = labelled(((column.code, column.words) for column in columns), base)
            if options:
                code = item_code(question.code, row.code)
                yield DraftItem(code, text, "choices", options=options, guidance=guidance)
            continue
        for column in columns:
            words = _beside(text, plain_words(column.words) or {"": column.code})
            code = item_code(question.code, row.code, column.code)
            if question.kind == ";":
                yield DraftItem(code, words, "comment", guidance=guidance)
            else:
                least, most = _limit(question, "multiflexible_min"), _limit(question, "multiflexible_max")
                yield DraftItem(code, words, "number", guidance=guidance, minimum=least, maximum=most)


def _free(question: Question, _: str) -> Iterator[DraftItem]:
    yield _item(question)


def _several_texts(question: Question, _: str) -> Iterator[DraftItem]:
    for row in _rows(question):
        yield _comment(question, row.code, about=plain_words(row.words) or {"": row.code})


def _ranking(question: Question, base: str) -> Iterator[DraftItem]:
    """What was put first, second and so on: a choice for each rank."""
    of_rows = [Answer(row.code, 0, row.words) for row in _rows(question)]
    ranked = question if question.answers else replace(question, answers=tuple(of_rows))
    options = _answers(ranked, base)
    for rank in range(1, len(options) + 1):
        yield DraftItem(
            item_code(question.code, str(rank)),
            _beside(_text(question), {"": f"rank {rank}"}),
            "choice",
            options=options,
            family=f"{code_of(question.code)}-answers",
            guidance=plain_words(question.help),
        )


_KINDS: Mapping[str, Built] = {
    "L": _list,
    "!": _list,
    "O": _list,
    "M": _choices,
    "P": _choices,
    "F": _rowwise(_answers),
    "H": _rowwise(_answers),
    "A": _rowwise(lambda *_: _points(5), "points5"),
    "B": _rowwise(lambda *_: _points(10), "points10"),
    "C": _rowwise(lambda *_: YES_UNCERTAIN_NO, "yes-uncertain-no"),
    "E": _rowwise(lambda *_: MORE_OR_LESS, "increase-same-decrease"),
    "1": _dual,
    "5": _single(_points(5), "points5", ordered=True),
    "Y": _single(YES_NO, "yes-no"),
    "G": _single(GENDER, "gender", equality=True),
    "N": _number,
    "K": _numbers,
    ":": _cells,
    ";": _cells,
    "S": _free,
    "T": _free,
    "U": _free,
    "Q": _several_texts,
    "R": _ranking,
}
