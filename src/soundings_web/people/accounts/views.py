"""Pages of the accounts: who may sign in and with which roles; and the link that sets a password."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.errors import SoundingsError
from soundings_web.people import audit
from soundings_web.people.accounts import actions
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import console, refused
from soundings_web.people.accounts.forms import AccountForm, DaysForm, PasswordForm, RolesForm
from soundings_web.people.accounts.models import Account
from soundings_web.people.accounts.queries import accounts_page, roles_in_words
from soundings_web.people.accounts.roles import Right
from soundings_web.people.accounts.single_sign_on import is_tied, untie
from soundings_web.ui import Column, ListQuery, Row, faults_of, page, sent


@require_safe
@staff(Right.ACCOUNTS)
def account_list(request: StaffRequest) -> HttpResponse:
    """Everybody who can sign in."""
    total, query, lines = accounts_page(ListQuery.asked(request, ("name", "last", "state")))
    columns = [Column("Name", "name"), Column("Roles"), Column("Last signed in", "last"), Column("State", "state")]
    content = {"query": query, "total": total, "lines": lines, "columns": columns}
    return console(request, "people/accounts.html", content)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.ACCOUNTS)
def account_new(request: StaffRequest) -> HttpResponse:
    """A new account, and the link to hand over."""
    form = AccountForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.make_account(email=given["email"], name=given["name"], roles=form.held, by=_by(request))
        except SoundingsError as error:
            refused(form, error)
        else:
            return _link(request, made)
    content = {"form": form, "errors": faults_of(form), "account": None}
    return console(request, "people/account.html", content, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.ACCOUNTS)
def account_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """The roles of one account, and what else can be done with it."""
    account = get_object_or_404(Account, pk=pk)
    form = RolesForm(*sent(request), account=account)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_roles(account=account, roles=form.held, by=_by(request))
        except SoundingsError as error:
            refused(form, error)
        else:
            messages.success(request, f"The roles of {account.name} are changed.")
            return HttpResponseRedirect(reverse("people:accounts"))
    content = {"form": form, "errors": faults_of(form), "account": account, "tied": is_tied(account)}
    return console(request, "people/account.html", content, status=422 if form.errors else 200)


@require_POST
@staff(Right.ACCOUNTS)
def account_do(request: StaffRequest, pk: int) -> HttpResponse:
    """Lock, unlock, a new link, or a lost telephone."""
    account = get_object_or_404(Account, pk=pk)
    if request.POST.get("do") == "invite":
        return _link(request, account)
    deeds = {
        "lock": (actions.lock_account, f"{account.name} can no longer sign in."),
        "unlock": (actions.unlock_account, f"{account.name} can sign in again."),
        "untie": (untie, f"The next single sign-on of {account.name} ties the account anew."),
        "second-step": (actions.remove_second_step, f"{account.name} sets up a second step at the next sign-in."),
    }
    deed, said = deeds.get(request.POST.get("do", ""), (None, "Nothing was changed."))
    try:
        if deed:
            deed(account=account, by=_by(request))
    except SoundingsError as error:
        said = error.message
    messages.info(request, said)
    return HttpResponseRedirect(reverse("people:accounts"))


def _link(request: StaffRequest, account: Account) -> HttpResponse:
    """The page with the link: shown once, kept nowhere."""
    try:
        secret = actions.invite(account=account, by=_by(request))
    except SoundingsError as error:
        messages.info(request, error.message)
        return HttpResponseRedirect(reverse("people:accounts"))
    address = reverse("people:accept", args=[secret])
    content = {"account": account, "link": request.build_absolute_uri(address), "days": actions.INVITATION_DAYS}
    return console(request, "people/account_link.html", content)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Set a password by a link. Open to whoever has it."""
    account, form = actions.invited(secret), PasswordForm(*sent(request))
    if account and request.method == "POST" and form.is_valid():
        try:
            actions.accept(secret=secret, password=form.cleaned_data["password"])
        except SoundingsError as error:
            refused(form, error, "password")
        else:
            messages.success(request, "Your password is set. Sign in with it.")
            return HttpResponseRedirect(reverse("account_login"))
    content = {"form": form, "errors": faults_of(form) if account else [], "account": account}
    status = 404 if account is None else 422 if form.errors else 200
    response = page(request, "people/accept.html", content, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@staff(Right.SIGNED_IN)
def me(request: StaffRequest) -> HttpResponse:
    """One's own account: what its roles let one do, and how one signs in."""
    account = request.access.account
    rows = [
        Row("Name", account.name),
        Row("E-mail address", account.email),
        Row("Roles", "; ".join(roles_in_words(account)) or "None"),
        Row("Password", "Set" if account.has_usable_password() else "None", _change(account)),
        Row("Second step", "A code from an app" if is_mfa_enabled(account) else "None", reverse("mfa_index")),
    ]
    return console(request, "people/me.html", {"rows": rows})


@require_safe
@staff(Right.TRAIL)
def trail(request: StaffRequest) -> HttpResponse:
    """The audit trail, the newest first, and whether it is whole."""
    form = DaysForm(request.GET)
    days = form.cleaned_data if form.is_valid() else {}
    query = ListQuery.asked(request, ("-at", "at", "by", "what", "about"), ("first", "last"))
    total, query, events = audit.found(query, days.get("first"), days.get("last"))
    content = {
        "form": form,
        "errors": faults_of(form),
        "query": query,
        "columns": [
            Column("When", "at"),
            Column("Who", "by"),
            Column("What", "what"),
            Column("About", "about"),
            Column("Details"),
        ],
        "events": events,
        "total": total,
        "broken": audit.broken_at(),
        "end": audit.length_and_end(),
    }
    return console(request, "people/trail.html", content, status=422 if form.errors else 200)


def _change(account: Account) -> str:
    return reverse("account_change_password") if account.has_usable_password() else ""


def _by(request: StaffRequest) -> str:
    return request.access.account.email
