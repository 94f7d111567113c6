"""Doors of a show of hands, and of the line on all screens."""

from django.contrib import messages as notices
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.live import actions, buckets, protocol, screens
from forums.live.domain import hands, sessions
from forums.live.forms import HandsForm, PromptForm
from forums.live.hands_queries import hands_question_of
from forums.live.queries import session_of
from forums.live.views.room import as_json, number_in, to_room, wants_json
from mobilize.kernel.access import access
from mobilize.kernel.refusal import Refused


@access(POST="live.raise_hand", shows="live.read_session_of_hands", of=hands_question_of)
def raise_hand(request, question):
    """Raise one's hand, move it, or take it down: by form, or by script with a frame as the answer."""
    actor, now, choice = request.actor, timezone.now(), request.POST.get("choice", "")
    id = request.POST.get("id", "")[:40]
    if wants_json(request) and not id:
        return as_json(actions.bad_frame(""))
    try:
        if buckets.take(question.session_id, actor.membership.pk, "hand"):
            raise Refused("too_fast")
        if choice == "down":
            hands.lower_hand(actor, question=question, now=now)
        else:
            hands.raise_hand(actor, question=question, choice=number_in(choice, otherwise=-1), now=now)
    except Refused as refused:
        if wants_json(request):
            return as_json(actions.nack(id, refused))
        if refused.hidden:
            raise
        context = screens.room_for(actor, question.session, now=now) | {"hands_fault": refused.message}
        return render(request, "live/session_room.html", context, status=refused.status)
    if wants_json(request):
        st = "down" if choice == "down" else "up"
        return as_json(protocol.Ack(id=id, st=st, was=st, ref=question.public_id))
    return to_room(actor, question.session, "#hands")


@access(POST="live.ask_hands", shows="live.lead_session", of=session_of)
def ask_hands(request, session):
    """Ask the room for a show of hands."""
    actor, now = request.actor, timezone.now()
    form, status = HandsForm(request.POST), 422
    if form.is_valid():
        try:
            hands.ask(
                actor,
                session=session,
                question=form.cleaned_data["question"],
                choices=form.lines(),
                now=now,
            )
        except Refused as refused:
            if refused.hidden:
                raise
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            status = refused.status
        else:
            return to_room(actor, session, "#hands")
    context = screens.room_for(actor, session, hands_form=form, now=now)
    return render(request, "live/session_room.html", context, status=status)


@access(POST="live.end_hands", of=hands_question_of)
def end_hands(request, question):
    """Count the hands, call it off, or take the result off the screens."""
    hands.end(request.actor, question=question, how=request.POST.get("how", ""), now=timezone.now())
    return to_room(request.actor, question.session, "#hands")


@access(POST="live.set_prompt", shows="live.lead_session", of=session_of)
def set_prompt(request, session):
    """Put one line on all screens, or take it away."""
    actor, now = request.actor, timezone.now()
    form, status = PromptForm(request.POST), 422
    if form.is_valid():
        try:
            sessions.set_prompt(actor, session=session, prompt=form.cleaned_data["prompt"], now=now)
        except Refused as refused:
            if refused.hidden:
                raise
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            status = refused.status
        else:
            notices.success(request, _("The screens show it now."))
            return to_room(actor, session, "#live-lead")
    context = screens.room_for(actor, session, prompt_form=form, now=now)
    return render(request, "live/session_room.html", context, status=status)
