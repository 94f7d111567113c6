"""Leading: the forum's room, its themes, and the voices that still wait."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.discussion import queries
from forums.discussion.domain import answers, forums
from forums.discussion.forms import ThemeForm
from forums.discussion.views.wire import go, put, whole
from mobilize.kernel.access import access
from mobilize.kernel.refusal import Refused


@access(GET="forums.lead_forum", POST="forums.lead_forum", of=queries.forum_of)
def forum_room(request, forum):
    refused = None
    if request.method == "POST":
        act = {"open": forums.open_forum, "close": forums.close_forum}.get(request.POST.get("act", ""))
        if act is None:
            raise Refused("not_now")
        try:
            act(request.actor, forum=forum, now=timezone.now())
        except Refused as no:
            if no.hidden:
                raise
            refused = no
        else:
            messages.success(
                request,
                _("The forum is open.") if act is forums.open_forum else _("The forum is closed."),
            )
            return go(request, "forum_room", forum=forum.public_id)
    room = queries.room_of(request.actor, forum)
    context = {"forum": forum, "room": room, "refused": refused}
    return render(request, "discussion/forum_room.html", context, status=refused.status if refused else 200)


@access(GET="forums.see_unanswered", of=queries.forum_of)
def forum_unanswered(request, forum):
    voices, after = queries.voices_without_answer(forum, after=whole(request.GET.get("after")) or 0)
    context = {
        "forum": forum,
        "voices": voices,
        "older_url": f"?after={after}" if after else "",
        "answers_here": forum.named_adult_id == request.actor.membership.pk,
    }
    return render(request, "discussion/forum_unanswered.html", context)


@access(GET="forums.lead_forum", POST="forums.lead_forum", of=queries.forum_of)
def theme_make(request, forum):
    return _choose(request, forum, theme=None)


@access(GET="forums.lead_forum", POST="forums.lead_forum", of=queries.theme_of)
def theme_sources(request, theme):
    return _choose(request, theme.forum, theme=theme)


def _choose(request, forum, *, theme):
    """Tick perspectives over several searches and pages, then make a theme of them (or add them to one)."""
    asked = request.POST if request.method == "POST" else request.GET
    chosen = asked.getlist("sources")
    form, status = ThemeForm(), 200
    if request.method == "POST" and request.POST.get("step") == "make":
        form, status = ThemeForm(request.POST if theme is None else {"title": theme.title}), 422
        if form.is_valid():
            try:
                made = _make(request, forum, theme, form, chosen)
            except Refused as refused:
                if refused.field == "sources" and not refused.hidden:
                    form.add_error(None, refused.message)
                else:
                    put(form, refused)
                status = refused.status
            else:
                return go(request, "theme", forum=forum.public_id, theme=made.public_id)
    elif request.method == "POST":
        # A search or a turned page: the words typed so far stay, and nothing is complained about.
        form = ThemeForm(initial={"title": request.POST.get("title"), "summary": request.POST.get("summary")})
    way, _is, key = asked.get("step", "").removeprefix("page-").partition("=")
    query, without = asked.get("q", ""), asked.get("without_theme") == "1"
    sources = queries.sources_to_choose(forum, {way: key}, query=query, chosen=chosen, without_theme=without)
    context = {
        "forum": forum,
        "theme": theme,
        "form": form,
        "picked": sources.picked,
        "rest": sources.rest.rows,
        "total": sources.total,
        "query": query,
        "without_theme": without,
        "earlier": sources.rest.newer_url.removeprefix("?"),
        "further": sources.rest.older_url.removeprefix("?"),
    }
    return render(request, "discussion/theme_make.html", context, status=status)


def _make(request, forum, theme, form, chosen):
    now = timezone.now()
    if theme is not None:
        answers.add_sources(request.actor, theme=theme, sources=chosen, now=now)
        messages.success(request, _("The theme rests on more voices now."))
        return theme
    made = answers.make_theme(request.actor, forum=forum, **form.cleaned_data, sources=chosen, now=now)
    messages.success(request, _("The theme is made. Everybody in it can see that."))
    return made
