"""The first account of an empty installation. Only whoever can read the machine's terminal or data folder makes it."""

from __future__ import annotations

import hmac

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django import forms
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from soundings.errors import NotNowError, SoundingsError, UsageError
from soundings_web.people.accounts import actions
from soundings_web.people.accounts.console import refused
from soundings_web.people.accounts.forms import PasswordForm
from soundings_web.people.accounts.models import Account
from soundings_web.people.accounts.queries import anybody, set_up_code
from soundings_web.people.audit import wait_for_turn
from soundings_web.ui import faults_of, page, sent

BY = "the set-up"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class SetUpForm(PasswordForm):
    """Whoever sets the site up, and the code that shows that they may."""

    name = forms.CharField(max_length=200, label="Your name")
    email = forms.EmailField(max_length=254, label="Your e-mail address", help_text="You sign in with it.")
    code = forms.CharField(label="Set-up code", help_text="It was printed where the site was started.")
    field_order = ("name", "email", "password", "code")


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def set_up(request: HttpRequest) -> HttpResponse:
    """The first account: administrator and principal social worker, until there are others."""
    if anybody():
        return HttpResponseRedirect(reverse("home:start"))
    form = SetUpForm(*sent(request), initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        try:
            account = _first(form)
        except _SaidAlreadyError:
            pass
        except SoundingsError as error:
            refused(form, error)
        else:
            login(request, account, backend=BACKEND)
            reauthenticate_by_password(request)  # typed a moment ago: the second step is set up without asking again
            return HttpResponseRedirect(reverse("home:start"))
    content = {"form": form, "errors": faults_of(form)}
    response = page(request, "home/set_up.html", content, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@transaction.atomic
def _first(form: SetUpForm) -> Account:
    given = form.cleaned_data
    if not hmac.compare_digest(given["code"].strip().encode(), set_up_code().encode()):
        error = NotNowError("The set-up code is not the one that was printed where the site was started.")
        refused(form, error, "code")
        raise _SaidAlreadyError(error.message)
    wait_for_turn()  # two people at once: the second one finds an account
    if anybody():
        raise NotNowError("The site has been set up meanwhile. Sign in.")
    roles = [("administrator", None), ("principal", None)]
    account = actions.make_account(email=given["email"], name=given["name"], roles=roles, by=BY)
    _set_password(form, account)
    return account


def _set_password(form: SetUpForm, account: Account) -> None:
    try:
        actions.set_password(account, form.cleaned_data["password"])
    except UsageError as error:
        refused(form, error, "password")
        raise _SaidAlreadyError(error.message) from None


class _SaidAlreadyError(UsageError):
    """What is wrong stands at its field."""
