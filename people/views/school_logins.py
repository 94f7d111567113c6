"""Doors of the school's own sign-in: there and back, and an administrator's page that says who is who."""

import secrets

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobilize.kernel.access import access
from mobilize.kernel.looking import looked
from mobilize.kernel.refusal import Refused
from people import queries, school_provider
from people.domain import school_logins as domain
from people.views.answers import accepted
from people.views.entrance import sign_in

_KEPT = "school_login"


@access(GET="public")
def school_login(request):
    """Lead to the school's own sign-in. Where there is none, this door does not exist."""
    if not school_provider.is_on():
        raise Http404
    try:
        there, request.session[_KEPT] = school_provider.begin(back=_back(request))
    except school_provider.ProviderFailedError as failed:
        raise Refused("school_failed") from failed
    return redirect(there)


@access(GET="public")
def school_login_back(request):
    """Take whoever comes back from there, once; staff still meet their second key."""
    if not school_provider.is_on():
        raise Http404
    kept = request.session.pop(_KEPT, None)
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    if not kept or not code or not secrets.compare_digest(state.encode(), kept["state"].encode()):
        raise Refused("school_failed")
    try:
        subject = school_provider.subject_of(code=code, kept=kept, back=_back(request))
    except school_provider.ProviderFailedError as failed:
        raise Refused("school_failed") from failed
    return sign_in(request, domain.known_as(subject), method="school")


def _back(request) -> str:
    return request.build_absolute_uri(reverse("school_login_back"))


class Subject(forms.Form):
    subject = forms.CharField(
        label=gettext_lazy("Number at the school's sign-in"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("As the sign-in service shows it. Leave it empty to take it away."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@access(GET="people.issue_code", POST="people.issue_code", of=queries.member_of, fresh=True)
def school_identity(request, membership):
    """Say who a member is at the school's own sign-in."""
    if not school_provider.is_on():
        raise Http404
    form = Subject(request.POST or None, initial={"subject": domain.subject_of(membership.user)})
    if request.method == "POST" and accepted(
        form,
        lambda typed: domain.bind(request.actor, membership=membership, **typed, now=timezone.now()) or True,
    ):
        messages.success(request, _("That is kept."))
        return redirect("member", community=request.actor.community.slug, member=membership.public_id)
    if request.method == "GET":
        looked(request.actor, membership, timezone.now(), at="identity")
    context = {"form": form, "member": membership}
    return render(request, "people/school_identity.html", context, status=getattr(form, "status", 200))
