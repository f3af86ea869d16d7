"""The promise, as respondents read it: made from the frozen contract, not typed, so that it cannot be untrue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soundings.instrument import Instrument
from soundings_web.ui.moments import local_words
from soundings_web.waves.contract import Contract


@dataclass(frozen=True)
class Part:
    """One part of the promise: a heading, its sentences, and a list where there is one."""

    heading: str
    sentences: tuple[str, ...]
    listed: tuple[str, ...] = ()


def promise(contract: Contract, instrument: Instrument) -> tuple[Part, ...]:
    """The whole promise of a survey."""
    return tuple(_parts(contract, instrument))


def window(opens_at: datetime, ends: Sequence[datetime]) -> Part:
    """When answers are taken, and every end that was told before."""
    now = _("It opens on %(opens)s and closes on %(closes)s.")
    before = [_("At first it was to close on %(closes)s."), _("Then it was to close on %(closes)s.")]
    told = [before[min(n, 1)] % {"closes": local_words(end)} for n, end in enumerate(ends[:-1])]
    return Part(
        _("When the survey is open"),
        (now % {"opens": local_words(opens_at), "closes": local_words(ends[-1])}, *told),
    )


def _parts(contract: Contract, instrument: Instrument) -> Iterator[Part]:
    holders = _(" and ").join(holder.name for holder in contract.holders)
    plan = contract.plan
    yield Part(
        _("Your answers are confidential"),
        (
            _("Your answers are sealed before they are kept, and put into a ballot box."),
            _("Until the survey has closed nobody can open it."),
            ngettext(
                "Only %(holders)s can open the box, with a passphrase. No administrator can.",
                "Only %(holders)s together can open the box, each with a passphrase. No administrator can.",
                len(contract.holders),
            )
            % {"holders": holders},
            _("Answers carry no name, no number and no time. They are mixed while they wait and when they are opened."),
        ),
    )
    yield Part(
        _("The smallest group ever shown"),
        (
            _("No figure is shown of fewer than %(least)d people who answered, in any report.")
            % {"least": plan.threshold},
            _("For sensitive questions and for equality groups it is %(least)d.") % {"least": plan.sensitive},
            _("Nor is anything shown from which a smaller group could be worked out."),
        ),
    )
    yield _facts(contract, instrument)
    if any(item.kind == "comment" for item in instrument.items):
        readers = _(" and ").join(contract.comments.readers)
        yield Part(
            _("What you write in your own words"),
            (
                _("Comments are kept apart from your other answers, in another order, for the whole survey only."),
                _("They are read by: %(readers)s. Names and case details are masked before anybody reads them.")
                % {"readers": readers},
                _("If fewer than %(least)d people write a comment on a question, none of those comments is read.")
                % {"least": contract.comments.least},
            ),
        )
    yield from _keeping(contract)


def _facts(contract: Contract, instrument: Instrument) -> Part:
    """Which facts about the person travel with the answers."""
    attached = tuple(_name(instrument, f.item) for f in contract.facts if f.source == "attached")
    if not attached:
        return Part(
            _("What travels with your answers"),
            (_("Nothing that we know about you. Only what you say yourself, and you may leave any question out."),),
        )
    return Part(
        _("What travels with your answers"),
        (_("What you say yourself; you may leave any question out. And these facts, taken from the staff list:"),),
        attached,
    )


def _name(instrument: Instrument, code: str) -> str:
    item = instrument.item(code)
    return item.short or item.text


def _keeping(contract: Contract) -> Iterator[Part]:
    yield Part(
        _("Your link"),
        (
            _("The site knows that your link was used, so that it answers only once. It does not know when."),
            _("While you answer, what you have written so far is kept encrypted. Your link opens it on any device."),
            _("The record of who answered is destroyed when the box is opened, and the destruction is certified."),
            _("Nobody is shown, in any list or report, whether you have answered."),
        ),
    )
    yield Part(
        _("How long answers are kept"),
        (
            ngettext(
                "The answers are destroyed when %(waves)d later survey has been reported.",
                "The answers are destroyed when %(waves)d later surveys have been reported.",
                contract.keep_for_waves,
            )
            % {"waves": contract.keep_for_waves},
            _("Backups are kept for %(days)d days.") % {"days": settings.BACKUP_DAYS},
        ),
    )
    yield Part(
        _("What we cannot promise"),
        (
            _("Whoever can read your mailbox can open your link before you do; so can whoever sends the messages."),
            _("Until the box is opened, whoever runs the database could look up whether your link was used."),
            _("The mail system’s own log shows who was sent a reminder."),
            _("Until you send them, whoever holds the database and the key folder could read answers you have begun."),
            _(
                "Whoever holds the database’s own log, or copies of it from different times, and also the passphrases, "
                "could narrow down who said what."
            ),
            _("Whoever changes the running program could change what it does. Your council’s IT department runs it."),
        ),
    )
