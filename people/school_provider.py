"""The school's own sign-in service, spoken to by OpenID Connect: code flow, with state, nonce and PKCE.

Only who somebody is comes from there: the service's address and its name for the person. Whatever else it claims, a
role, a class, an age, is not read. PyJWT and requests come with django-allauth's "socialaccount"; why its own provider
is not used says docs/adr/0028.
"""

import base64
import hashlib
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from urllib3.exceptions import HTTPError

CONNECT_SECONDS, SECONDS = 3, 5  # for a line to it, and for each of its words
LONGEST_SECONDS = 10  # for all of an answer
REST_SECONDS = (
    10  # in which nobody asks again, once it did not answer: a page that waits takes another's place
)
MOST_BYTES = 1 << 18
ALGORITHMS = ["RS256", "ES256"]  # never "none", never one whose key is our own secret
LEEWAY = 30
_LOCAL = {"127.0.0.1", "localhost"}
_resting: dict[str, float] = {}  # until when nobody is asked, by address


class ProviderFailedError(Exception):
    """The service could not be asked, or its answer does not hold."""


def is_on() -> bool:
    return bool(settings.SCHOOL_LOGIN["issuer"] and settings.SCHOOL_LOGIN["client_id"])


def name() -> str:
    """Return how people call the service; "" where there is none."""
    return (
        (settings.SCHOOL_LOGIN["name"] or urlsplit(settings.SCHOOL_LOGIN["issuer"]).netloc) if is_on() else ""
    )


def begin(*, back: str) -> tuple[str, dict[str, str]]:
    """Return the address at which the service asks who it is, and what must be remembered until the person is back."""
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=")
    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": settings.SCHOOL_LOGIN["client_id"],
        "redirect_uri": back,
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    there = _safe(_discovered()["authorization_endpoint"])
    return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}", kept


def subject_of(*, code: str, kept: dict[str, str], back: str) -> str:
    """Return the service's name for the person who came back with ``code``. Errors: :class:`ProviderFailedError`."""
    known = _discovered()
    answer = _ask(
        "POST",
        known["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": kept["verifier"],
            "client_id": settings.SCHOOL_LOGIN["client_id"],
            "client_secret": settings.SCHOOL_LOGIN["client_secret"],
        },
    )
    return _checked(answer.get("id_token"), keys=_ask("GET", known["jwks_uri"]), nonce=kept["nonce"])


def _checked(token: Any, *, keys: dict, nonce: str) -> str:
    try:
        head = jwt.get_unverified_header(token)
        key = next(key for key in jwt.PyJWKSet.from_dict(keys).keys if head.get("kid") in {None, key.key_id})
        said = jwt.decode(
            token,
            key.key,
            algorithms=ALGORITHMS,
            audience=settings.SCHOOL_LOGIN["client_id"],
            issuer=settings.SCHOOL_LOGIN["issuer"],
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except (jwt.PyJWTError, StopIteration, TypeError, ValueError) as wrong:
        raise ProviderFailedError("the token does not hold") from wrong
    if not secrets.compare_digest(str(said["nonce"]), nonce):
        raise ProviderFailedError("the token is for another sign-in")
    if (
        isinstance(said["aud"], list)
        and said.get("azp", said["aud"][0]) != settings.SCHOOL_LOGIN["client_id"]
    ):
        raise ProviderFailedError("the token is for another program")
    if not isinstance(said["sub"], str) or not 0 < len(said["sub"]) <= 255:
        raise ProviderFailedError("the token names nobody")
    return said["sub"]


def _discovered() -> dict:
    issuer = settings.SCHOOL_LOGIN["issuer"]
    known = _ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if known.get("issuer") != issuer or not all(isinstance(known.get(one), str) for one in wanted):
        raise ProviderFailedError("the service calls itself by another name")
    return known


def _ask(method: str, address: str, **sent) -> dict:
    place = urlsplit(_safe(address)).netloc
    if time.monotonic() < _resting.get(place, 0):
        raise ProviderFailedError("the service did not answer a moment ago")
    try:
        with requests.request(
            method,
            address,
            timeout=(CONNECT_SECONDS, SECONDS),
            allow_redirects=False,
            stream=True,
            **sent,
        ) as answer:
            told = json.loads(_read(answer)) if answer.status_code == 200 else None
    except (requests.RequestException, HTTPError) as wrong:
        _resting[place] = time.monotonic() + REST_SECONDS
        raise ProviderFailedError("the service does not answer") from wrong
    except ValueError as wrong:
        raise ProviderFailedError("the service does not speak JSON") from wrong
    if not isinstance(told, dict):
        raise ProviderFailedError("the service says no")
    return told


def _read(answer: requests.Response) -> bytes:
    ends, read = time.monotonic() + LONGEST_SECONDS, b""
    while part := answer.raw.read1(MOST_BYTES, decode_content=True):
        read += part
        if time.monotonic() > ends or len(read) > MOST_BYTES:
            raise requests.Timeout("the answer has no end")
    return read


def _safe(address: str) -> str:
    """Return the address if it is encrypted on its way, or leads to this very machine."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return address
    raise ProviderFailedError("the service is not encrypted")
