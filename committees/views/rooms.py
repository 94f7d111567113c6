"""The committees of a community, the room of each, and its seats."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from committees import queries
from committees.domain import committees, seats
from committees.forms import CommitteeForm, HolderForm, SeatForm
from committees.queries import rooms
from committees.rules import runs_from
from committees.views.wire import go, member, put, tell
from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.later import later
from mobilize.kernel.refusal import Refused


@access(GET="committees.see_committees")
def committee_list(request):
    actor = request.actor
    context = {
        "committees": queries.committees_visible_to(actor),
        "my_actions": queries.actions_open_for(actor),
        "may_create": can(actor, "committees.create_committee", actor.community),
    }
    return render(request, "committees/committee_list.html", context)


@access(GET="committees.create_committee", POST="committees.create_committee")
def committee_new(request):
    form, status = CommitteeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = committees.create_committee(request.actor, **form.cleaned_data, now=timezone.now())
            except Refused as refused:
                status = put(form, refused)
            else:
                later("cms.tasks.plant_door", "committee", made.pk, request.actor.membership.pk)
                messages.success(request, _("The committee is made. Now give it seats."))
                return go(request, "committee_seats", committee=made.public_id)
    return render(request, "committees/committee_form.html", {"form": form}, status=status)


@access(GET="committees.lead_committee", POST="committees.lead_committee", of=queries.committee_for)
def committee_edit(request, committee):
    known = {name: getattr(committee, name) for name in CommitteeForm.base_fields}
    form, status = CommitteeForm(request.POST or None, initial=known), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                committees.describe_committee(
                    request.actor, committee=committee, **form.cleaned_data, now=timezone.now()
                )
            except Refused as refused:
                status = put(form, refused)
            else:
                messages.success(request, _("The committee's words and rules are kept."))
                return go(request, "committee", committee=committee.public_id)
    context = {"form": form, "committee": committee}
    return render(request, "committees/committee_form.html", context, status=status)


@access(GET="committees.see_workspace", of=queries.committee_for)
def committee_room(request, committee):
    actor = request.actor
    room = queries.room_of(actor, committee, request.GET)
    context = {
        "committee": committee,
        "my_seat": room.my_seat,
        "room": room,
        "next": rooms.next_meeting(room.waiting),
        "meetings": room.waiting + room.meetings.rows,
        "my_actions": room.my_actions,
        "seats": room.seats,
        "decisions": room.decisions.rows,
        "actions": room.actions + room.settled.rows,
        "plans": room.plans,
        "runs": runs_from(actor, room.my_seat),
        "leads": can(actor, "committees.lead_committee", committee),
        "today": timezone.localdate(),
    }
    return render(request, "committees/committee_room.html", context)


@access(POST="committees.lead_committee", of=queries.committee_for)
def committee_state(request, committee):
    act = {"activate": committees.activate_committee, "close": committees.close_committee}.get(
        request.POST.get("act", "")
    )
    if act is None:
        raise Refused("not_now")
    try:
        act(request.actor, committee=committee, now=timezone.now())
    except Refused as refused:
        tell(request, refused)
    else:
        at_work = act is committees.activate_committee
        messages.success(
            request, _("The committee is at work.") if at_work else _("The committee is closed.")
        )
    return go(request, "committee", committee=committee.public_id)


@access(GET="committees.lead_committee", POST="committees.lead_committee", of=queries.committee_for)
def committee_seats(request, committee):
    form, status = SeatForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                seats.add_seat(request.actor, committee=committee, **form.cleaned_data, now=timezone.now())
            except Refused as refused:
                status = put(form, refused)
            else:
                messages.success(request, _("The seat is there, and vacant. Now choose who takes it."))
                return go(request, "committee_seats", committee=committee.public_id)
    context = {"committee": committee, "seats": queries.seats_of(committee), "form": form}
    return render(request, "committees/committee_seats.html", context, status=status)


@access(GET="committees.lead_committee", POST="committees.lead_committee", of=rooms.seat_for)
def committee_seat(request, seat):
    now = timezone.now()
    holders = queries.possible_holders(seat, now=now)
    act = request.POST.get("act", "give")
    form, status = HolderForm(None, holders=holders, initial={"begins_on": timezone.localdate()}), 200
    if request.method == "POST" and act in {"end", "remove"}:
        try:
            {"end": seats.end_term, "remove": seats.close_seat}[act](request.actor, seat=seat, now=now)
        except Refused as refused:
            tell(request, refused)
        else:
            messages.success(
                request,
                _("The term has ended. The seat is vacant.") if act == "end" else _("The seat is gone."),
            )
        return go(request, "committee_seats", committee=seat.committee.public_id)
    if request.method == "POST":
        form, status = HolderForm(request.POST, holders=holders), 422
        if form.is_valid():
            given = form.cleaned_data | {"holder": member(holders, form.cleaned_data["holder"])}
            try:
                seats.give_seat(request.actor, seat=seat, **given, now=now)
            except Refused as refused:
                status = put(form, refused)
            else:
                messages.success(request, _("The seat is taken."))
                return go(request, "committee_seats", committee=seat.committee.public_id)
    context = {"committee": seat.committee, "seat": seat, "form": form, "holders": holders}
    return render(request, "committees/committee_seat.html", context, status=status)
