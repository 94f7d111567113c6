"""The list of polls, and results."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from forums.polls import queries, wording
from forums.polls.domain import closing, receipts
from forums.polls.enums import PollState
from forums.polls.forms import ReceiptForm
from forums.polls.methods import method
from forums.polls.views.finding import poll_of
from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.refusal import Refused


@access(GET="polls.see_polls")
def poll_list(request):
    """Show the polls the actor may read: those to vote in first."""
    actor = request.actor
    now = timezone.now()
    closing.settle_due(actor.community, now=now)
    page = queries.other_polls_for(actor, request.GET)
    context = {
        "running": queries.polls_running_for(actor) if not page.newer_url else [],
        "page": page,
        "drafts": [poll for poll in page.rows if poll.state == PollState.DRAFT],
        "closed": [poll for poll in page.rows if poll.state == PollState.CLOSED],
        "may_create": can(actor, "polls.create_poll", actor.community),
    }
    return render(request, "polls/poll_list.html", context)


@access(GET="polls.read_result", of=poll_of)
def poll_result(request, poll):
    """Show how a closed poll ended."""
    tally = queries.tally_of(poll)
    chosen = [row for row in tally.rows if row.chosen]
    context = {
        "headline": wording.headline(tally),
        "notes": wording.notes(tally),
        "steps": wording.steps(tally),
        "poll": poll,
        "tally": tally,
        "chosen": chosen,
        "not_chosen": [row for row in tally.rows if not row.chosen],
        "counted": bool(tally.rows),
        "way": method(poll.method),
        "fewest": closing.fewest_of(poll),
        "may_lead": can(request.actor, "polls.lead_poll", poll),
        "receipt_form": ReceiptForm() if queries.marks_of(poll) else None,
    }
    return render(request, "polls/poll_result.html", context)


@sensitive_post_parameters()
@access(GET="polls.read_result", POST="polls.read_result", of=poll_of)
@sensitive_variables("form", "context")
def poll_receipts(request, poll):
    """Show the marks of all counted receipts; POST tells whether the ballot of the typed words is among them."""
    marks = queries.marks_of(poll)
    if marks is None:
        raise Refused("receipts_not_listed")
    form = ReceiptForm(request.POST or None)
    found, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = receipts.is_counted(request.actor, poll=poll, words=form.cleaned_data["words"])
                status = 200
            except Refused as refused:
                form.add_error(refused.field, refused.message)
                status = refused.status
    context = {"poll": poll, "form": form, "found": found, "marks": marks}
    return render(request, "polls/poll_receipts.html", context, status=status)


def to_result(poll):
    return redirect(reverse("poll_result", args=[poll.community.slug, poll.public_id]))
