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
    if kind not in _PAPERS:
        raise UsageError(f"There is no governance paper “{kind}”; there are:", list(KINDS))
    title, sections = _PAPERS[kind]
    promised = promised_by(contracts, facts)
    return Paper(
        kind=kind,
        title=title,
        organisation=promised.organisation,
        subtitle=facts.wave,
        sections=tuple(sections(promised)),
        basis=tuple(basis.words for basis in facts.bases),
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
