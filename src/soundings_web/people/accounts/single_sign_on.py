"""Single sign-on: the way to the council's identity provider and back, and whose account it opens.

Somebody's first sign-in finds their account by the address that the provider vouches for, and ties the account to that
identity. From then on the identity counts and the address no longer does; another identity with the same address is
refused until an administrator takes the tie away.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from soundings_web.people import audit
from soundings_web.people.accounts.identity import CouncilProvider, UntrustedError
from soundings_web.people.accounts.models import Account
from soundings_web.ui import page

log = logging.getLogger(__name__)
METHOD = "socialaccount"


def _plainly(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Whatever the provider does ends on a page of ours."""

    @functools.wraps(view)
    def whole(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            answer = view(request, provider_id)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except (OAuth2Error, RequestException) as error:
            answer = failed(request, error)
        answer["Cache-Control"] = "no-store"
        return answer

    return whole


@require_http_methods(["GET", "HEAD", "POST"])
@_plainly
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider, by a page that goes on by itself.

    Not by a redirect: a browser holds every step after a form against the security policy of the page with the form,
    and would stop at the provider.
    """
    adapter = CouncilProvider(request, provider_id)
    provider = adapter.get_provider()
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_login"))
    where = {"next_url": following} if (following := get_next_redirect_url(request)) else {}
    provider.oauth2_adapter_class = CouncilProvider
    answer = provider.redirect(request, process="login", **where)
    return page(request, "socialaccount/leave.html", {"where": answer["Location"]})


@require_safe
@_plainly
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider, with a code."""
    answer: HttpResponse = OAuth2CallbackView.adapter_view(CouncilProvider(request, provider_id))(request)
    return answer


def failed(request: HttpRequest, error: Exception | None) -> HttpResponse:
    """The provider cannot be reached, or what came back cannot be trusted: said plainly here, exactly in the log."""
    if isinstance(error, UntrustedError):
        why = error.message
    else:
        why = type(error).__name__ if error else "the way back was not begun in this browser, or refused there"
    log.warning("Single sign-on failed: %s.", why)
    sentences = (
        _("Your organisation’s sign-in could not be reached, or its answer could not be trusted. Nothing was changed."),
        _("Try again. If it happens again, tell your administrator, who finds the reason in the site’s log."),
    )
    return _told(request, _("Signing in did not work"), sentences, 401)


def _told(request: HttpRequest, title: str, sentences: tuple[str, ...], status: int) -> HttpResponse:
    return page(request, "socialaccount/refused.html", {"title": title, "sentences": sentences}, status=status)


def _refuse(request: HttpRequest, why: str, *sentences: str) -> None:
    log.warning("Single sign-on refused: %s.", why)
    raise ImmediateHttpResponse(_told(request, _("You cannot sign in this way"), sentences, 403))


def find_account(request: HttpRequest, login: Any) -> None:
    """Put the account of somebody who is not known by their identity yet into ``login``, or refuse."""
    address = next((one.email for one in login.email_addresses if one.verified), "")
    if not address:
        _refuse(
            request,
            "the provider gives no e-mail address, or does not say that it is verified (SOUNDINGS_OIDC_ADDRESSES_OWN)",
            _("Your organisation’s sign-in does not vouch for your e-mail address, so we cannot find your account."),
            _("Tell your administrator."),
        )
    account = Account.objects.filter(email__iexact=address).first()
    if account is None:
        _refuse(
            request,
            "no account has the address that the provider gives",
            _("You have no account here, and none was made."),
            _("Ask your administrator to make one with the e-mail address that your organisation’s sign-in uses."),
        )
    elif not account.is_active:
        login.user = account  # and nothing more: a locked account is not tied
    elif not _tied(request, login, account):
        _refuse(
            request,
            f"account {account.pk} is tied to another identity at this provider",
            _("Your account belongs to another identity at your organisation’s sign-in."),
            _("If yours was made anew there, ask your administrator to untie your account here. Then sign in again."),
        )


@transaction.atomic
def _tied(request: HttpRequest, login: Any, account: Account) -> bool:
    """Tie the account to the identity, unless it is tied to another one. Of two at once, one waits for the other."""
    audit.wait_for_turn()
    here = login.account.uid.partition("-")[0] + "-"
    held = SocialAccount.objects.filter(user=account, uid__startswith=here)
    if other := held.first():
        login.user, same = account, other.uid == login.account.uid
        return same
    login.connect(request, account)
    audit.record(by=account.email, what="tied to single sign-on", about=str(account))
    return True


@transaction.atomic
def untie(*, account: Account, by: str) -> None:
    """For somebody whose identity was made anew: the next sign-in ties the account again."""
    SocialAccount.objects.filter(user=account).delete()
    audit.record(by=by, what="untied from single sign-on", about=str(account))


def is_tied(account: Account) -> bool:
    """Whether the account is tied to an identity."""
    return bool(SocialAccount.objects.filter(user=account).exists())


def came_by_it(request: HttpRequest, account: Account) -> bool:
    """Whether this session began with single sign-on."""
    return any(one.get("method") == METHOD for one in get_authentication_records(request, account))


class OwnSecondStep(AuthenticateStage):
    """A code from an app, after a password. With single sign-on that is the provider's to ask."""

    def handle(self) -> tuple[Any, bool]:
        records = get_authentication_records(self.request, self.login.user)
        if records and records[-1].get("method") == METHOD:
            return None, True
        return super().handle()


@login_required
def no_password(request: HttpRequest) -> HttpResponse:
    """Where allauth sends somebody who has no password to change."""
    messages.info(request, _("You have no password here. Your administrator can make you a link that sets one."))
    return HttpResponseRedirect(reverse("people:me"))
