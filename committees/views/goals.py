"""One goal of a plan: its measure, owner and quotes, how far it has come, and what is to do for it."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from committees import composing, queries
from committees.domain import actions, plans
from committees.forms import ActionForm, GoalForm, ProgressForm
from committees.views.wire import go, is_turning, member, picks, put, tell, words_of
from mobilize.kernel.access import access
from mobilize.kernel.refusal import Refused

WORDS = ("title", "indicator", "baseline", "target", "unit", "due_on")


@access(GET="committees.work_on_plan", POST="committees.work_on_plan", of=queries.goal_for)
def plan_goal(request, goal):
    """Three forms on one page; ``act`` says which one was sent."""
    turning = is_turning(request)  # a search among many voices, or a turned page of them
    act = request.POST.get("act", "") if request.method == "POST" and not turning else ""
    if act == "remove":
        return _remove(request, goal)
    owners = queries.possible_owners(goal.plan.committee, now=timezone.now())
    voices = queries.voices_of_goal(goal)
    many = picks(
        request.POST if turning or act == "goal" else None,
        [shown.perspective for shown in voices if composing.quotable(shown.perspective)],
        "quoted",
        [shown.perspective.public_id for shown in voices if shown.quoted],
    )
    typed = request.POST.dict() if turning else {}
    forms = {
        "goal": _goal_form(request.POST if act == "goal" else None, goal, owners, voices, typed),
        "progress": ProgressForm(
            request.POST if act == "progress" else None, initial={"current": goal.current}
        ),
        "action": ActionForm(request.POST if act == "action" else None, owners=owners),
    }
    status = 200
    if request.method == "POST" and not turning:
        if act not in forms:
            raise Refused("not_now")
        status, sent = 422, forms[act]
        if sent.is_valid():
            try:
                _keep(request.actor, goal, act, sent.cleaned_data, owners)
            except Refused as refused:
                status = put(sent, refused)
            else:
                messages.success(request, _("The goal is kept. The next edition will show it."))
                return go(request, "plan_room", anchor="goals", plan=goal.plan.public_id)
    quotable = sum(composing.quotable(shown.perspective) for shown in voices)
    context = {
        "goal": goal,
        "plan": goal.plan,
        "forms": forms,
        "held_back": len(voices) - quotable,
        "picks": many,
    }
    return render(request, "committees/plan_goal.html", context, status=status)


def _goal_form(sent, goal, owners, voices, typed):
    choices = [
        (shown.perspective.public_id, words_of(shown.perspective, most=200))
        for shown in voices
        if composing.quotable(shown.perspective)
    ]
    known = {name: getattr(goal, name) for name in WORDS} | {
        "owner": goal.owner.public_id if goal.owner else "",
        "quoted": [shown.perspective.public_id for shown in voices if shown.quoted],
    }
    return GoalForm(sent, owners=owners, voices=choices, initial=known | typed)


def _keep(actor, goal, act, told, owners):
    now = timezone.now()
    if act == "progress":
        plans.report_progress(actor, goal=goal, current=told["current"], note=told["progress_note"], now=now)
        return
    told = told | {"owner": member(owners, told["owner"])}
    if act == "action":
        actions.assign(actor, committee=goal.plan.committee, goal=goal, **told, now=now)
    else:
        plans.describe_goal(actor, goal=goal, **told, now=now)


def _remove(request, goal):
    try:
        plans.remove_goal(request.actor, goal=goal, now=timezone.now())
    except Refused as refused:
        tell(request, refused)
        return go(request, "plan_goal", goal=goal.public_id)
    messages.success(request, _("The goal is taken out. Editions that are out keep it."))
    return go(request, "plan_room", anchor="goals", plan=goal.plan.public_id)
