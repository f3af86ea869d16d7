"""Every kind of paper, and its draft from the contracts of a wave. Nothing here asks a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from soundings.errors import UsageError
from soundings_web.waves.contract import Contract
from soundings_web.waves.governance import accessibility, dpia, policy, privacy_notice, retention
from soundings_web.waves.governance.paper import Paper, Section
from soundings_web.waves.governance.plain_text import from_text
from soundings_web.waves.governance.promised import Facts, Promised, promised_by

_PAPERS: dict[str, tuple[str, Callable[[Promised], Iterator[Section]]]] = {
    module.KIND: (module.TITLE, module.sections) for module in (dpia, privacy_notice, retention, policy, accessibility)
}
KINDS: dict[str, str] = {kind: title for kind, (title, _) in _PAPERS.items()}


def draft(kind: str, contracts: Sequence[Contract], facts: Facts) -> Paper:
    """A fresh paper, following from the contracts alone. Raises UsageError for a kind that there is not."""
    known_kind(kind)
    return _drafted(kind, promised_by(contracts, facts))


def drafts(contracts: Sequence[Contract], facts: Facts) -> tuple[Paper, ...]:
    """A fresh paper of every kind; each questionnaire is read once for all of them."""
    promised = promised_by(contracts, facts)
    return tuple(_drafted(kind, promised) for kind in KINDS)


def known_kind(kind: str) -> None:
    """Nothing for a kind of paper that there is. Raises UsageError otherwise."""
    if kind not in _PAPERS:
        raise UsageError(f"There is no governance paper “{kind}”; there are:", list(KINDS))


def _drafted(kind: str, promised: Promised) -> Paper:
    title, sections = _PAPERS[kind]
    return Paper(
        kind=kind,
        title=title,
        organisation=promised.organisation,
        subtitle=promised.facts.wave,
        sections=tuple(sections(promised)),
        basis=tuple(basis.words for basis in promised.facts.bases),
    )


def edited(paper: Paper, texts: Mapping[str, str]) -> Paper:
    """The paper with these sections in the council’s own words; what is not named stays as drafted."""
    return replace(
        paper,
        sections=tuple(
            replace(section, blocks=from_text(texts[section.key])) if section.key in texts else section
            for section in paper.sections
        ),
    )
