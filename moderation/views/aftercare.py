"""The desk after a ruling: appeals of authors, and looks after somebody on day 1, 3 and 7."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.keyset import page_of
from mobilize.kernel.looking import looked
from moderation import care_queries, forms, handlers, queries
from moderation.domain import aftercare, appeals
from moderation.enums import AppealState
from people.views.answers import accepted


@access(GET="moderation.work_desk")
def appeals_page(request):
    """List the appeals that wait."""
    page = page_of(care_queries.appeals_for(request.actor), request.GET, size=queries.PAGE)
    return render(request, "moderation/appeals.html", {"page": page, "now": timezone.now()})


@access(GET="moderation.see_appeal", POST="moderation.see_appeal", of=care_queries.appeal_of)
def appeal_decision(request, appeal):
    """Read words, ruling and appeal; decide, if one has not ruled on it before."""
    form = forms.DecideAppeal(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        decided = accepted(
            form, lambda typed: appeals.decide(request.actor, appeal=appeal, **typed, now=timezone.now())
        )
        if decided:
            messages.success(request, _("Thank you. The author reads your reply."))
            return redirect("appeals", community=request.actor.community.slug)
    case = appeal.ruling.case
    if case.is_grave:
        looked(request.actor, case, timezone.now())
    context = {
        "appeal": appeal,
        "case": case,
        "kind": handlers.of(case.subject_kind).label,
        "subject": handlers.of(case.subject_kind).subject(case.subject_id),
        "waits": appeal.state == AppealState.WAITING,
        "may_decide": can(request.actor, "moderation.decide_appeal", appeal),
        "form": form,
    }
    return render(request, "moderation/appeal_decision.html", context, status=getattr(form, "status", 200))


def _checks(request, *, form=None, of=None):
    actor = request.actor
    today = timezone.now().astimezone(actor.community.zone).date()
    page = page_of(care_queries.checks_for(actor, today=today), request.GET, size=queries.PAGE, by="due_on")
    context = {
        "rows": [
            {
                "check": check,
                "due": check.due_on <= today,
                "late": check.due_on < today,
                "form": form
                if of is not None and of.pk == check.pk
                else forms.NoteCheck(auto_id=f"c{check.pk}_%s"),
            }
            for check in page.rows
        ],
        "page": page,
        "done": care_queries.checks_done_for(actor)[:10],
    }
    return render(request, "moderation/checks.html", context, status=form.status if form else 200)


@access(GET="moderation.see_checks")
def checks_page(request):
    """List whom to look after, and when."""
    looked(request.actor, request.actor.community, timezone.now(), at="after_checks")
    return _checks(request)


@access(POST="moderation.see_check", of=care_queries.check_of)
def note_check(request, check):
    """Note that somebody has looked, and how they are."""
    form = forms.NoteCheck(request.POST, auto_id=f"c{check.pk}_%s")
    if (
        accepted(form, lambda typed: aftercare.done(request.actor, check=check, **typed, now=timezone.now()))
        is None
    ):
        return _checks(request, form=form, of=check)
    messages.success(request, _("It is noted. Thank you for looking after them."))
    return redirect("checks", community=request.actor.community.slug)
