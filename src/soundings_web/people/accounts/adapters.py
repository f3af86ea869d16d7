"""How allauth signs people in here: nobody makes an account for themselves, and one-time codes rest encrypted."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed, user_logged_in
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.dispatch import receiver
from django.http import HttpRequest
from nacl.encoding import URLSafeBase64Encoder
from nacl.secret import SecretBox
from nacl.utils import random

from soundings.errors import KeysError
from soundings_web.keys.folder import key_folder
from soundings_web.people import audit
from soundings_web.people.accounts.models import Account
from soundings_web.people.accounts.single_sign_on import failed, find_account
from soundings_web.ui.branding import organisation_name

_KEY = "second-step.key"
log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Passwords."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's shape
        """An administrator makes accounts."""
        return False

    def get_login_stages(self) -> list[str]:
        """Single sign-on brings its own second step."""
        ours = "soundings_web.people.accounts.single_sign_on.OwnSecondStep"
        return [ours if name == "allauth.mfa.stages.AuthenticateStage" else name for name in super().get_login_stages()]

    def send_mail(self, *_: Any, **__: Any) -> None:
        """Whoever makes an account hands over its first link; nothing here is sent by mail."""

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *words: Any, **more: Any
    ) -> None:
        """That somebody has signed in or out, they see for themselves."""
        if message_template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, message_template, *words, **more)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on. Whose account it opens is decided in ``find_account``, and nothing else finds one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's shape
        """Whoever signs in must have an account here already, by the same e-mail address."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if not sociallogin.is_existing:
            find_account(request, sociallogin)
        if not sociallogin.user.is_active:
            log.warning("Single sign-on refused: the account is locked.")  # and allauth shows it

    def on_authentication_error(self, request: HttpRequest, *_: Any, error: Any = None, **more: Any) -> None:
        if error != AuthError.CANCELLED:
            raise ImmediateHttpResponse(failed(request, more.get("exception")))


class SecondStepAdapter(DefaultMFAAdapter):
    """One-time codes from an app. Their secrets rest encrypted, under a key that is not in the database."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode(), encoder=URLSafeBase64Encoder).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode(), encoder=URLSafeBase64Encoder).decode()

    def get_totp_issuer(self) -> str:
        return f"Soundings {organisation_name()}".strip()


def _box() -> SecretBox:
    folder = key_folder()
    if not folder.has(_KEY):
        try:
            folder.create(_KEY, random(SecretBox.KEY_SIZE))
        except KeysError:
            if not folder.has(_KEY):  # otherwise another process was quicker
                raise
    return SecretBox(folder.read(_KEY))


@receiver(user_logged_in)
def _signed_in(user: Account, sociallogin: Any = None, **_: Any) -> None:
    by = {"by": "single sign-on"} if sociallogin else None
    audit.record(by=user.email, what="signed in", about=str(user), details=by)


@receiver(password_changed)
def _password_changed(user: Account, **_: Any) -> None:
    audit.record(by=user.email, what="password changed", about=str(user))


@receiver(authenticator_added)
def _second_step_added(user: Account, authenticator: Authenticator, **_: Any) -> None:
    audit.record(by=user.email, what="second step added", about=str(user), details={"kind": str(authenticator.type)})


@receiver(authenticator_removed)
def _second_step_removed(user: Account, authenticator: Authenticator, **_: Any) -> None:
    audit.record(by=user.email, what="second step removed", about=str(user), details={"kind": str(authenticator.type)})
