"""The meeting room: agenda, attendance with the quorum, opening and closing, minutes."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from committees import queries
from committees.domain import meetings, minutes
from committees.enums import MeetingState
from committees.forms import ActionForm, ItemForm, MeetingForm, MinutesForm
from committees.queries import rooms, suggestions
from committees.rules import runs_from
from committees.views.wire import go, put, tell
from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.refusal import Refused


@access(GET="committees.run_meeting", POST="committees.run_meeting", of=queries.committee_for)
def meeting_new(request, committee):
    form, status = MeetingForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = meetings.call_meeting(
                    request.actor, committee=committee, **form.cleaned_data, now=timezone.now()
                )
            except Refused as refused:
                status = put(form, refused)
            else:
                messages.success(request, _("The meeting is called. Now fill its agenda."))
                return go(request, "meeting", meeting=made.public_id)
    context = {"form": form, "committee": committee}
    return render(request, "committees/meeting_form.html", context, status=status)


@access(GET="committees.see_workspace", POST="committees.run_meeting", of=queries.meeting_for)
def meeting_page(request, meeting):
    """Show the room; a POST adds one line to the agenda."""
    form, status = ItemForm(None), 200
    if request.method == "POST":
        form, status = ItemForm(request.POST), 422
        if form.is_valid():
            try:
                meetings.add_item(request.actor, meeting=meeting, **form.cleaned_data, now=timezone.now())
            except Refused as refused:
                status = put(form, refused)
            else:
                return go(request, "meeting", anchor="agenda", meeting=meeting.public_id)
    return _room(request, meeting, status, item_form=form)


def _room(request, meeting, status, **forms):
    actor, now = request.actor, timezone.now()
    room = queries.meeting_room(actor, meeting)
    may_run = runs_from(actor, room.table.my_seat)
    waiting = meeting.state in {MeetingState.CALLED, MeetingState.OPEN}
    owners = queries.possible_owners(meeting.committee, now=now) if may_run else []
    context = _table(actor, meeting, room.table) | {
        "agenda": room.agenda,
        "decisions": room.decisions,
        "offered": suggestions.to_take_up(actor, meeting, request.GET) if may_run and waiting else None,
        "reads": can(actor, "forums.see_forums", actor.community),
        "item_form": ItemForm(None),
        "action_form": ActionForm(None, owners=owners),
        **forms,
    }
    return render(request, "committees/meeting_page.html", context, status=status)


def _table(actor, meeting, table) -> dict:
    """What the table of attendance shows, at this moment."""
    return {
        "meeting": meeting,
        "committee": meeting.committee,
        "quorum": table.quorum,
        "seats": table.seats,
        "my_seat_id": table.my_seat.pk if table.my_seat else None,
        "runs": runs_from(actor, table.my_seat),
    }


@access(GET="committees.see_workspace", of=queries.meeting_for)
def meeting_quorum(request, meeting):
    """The table of attendance alone: the page of the meeting asks for it again and again."""
    shown = _table(request.actor, meeting, queries.table_of(request.actor, meeting))
    return render(request, "committees/meeting_table.html", shown)


@access(POST="committees.run_meeting", of=queries.meeting_for)
def meeting_pull(request, meeting):
    """Pull a theme or a counted poll into the agenda with one click."""
    actor, now = request.actor, timezone.now()
    theme = suggestions.theme_of(actor, request.POST.get("theme", ""))
    poll = suggestions.poll_of(actor, request.POST.get("poll", ""))
    try:
        if theme is not None:
            meetings.pull_in_theme(actor, meeting=meeting, theme=theme, now=now)
        elif poll is not None:
            meetings.pull_in_poll(actor, meeting=meeting, poll=poll, now=now)
        else:
            raise Refused("not_found")
    except Refused as refused:
        tell(request, refused)
    return go(request, "meeting", anchor="agenda", meeting=meeting.public_id)


@access(POST="committees.see_workspace", of=queries.meeting_for)
def meeting_attendance(request, meeting):
    """Somebody came or went; the domain asks whether the actor may say so."""
    act = {"arrive": meetings.arrive, "leave": meetings.leave}.get(request.POST.get("act", ""))
    seat = rooms.seat_for(request.actor, seat=request.POST.get("seat", ""))
    if act is None:
        raise Refused("not_now")
    try:
        act(request.actor, meeting=meeting, seat=seat, now=timezone.now())
    except Refused as refused:
        tell(request, refused)
    return go(request, "meeting", anchor="attendance", meeting=meeting.public_id)


@access(POST="committees.run_meeting", of=queries.meeting_for)
def meeting_state(request, meeting):
    """Open or close the meeting, or approve its minutes as they were read."""
    actor, now, act = request.actor, timezone.now(), request.POST.get("act", "")
    version = request.POST.get("version", "")
    try:
        if act == "open":
            meetings.open_meeting(actor, meeting=meeting, now=now)
            messages.success(request, _("The meeting is open. Mark who is here."))
        elif act == "close":
            meetings.close_meeting(actor, meeting=meeting, now=now)
            messages.success(
                request, _("The meeting is over. The minutes have drafted themselves. Read them.")
            )
        elif act == "approve":
            seen = int(version) if version.isascii() and version.isdigit() else -1
            minutes.approve_minutes(actor, meeting=meeting, version=seen, now=now)
            messages.success(request, _("The minutes are approved. They never change again."))
        else:
            raise Refused("not_now")
    except Refused as refused:
        tell(request, refused)
    return go(request, "meeting", meeting=meeting.public_id)


@access(GET="committees.run_meeting", POST="committees.run_meeting", of=queries.meeting_for)
def meeting_minutes(request, meeting):
    """Edit the draft. Whoever comes second sees both texts and loses no word."""
    if request.method == "GET" and meeting.state != MeetingState.CLOSED:
        return go(request, "meeting", meeting=meeting.public_id)
    form, status, theirs = (
        MinutesForm(initial={"minutes": meeting.minutes, "version": meeting.version}),
        200,
        None,
    )
    if request.method == "POST":
        form, status = MinutesForm(request.POST), 422
        if form.is_valid():
            try:
                minutes.edit_minutes(request.actor, meeting=meeting, **form.cleaned_data, now=timezone.now())
            except Refused as refused:
                status = put(form, refused)
                if refused.code == "changed_meanwhile":
                    theirs = meeting  # as it stands now; the form goes on from that version with the editor's own words
                    form.data = form.data.copy()
                    form.data["version"] = str(meeting.version)
            else:
                messages.success(request, _("The minutes are kept."))
                return go(request, "meeting", anchor="minutes", meeting=meeting.public_id)
    context = {"meeting": meeting, "committee": meeting.committee, "form": form, "theirs": theirs}
    return render(request, "committees/meeting_minutes.html", context, status=status)
