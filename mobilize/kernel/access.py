"""Every door declares its rule: URLs with the ``access`` decorator, socket actions with ``socket_action``.

``manage.py access_table`` reads these declarations; the build fails on a door without one.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from mobilize.kernel import authority
from mobilize.kernel.refusal import PAGES, Refused

OPEN_DOORS = {"public", "signed_in"}  # everybody; everybody with an account
_socket_actions: dict[str, str] = {}
_actor_sources: list[Callable] = []
_proof_sources: list[Callable] = []


def actor_source(function: Callable[[HttpRequest, str], object]) -> Callable:
    """Register the function ``(request, community_slug) -> actor | response | None`` (the people floor has it)."""
    _actor_sources[:] = [function]
    return function


def proof_source(function: Callable[[HttpRequest], HttpResponse | None]) -> Callable:
    """Register the function that asks "Is it you?" where it is too long ago that somebody proved it (people has it)."""
    _proof_sources[:] = [function]
    return function


def socket_action(action: str, rule: str) -> None:
    """Declare that the socket action ``action`` is decided by ``rule``."""
    _socket_actions[action] = rule


def socket_actions() -> dict[str, str]:
    return dict(_socket_actions)


def access(
    *, of: Callable | None = None, shows: str | None = None, fresh: bool | str = False, **methods: str
):
    """Declare the methods of a view and their rules: ``@access(GET="forums.read_forum", POST="forums.reply")``.

    ``of(actor, **url_kwargs)`` loads the object (raising ``Http404`` or ``Refused("not_found")`` for what
    the actor may not know of) and the view receives it in place of the URL's arguments; without ``of`` the
    object of the rule is the actor's community. ``request.actor`` is set. A hidden refusal is a 404 for
    everybody signed in; somebody anonymous meets the sign-in page, existing object or not. Any other
    ``Refused`` that the view lets out becomes a page with its sentence, code and status.
    A POST that its rule refuses reaches the view only where the actor may see the page that keeps the typed words:
    ``shows`` is that page's rule, the GET's unless told otherwise. Without such a page the refusal is the answer.
    A rule may be "public" or "signed_in" for doors outside the communities.
    ``fresh`` marks what is private (rule 59): after the rule has agreed, adults prove once more that it is they, unless
    they did so a few minutes ago. True for all methods, or the name of the one that asks.
    """
    rules = {name.upper(): rule for name, rule in methods.items()}
    page = shows or rules.get("GET")
    again = {method for method in rules if fresh is True or method == fresh}
    if fresh and (not again or OPEN_DOORS & set(rules.values())):
        raise ValueError("only a method of a community's own door can ask for a fresh proof")
    if "GET" in rules:
        rules.setdefault("HEAD", rules["GET"])

    def decorate(view):
        @wraps(view)
        def door(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            rule = rules.get(request.method)
            if rule != "public" and not request.user.is_authenticated:
                return _ask_to_sign_in(request)
            if rule is None:
                return HttpResponseNotAllowed(sorted(rules))
            _without_nul(request, kwargs)
            if rule in OPEN_DOORS:
                return _answer(request, view, *args, **kwargs)
            slug = kwargs.pop("community", None)
            actor = _actor_sources[0](request, slug)
            if actor is None:
                raise Http404
            if isinstance(actor, HttpResponse):
                return actor  # something is to be done first, such as setting up the second factor
            request.actor = actor
            try:
                thing = of(actor, **kwargs) if of else actor.community
                try:
                    authority.require(actor, rule, thing)
                except Refused as refused:
                    if refused.hidden or request.method in {"GET", "HEAD"} or page is None:
                        raise
                    # The domain refuses again, and the view shows it without losing the words.
                    authority.require(actor, page, thing)
            except Refused as refused:
                if refused.hidden:
                    raise Http404 from refused
                return refusal_page(request, refused)
            asked_as = "GET" if request.method == "HEAD" else request.method
            if asked_as in again and (asks := _proof_sources[0](request)):
                return asks
            return _answer(request, view, *((thing,) if of else ()))

        door.access = {method: rule for method, rule in rules.items() if method != "HEAD"}
        door.fresh = frozenset(again)
        return door

    return decorate


def _without_nul(request: HttpRequest, names: dict) -> None:
    """Leave NUL out of what was sent, like other control characters; an address with one leads nowhere.

    PostgreSQL takes it in no text, not even in a question.
    """
    if any("\0" in value for value in names.values() if isinstance(value, str)):
        raise Http404
    for method in ("GET", "POST"):
        sent = getattr(request, method)
        if any("\0" in value for _name, values in sent.lists() for value in values):
            plain = sent.copy()
            for name, values in sent.lists():
                plain.setlist(name, [value.replace("\0", "") for value in values])
            setattr(request, method, plain)


def _answer(request, view, *args, **kwargs) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except Refused as refused:
        if refused.hidden:
            raise Http404 from refused
        return refusal_page(request, refused)


def _ask_to_sign_in(request) -> HttpResponse:
    if request.method in {"GET", "HEAD"} and not request.headers.get("X-Requested-With"):
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(
        settings.LOGIN_REDIRECT_URL
    )  # what was sent is gone: begin at home, not at a POST's address


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Return the page that says no: kindly, with the code, and with a way back."""
    if refused.has_page:
        return PAGES[refused.code](request, refused)
    back = request.META.get("HTTP_REFERER", "")
    same_site = back.startswith(f"{request.scheme}://{request.get_host()}/")
    context = {"refused": refused, "back_url": back if same_site else "/home/"}
    return render(request, "refused.html", context, status=refused.status)
