"""What somebody may do, worked out from their roles, and the one place where a page asks for it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from soundings_web.people.accounts.models import Account, Appointment
from soundings_web.people.accounts.roles import ROLES, Right
from soundings_web.people.accounts.single_sign_on import came_by_it
from soundings_web.people.models import Unit

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Access:
    """What one account may do: everywhere, or only within units, which are named with everything below them."""

    account: Account
    everywhere: frozenset[Right]
    within: dict[Right, frozenset[int]]
    second_step: bool = False

    def may(self, right: Right) -> bool:
        """Whether the account has this right at all."""
        return right in self.everywhere or right in self.within

    def units(self, right: Right) -> frozenset[int] | None:
        """The units this right is for; None where it is for everything."""
        return None if right in self.everywhere else self.within.get(right, frozenset())


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in and may see the page."""

    access: Access


def access_of(account: Account) -> Access:
    """What this account may do now."""
    held = list(Appointment.objects.filter(account=account).values_list("role", "unit"))
    below = _everything_below({unit for _, unit in held if unit})
    within: dict[Right, frozenset[int]] = {}
    for role, unit in held:
        for right in ROLES[role].rights if unit else ():
            within[right] = within.get(right, frozenset()) | below[unit]
    everywhere = frozenset(
        {Right.SIGNED_IN, *(right for role, unit in held if not unit for right in ROLES[role].rights)}
    )
    return Access(account, everywhere, within, any(ROLES[role].needs_second_step for role, _ in held))


def _everything_below(tops: set[int]) -> dict[int, frozenset[int]]:
    """Each of these units with all units below it."""
    if not tops:
        return {}
    parents = dict(Unit.objects.values_list("pk", "parent"))
    found: dict[int, set[int]] = {top: set() for top in tops}
    for unit in parents:
        above: int | None = unit
        while above is not None:
            if above in found:
                found[above].add(unit)
            above = parents.get(above)
    return {top: frozenset(units) for top, units in found.items()}


def staff(right: Right) -> Callable[[Callable[..., HttpResponse]], View]:
    """A page for those with this right: others are sent to sign in, to their second step, or told that they may not.

    The view gets ``request.access``. A test walks every address of the site and holds that each is either marked by
    this, or on a short list of pages that are open.
    """

    def marked(view: Callable[..., HttpResponse]) -> View:
        @functools.wraps(view)
        def whole(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("account_login"))
            account = cast("Account", request.user)
            access = access_of(account)
            if access.second_step and settings.SECOND_STEP and not _has_second_step(request, account):
                return HttpResponseRedirect(reverse("mfa_activate_totp"))
            if not access.may(right):
                raise PermissionDenied
            if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
                raise BadRequest("PostgreSQL holds no such character, and fails where a search or a key has it")
            request.access = access
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        whole.right = right  # type: ignore[attr-defined]
        return whole

    return marked


def _has_second_step(request: HttpRequest, account: Account) -> bool:
    """Single sign-on has a second step of its own, or none, as the council's identity provider decides."""
    return came_by_it(request, account) or is_mfa_enabled(account)
