"""Going through the demo as each role: which pages there are to see, found by following links."""

import re
import time
from collections import Counter, deque
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

#: role -> the account of the demo that plays it. The last two live in the French community.
ROLES = {
    "visitor": "",
    "student-a": "tess-a",
    "student-b": "amina-r",
    "student-c": "mira-c",
    "student-waiting": "robin-w",
    "caregiver": "caregiver",
    "mentor": "mentor",
    "agency": "agency",
    "named-adult": "ms-adeyemi",
    "facilitator": "facilitator",
    "moderator": "moderator",
    "lead": "lead",
    "organizer": "organizer",
    "administrator": "administrator",
    "eleve": "lina-m",
    "organisatrice": "organisatrice",
}
#: How many pages of one kind are looked at; two, so that two states of a thing are met.
OF_A_KIND = 2
MORE = {"wagtail_serve": 10, "forum": 4, "perspective": 4, "poll": 3, "case": 6, "help": 1}
#: Kinds of pages that are files or leave the house.
PASSED = re.compile(
    r"^/(?:static|media|i18n|accounts/logout)/|\.(?:svg|pdf|csv|json|ics|png)$|^/cms/(?!$|doors/|guide/)"
)
#: Begun where no link leads: the doors before the house, what is not there, and the sheet of pieces.
BEGUN = ("/", "/join/", "/accounts/one-use-code/", "/accounts/login/", "/look/", "/style/", "/no/such/page/")


@dataclass(frozen=True)
class Step:
    """One page to look at: its kind (the name of its address) and where it stands."""

    kind: str
    path: str


def cookies(username: str) -> dict[str, str]:
    """Return the cookies of somebody who signed in, with the second factor, a moment ago."""
    from allauth.account.internal.flows.login import (
        _AUTHENTICATION_METHODS_USER_SESSION_KEY,
        AUTHENTICATION_METHODS_SESSION_KEY,
    )
    from django.test import Client

    from people.models import User

    client = Client()
    if username:
        user = User.objects.get(username=username)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
    return {name: morsel.value for name, morsel in client.cookies.items()}


def kind_of(path: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        return resolve(path).url_name or "page"
    except Resolver404:
        return "not_found"


def kinds_of_ours() -> set[str]:
    """Return the kinds of all that can be asked for by GET at an address of ours."""
    from django.urls import URLPattern, get_resolver

    found, waiting = set(), [get_resolver()]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, URLPattern):
            waiting += one.url_patterns
        elif "GET" in getattr(one.callback, "access", {}):
            found.add(one.name or str(one.pattern))
    return found


def steps(signed_in: dict[str, str]) -> list[Step]:
    """Follow the links from home, breadth first, and return so many pages of each kind."""
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.cookies.load(signed_in)
    waiting, seen, met, found = deque([*(["/home/"] if signed_in else []), *BEGUN]), set(), Counter(), []
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if path in seen or PASSED.search(path) or met[kind] >= MORE.get(kind, OF_A_KIND):
            continue
        seen.add(path)
        answer = client.get(path)
        if answer.status_code in {301, 302, 303}:
            waiting.appendleft(urlsplit(answer.headers["Location"]).path)
            continue
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        met[kind] += 1
        found.append(Step(kind, path))
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for href in re.findall(r'<a\b[^>]*\shref="([^"#]+)', text.decode()):
            parts = urlsplit(unescape(href))
            if (
                parts.hostname is None
                and parts.scheme == ""
                and not parts.query
                and parts.path.startswith("/")
            ):
                waiting.append(parts.path)
    return found
