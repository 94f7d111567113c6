"""Doors to one's own data, to records about oneself, and to what is kept how long."""

from datetime import datetime

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.looking import looked
from mobilize.kernel.refusal import Refused
from people import privacy_forms, privacy_queries, queries, records
from people.domain import copies, erasure, holds, statements
from people.enums import RequestState
from people.views.answers import accepted


@access(GET="people.see_own_data", POST="people.ask_for_copy")
def my_data(request):
    """Show what one asked for and the records about oneself; a POST asks for a copy."""
    actor, now = request.actor, timezone.now()
    if request.method == "POST":
        copies.ask(actor, now=now)
        messages.success(request, _("We are making your copy. Look here again in a few minutes."))
        return redirect("my_data", community=actor.community.slug)
    asked = privacy_queries.requests_of(actor)
    context = {
        "asked": asked,
        "ready": [
            one
            for one in asked
            if one.file and one.state == RequestState.DONE and one.expires_at and one.expires_at > now
        ],
        "waiting": any(one.state in (RequestState.WAITING, RequestState.WORKING) for one in asked),
        "records": privacy_queries.records_for(actor),
        "may_see_table": can(actor, "people.see_retention", actor.community),
    }
    return render(request, "people/my_data.html", context)


@access(GET="people.fetch_copy", of=privacy_queries.copy_of)
@reauthentication_required()
def fetch_copy(request, asked):
    """Send the copy to whoever asked for it."""
    content = copies.fetch(request.actor, request=asked, now=timezone.now())
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@access(GET="people.see_own_data", POST="people.erase_own")
@reauthentication_required()
def erase_own(request):
    """Ask once more, then erase; afterwards nobody is signed in."""
    actor = request.actor
    if request.method == "POST" and request.POST.get("confirm") == "yes":
        erasure.ask(actor, now=timezone.now())
        logout(request)
        messages.success(request, _("Your words and your data here are gone. Take care."))
        return redirect("/")
    return render(request, "people/erase_own.html", {"by_office": actor.is_staff})


@access(GET="people.state_about_record", POST="people.state_about_record", of=records.record_of)
def record_statement(request, record):
    """Show a record about oneself with what one said to it, and let one say more."""
    form = privacy_forms.SayAboutRecord(request.POST or None)
    if request.method == "POST":
        now = timezone.now()
        if accepted(form, lambda typed: statements.state(request.actor, record=record, **typed, now=now)):
            messages.success(request, _("Your words are with the record now."))
            return redirect("my_data", community=request.actor.community.slug)
    said = statements.said_about(kind=record.kind, public_id=record.public_id)
    context = {"form": form, "record": record, "said": said}
    return render(request, "people/record_statement.html", context, status=getattr(form, "status", 200))


@access(GET="people.see_retention")
def retention_table(request):
    """Show what is kept how long and why; ``?at=`` counts what would end on that day."""
    form = privacy_forms.ChooseDay(request.GET or None)
    day = form.cleaned_data["at"] if form.is_bound and form.is_valid() else None
    at = timezone.make_aware(datetime.combine(day, timezone.now().time())) if day else None
    lines = privacy_queries.retention_for(request.actor, at=at)
    administers = can(request.actor, "people.administer", request.actor.community)
    context = {"form": form, "lines": lines, "day": day, "administers": administers}
    return render(request, "people/retention.html", context)


@access(GET="people.hold_data", POST="people.hold_data", of=queries.member_of, fresh=True)
def member_data(request, membership):
    """Show what a member asked for and whether a hold keeps their data; POST holds, lifts, or erases (``act``)."""
    actor, now = request.actor, timezone.now()
    form = privacy_forms.HoldData(request.POST if request.POST.get("act") == "hold" else None)
    sentence = ""
    if request.method == "POST":
        act = request.POST.get("act")
        if act == "hold":
            if accepted(form, lambda typed: holds.hold(actor, membership=membership, **typed, now=now)):
                sentence = _("Their data stay until you lift this.")
        elif act == "lift":
            holds.lift(actor, membership=membership, now=now)
            sentence = _("Nothing keeps their data any longer than the table says.")
        elif act == "erase" and request.POST.get("confirm") == "yes":
            erasure.erase_member(actor, membership=membership, now=now)
            sentence = _("Their words and data are gone.")
        elif act != "erase":
            raise Refused("invalid")
    if sentence:
        messages.success(request, sentence)
        return redirect("member_data", community=actor.community.slug, member=membership.public_id)
    if request.method == "GET":
        looked(actor, membership, now, at="data")
    data = privacy_queries.data_of(membership)
    may_erase = membership.pk != actor.membership.pk and can(actor, "people.erase_member", membership)
    context = {
        "form": form,
        "member": membership,
        "data": data,
        "may_erase": may_erase and not data.erased,
        "asks": request.method == "POST" and request.POST.get("act") == "erase",
        "fields": {"act": "erase"},
    }
    return render(
        request,
        "people/member_data.html",
        context,
        status=getattr(form, "status", 200) if form.is_bound else 200,
    )
