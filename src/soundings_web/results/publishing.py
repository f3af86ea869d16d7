"""The publish job: the only place of the site that reads answers. They go through the gate; a release comes out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from soundings.commands.audit import refuse_leaks
from soundings.disclosure import (
    EarlierWave,
    PlanFacts,
    Release,
    SurveyInput,
    WaveInput,
    publish,
    release_from_text,
    release_to_text,
)
from soundings.errors import NotNowError
from soundings.responses import Eligible, EligibleGroup, ResponseSet, from_answer_columns
from soundings_web.answers.models import AnswerFile
from soundings_web.answers.sealing import open_file
from soundings_web.keys.folder import key_folder
from soundings_web.people import audit
from soundings_web.results.models import Release as StoredRelease
from soundings_web.waves.actions import latest_contract
from soundings_web.waves.contract import Contract, cut_by, dimensions_of, read_contract, with_coarse
from soundings_web.waves.models import Survey, Wave
from soundings_web.waves.survey_keys import ANSWERS, name_of


@dataclass(frozen=True)
class Opened:
    """One survey's contract and answers, for as long as the job runs."""

    survey: Survey
    contract: Contract
    responses: ResponseSet

    def eligible(self) -> Eligible:
        return Eligible(
            self.contract.asked.total,
            {
                code: tuple(EligibleGroup(g.label, g.parent, g.eligible) for g in groups)
                for code, groups in dimensions_of(self.contract).items()
            },
        )

    def by(self) -> tuple[str, ...]:
        return tuple(cut_by(self.contract, code) for code in self.contract.by)


def publish_wave(*, wave: Wave, by: str, number: int = 0) -> StoredRelease:
    """Publish everything of a wave together, beside all its earlier releases, and keep the release.

    ``number`` is the number that the release is to have, where it must not be made twice.
    Raises NotNowError where a survey's box is not opened, RefusedError where the gate refuses or a figure leaks.
    """
    surveys = all_opened(wave)
    released = tuple(release_from_text(row.content) for row in wave.releases.all())
    release = publish(_input(wave, surveys, released))
    refuse_leaks([*released, release])
    return _keep(wave, release, by, number)


def all_opened(wave: Wave) -> list[Survey]:
    """The surveys of a wave that can be published. Raises NotNowError where a box is not opened."""
    surveys = list(wave.surveys.order_by("code"))
    waiting = [survey.title for survey in surveys if survey.state != Survey.State.OPENED]
    if waiting:
        raise NotNowError("A wave is published when the boxes of all its surveys are opened; still waiting:", waiting)
    if not surveys:
        raise NotNowError("This wave has no survey, so there is nothing to publish.")
    return surveys


def _input(wave: Wave, surveys: list[Survey], released: tuple[Release, ...]) -> WaveInput:
    opened = [read_opened(survey) for survey in surveys]
    inputs = tuple(
        SurveyInput(
            code=one.survey.code,
            title=one.survey.title,
            instrument=one.responses.instrument,
            responses=one.responses,
            eligible=one.eligible(),
            by=one.by(),
            period=one.contract.period,
            earlier=_before(one.survey),
        )
        for one in opened
    )
    return WaveInput(wave.code, wave.title, wave.organisation, inputs, _strictest(opened), released)


def _strictest(opened: list[Opened]) -> PlanFacts:
    """One plan for the whole wave: the strictest of its contracts, each of which may have become stricter by itself."""
    plans = [one.contract.plan for one in opened]
    crossed = [pair for pair in plans[0].crossed if all(pair in plan.crossed for plan in plans)]
    codes = dict.fromkeys(code for plan in plans for code in plan.public_levels)
    levels = {code: min(p.public_levels[code] for p in plans if code in p.public_levels) for code in codes}
    thresholds = {
        name: max(getattr(plan, name) for plan in plans) for name in ("threshold", "full_distribution", "sensitive")
    }
    return plans[0].model_copy(update={**thresholds, "crossed": tuple(crossed), "public_levels": levels}).facts()


def _before(survey: Survey) -> EarlierWave | None:
    """The same survey in the wave before, where its answers are still kept."""
    then = Survey.objects.filter(wave=survey.wave.previous, code=survey.code, state=Survey.State.OPENED).first()
    if survey.wave.previous is None or then is None or not AnswerFile.objects.filter(survey=then.key).exists():
        return None
    before = read_opened(then)
    return EarlierWave(survey.wave.previous.code, before.responses, before.contract.asked.total)


def read_opened(survey: Survey) -> Opened:
    """Decrypt the answer file of a survey."""
    contract = read_contract(latest_contract(survey).content)
    key = key_folder().read(name_of(survey.key, ANSWERS))
    rows = AnswerFile.objects.filter(survey=survey.key).exclude(part__startswith="comment:")
    parts = {row.part: open_file(key, row.sealed) for row in rows}
    if "answers" not in parts:
        raise NotNowError(
            f"The answers of “{survey.title}” are not in this database. They were destroyed, or it was restored from a "
            "backup made before the box was opened."
        )
    apart = {part.removeprefix("apart:"): found["answers"] for part, found in parts.items() if ":" in part}
    instrument = with_coarse(contract.questionnaire(), contract)
    return Opened(survey, contract, from_answer_columns(instrument, parts["answers"]["columns"], apart))


@transaction.atomic
def _keep(wave: Wave, release: Release, by: str, expected: int) -> StoredRelease:
    number = StoredRelease.objects.select_for_update().filter(wave=wave).count() + 1
    if expected not in (0, number):
        raise NotNowError(f"Release {expected} of “{wave.title}” is there already; it is not made twice.")
    stored = StoredRelease.objects.create(
        wave=wave, number=number, made_by=by, hash=release.hash, content=release_to_text(release)
    )
    audit.record(by=by, what="release made", about=wave.code, details={"number": number, "hash": release.hash})
    return stored
