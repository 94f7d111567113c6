"""Doors outside the communities: joining with a class code, coming home, and a forgotten password."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.refusal import Refused
from people import forms, queries
from people.domain import joining, sign_in_codes
from people.views.answers import accepted

AFTER_JOINING = "/who-sees-what/"


def _address(request) -> str:
    return get_adapter().get_client_ip(request)


@access(GET="public", POST="public")
def join(request):
    """Class code, then name and password, then signed in: three screens, no e-mail.

    The code stands in the address so that the square picture leads straight to the second screen.
    """
    typed = request.POST.get("code") or request.GET.get("code", "")
    if not typed:
        empty = forms.ClassCode(request.POST or None)
        return render(
            request, "people/join_code_ask.html", {"form": empty}, status=422 if request.POST else 200
        )
    try:
        code = joining.usable(typed, client_address=_address(request), now=timezone.now())
    except Refused as refused:
        form = forms.ClassCode({"code": typed})
        form.is_valid()
        form.add_error("code", refused.message)
        return render(request, "people/join_code_ask.html", {"form": form}, status=refused.status)
    if request.user.is_authenticated:
        return _join_signed_in(request, code)
    return _join_anew(request, code)


def _join_anew(request, code):
    form = forms.Join(request.POST or None)
    if request.method == "POST":
        membership = accepted(
            form,
            lambda typed: joining.join(
                code=code.code, **typed, client_address=_address(request), now=timezone.now()
            ),
        )
        if membership:
            return sign_in(request, membership.user, method="class_code", to=AFTER_JOINING)
    context = {"form": form, "code": code, "shown": sign_in_codes.shown(code.code)}
    return render(request, "people/join.html", context, status=getattr(form, "status", 200))


def _join_signed_in(request, code):
    if request.method == "POST":
        joining.join_signed_in(
            request.user, code=code.code, client_address=_address(request), now=timezone.now()
        )
        messages.success(request, _("Welcome to %(name)s.") % {"name": code.community.name})
        return redirect(AFTER_JOINING)
    context = {"code": code, "shown": sign_in_codes.shown(code.code)}
    return render(request, "people/join_signed_in.html", context)


@access(GET="public", POST="public")
def one_use_code(request):
    """Set a new password with a printed code and sign in; staff still meet their second key."""
    form = forms.UseOneUseCode(request.POST or None)
    if request.method == "POST":
        user = accepted(
            form,
            lambda typed: sign_in_codes.use(**typed, client_address=_address(request), now=timezone.now()),
        )
        if user:
            return sign_in(request, user, method="one_use_code")
    return render(
        request, "people/one_use_code_enter.html", {"form": form}, status=getattr(form, "status", 200)
    )


def sign_in(request, user, *, method: str, to: str | None = None):
    """Sign in the way every sign-in goes, with all its stages."""
    record_authentication(request, user, method=method)
    return perform_login(request, Login(user=user, redirect_url=to))


@access(GET="signed_in")
def home(request):
    """Lead to the only community; ask where there are several; say so kindly where there is none."""
    actors = queries.actors_for(request.user, now=timezone.now())
    if len(actors) == 1:
        return redirect(f"/c/{actors[0].community.slug}/")
    return render(request, "people/home_chooser.html", {"actors": actors})
