"""Doors of invitations: an administrator makes and stops them; the invited adult comes in by the link."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mobilize.kernel.access import access
from mobilize.kernel.keyset import page_of
from people import invitation_queries, queries
from people.domain import invitations
from people.enums import Role
from people.invitation_forms import Accept, AcceptSignedIn, Invite, InviteCaregiver
from people.views.answers import accepted
from people.views.entrance import AFTER_JOINING, sign_in


@access(GET="people.invite", POST="people.invite", fresh="POST")
def invitation_list(request):
    """List invitations, make new ones; the answer shows the link this once."""
    now = timezone.now()
    form = Invite(request.POST or None)
    if request.method == "POST":
        made = accepted(form, lambda typed: invitations.invite(request.actor, **typed, now=now))
        if made:
            return _made(request, *made, mailed=form.cleaned_data["mail"])
    page = page_of(invitation_queries.invitations_of(request.actor), request.GET, size=queries.PAGE)
    rows = [{"invitation": one, "role": Role(one.role).label, "state": _state(one, now)} for one in page.rows]
    context = {"form": form, "rows": rows, "page": page}
    return render(request, "people/invitation_list.html", context, status=getattr(form, "status", 200))


@access(GET="people.invite_caregiver", POST="people.invite_caregiver", of=queries.member_of, fresh="POST")
def invite_caregiver(request, membership):
    """Invite an adult who looks after this student."""
    form = InviteCaregiver(request.POST or None)
    if request.method == "POST":
        made = accepted(
            form,
            lambda typed: invitations.invite(
                request.actor, **typed, role=Role.CAREGIVER, student=membership, now=timezone.now()
            ),
        )
        if made:
            return _made(request, *made, mailed=form.cleaned_data["mail"])
    context = {"form": form, "member": membership}
    return render(request, "people/invitation_caregiver.html", context, status=getattr(form, "status", 200))


def _made(request, invitation, secret, *, mailed: bool):
    context = {
        "invitation": invitation,
        "role": Role(invitation.role).label,
        "link": request.build_absolute_uri(reverse("invitation", args=[secret])),
        "mailed": mailed,
    }
    return render(request, "people/invitation_made.html", context)


def _state(invitation, now) -> dict:
    if invitation.used_at:
        return {"kind": "leaf", "words": _("Has come"), "open": False}
    if invitation.revoked_at:
        return {"kind": "line", "words": _("Stopped"), "open": False}
    if invitation.expires_at <= now:
        return {"kind": "line", "words": _("Has run out"), "open": False}
    return {"kind": "mari", "words": _("Waits"), "open": True}


@access(GET="people.invite", POST="people.invite", of=invitation_queries.invitation_of)
def revoke_invitation(request, invitation):
    """Ask, then stop an invitation."""
    if request.method == "POST":
        invitations.revoke(request.actor, invitation=invitation, now=timezone.now())
        messages.success(request, _("The invitation is stopped. Its link opens nothing any more."))
        return redirect("invitations", community=request.actor.community.slug)
    return render(request, "people/invitation_confirm.html", {"invitation": invitation})


@never_cache
@access(GET="public", POST="public")
def invitation(request, secret):
    """The invited adult's way in. Before the secret fits nothing is said about anybody or anything."""
    now, address = timezone.now(), get_adapter().get_client_ip(request)
    found = invitations.fitting(secret, client_address=address, now=now)
    if request.user.is_authenticated:
        return _signed_in(request, found, secret, address, now)
    form = Accept(request.POST or None, invitation=found)
    if request.method == "POST":
        place = accepted(
            form, lambda typed: invitations.accept(secret=secret, **typed, client_address=address, now=now)
        )
        if place:
            return sign_in(request, place.user, method="invitation", to=AFTER_JOINING)
    context = {"form": form, "invited_to": found.community, "role": Role(found.role).label}
    return render(request, "people/invitation.html", context, status=getattr(form, "status", 200))


def _signed_in(request, found, secret, address, now):
    """Ask somebody who has an account whether they join, too. Whoever it is not for reads nothing of it."""
    invitations.check_fits(request.user, invitation=found, now=now)
    form = AcceptSignedIn(request.POST or None, invitation=found)
    if request.method == "POST":
        place = accepted(
            form,
            lambda typed: invitations.accept_signed_in(
                request.user, secret=secret, **typed, client_address=address, now=now
            ),
        )
        if place:
            messages.success(request, _("Welcome to %(name)s.") % {"name": found.community.name})
            return redirect(AFTER_JOINING)
    context = {"form": form, "invited_to": found.community, "role": Role(found.role).label}
    return render(request, "people/invitation_signed_in.html", context, status=getattr(form, "status", 200))
