"""An administrator's doors to the members."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mobilize.kernel import manners
from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.looking import looked
from people import code_cards, forms, queries
from people.domain import consents, members, sign_in_codes
from people.enums import STAFF_ROLES, Role
from people.family_forms import AskConsent
from people.views.answers import accepted


@access(GET="people.administer")
def member_list(request):
    """Show who belongs here, by name, with roles, band, consent and check."""
    form = forms.FindMembers(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = {
        "name": asked.get("name", ""),
        "role": asked.get("role", ""),
        "ended": bool(asked.get("ended")),
    }
    looked(request.actor, request.actor.community, timezone.now(), at="members")
    rows, last = queries.members_for(
        request.actor, **wanted, after=request.GET.get("after", ""), now=timezone.now()
    )
    filters = {name: value for name, value in wanted.items() if value}
    following = f"?{urlencode({**filters, 'after': last})}" if last else ""
    first = f"?{urlencode(filters)}" if request.GET.get("after") else ""
    context = {
        "form": form,
        "rows": rows,
        "following": following,
        "first": first,
        "filtered": bool(filters),
        "students_hidden": not request.actor.cleared,
    }
    return render(request, "people/member_list.html", context)


@access(GET="people.administer", POST="people.administer", fresh=True)
def add_member(request):
    """Let somebody in; the answer is their printed one-use code, never a password."""
    form = forms.AddMember(request.POST or None)
    if request.method == "POST":
        now = timezone.now()
        made = accepted(form, lambda typed: members.add(request.actor, **typed, now=now))
        if made:
            membership, code = made
            return _code_page(request, membership, code, now)
    return render(
        request,
        "people/member_add.html",
        {"form": form, "no_students": not request.actor.cleared},
        status=getattr(form, "status", 200),
    )


@access(GET="people.see_member", of=queries.member_of)
def member_page(request, membership):
    """Show one member: standing, records, and what can be done."""
    return _member_page(request, membership)


def _member_page(request, membership, **bound):
    now, actor = timezone.now(), request.actor
    own = membership.pk == actor.membership.pk
    shown = {
        "role_form": forms.GrantRole(),
        "band_form": forms.SetBand(initial={"band": membership.band}),
        "ask_form": AskConsent(auto_id="ask_%s"),
        "consent_form": forms.RecordConsent(initial={"given_on": timezone.localdate(now)}),
        "clearance_form": forms.RecordClearance(),
        "address_form": forms.RecordAddress(initial={"email": queries.address_of_member(membership)}),
        **bound,
    }
    row = queries.member_row(membership, now=now)
    if request.method == "GET" and not own:
        looked(actor, membership, now, at="consents" if row.is_student else "membership")
    context = {
        **shown,
        "member": membership,
        "row": row,
        "own": own,
        **queries.standing_records_of(membership, now=now),
        "asks_consent": row.guarded,
        "may_clear": not row.is_student and can(actor, "people.record_clearance", membership),
        "may_issue_code": can(actor, "people.issue_code", membership),
    }
    status = next((form.status for form in bound.values()), 200)
    return render(request, "people/member_page.html", context, status=status)


def _change(request, membership, name, form, command, sentence):
    """Run one of the member page's forms: back to the page with ``sentence``, or the page with the form's faults."""
    if accepted(form, command) is None:
        return _member_page(request, membership, **{name: form})
    messages.success(request, sentence)
    return redirect("member", community=request.actor.community.slug, member=membership.public_id)


@access(POST="people.change_member", of=queries.member_of, fresh=True)
def grant_role(request, membership):
    return _change(
        request,
        membership,
        "role_form",
        forms.GrantRole(request.POST),
        lambda typed: members.grant_role(request.actor, membership=membership, **typed, now=timezone.now()),
        _("The role is given."),
    )


@access(POST="people.change_member", of=queries.member_of, fresh=True)
def end_role(request, membership):
    return _change(
        request,
        membership,
        "end_role_form",
        forms.EndRole(request.POST),
        lambda typed: members.end_role(request.actor, membership=membership, **typed, now=timezone.now()),
        _("The role has ended."),
    )


@access(POST="people.change_member", of=queries.member_of, fresh=True)
def set_band(request, membership):
    return _change(
        request,
        membership,
        "band_form",
        forms.SetBand(request.POST),
        lambda typed: members.set_band(request.actor, membership=membership, **typed, now=timezone.now()),
        _("The age band is changed."),
    )


@access(POST="people.change_member", of=queries.member_of, fresh=True)
def record_consent(request, membership):
    return _change(
        request,
        membership,
        "consent_form",
        forms.RecordConsent(request.POST),
        lambda typed: consents.record(request.actor, membership=membership, **typed, now=timezone.now()),
        _("The consent is recorded."),
    )


@access(POST="people.change_member", of=queries.member_of, fresh=True)
def withdraw_consent(request, membership):
    return _change(
        request,
        membership,
        "withdraw_form",
        forms.WithdrawConsent(request.POST),
        lambda typed: consents.withdraw(request.actor, membership=membership, **typed, now=timezone.now()),
        _("The consent is taken back. From now on this student reads and does not write."),
    )


@access(POST="people.record_clearance", of=queries.member_of, fresh=True)
def record_clearance(request, membership):
    return _change(
        request,
        membership,
        "clearance_form",
        forms.RecordClearance(request.POST),
        lambda typed: members.record_clearance(
            request.actor, membership=membership, **typed, now=timezone.now()
        ),
        _("The check is recorded."),
    )


@access(GET="people.record_clearance", POST="people.record_clearance", of=queries.member_of, fresh=True)
def end_clearances(request, membership):
    """Ask, then let every check run out today."""
    if request.method == "POST":
        members.end_clearances(request.actor, membership=membership, now=timezone.now())
        return _done(request, membership, _("The check has run out."))
    question = _("Does the safeguarding check of %(name)s count no more?") % {"name": membership.user.name}
    detail = _("At once they cannot open any page with words of young people.")
    return _ask(request, membership, question=question, detail=detail, verb=_("End the check"), danger=True)


@access(POST="people.change_member", of=queries.member_of, fresh=True)
def record_address(request, membership):
    return _change(
        request,
        membership,
        "address_form",
        forms.RecordAddress(request.POST),
        lambda typed: members.record_address(
            request.actor, membership=membership, **typed, now=timezone.now()
        ),
        _("The address for notices is recorded."),
    )


@access(GET="people.change_member", POST="people.change_member", of=queries.member_of, fresh=True)
def end_membership(request, membership):
    """Ask, then end somebody's place."""
    if request.method == "POST":
        members.end_membership(request.actor, membership=membership, now=timezone.now())
        return _done(request, membership, _("The membership has ended."))
    question = _("End the membership of %(name)s?") % {"name": membership.user.name}
    detail = _("Nothing here opens for them any more. What they said stays. You can let them back in later.")
    return _ask(request, membership, question=question, detail=detail, verb=_("End membership"), danger=True)


@access(POST="people.change_member", of=queries.member_of, fresh=True)
def reopen_membership(request, membership):
    members.reopen_membership(request.actor, membership=membership, now=timezone.now())
    return _done(request, membership, _("Welcome back: the membership goes on."))


@access(GET="people.issue_code", POST="people.issue_code", of=queries.member_of, fresh=True)
def issue_code(request, membership):
    """Ask, then show a one-use code, once: on a page that can be printed, or as a card in a PDF."""
    card = {"as": "card"} if code_cards.can_print(membership.user.username) else {}
    if request.method == "POST":
        now = timezone.now()
        code = sign_in_codes.issue(request.actor, membership=membership, now=now)
        if card and request.POST.get("as") == card["as"]:
            return _code_card(request, membership, code, now)
        return _code_page(request, membership, code, now)
    question = _("Print a one-use code for %(name)s?") % {"name": membership.user.name}
    detail = _(
        "With it they choose a new password. Older codes stop working, and they are told at their next sign-in."
    )
    other = {"other_verb": _("Make the code as a card (PDF)"), "other": card} if card else {}
    return _ask(request, membership, question=question, detail=detail, verb=_("Make the code"), **other)


@access(GET="people.issue_code", POST="people.issue_code", of=queries.member_of, fresh=True)
def reset_second_factor(request, membership):
    """Ask, then take away a second factor that was lost."""
    if request.method == "POST":
        members.reset_second_factor(request.actor, membership=membership, now=timezone.now())
        return _done(request, membership, _("The second key is taken away."))
    question = _("Has %(name)s lost the phone with the second key?") % {"name": membership.user.name}
    detail = _("At the next sign-in they set up a new one. Make sure that it is really them who asks.")
    return _ask(
        request,
        membership,
        question=question,
        detail=detail,
        verb=_("Take the second key away"),
        danger=True,
    )


def _ask(request, membership, **words):
    return render(request, "people/member_confirm.html", {"member": membership, **words})


def _done(request, membership, sentence):
    messages.success(request, sentence)
    return redirect("member", community=request.actor.community.slug, member=membership.public_id)


def _code_page(request, membership, code, now):
    roles = {grant.role for grant in queries.grants_of(membership, now=now)}
    with manners.towards(adult=Role.STUDENT not in roles):
        told = [_("Type the code and choose a new password. The code works once. Do not show it to others.")]
        if roles & STAFF_ROLES:
            told.append(_("After that, set up the second key with an app on your phone."))
    context = {
        "member": membership,
        "code": code,
        "works_until": sign_in_codes.works_until(now),
        "address": request.build_absolute_uri(reverse("one_use_code")),
        "told": told,
    }
    return render(request, "people/one_use_code.html", context)


def _code_card(request, membership, code, now):
    """Answer with the card. Its picture opens the address and never holds the code: whoever finds it has to type."""
    user, door = membership.user, request.build_absolute_uri(reverse("one_use_code"))
    until = timezone.localtime(sign_in_codes.works_until(now))
    roles = {grant.role for grant in queries.grants_of(membership, now=now)}
    with manners.towards(adult=Role.STUDENT not in roles):
        card = code_cards.Card(
            community=membership.community.name,
            heading=user.name,
            address=door.partition("://")[2],
            link=door,
            code=code,
            facts=(
                _("User name: %(name)s") % {"name": user.username},
                _("Works once, until %(time)s") % {"time": time_format(until, "TIME_FORMAT")},
                _("Do not show it to others."),
            ),
        )
        pdf = code_cards.sheet(card, title=_("One-use code"), language=manners.language(), copies=1)
    # The name of the file says nothing: it stays in the browser's list.
    headers = {"Content-Disposition": 'inline; filename="one-use-code.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
