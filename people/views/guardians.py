"""An administrator's doors to a student's family and date of birth. Each look at them is written down."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.looking import looked
from mobilize.kernel.refusal import Refused
from people import family_queries as families
from people import queries
from people.domain import births, consents, guardians
from people.family_forms import AskConsent, BornOn, LinkGuardian, Tie, Why
from people.views.answers import accepted


@access(GET="people.change_member", POST="people.change_member", of=queries.member_of, fresh=True)
def member_family(request, membership):
    """Show who stands for a student, and let another adult stand for them."""
    now, actor = timezone.now(), request.actor
    form = LinkGuardian(request.POST or None, caregivers=families.caregivers_of(actor, now=now))
    if request.method == "POST":

        def link(typed):
            guardian = queries.member_of(actor, member=typed.pop("guardian"))
            return guardians.link(actor, student=membership, guardian=guardian, **typed, now=now)

        if accepted(form, link):
            return _back(request, membership, _("They stand for this student now."))
    else:
        looked(actor, membership, now, at="family")
    context = {"member": membership, "ties": families.ties_of_student(membership), "form": form}
    return render(request, "people/member_family.html", context, status=getattr(form, "status", 200))


@access(
    GET="people.change_member",
    POST="people.change_member",
    of=lambda actor, **ids: _student(actor, **ids),
    fresh=True,
)
def member_tie(request, membership):
    """Show one tie, and change, restrict, free or end it."""
    actor, tie, now = request.actor, membership.tie, timezone.now()
    act = request.POST.get("act", "")
    form = Tie(request.POST if act == "change" else None, initial=Tie.standing(tie))
    why = Why(request.POST if act == "restrict" else None)
    if act == "change":
        if accepted(form, lambda typed: guardians.change(actor, guardianship=tie, **typed, now=now)):
            return _back(request, membership, _("The tie is changed."))
    elif act == "restrict":
        if accepted(why, lambda typed: guardians.restrict(actor, guardianship=tie, **typed, now=now)):
            return _back(
                request, membership, _("Restricted. From this moment they see nothing of this child.")
            )
    elif act == "lift":
        guardians.lift(actor, guardianship=tie, now=now)
        return _back(request, membership, _("The restriction has ended."))
    elif act == "end":
        guardians.end(actor, guardianship=tie, now=now)
        return _back(request, membership, _("The tie has ended."))
    elif request.method == "POST":
        raise Refused("invalid")
    else:
        looked(actor, tie, now)
    status = getattr(form if act == "change" else why, "status", 200)
    context = {"member": membership, "tie": tie, "form": form, "why": why}
    return render(request, "people/member_tie.html", context, status=status)


def _student(actor, *, member: str, tie: str):
    """Return the student of the tie, with the tie: the rule asks about the student."""
    membership = queries.member_of(actor, member=member)
    membership.tie = families.tie_of_student(actor, member=member, tie=tie)
    return membership


@access(GET="people.change_member", POST="people.change_member", of=queries.member_of, fresh=True)
def member_birth(request, membership):
    """Show a date of birth to an administrator who asks, and keep another."""
    now, actor = timezone.now(), request.actor
    form = BornOn(request.POST or None)
    if request.method == "POST":
        if accepted(
            form, lambda typed: births.set_birth_date(actor, membership=membership, **typed, now=now)
        ):
            return _to_member(request, membership, _("The date is kept, and the age band follows from it."))
        shown = None
    else:
        shown = births.look(actor, membership=membership, now=now)
    context = {"member": membership, "born_on": shown, "form": form}
    return render(request, "people/member_birth.html", context, status=getattr(form, "status", 200))


@access(POST="people.change_member", of=queries.member_of, fresh=True)
def ask_consent(request, membership):
    """Ask the guardians for a consent."""
    form = AskConsent(request.POST)
    if not form.is_valid():
        raise Refused("purpose_unknown")
    consents.ask(request.actor, membership=membership, **form.cleaned_data, now=timezone.now())
    return _to_member(request, membership, _("The guardians are asked."))


def _back(request, membership, sentence):
    messages.success(request, sentence)
    return redirect("member_family", community=request.actor.community.slug, member=membership.public_id)


def _to_member(request, membership, sentence):
    messages.success(request, sentence)
    return redirect("member", community=request.actor.community.slug, member=membership.public_id)
