"""Plans: the list and page every member reads, and the room in which a committee works on one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from committees import composing, doors, queries
from committees.domain import editions, plans
from committees.enums import PlanState
from committees.forms import OwnGoalForm, PlanForm
from committees.rendering import render_edition
from committees.views.wire import go, put, tell
from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.later import later
from mobilize.kernel.refusal import Refused


@access(GET="committees.see_plans")
def plan_list(request):
    page = queries.plans_visible_to(request.actor, request.GET)
    context = {
        "page": page,
        "published": [plan for plan in page.rows if plan.state == PlanState.PUBLISHED],
        "drafts": [plan for plan in page.rows if plan.state == PlanState.DRAFT],
    }
    return render(request, "committees/plan_list.html", context)


@access(GET="committees.read_plan", of=queries.plan_for)
def plan_page(request, plan):
    return _edition(request, plan, queries.edition_for_public(plan))


def numbered(actor, *, plan: str, number: int):
    """Return a plan of the actor's community with the ``edition`` of that number, or Http404."""
    found = queries.plan_for(actor, plan=plan)
    edition = queries.edition_for_public(found, number)
    if edition is None:
        raise Http404
    found.edition = edition
    return found


@access(GET="committees.read_plan", of=numbered)
def plan_edition(request, plan):
    return _edition(request, plan, plan.edition)


def _edition(request, plan, edition):
    public = doors.url_of(plan)
    if edition is not None:
        edition = queries.edition_read_by(request.actor, edition)
    context = {
        "plan": plan,
        "edition": edition,
        "works": can(request.actor, "committees.work_on_plan", plan),
        "public_url": public if not public.startswith("/c/") else "",
    }
    return render(request, "committees/plan_page.html", context)


@access(GET="committees.create_plan", POST="committees.create_plan", of=queries.committee_for)
def plan_new(request, committee):
    form, status = PlanForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = plans.create_plan(
                    request.actor, committee=committee, **form.cleaned_data, now=timezone.now()
                )
            except Refused as refused:
                status = put(form, refused)
            else:
                messages.success(
                    request, _("The plan is begun. Each decision that was adopted is a goal of it.")
                )
                return go(request, "plan_room", plan=made.public_id)
    context = {"form": form, "committee": committee}
    return render(request, "committees/plan_form.html", context, status=status)


@access(GET="committees.work_on_plan", POST="committees.work_on_plan", of=queries.plan_for)
def plan_edit(request, plan):
    form, status = PlanForm(request.POST or None, initial={"title": plan.title, "summary": plan.summary}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                plans.describe_plan(request.actor, plan=plan, **form.cleaned_data, now=timezone.now())
            except Refused as refused:
                status = put(form, refused)
            else:
                return go(request, "plan_room", plan=plan.public_id)
    context = {"form": form, "committee": plan.committee, "plan": plan}
    return render(request, "committees/plan_form.html", context, status=status)


@access(GET="committees.work_on_plan", POST="committees.work_on_plan", of=queries.plan_for)
def plan_room(request, plan):
    """Show the plan as it is worked on; a POST adds a goal, from a decision or without one."""
    actor, now = request.actor, timezone.now()
    form, status = OwnGoalForm(None), 200
    if request.method == "POST" and "decision" in request.POST:
        try:
            found = queries.decision_for(actor, decision=request.POST["decision"])
            plans.add_goal(actor, plan=plan, decision=found, now=now)
        except Refused as refused:
            tell(request, refused)
        return go(request, "plan_room", anchor="goals", plan=plan.public_id)
    if request.method == "POST":
        form, status = OwnGoalForm(request.POST), 422
        if form.is_valid():
            try:
                plans.add_own_goal(actor, plan=plan, title=form.cleaned_data["title"], now=now)
            except Refused as refused:
                status = put(form, refused)
            else:
                return go(request, "plan_room", anchor="goals", plan=plan.public_id)
    goals = queries.goals_of_plan(plan)
    for goal in goals:
        goal.percent = queries.progress_of(goal)
    waiting, latest = queries.beside_goals(plan, request.GET)
    context = {
        "plan": plan,
        "committee": plan.committee,
        "goals": goals,
        "waiting": waiting.rows,
        "waiting_page": waiting,
        "editions": latest,
        "form": form,
        "may_publish": can(actor, "committees.publish_plan", plan),
    }
    return render(request, "committees/plan_room.html", context, status=status)


@access(GET="committees.work_on_plan", of=queries.plan_for)
def plan_preview(request, plan):
    """Show the next edition as everybody would read it, with the button that publishes it."""
    last = plan.editions.order_by("-number").first()
    body = composing.body_of(plan, number=last.number + 1 if last else 1, now=timezone.now())
    context = {
        "plan": plan,
        "body": body,
        "html": mark_safe(render_edition(body, language=plan.community.language)),
        "seen": composing.digest_of(body),
        "changes": editions.changes_since(last, body, plan) if last else [],
        "is_first": last is None,
        "unchanged": bool(last) and composing.digest_of(last.body) == composing.digest_of(body),
        "may_publish": can(request.actor, "committees.publish_plan", plan),
    }
    return render(request, "committees/plan_preview.html", context)


@access(POST="committees.publish_plan", of=queries.plan_for)
def plan_publish(request, plan):
    try:
        made = editions.publish_edition(
            request.actor, plan=plan, seen=request.POST.get("seen", ""), now=timezone.now()
        )
    except Refused as refused:
        tell(request, refused)
        return go(request, "plan_preview", plan=plan.public_id)
    later("cms.tasks.plant_door", "plan", plan.pk, request.actor.membership.pk)
    messages.success(
        request,
        _("Edition %(number)d is published. Everybody whose voice it cites can see it.")
        % {"number": made.number},
    )
    return go(request, "plan", plan=plan.public_id)
