"""What the council's identity provider says of somebody, read with suspicion.

allauth leads there and back, with a state and PKCE. It takes a token without looking at its signature where it fetched
it itself, knows no nonce, and fails on answers of another shape. So what comes back is read here.
"""

from __future__ import annotations

import hashlib
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from soundings.errors import SoundingsError

# Signatures by a key whose public half the provider shows. None of those by a shared secret, and never "none".
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# Two clocks may differ by so many seconds.
_LEEWAY = 60
_WELL_KNOWN = "/.well-known/openid-configuration"


class UntrustedError(SoundingsError, OAuth2Error):
    """What the identity provider sent cannot be read or trusted. Its message holds nothing of what was sent."""


class CouncilClient(OAuth2Client):
    """Sends the nonce along, which the token must bring back."""

    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, str]) -> str:
        nonce = nonce_of(str(self.state))
        return str(super().get_redirect_url(authorization_url, scope, {**extra_params, "nonce": nonce}))


class CouncilProvider(OpenIDConnectOAuth2Adapter):
    """The one identity provider there can be. Whatever it answers, this ends in a login or in UntrustedError."""

    client_class = CouncilClient

    @property
    def openid_config(self) -> dict[str, Any]:
        if not hasattr(self, "_openid_config"):
            self._openid_config = self._discovered()
        return self._openid_config

    def _discovered(self) -> dict[str, Any]:
        issuer = self.get_provider().app.settings["server_url"].partition("/.well-known/")[0].rstrip("/")
        found = read_object(issuer + _WELL_KNOWN, "its description of itself")
        # A provider for the whole world, such as Entra's "common", calls itself otherwise than it is asked for.
        if str(found.get("issuer")).rstrip("/") != issuer:
            raise UntrustedError("it calls itself by another address than SOUNDINGS_OIDC_ISSUER")
        scheme = issuer.partition("://")[0] + "://"
        for name in _ENDPOINTS:
            if not str(found.get(name, "")).startswith(scheme):
                raise UntrustedError(f"its description of itself has no {name}, or not over {scheme}")
        methods = found.get("token_endpoint_auth_methods_supported")
        return {**found, "token_endpoint_auth_methods_supported": methods if isinstance(methods, list) else []}

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        try:
            found = super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)
        except (OAuth2Error, LookupError, TypeError, ValueError):
            # What allauth says here repeats the whole answer, which may hold a token.
            raise UntrustedError("it gave no token for the code") from None
        if not isinstance(found, dict) or not isinstance(found.get("access_token"), str):
            raise UntrustedError("it gave no token for the code")
        return found

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Nothing of it is kept, so how long it would last does not matter."""
        return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **more: Any) -> SocialLogin:
        claims = self._claims(app, more["response"].get("id_token"), nonce_of(request.GET.get("state", "")))
        subject = claims["sub"]
        if not claims.get("email") and self.openid_config.get("userinfo_endpoint"):
            claims = self._asked(token.token)
            if claims.get("sub") != subject:
                raise UntrustedError("what it tells of the person is about somebody else than its token")
        address = claims.get("email")
        told = {
            "sub": tie(self.openid_config["issuer"], subject),
            "email": address if isinstance(address, str) else "",
            "email_verified": vouched(claims, app.settings.get("addresses_are_own", False)),
        }
        login = self.get_provider().sociallogin_from_response(request, {"id_token": told})
        login.account.extra_data = {}  # what it tells of somebody besides is not ours to keep
        return login

    def _claims(self, app: Any, id_token: object, nonce: str) -> dict[str, Any]:
        if not isinstance(id_token, str):
            raise UntrustedError("it sent no ID token")
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key(id_token),
                algorithms=SIGNATURES,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=_LEEWAY,
                options={"require": ["iss", "aud", "sub", "exp", "iat"]},
            )
        except jwt.PyJWTError as error:
            raise UntrustedError(f"its ID token does not hold: {type(error).__name__}") from None
        if not constant_time_compare(str(claims.get("nonce", "")), nonce):
            raise UntrustedError("its ID token is an answer to another sign-in: the nonce differs")
        if claims.get("azp", app.client_id) != app.client_id or not claims["sub"]:
            raise UntrustedError("its ID token was made for another site, or names nobody")
        return claims

    def _key(self, id_token: str) -> jwt.PyJWK:
        """The provider's key that the token says it is signed by; the only one where it says none."""
        shown = read_object(self.openid_config["jwks_uri"], "its keys").get("keys")
        named = jwt.get_unverified_header(id_token).get("kid")
        fitting = [
            key
            for key in (shown if isinstance(shown, list) else [])
            if isinstance(key, dict) and (key.get("kid") == named or not named) and key.get("use", "sig") == "sig"
        ]
        if len(fitting) != 1:
            raise UntrustedError("it shows no key, or several, for its ID token")
        try:
            return jwt.PyJWK(fitting[0])
        except (LookupError, TypeError, ValueError):
            raise UntrustedError("its key cannot be read") from None

    def _asked(self, access_token: str) -> dict[str, Any]:
        address = str(self.openid_config["userinfo_endpoint"])
        return read_object(address, "what it tells of the person", {"Authorization": f"Bearer {access_token}"})


def read_object(address: str, what: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """What lies at an address of the provider. Raises UntrustedError where that is no JSON object, or not there."""
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, headers=headers)
    if answer.status_code != 200:
        raise UntrustedError(f"{what} came with status {answer.status_code}")
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UntrustedError(f"{what} cannot be read")
    return found


def nonce_of(state: str) -> str:
    """What the token must repeat. It follows from the state, which this browser alone holds, and only once."""
    return str(salted_hmac("single sign-on", state, algorithm="sha256").hexdigest())


def tie(issuer: str, subject: object) -> str:
    """Which identity an account is tied to: somebody at one provider. Another provider's same number is another."""
    return f"{provider_part(issuer)}{hashlib.sha256(str(subject).encode()).hexdigest()}"


def provider_part(issuer: str) -> str:
    """What every tie to this provider begins with."""
    return hashlib.sha256(issuer.encode()).hexdigest()[:32] + "-"


def vouched(claims: dict[str, Any], addresses_are_own: bool) -> bool:
    """Whether the provider says that the address is this person's; where it says nothing, what the settings say."""
    said = claims.get("email_verified")
    return addresses_are_own if said is None else said is True or said == "true"
