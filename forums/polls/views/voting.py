"""The ballot paper, and the box it goes into."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from forums.polls import electorate, queries
from forums.polls.domain import closing, receipts, voting
from forums.polls.enums import PollState
from forums.polls.forms import BallotForm
from forums.polls.methods import method
from forums.polls.views import box, receipt_cookie
from forums.polls.views.finding import poll_of
from forums.polls.views.reading import to_result
from mobilize.kernel import manners
from mobilize.kernel.access import access
from mobilize.kernel.authority import can, require
from mobilize.kernel.refusal import Refused
from people import first_yes
from people.block_queries import hidden_from


@sensitive_post_parameters()
@access(GET="polls.read_poll", POST="polls.cast", of=poll_of)
@sensitive_variables("form", "envelope")
def poll_page(request, poll):
    """Show the ballot paper, or that the vote is in the box. POST casts; the answer never says what was ticked.

    The page after a vote shows the receipt, once. The header ``Envelope-Revision`` of an accepted vote counts this
    voter's votes: the highest one is the vote that counts.
    """
    if poll.state == PollState.DRAFT:
        return redirect("poll_room", poll.community.slug, poll.public_id)
    if request.method != "POST" and poll.state == PollState.CLOSED:
        return to_result(poll)
    if request.method != "POST":
        return _paper(request, poll, BallotForm(), again="again" in request.GET)
    form = BallotForm(request.POST)
    try:
        envelope = voting.cast(
            request.actor, poll=poll, choices=form.data.getlist("goal"), now=timezone.now()
        )
    except Refused as refused:
        if refused.hidden:
            raise
        form.is_valid()
        form.add_error(None, refused.message)
        return _paper(request, poll, form, again=True, status=refused.status)
    response = redirect("poll", poll.community.slug, poll.public_id)
    response.status_code = 303
    response["Envelope-Revision"] = envelope.revision
    receipt_cookie.give(response, request.actor, poll, envelope.receipt)
    return response


@sensitive_variables("number", "context")
def _paper(request, poll, form, *, again: bool, status: int = 200):
    actor = request.actor
    envelope = electorate.own_envelope(actor, poll)
    cannot = None
    try:
        require(actor, "polls.cast", poll)
    except Refused as refused:
        # To an adult the rule says "not found": they read the paper, and nothing needs to be said about votes.
        cannot = None if refused.hidden else refused
    may_cast = cannot is None and can(actor, "polls.cast", poll)
    in_the_box = bool(envelope and envelope.revision)
    show_paper = may_cast and (again or not in_the_box)
    ticked = set(form.data.getlist("goal")) if form.is_bound else set()
    number = receipt_cookie.read(request, actor, poll)
    may_lead = can(actor, "polls.lead_poll", poll)
    # Right after the vote the page is for the receipt alone.
    if number is not None and in_the_box and may_cast and not show_paper and not may_lead:
        response = box.draw(request, poll, words=receipts.spell(number, manners.language()))
        receipt_cookie.take_away(request, response, poll)
        return response
    options = queries.options_of(poll, hidden=hidden_from(request.actor))
    context = {
        "poll": poll,
        "receipt": "" if number is None else receipts.spell(number, manners.language()),
        "form": form,
        "options": [{"option": option, "ticked": option.public_id in ticked} for option in options],
        "may_cast": may_cast,
        "cannot": cannot,
        "first_yes": first_yes.words_for(cannot),
        "in_the_box": in_the_box,
        "show_paper": show_paper,
        "way": method(poll.method),
        "fewest": closing.fewest_of(poll),
        "may_lead": may_lead,
    }
    response = render(request, "polls/poll_ballot.html", context, status=status)
    receipt_cookie.take_away(request, response, poll)
    return response
