"""Deciding in a meeting, the page of a decision, and what is to do because of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from committees import queries
from committees.domain import actions, decisions
from committees.enums import ActionState, MeetingState, Outcome
from committees.forms import ActionForm, DecisionForm, SettleForm
from committees.queries import rooms, suggestions
from committees.quorum import Positions
from committees.rules import runs
from committees.views.wire import go, is_turning, member, picks, put, words_of
from forums.polls import queries as polls
from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.refusal import Refused
from people.block_queries import hidden_from


@access(GET="committees.run_meeting", POST="committees.run_meeting", of=queries.meeting_for)
def meeting_decide(request, meeting):
    """Write down a decision, perhaps about a goal that won a poll, with the voices behind it ticked."""
    actor = request.actor
    goals = suggestions.goals_to_decide(meeting)
    asked = (request.POST if request.method == "POST" else request.GET).get("goal", "")
    goal = next((option for option in goals if option.public_id == asked), None)
    if asked and goal is None:
        raise Http404
    at_hand = suggestions.voices_shown_to(
        actor, decisions.voices_at_hand(meeting, goal).select_related("forum", "byline")
    )
    behind = {voice.public_id for voice in polls.voices_of(goal)} if goal else set()
    # Where there are too many for a tick each, those behind the goal are cited together, and others are picked.
    many = picks(request.POST if request.method == "POST" else None, at_hand, "cited", [])
    form = DecisionForm(
        request.POST if request.method == "POST" and not is_turning(request) else None,
        voices=[(voice.public_id, words_of(voice, most=160)) for voice in at_hand],
        initial=_typed(request)
        or {"title": goal.title if goal else "", "outcome": Outcome.ADOPTED, "cited": list(behind)},
    )
    together = behind if many and (request.method == "GET" or "all_behind" in request.POST) else set()
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                made = _decide(actor, meeting, goal, form.cleaned_data, together)
            except Refused as refused:
                status = put(form, refused)
            else:
                messages.success(
                    request, _("The decision is written down. The people behind it will see it.")
                )
                return go(request, "meeting", anchor="decisions", meeting=made.meeting.public_id)
    context = {
        "meeting": meeting,
        "committee": meeting.committee,
        "goals": goals,
        "goal": goal,
        "form": form,
        "counts": [form[name] for name in DecisionForm.POSITIONS],
        "picks": many,
        "all_behind": len(behind) if many or not at_hand else 0,
        "together": bool(together),
        "quorum": decisions.quorum_now(meeting),
        "is_open": meeting.state == MeetingState.OPEN,
    }
    return render(request, "committees/meeting_decide.html", context, status=status)


def _typed(request) -> dict:
    """What was typed before a search or a turned page."""
    return request.POST.dict() if is_turning(request) else {}


def _decide(actor, meeting, goal, told, together: set[str]):
    positions = Positions(**{name: told[name] for name in DecisionForm.POSITIONS})
    # Where the paper had no ticks, every voice behind the goal is cited.
    cited = sorted({*told["cited"], *together}) if "cited" in told else None
    return decisions.decide(
        actor,
        meeting=meeting,
        option=goal,
        outcome=told["outcome"],
        title=told["title"],
        text=told["text"],
        reason=told["reason"],
        dissent=told["dissent"],
        positions=positions,
        cited=cited,
        now=timezone.now(),
    )


@access(GET="committees.read_decision", POST="committees.run_meeting", of=queries.decision_for)
def decision_page(request, decision):
    """Show a decision to everybody whose voices it could rest on; a POST gives somebody something to do."""
    actor, now = request.actor, timezone.now()
    committee = decision.meeting.committee
    may_run = can(actor, "committees.run_meeting", decision)
    owners = queries.possible_owners(committee, now=now) if may_run else []
    form, status = ActionForm(request.POST or None, owners=owners), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data | {"owner": member(owners, form.cleaned_data["owner"])}
            try:
                actions.assign(actor, committee=committee, decision=decision, **given, now=now)
            except Refused as refused:
                status = put(form, refused)
            else:
                messages.success(request, _("It is written down, and the person can see it."))
                if request.POST.get("back") == "meeting":
                    return go(request, "meeting", anchor="decisions", meeting=decision.meeting.public_id)
                return go(request, "decision", anchor="actions", decision=decision.public_id)
    told = queries.file_of(decision)
    readable = suggestions.voices_shown_to(actor, told.voices)
    context = {
        "decision": decision,
        "committee": committee,
        "inside": can(actor, "committees.see_workspace", decision),
        "may_assign": may_run and decision.outcome == Outcome.ADOPTED,
        "actions": told.actions,
        "form": form,
        "voices": readable,
        "hidden": hidden_from(actor),
        "cited_count": len(told.voices),
        "hidden_count": len(told.voices) - len(readable),
        "plans": told.plans,
    }
    return render(request, "committees/decision_page.html", context, status=status)


@access(GET="committees.settle_action", POST="committees.settle_action", of=rooms.action_for)
def action_page(request, action):
    """Say that something was done, or why it will not be."""
    form, status = SettleForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            now, said = timezone.now(), form.cleaned_data["evidence"]
            try:
                if request.POST.get("act") == "drop":
                    actions.drop(request.actor, action=action, reason=said, now=now)
                else:
                    actions.complete(request.actor, action=action, evidence=said, now=now)
            except Refused as refused:
                status = put(form, refused)
            else:
                messages.success(request, _("Thank you. It is written down."))
                if can(request.actor, "committees.see_workspace", action):
                    return go(request, "committee", anchor="actions", committee=action.committee.public_id)
                return go(request, "committees")
    context = {
        "action": action,
        "committee": action.committee,
        "form": form,
        "may_drop": runs(request.actor, action.committee),
        "settled": action.state != ActionState.OPEN,
        "inside": can(request.actor, "committees.see_workspace", action),
    }
    return render(request, "committees/action_page.html", context, status=status)
