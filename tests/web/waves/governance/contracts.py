"""Contracts for tests of governance papers, made without a database."""

from __future__ import annotations

from typing import Any

from tests.web.box.councils import questionnaire

from soundings.instrument import Instrument
from soundings.reporting.outline import Bullets, Paragraph, Table
from soundings_web.waves.contract import Contract
from soundings_web.waves.governance.drafting import draft
from soundings_web.waves.governance.paper import Paper
from soundings_web.waves.governance.promised import Basis, Facts

ADA, BEN = {"name": "Ada Principal", "public": "aa"}, {"name": "Ben Union", "public": "bb"}
ATTACHED = [{"item": "team", "source": "attached"}, {"item": "role", "source": "attached"}]


def contract(code: str = "children", title: str = "Children’s social work", **changed: Any) -> Contract:
    """A contract of the small questionnaire: two holders, team and role attached, ethnic group by its coarse groups."""
    asking: Instrument = changed.pop("asking", None) or questionnaire()
    whole = {
        "wave": "2026",
        "organisation": "Thornthwaite Council",
        "survey": code,
        "title": title,
        "instrument": asking.model_dump(mode="json", by_alias=True),
        "asked": {"total": 251},
        "holders": [ADA, BEN],
        "ballot_key": "cc",
        "facts": ATTACHED,
        "by": ["team", "role", "ethnicity"],
        "coarse": ["ethnicity"],
    }
    return Contract.model_validate({**whole, **changed})


def without(*codes: str) -> Instrument:
    """The small questionnaire without these questions."""
    whole = questionnaire()
    kept = tuple(
        section.model_copy(update={"items": tuple(item for item in section.items if item.code not in codes)})
        for section in whole.sections
    )
    return whole._with(sections=kept)


def facts(*contracts: Contract, **changed: Any) -> Facts:
    bases = tuple(
        Basis(one.survey, one.title, 1, "ab" * 32, "6 September 2026, 08:00", "17 October 2026, 17:00")
        for one in contracts
    )
    return Facts(
        **{"wave": "Health checks 2026", "backup_days": 35, "address": "https://a.example", **changed, "bases": bases}
    )


def drafted(kind: str, *contracts: Contract, **changed: Any) -> Paper:
    contracts = contracts or (contract(),)
    return draft(kind, contracts, facts(*contracts, **changed))


def words(paper: Paper) -> str:
    """Everything a paper says, on one line."""
    return " ".join(section.text.replace("\n", " ") for section in paper.sections)


def tables(paper: Paper) -> list[Table]:
    return [block for section in paper.sections for block in section.blocks if isinstance(block, Table)]


def row(paper: Paper, heading: str) -> list[str]:
    """The cells of the row with this heading, in whichever table it stands last."""
    found = [row for table in tables(paper) for row in table.rows if row.heading == heading]
    return [cell.text for cell in found[-1].cells]


SIMPLE = (Paragraph, Bullets, Table)
