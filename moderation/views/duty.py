"""Who is called when somebody may be in danger, drills of it, and the answer "I am on it"."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.keyset import page_of
from mobilize.kernel.refusal import Refused
from moderation import care_queries, duty_queries, forms, queries
from moderation.domain import drills, duty, summons
from people.queries import adults_of, member_of
from people.views.answers import accepted


@access(GET="moderation.set_duty", POST="moderation.set_duty", fresh="POST")
def duty_page(request):
    """Show and change who answers for each post, and who would be called now."""
    actor, now = request.actor, timezone.now()
    adults = list(adults_of(actor.community, now=now))
    form = forms.AddTurn(request.POST if request.method == "POST" else None, adults=adults)
    status = 200
    if request.method == "POST":

        def command(typed):
            member = member_of(actor, member=typed.pop("member"))
            return duty.add_turn(actor, member=member, **typed, now=now)

        if accepted(form, command):
            messages.success(request, _("The turn is noted."))
            return redirect("duty", community=actor.community.slug)
        status = form.status
    context = {
        "turns": duty_queries.turns_of(actor),
        "called": [
            {"post": post.label, "member": member}
            for post, member in duty_queries.called_now(actor.community, now=now)
        ],
        "form": form,
    }
    return render(request, "moderation/duty.html", context, status=status)


@access(POST="moderation.set_duty", of=duty_queries.turn_of, fresh=True)
def remove_turn(request, turn):
    duty.remove_turn(request.actor, turn=turn, now=timezone.now())
    messages.success(request, _("The turn is taken away."))
    return redirect("duty", community=request.actor.community.slug)


@access(POST="moderation.answer_call", of=queries.case_of)
def answer_call(request, case):
    """Say "I am on it": nobody else is called."""
    summons.answer(request.actor, case=case, now=timezone.now())
    if case.is_drill:
        messages.success(request, _("Thank you. This was a drill, and it is over. Your time is noted."))
    else:
        messages.success(request, _("Thank you. It is noted that you are on it, and nobody else is called."))
    return redirect("case", community=request.actor.community.slug, case=case.public_id)


@access(GET="moderation.hold_drills", POST="moderation.hold_drills")
def drills_page(request):
    """Show the past drills and how long an answer took; hold one now."""
    actor, now = request.actor, timezone.now()
    refused = None
    if request.method == "POST":
        try:
            drills.hold(actor, now=now)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("The drill has begun. Whoever is on duty is called now."))
            return redirect("drills", community=actor.community.slug)
    page = page_of(care_queries.drills_for(actor), request.GET, size=queries.PAGE)
    context = {
        "rows": [{"drill": drill, **_told(drill)} for drill in page.rows],
        "page": page,
        "refused": refused.message if refused else "",
        "can_set_duty": can(actor, "moderation.set_duty", actor.community),
    }
    return render(request, "moderation/drills.html", context, status=refused.status if refused else 200)


def _told(drill) -> dict:
    if drill.answered_at:
        seconds = int((drill.answered_at - drill.created_at).total_seconds())
        words = _("Answered after %(minutes)d min %(seconds)d s.") % {
            "minutes": seconds // 60,
            "seconds": seconds % 60,
        }
        return {"kind": "leaf", "words": words}
    if drill.ended_at:
        return {"kind": "coral", "words": _("Nobody answered within an hour.")}
    return {"kind": "mari", "words": _("It is running.")}
