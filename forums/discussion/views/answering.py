"""Answering: what an adult owes, the four parts, taking a duty over, and the answer's own page."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.discussion import follow, queries
from forums.discussion.domain import answers, forums
from forums.discussion.forms import AnswerForm, AskForm
from forums.discussion.models import Perspective
from forums.discussion.views.wire import address, go, put
from mobilize.kernel.access import access
from mobilize.kernel.refusal import Refused
from mobilize.kernel.tongues import said_in
from people import queries as people_queries


@access(GET="forums.see_duties")
def duty_list(request):
    duties = queries.duties_of(request.actor, request.GET)
    return render(request, "discussion/duty_list.html", {"duties": duties})


@access(GET="forums.answer", POST="forums.answer", of=queries.theme_of)
def theme_answer(request, theme):
    return _answer(request, theme)


@access(GET="forums.answer", POST="forums.answer", of=queries.perspective_of)
def perspective_answer(request, perspective):
    return _answer(request, perspective)


def _answer(request, to):
    form = AnswerForm(request.POST or None, places=follow.places(request.actor))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                given = answers.answer(request.actor, to=to, **form.cleaned_data, now=timezone.now())
            except Refused as refused:
                put(form, refused)
                status = refused.status
            else:
                messages.success(request, _("Your answer is up. Everybody it answers will see it."))
                return go(request, "answer", answer=given.public_id)
    own = queries.own_byline(request.actor, to.forum)
    single = isinstance(to, Perspective)
    context = {
        "form": form,
        "to": to,
        "forum": to.forum,
        "theme": None if single else to,
        "cards": [queries.perspective_page(request.actor, to, own).card]
        if single
        else queries.perspectives_visible_to(request.actor, to.forum, own=own, theme=to).cards,
    }
    return render(request, "discussion/answer_give.html", context, status=status)


@access(GET="forums.offer_duty", POST="forums.offer_duty", of=queries.forum_of)
def forum_ask(request, forum):
    """Ask a verified adult to answer here; the present named adult hands over in the same way."""
    actor, now = request.actor, timezone.now()
    adults = people_queries.verified_adults(actor.community, now=now).exclude(pk=forum.named_adult_id)
    form = AskForm(request.POST or None, adults=adults)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                forums.offer_duty(actor, forum=forum, to=form.chosen, now=now)
            except Refused as refused:
                put(form, refused)
                status = refused.status
            else:
                messages.success(request, _("We asked. The duty moves when they say yes."))
                if forum.named_adult_id == actor.membership.pk:
                    return go(request, "duties")
                return go(request, "forum_room", forum=forum.public_id)
    return render(request, "discussion/forum_ask.html", {"form": form, "forum": forum}, status=status)


@access(GET="forums.accept_duty", POST="forums.accept_duty", of=queries.forum_of)
def forum_duty(request, forum):
    if request.method == "POST" and request.POST.get("say") in {"yes", "no"}:
        accept = request.POST["say"] == "yes"
        forums.settle_duty(request.actor, forum=forum, accept=accept, now=timezone.now())
        messages.success(
            request,
            _("Thank you. From now on you owe the answers of this forum.")
            if accept
            else _("You said no. The people who lead the forum will ask somebody else."),
        )
        return go(request, "duties")
    return render(request, "discussion/forum_duty.html", {"forum": forum})


@access(GET="forums.read_forum", POST="forums.read_forum", of=queries.answer_of)
def answer_page(request, given):
    """Show an answer. When its author of an answered voice opens it, the unread mark goes away."""
    if request.method == "POST":
        answers.judge(request.actor, given=given, verdict=request.POST.get("verdict", ""), now=timezone.now())
        messages.success(request, _("Thank you for telling us."))
        return go(request, "answer", answer=given.public_id)
    page = queries.answer_as_seen_by(request.actor, given)
    if page.own and page.read_at is None:
        answers.mark_read(request.actor, given=given, now=timezone.now())
    context = {
        "given": given,
        "forum": given.forum,
        "page": page,
        "steps": _way(page, request.actor.community.language),
        "my_voice_url": address(request, "my_voice"),
    }
    return render(request, "discussion/answer_page.html", context)


def _way(page, language: str) -> list[dict]:
    """Return the steps that ``chain_steps`` draws: where the answered voices went, the answer last."""
    steps = [{"kind": "voice", "title": _("Said"), "reached": True}]
    for step in page.way:
        steps.append(
            {
                "kind": step.cause_kind,
                "title": said_in(step.cause_title, language),
                "note": step.get_to_display(),
                "url": step.cause_url,
                "reached": True,
            }
        )
    return [*steps, {"kind": "answer", "title": _("This answer"), "reached": True, "now": True}]
