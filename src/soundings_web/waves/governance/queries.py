"""What pages and the command ask about governance papers: as drafted now, as edited, and what is out of date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from soundings.errors import NotNowError
from soundings_web.people import queries as people
from soundings_web.ui.moments import local_words
from soundings_web.waves.actions import foreseen_contract
from soundings_web.waves.contract import Contract, contract_hash, read_contract
from soundings_web.waves.governance.drafting import draft, drafts, edited, known_kind
from soundings_web.waves.governance.models import GovernancePaper
from soundings_web.waves.governance.paper import Gap, Paper, gaps, mark_of
from soundings_web.waves.governance.promised import Basis, Facts
from soundings_web.waves.models import Contract as FrozenContract
from soundings_web.waves.models import KeyHolder, Survey, Wave


@dataclass(frozen=True)
class Standing:
    """A paper as it stands now.

    ``differing`` are the sections in the council’s own words; of these ``stale`` are those whose draft has changed
    since. ``changed`` are the surveys whose contract changed since the last edit.
    """

    fresh: Paper
    paper: Paper
    version: int
    contracts: dict[str, str]
    differing: tuple[str, ...]
    stale: tuple[str, ...]
    changed: tuple[str, ...]
    updated_at: datetime | None = None
    updated_by: str = ""

    @property
    def out_of_date(self) -> bool:
        return bool(self.changed or self.stale)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return gaps(self.paper)


def standing_of(wave: Wave, kind: str) -> Standing:
    """The paper with its edits, and whether a contract changed since. Raises UsageError, NotNowError."""
    known_kind(kind)
    contracts, facts = _promised(wave)
    fresh = draft(kind, contracts, facts)
    return _standing(fresh, facts, GovernancePaper.objects.filter(wave=wave, kind=kind).first())


def papers_of(wave: Wave) -> tuple[Standing, ...]:
    """Every paper of a wave, in the order of kinds. As many queries as for one, however many surveys there are.

    Only rosters count: each that a survey takes its people from is read once.
    """
    contracts, facts = _promised(wave)
    stored = {paper.kind: paper for paper in GovernancePaper.objects.filter(wave=wave)}
    return tuple(_standing(fresh, facts, stored.get(fresh.kind)) for fresh in drafts(contracts, facts))


def _standing(fresh: Paper, facts: Facts, stored: GovernancePaper | None) -> Standing:
    hashes = {basis.survey: basis.hash for basis in facts.bases}
    if stored is None:
        return Standing(fresh, fresh, 0, hashes, (), (), ())
    differing = [section for section in fresh.sections if section.key in stored.sections]
    return Standing(
        fresh=fresh,
        paper=edited(fresh, stored.sections),
        version=stored.version,
        contracts=hashes,
        differing=tuple(section.key for section in differing),
        stale=tuple(section.key for section in differing if stored.drafts.get(section.key) != mark_of(section)),
        changed=_changed(stored, facts),
        updated_at=stored.updated_at,
        updated_by=stored.updated_by,
    )


def _changed(stored: GovernancePaper, facts: Facts) -> tuple[str, ...]:
    """Titles of surveys with another contract than at the last edit, new ones among them; and codes of those gone."""
    now = {basis.survey for basis in facts.bases}
    other = [basis.title for basis in facts.bases if stored.contracts.get(basis.survey) != basis.hash]
    return (*other, *sorted(set(stored.contracts) - now))


def _promised(wave: Wave) -> tuple[tuple[Contract, ...], Facts]:
    """The contracts in force, for surveys still being prepared what their plan will make of them; and the facts."""
    surveys = list(wave.surveys.select_related("wave", "roster").order_by("code"))
    if not surveys:
        raise NotNowError(f"“{wave.title}” has no surveys yet, so there is nothing to write papers about.")
    everybody = _everybody_by_roster(surveys)
    frozen = _frozen(surveys)
    holders = KeyHolder.objects.in_bulk([key for survey in surveys for key in survey.holders])
    read = [
        _read(frozen[survey.key]) if survey.key in frozen else _foreseen(survey, everybody[survey.roster_id], holders)
        for survey in surveys
    ]
    contracts = tuple(contract for contract, _, _ in read)
    facts = Facts(
        wave=wave.title,
        backup_days=settings.BACKUP_DAYS,
        address=settings.SITE_ADDRESS,
        bases=tuple(_basis(survey, number, made) for survey, (_, number, made) in zip(surveys, read, strict=True)),
        on_paper=sum(
            people.paper_forms(everybody[survey.roster_id], contract.where)
            for survey, contract in zip(surveys, contracts, strict=True)
        ),
    )
    return contracts, facts


def _everybody_by_roster(surveys: Iterable[Survey]) -> dict[int, people.Everybody]:
    """Everybody on each roster that a survey takes its people from."""
    rosters = {survey.roster_id: survey.roster for survey in surveys}
    return {pk: people.everybody_on(roster) for pk, roster in rosters.items()}


def _frozen(surveys: Iterable[Survey]) -> dict[str, FrozenContract]:
    """The contract in force of each survey that was opened, by its key."""
    opened = [survey.key for survey in surveys if survey.state != Survey.State.DRAFT]
    return {one.survey_id: one for one in FrozenContract.objects.filter(survey__in=opened).order_by("number")}


def _read(latest: FrozenContract) -> tuple[Contract, int, str]:
    """A frozen contract, its number and its hash."""
    return read_contract(latest.content), latest.number, latest.hash


def _foreseen(
    survey: Survey, everybody: people.Everybody, holders: Mapping[str, KeyHolder]
) -> tuple[Contract, int, str]:
    """What a plan will make of it. The number is 0."""
    foreseen = foreseen_contract(survey, everybody=everybody, holders=holders)
    return foreseen, 0, contract_hash(foreseen.model_dump(mode="json"))


def _basis(survey: Survey, number: int, made: str) -> Basis:
    opens, closes = local_words(survey.opens_at), local_words(survey.closes_at)
    return Basis(survey.code, survey.title, number, made, opens, closes)
