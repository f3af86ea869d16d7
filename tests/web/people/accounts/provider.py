"""A small identity provider on this machine: OpenID Connect with codes, PKCE, a client secret and RS256, over HTTP.

It keeps to the standard as a council's own provider does, and is told by a test what to do otherwise.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "soundings", "a:secret/of+nobody"
# What a test may put in the place of an answer: its status, its kind and its body.
Answer = tuple[int, str, bytes]


@cache
def key(name: str = "ours") -> rsa.RSAPrivateKey:  # noqa: ARG001 - each name has its own
    """A fresh key by name: the provider's own, and others that are not."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def rubbish(kind: str = "application/json", body: bytes = b"<html>Bad gateway", status: int = 200) -> Answer:
    """An answer that is none."""
    return status, kind, body


def json_answer(found: object, status: int = 200) -> Answer:
    """An answer in JSON."""
    return status, "application/json", json.dumps(found).encode()


@dataclass
class Provider:
    """Who is signed in there, and what it does otherwise than it should."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    # What is changed in its description of itself, in a token, in a token's head; what is sent in an answer's place.
    described: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)
    sent: dict[str, Answer] = field(default_factory=dict)
    signer: Callable[[], Any] = key
    algorithm: str = "RS256"
    only_in_userinfo: tuple[str, ...] = ()
    refused: str = ""
    # What it was asked, by path; every token it gave.
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _given: dict[str, dict[str, Any]] = field(default_factory=dict)

    def signs_in(self, address: str = "ada@council.example", subject: str = "person-1", **more: Any) -> None:
        """Somebody is signed in there from now on."""
        self.person = {"sub": subject, "email": address, "email_verified": True, **more}

    def get(self, path: str, query: dict[str, str], bearer: str) -> Answer | str:
        """An answer, or an address to go to."""
        if path == "/.well-known/openid-configuration":
            return json_answer(self._description())
        if path == "/authorize":
            return self._authorize(query)
        if path == "/keys":
            shown = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key().public_key()))
            return json_answer({"keys": [{**shown, "kid": "k1", "use": "sig", "alg": "RS256"}]})
        if path == "/person" and bearer in self._given:
            return json_answer(self._given[bearer])
        return 401, "text/plain", b"no"

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/person",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            **self.described,
        }

    def _authorize(self, query: dict[str, str]) -> str:
        wanted = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        self.faults += [name for name, value in wanted.items() if query.get(name) != value]
        self.faults += [name for name in ("state", "nonce", "code_challenge") if not query.get(name)]
        if "openid" not in query.get("scope", "").split():
            self.faults.append("scope")
        back = {"error": self.refused} if self.refused else {"code": secrets.token_urlsafe(16)}
        if "code" in back:
            self._codes[back["code"]] = query
        return query["redirect_uri"] + "?" + urlencode({**back, "state": query["state"]})

    def post_token(self, form: dict[str, str], authorization: str) -> Answer:
        """A token for a code, once, to whoever has the secret and the verifier."""
        wanted = self._codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization != f"Basic {basic}":
            return json_answer({"error": "invalid_client"}, 401)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode()
        if (
            wanted is None
            or form.get("grant_type") != "authorization_code"
            or proof.rstrip("=") != wanted["code_challenge"]
            or form.get("redirect_uri") != wanted["redirect_uri"]
        ):
            return json_answer({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(24)
        self._given[access] = {**self.person}
        self.tokens += [access, token := self._id_token(wanted["nonce"])]
        return json_answer({"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": token})

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        told = {name: value for name, value in self.person.items() if name not in self.only_in_userinfo}
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **told,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.signer(), algorithm=self.algorithm, headers={"kid": "k1", **self.head})


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        self._answer(address.path, lambda: self.provider.get(address.path, dict(parse_qsl(address.query)), bearer))

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self._answer(self.path, lambda: self.provider.post_token(form, self.headers.get("Authorization", "")))

    def _answer(self, path: str, usual: Callable[[], Answer | str]) -> None:
        self.provider.asked.append(path)
        answer = self.provider.sent.get(path) or usual()
        if isinstance(answer, str):
            self.send_response(302)
            self.send_header("Location", answer)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        status, kind, body = answer
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet: a test looks at what was asked."""


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers until the test ends."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": provider}))
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def settings_of(provider: Provider, **more: Any) -> dict[str, Any]:
    """What the site's settings say of it, in the shape they have it."""
    app = {
        "provider_id": "council",
        "name": "Council sign-in",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": provider.address, "addresses_are_own": False, **more},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
