"""Raising a concern, and what every adult sees of concerns: their own, received or acknowledged."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.keyset import page_of
from mobilize.kernel.looking import looked
from mobilize.kernel.refusal import Refused
from moderation import concern_forms, queries
from moderation import concern_queries as concerns_of
from moderation.domain import concerns
from moderation.enums import ConcernKind
from people.queries import member_of
from people.views.answers import accepted


@access(GET="moderation.see_own_concerns")
def my_concerns(request):
    """Show what one raised, only whether it was received (rule 24), what one was let into, and where to raise more."""
    actor = request.actor
    page = page_of(concerns_of.raised_by(actor), request.GET, size=concerns_of.PAGE)
    context = {
        "page": page,
        "rows": [{"concern": one, "seen": concerns_of.was_acknowledged(one)} for one in page.rows],
        "shared": concerns_of.shared_with(actor),
        **_roads(actor),
    }
    return render(request, "moderation/concerns_mine.html", context)


def _roads(actor) -> dict:
    return {
        "keeps": can(actor, "moderation.keep_concerns", actor.community),
        "keeps_staff": can(actor, "moderation.keep_staff_concerns", actor.community),
        "seconds": can(actor, "moderation.second_unmaskings", actor.community),
        "looks": can(actor, "moderation.see_who_looked", actor.community),
    }


def asked_origin(request):
    """Return the case that the address names, if the actor can see it; otherwise None."""
    wanted = request.POST.get("origin") or request.GET.get("origin", "")
    if not wanted:
        return None
    case = queries.case_of(request.actor, case=wanted)
    if not can(request.actor, "moderation.see_case", case):
        raise Refused("not_found")
    return case


def asked_student(request):
    """Return the young person that the address names, for those who may name one."""
    wanted = request.POST.get("student") or request.GET.get("student", "")
    if not wanted:
        return None
    if not can(request.actor, "moderation.name_young_person", request.actor.community):
        raise Refused("not_found")
    return member_of(request.actor, member=wanted)


@access(GET="moderation.raise_concern", POST="moderation.raise_concern")
def raise_concern(request):
    """Write down a worry in plain words."""
    actor, now = request.actor, timezone.now()
    origin, student = asked_origin(request), asked_student(request)
    adults = list(concerns_of.staff_of(actor.community, now=now).exclude(pk=actor.membership.pk))
    started = {"kind": ConcernKind.STUDENT} if origin or student else {}
    form = concern_forms.RaiseConcern(request.POST or None, adults=adults, initial=started)

    def command(typed):
        chosen = typed.pop("adult")
        adult = member_of(actor, member=chosen) if chosen not in ("", form.NOBODY) else None
        return concerns.raise_concern(actor, **typed, adult=adult, student=student, origin=origin, now=now)

    if request.method == "POST" and accepted(form, command):
        messages.success(request, _("Thank you for writing it down. It reached those who keep people safe."))
        return redirect("my_concerns", community=actor.community.slug)
    return render(
        request,
        "moderation/concern_raise.html",
        {"form": form, "origin": origin, "student": student, **_naming(request, origin, student)},
        status=getattr(form, "status", 200),
    )


def _naming(request, origin, student) -> dict:
    """Return the search for a young person's name, for those who may name one."""
    actor = request.actor
    if student or not can(actor, "moderation.name_young_person", actor.community):
        return {}
    form = concern_forms.FindYoungPerson(request.GET or None)
    words = form.cleaned_data["find"] if form.is_bound and form.is_valid() else ""
    people, more = concerns_of.young_people_named(actor, words)
    base = reverse("raise_concern", args=[actor.community.slug])
    also = {"origin": origin.public_id} if origin else {}
    found = [
        {"name": one.user.name, "url": f"{base}?{urlencode({'student': one.public_id, **also})}"}
        for one in people
    ]
    return {"find_form": form, "found": found, "more": more, "sought": words}


def _list(request, found, *, at, **words):
    looked(request.actor, request.actor.community, timezone.now(), at=at)
    page = page_of(found, request.GET, size=concerns_of.PAGE)
    roads = _roads(request.actor)
    return render(request, "moderation/concern_list.html", {"page": page, **roads, **words})


@access(GET="moderation.keep_concerns")
def concern_list(request):
    """Show the concerns about young people to the lead and the deputy."""
    due, now = concerns_of.packs_due(request.actor), timezone.now()
    return _list(
        request,
        concerns_of.concerns_kept_by(request.actor),
        at="concerns",
        heading=_("Concerns"),
        current="students",
        packs=len(due),
        next_pack=due[0].due_at if due else None,
        packs_late=bool(due) and due[0].due_at < now,
    )


@access(GET="moderation.keep_staff_concerns")
def staff_concerns(request):
    """Show the concerns about adults to the head; those about the head, to the chair (rule 25)."""
    found = concerns_of.staff_concerns_kept_by(request.actor, low_level=False)
    return _list(
        request, found, at="staff_concerns", heading=_("About adults who work here"), current="staff"
    )


@access(GET="moderation.keep_staff_concerns")
def low_level_concerns(request):
    """Show what was noted about how adults behave, below harm: apart from the others (rule 26)."""
    found = concerns_of.staff_concerns_kept_by(request.actor, low_level=True)
    return _list(
        request, found, at="staff_concerns", heading=_("Below harm: how adults behave"), current="low_level"
    )


@access(GET="moderation.keep_concerns", POST="moderation.keep_concerns")
def reporting_agency(request):
    """Show and set whom this community must report to, with the number and who looks after it (rule 27)."""
    actor, now = request.actor, timezone.now()
    agency = concerns_of.agency_of(actor)
    known = agency and {
        "name": agency.name,
        "number": agency.number,
        "keeper": agency.owner.public_id,
        "reviewed_on": agency.reviewed_on,
    }
    adults = list(concerns_of.staff_of(actor.community, now=now))
    form = concern_forms.SetAgency(request.POST or None, adults=adults, initial=known)

    def command(typed):
        owner = member_of(actor, member=typed.pop("keeper"))
        return concerns.set_agency(actor, **typed, owner=owner, now=now)

    if request.method == "POST" and accepted(form, command):
        messages.success(request, _("It is noted. It stands on each concern now."))
        return redirect("reporting_agency", community=actor.community.slug)
    days = settings.MOBILIZE["HELP_REVIEW_DAYS"]
    old = bool(agency) and agency.reviewed_on < timezone.localdate(now) - timedelta(days=days)
    context = {"form": form, "agency": agency, "old": old, **_roads(actor), "current": "agency"}
    return render(request, "moderation/agency.html", context, status=getattr(form, "status", 200))
