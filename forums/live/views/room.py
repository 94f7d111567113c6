"""Pages and forms of community sessions. Each works without a script; the same doors answer the script in JSON."""

import secrets

from django.contrib import messages as notices
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.live import actions, poll, protocol, queries, screens, sse
from forums.live.domain import leaving, messages, presence, sessions
from forums.live.enums import SessionState
from forums.live.forms import RulingForm, SayForm, SeatsForm
from mobilize.kernel.access import access
from mobilize.kernel.authority import can, require
from mobilize.kernel.refusal import Refused
from moderation.views.care import crisis_answer
from people.block_queries import hidden_names


def _where(actor, session) -> dict:
    return {"community": actor.community.slug, "session": session.public_id}


def to_room(actor, session, anchor: str = "") -> HttpResponseRedirect:
    """Lead back to the room."""
    return HttpResponseRedirect(reverse("session", kwargs=_where(actor, session)) + anchor)


def wants_json(request) -> bool:
    """Tell whether a script asks."""
    return request.headers.get("Accept", "").startswith("application/json")


def as_json(answer: protocol.Ack | protocol.Nack) -> HttpResponse:
    """Answer a script with a frame and the status that says the same."""
    return HttpResponse(
        protocol.to_wire(answer), status=actions.status_of(answer), content_type="application/json"
    )


def number_in(words: str | None, *, otherwise: int = 0) -> int:
    """Return the whole number that ``words`` spell, or ``otherwise``."""
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 16 else otherwise


@access(GET="live.see_sessions")
def sessions_page(request):
    """List what runs now, what comes, and a page of what is over."""
    now, soon = queries.current_sessions_for(request.actor)
    before = number_in(request.GET.get("before"))
    past, older = queries.past_sessions_for(request.actor, before=before)
    context = {
        "now": now if not before else [],
        "soon": soon if not before else [],
        "past": past,
        "older_url": f"?before={older}" if older else "",
        "newer_url": reverse("sessions", args=[request.actor.community.slug]) if before else "",
        "slug": request.actor.community.slug,
    }
    return render(request, "live/session_list.html", context)


@access(GET="live.read_session", of=queries.session_of)
def session_page(request, session):
    """Show the room as it is now. An adult who leads is seen in it from now on."""
    now = timezone.now()
    presence.seen(request.actor, session=session, now=now)
    return render(request, "live/session_room.html", screens.room_for(request.actor, session, now=now))


@access(POST="live.say", shows="live.read_session", of=queries.session_of)
def say(request, session):
    """Say something: by form, with the room as the answer; or by script, with a frame as the answer."""
    actor, now = request.actor, timezone.now()
    presence.seen(
        actor, session=session, now=now
    )  # also asks again whether they may read what is drawn below
    if wants_json(request):
        id, body = request.POST.get("id", ""), request.POST.get("body", "")
        if not id or len(id) > 40:
            return as_json(actions.bad_frame(id[:40]))
        return as_json(actions.act(actor, session, protocol.Say(id, body), now=now))
    form = SayForm(request.POST)
    status = 422
    if form.is_valid():
        words = form.cleaned_data
        try:
            message, _again = messages.say(
                actor, session=session, client_id=words["client_id"], body=words["body"], now=now
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            status = refused.status
        else:
            if queries.told_of_danger(message):
                back = reverse("session", kwargs=_where(actor, session)) + "#mine"
                return crisis_answer(request, kind=messages.MESSAGE, public_id=message.public_id, back=back)
            return to_room(actor, session, f"#s{message.seq}" if message.seq else "#mine")
    if not form["client_id"].value():
        form.data = form.data.copy()
        form.data["client_id"] = secrets.token_hex(12)
    context = screens.room_for(actor, session, say_form=form, now=now)
    return render(request, "live/session_room.html", context, status=status)


@access(GET="live.read_session", of=queries.session_of)
def events(request, session):
    """Answer a poll at once. On our own server ``forums.live.poll.LongPoll`` stands before this door and waits."""
    wires, values = _frames(request, session)
    return HttpResponse(poll.pack(wires, values=values), content_type="application/json; charset=utf-8")


@access(GET="live.read_session", of=queries.session_of)
def stream(request, session):
    """Answer a stream with what is there, and end. On our own server ``forums.live.sse.Stream`` goes on."""
    wires, _values = _frames(request, session)
    return HttpResponse(sse.packed(wires), content_type="text/event-stream; charset=utf-8")


def _frames(request, session):
    places = poll.Places(dict(request.GET.lists()))
    if not (places.wall and can(request.actor, "live.present", session)):
        presence.seen(request.actor, session=session, now=timezone.now())
    return poll.frames_now(request.actor, session, places, ticket="")


@access(POST="live.steer_session", of=queries.session_of)
def steer(request, session):
    """Take the session to its next state, or choose how messages are taken."""
    actor, now = request.actor, timezone.now()
    if mode := request.POST.get("mode"):
        sessions.set_mode(actor, session=session, mode=mode, now=now)
    else:
        sessions.go_to(actor, session=session, state=request.POST.get("state", ""), now=now)
    return to_room(actor, session)


@access(GET="live.seat_adults", POST="live.seat_adults", of=queries.session_of)
def adults_page(request, session):
    """Choose the adults who lead."""
    actor, now = request.actor, timezone.now()
    seats = {"facilitator": session.facilitator, "moderator": session.moderator}
    seats["second_adult"] = session.second_adult
    form = SeatsForm(request.POST or None, initial=seats, community=actor.community, now=now)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                sessions.seat_adults(actor, session=session, **form.cleaned_data, now=now)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, refused.message)
                status = refused.status
            else:
                notices.success(request, _("The adults of this talk are set."))
                return to_room(actor, session)
    context = {"session": session, "form": form, "where": _where(actor, session)}
    return render(request, "live/session_adults.html", context, status=status)


@access(POST="live.watch_held", of=queries.message_of)
def rule_about(request, message):
    """Decide about a waiting message."""
    actor, now = request.actor, timezone.now()
    require(actor, "live.watch_held", message)  # what is drawn again below shows young people's words
    form = RulingForm(request.POST)
    words = form.cleaned_data if form.is_valid() else None
    if wants_json(request):
        id = request.POST.get("id", "")[:40]
        if words is None or not id:
            return as_json(actions.bad_frame(id))
        return as_json(
            actions.act(actor, message.session, protocol.Rule(id, message.public_id, **words), now=now)
        )
    if words is None:
        raise Refused("invalid")
    try:
        messages.rule_on(actor, message=message, **words, now=now)
    except Refused as refused:
        if refused.hidden:
            raise
        context = screens.room_for(actor, message.session, now=now)
        for row in context["held"]:
            if row["message"].pk == message.pk:
                form.auto_id = row["form"].auto_id
                form.add_error(refused.field if refused.field in form.fields else None, refused.message)
                row["form"] = form
        return render(request, "live/session_room.html", context, status=refused.status)
    return to_room(actor, message.session, "#held")


@access(POST="live.watch_held", of=queries.session_of)
def mute(request, session):
    """Let a byline write nothing more in this session, or write again."""
    actor, now = request.actor, timezone.now()
    byline = queries.byline_in(session, request.POST.get("byline", ""))
    command = messages.unmute if request.POST.get("do") == "unmute" else messages.mute
    command(actor, session=session, byline=byline, now=now)
    return to_room(actor, session, "#held")


@access(POST="live.change_own", of=queries.message_of)
def withdraw(request, message):
    """Take an own message back."""
    actor, now = request.actor, timezone.now()
    if wants_json(request):
        id = request.POST.get("id", "")[:40]
        frame = protocol.Withdraw(id, message.public_id)
        return (
            as_json(actions.act(actor, message.session, frame, now=now))
            if id
            else as_json(actions.bad_frame(""))
        )
    messages.withdraw(actor, message=message, now=now)
    notices.success(request, _("You took your message back."))
    return to_room(actor, message.session)


@access(POST="live.leave", of=queries.session_of)
def leave(request, session):
    """Leave the room: the adults in it are not told."""
    leaving.leave(request.actor, session=session, now=timezone.now())
    notices.success(
        request, _("You left the talk. Nobody in the room is told. You can come back if you like.")
    )
    return HttpResponseRedirect(reverse("sessions", args=[request.actor.community.slug]))


@access(GET="live.read_session", of=queries.session_of)
def transcript_page(request, session):
    """Show the log in order, a page at a time. ``?at=`` leads to the page with that number."""
    at = number_in(request.GET.get("at"))
    after = (
        number_in(request.GET.get("after")) if not at else max(0, (at - 1) // queries.LINES * queries.LINES)
    )
    lines, further, before = queries.transcript_page(session, after=after)
    byline = queries.own_byline(request.actor, session)
    context = {
        "session": session,
        "lines": screens.lines_for(
            lines, own=byline.public_id if byline else "", hidden=hidden_names(request.actor)
        ),
        "later_url": f"?after={further}" if further else "",
        "earlier_url": f"?after={before}" if before is not None else "",
        "where": _where(request.actor, session),
        "report": screens.report_base(request.actor),
        "hide": screens.hide_base(request.actor),
        "over": session.state == SessionState.CLOSED,
    }
    return render(request, "live/session_transcript.html", context)
