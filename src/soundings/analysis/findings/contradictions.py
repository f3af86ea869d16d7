"""Contradictions: two figures of one survey that pull apart, by rules that are data.

A figure that is capped or not shown holds no rule. A movement needs its adjusted p-value; that of one answer option is
worked out here, from its shares as shown in both waves, and adjusted together with those of every question compared.
"""

from __future__ import annotations

from soundings.analysis.findings.kinds import Evidence, Found, Seen
from soundings.analysis.findings.movements import clear_move, move_evidence
from soundings.estimates import Change, adjust, change_of_shares
from soundings.instrument import Contradiction, FindingRules, Item, Sign

Moves = dict[tuple[str, str], float]
# As many as a released figure keeps, so that binary arithmetic never decides who reaches a line.
_KEPT_DECIMALS = 6
_SURE = "unlikely to be chance once every question is allowed for"


def contradictions(seen: Seen, rules: FindingRules) -> list[Found]:
    """The contradictions that hold, in the order of the rules; of several on the same questions the first."""
    moves = clear_option_moves(seen, [sign for rule in rules.contradictions for sign in rule.figures])
    named: dict[tuple[str, ...], Found] = {}
    for rule in rules.contradictions:
        found = _found(seen, rule, rules.version, moves)
        if found is not None:
            named.setdefault(found.items, found)
    return list(named.values())


def _found(seen: Seen, rule: Contradiction, version: str, moves: Moves) -> Found | None:
    items: list[Item] = []
    evidence: list[Evidence] = []
    for sign in rule.figures:
        item = seen.first_of(sign.items)
        holding = _holding(seen, sign, item, moves) if item else ()
        if item is None or not holding:
            return None
        items.append(item)
        evidence += holding
    words = "; ".join(_in_words(seen, sign, item) for sign, item in zip(rule.figures, items, strict=True))
    codes = tuple(item.code for item in items)
    return Found(
        "contradiction", codes[0], f"{rule.code}, version {version}: {words}.", codes, tuple(evidence), rule.says
    )


def _holding(seen: Seen, sign: Sign, item: Item, moves: Moves) -> tuple[Evidence, ...]:
    """The figures by which the sign holds; none where it does not."""
    return _moved(seen, sign, item, moves) if sign.moves else _level(seen, sign, item)


def _level(seen: Seen, sign: Sign, item: Item) -> tuple[Evidence, ...]:
    line = sign.below if sign.at_least is None else sign.at_least
    measure = "percent" if sign.option else "favourable"
    key = Evidence(seen.wave, item.code, measure, sign.option or "", line=line)
    share = seen.shown(key)
    if share is None or line is None:
        return ()
    return (key,) if (share < line if sign.at_least is None else share >= line) else ()


def _moved(seen: Seen, sign: Sign, item: Item, moves: Moves) -> tuple[Evidence, ...]:
    move = moves.get((item.code, sign.option)) if sign.option else clear_move(seen, item.code)
    line = sign.up if sign.up is not None else -(sign.down or 0)
    if move is None or not (move >= line if sign.up is not None else move <= line):
        return ()
    if not sign.option:
        return move_evidence(seen, item.code, line)
    return tuple(Evidence(wave, item.code, "percent", sign.option) for wave in (seen.wave, seen.previous))


def clear_option_moves(seen: Seen, signs: list[Sign]) -> Moves:
    """The movements in points, unlikely to be chance, of those options that the signs look at."""
    wanted = [(item.code, s.option) for s in signs if s.moves and s.option and (item := seen.first_of(s.items))]
    changes = {key: change for key in dict.fromkeys(wanted) if (change := _option_change(seen, *key))}
    compared = [seen.shown(Evidence(seen.wave, code, "change_favourable_p")) for code in seen.scored()]
    adjusted = adjust([*compared, *(change.p for change in changes.values())], family="options")[len(compared) :]
    return {
        key: round(100 * change.diff, _KEPT_DECIMALS)
        for (key, change), p in zip(changes.items(), adjusted, strict=True)
        if change.diff is not None and p is not None and p <= seen.sure
    }


def _option_change(seen: Seen, item: str, option: str) -> Change | None:
    """Only from counts that both waves show; the wave before has them where the question is comparable."""
    if not seen.previous:
        return None
    keys = [Evidence(wave, item, "count", option) for wave in (seen.previous, seen.wave)]
    figures = [figure for key in keys if (figure := seen.figure(key)) and figure.shown and figure.base]
    if len(figures) < len(keys):
        return None
    before, now = ((round(figure.value or 0), figure.base or 0) for figure in figures)
    return change_of_shares(*before, *now)


def _in_words(seen: Seen, sign: Sign, item: Item) -> str:
    labels = {option.code: option.label for option in seen.instrument.options_of(item)}
    labels |= {band.code: band.label for band in item.bands}
    answers = f"“{labels[sign.option]}”" if sign.option else "favourable answers"
    lines = (
        (sign.at_least, "at least {:g}%"),
        (sign.below, "fewer than {:g}%"),
        (sign.up, "up by at least {:g} points, " + _SURE),
        (sign.down, "down by at least {:g} points, " + _SURE),
    )
    held = next(words.format(line) for line, words in lines if line is not None)
    return f"{answers} to “{(item.short or item.text).removesuffix('.')}” {held}"
