"""The organizer's room of a poll: words, rules and goals until it opens; its end afterwards."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.polls import queries
from forums.polls.domain import closing, drafts, voting
from forums.polls.enums import PollState
from forums.polls.forms import NewPollForm, OptionForm, PollForm, VoidForm
from forums.polls.methods import method
from forums.polls.models import GoalPoll
from forums.polls.views.finding import option_of, poll_of
from mobilize.kernel.access import access
from mobilize.kernel.refusal import Refused
from mobilize.kernel.text import excerpt
from people.enums import Band

_WORDS = ("question", "introduction", "bands", "winners", "quorum", "tie_rule", "closes_at")


def _to_room(poll: GoalPoll) -> HttpResponseRedirect:
    return redirect("poll_room", poll.community.slug, poll.public_id)


def _say_no(form, refused: Refused) -> int:
    """Put the refusal beside its field, keep all words, and return the status. Hidden refusals go on as 404."""
    if refused.hidden:
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return refused.status


@access(GET="polls.create_poll", POST="polls.create_poll")
def poll_new(request):
    actor = request.actor
    forums = queries.forums_to_cite(actor)
    form = NewPollForm(request.POST or None, forums=forums, initial={"forum": request.GET.get("forum", "")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                poll = drafts.create(actor, **form.cleaned_data, now=timezone.now())
                return _to_room(poll)
            except Refused as refused:
                status = _say_no(form, refused)
    return render(request, "polls/poll_form.html", {"form": form}, status=status)


@access(GET="polls.lead_poll", of=poll_of)
def poll_room(request, poll):
    """Show a poll to those who lead it: what is missing before it opens, or how to end it."""
    obstacle = None
    if poll.state == PollState.DRAFT:
        obstacle = voting.obstacle_to(voting.voters_of(poll, now=timezone.now()).count())
    context = {
        "poll": poll,
        "obstacle": obstacle,
        "fewest": settings.MOBILIZE["SMALL_GROUP"],
        "options": queries.options_of(poll),
        "themes": queries.themes_for(poll),
        "way": method(poll.method),
        "running": poll.state in closing.RUNNING,
        "band_names": [Band(band).label for band in poll.bands],
    }
    return render(request, "polls/poll_room.html", context)


@access(GET="polls.lead_poll", POST="polls.lead_poll", of=poll_of)
def poll_change(request, poll):
    form = PollForm(request.POST or None, initial={name: getattr(poll, name) for name in _WORDS})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                drafts.describe(
                    request.actor, poll=poll, method=poll.method, **form.cleaned_data, now=timezone.now()
                )
                return _to_room(poll)
            except Refused as refused:
                status = _say_no(form, refused)
    return render(request, "polls/poll_form.html", {"form": form, "poll": poll}, status=status)


@access(GET="polls.lead_poll", POST="polls.lead_poll", of=poll_of)
def poll_goal_new(request, poll):
    """Add a goal; ``?theme=`` begins with a theme's title and sources."""
    theme = queries.themes_for(poll).filter(public_id=request.GET.get("theme", "")).first()
    citable, left_out = queries.citable_by(poll, theme=theme)
    initial = {}
    if theme:
        initial = {
            "title": theme.title,
            "description": excerpt(theme.summary, 399),  # a cut is seen, and can be mended
            "voices": queries.sources_of(theme),
        }
    form = OptionForm(request.POST or None, citable=citable, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                drafts.add_option(request.actor, poll=poll, **form.cleaned_data, now=timezone.now())
                return _to_room(poll)
            except Refused as refused:
                status = _say_no(form, refused)
    context = {"form": form, "poll": poll, "theme": theme, "left_out": left_out}
    return render(request, "polls/option_form.html", context, status=status)


@access(GET="polls.lead_poll", POST="polls.lead_poll", of=option_of)
def poll_goal(request, option):
    """Change a goal of a draft, or take it out (``remove=yes``)."""
    poll = option.poll
    cited = list(queries.voices_of(option).values_list("public_id", flat=True))
    citable, left_out = queries.citable_by(poll, option=option)
    initial = {"title": option.title, "description": option.description, "voices": cited}
    form = OptionForm(request.POST or None, citable=citable, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if request.POST.get("remove") == "yes":
                drafts.remove_option(request.actor, option=option, now=timezone.now())
                return _to_room(poll)
            if form.is_valid():
                words = {"voices": [], **form.cleaned_data}
                drafts.change_option(request.actor, option=option, **words, now=timezone.now())
                return _to_room(poll)
        except Refused as refused:
            form.is_valid()
            status = _say_no(form, refused)
    context = {"form": form, "poll": poll, "option": option, "left_out": left_out}
    return render(request, "polls/option_form.html", context, status=status)


@access(GET="polls.lead_poll", POST="polls.lead_poll", of=poll_of)
def poll_open(request, poll):
    """Show once more what will be fixed, then open."""
    now = timezone.now()
    refused = None
    if request.method == "POST":
        try:
            voting.open_poll(request.actor, poll=poll, now=now)
            messages.success(request, _("The poll is open. Its rules and goals are fixed now."))
            return _to_room(poll)
        except Refused as no:
            if no.hidden:
                raise
            refused = no
    voters = voting.voters_of(poll, now=now).count()
    context = {
        "poll": poll,
        "options": queries.options_of(poll),
        "voters": voters,
        "obstacle": voting.obstacle_to(voters),
        "fewest": settings.MOBILIZE["SMALL_GROUP"],
        "way": method(poll.method),
        "refused": refused,
    }
    return render(request, "polls/poll_open.html", context, status=refused.status if refused else 200)


@access(GET="polls.lead_poll", POST="polls.lead_poll", of=poll_of)
def poll_close(request, poll):
    """Ask, then end the voting before its time and count."""
    if request.method == "POST":
        closing.close_poll(request.actor, poll=poll, now=timezone.now())
        messages.success(request, _("The poll is closed."))
        return redirect("poll_result", poll.community.slug, poll.public_id)
    return render(request, "polls/poll_close.html", {"poll": poll})


@access(GET="polls.lead_poll", POST="polls.lead_poll", of=poll_of)
def poll_void(request, poll):
    """Stop a running poll without a count, with a reason for everybody."""
    form = VoidForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                closing.void(request.actor, poll=poll, **form.cleaned_data, now=timezone.now())
                return redirect("poll_result", poll.community.slug, poll.public_id)
            except Refused as refused:
                status = _say_no(form, refused)
    return render(request, "polls/poll_void.html", {"form": form, "poll": poll}, status=status)


@access(POST="polls.lead_poll", of=poll_of)
def poll_again(request, poll):
    """Begin a new draft like this poll."""
    again = drafts.start_again(request.actor, poll=poll, now=timezone.now())
    messages.info(request, _("This is a new draft with the same goals. Say until when people can vote."))
    return _to_room(again)
