"""Reading: the list of forums, a forum, a perspective, a theme."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.discussion import queries
from forums.discussion.enums import ForumState, NameMode
from forums.discussion.forms import PostForm, ReplyForm
from forums.discussion.models import Forum, Perspective, Theme
from forums.discussion.rules import is_gone
from forums.discussion.views.wire import address, refusal_of, whole
from mobilize.kernel.access import access
from mobilize.kernel.authority import can


def starters() -> list[dict]:
    # Made for each page, so that each reader gets them in their own language.
    words = {
        "think": _("I think"),
        "helps": _("It helps when"),
        "hard": _("It is hard when"),
        "what-if": _("What if we"),
    }
    return [{"key": key, "words": text} for key, text in words.items()]


@access(GET="forums.see_forums")
def forum_list(request):
    found = queries.forums_visible_to(
        request.actor, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    return render(
        request,
        "discussion/forum_list.html",
        {
            "forums": found.forums,
            "newer_url": f"?after={found.newer}" if found.newer else "",
            "older_url": f"?before={found.older}" if found.older else "",
            "may_create": can(request.actor, "forums.create_forum", request.actor.community),
        },
    )


def draw_forum(request, forum: Forum, *, form: PostForm | None = None, status: int = 200):
    """Draw a forum's page, with the words of ``form`` kept where a post was refused."""
    actor = request.actor
    frame = queries.frame_of(actor, forum)
    readers, turn = frame.readers, frame.turn
    before, after = whole(request.GET.get("before")), whole(request.GET.get("after"))
    page = queries.perspectives_visible_to(actor, forum, own=frame.own, before=before, after=after)
    no = refusal_of(actor, "forums.submit_perspective", forum)
    context = {
        "forum": forum,
        "page": page,
        "before": before or "",
        "waiting": frame.waiting,
        "newer_url": f"?after={page.newer}#posts" if page.newer else "",
        "older_url": f"?before={page.older}#posts" if page.older else "",
        "newest_url": "?#posts" if page.newer else "",
        "oldest_url": "?after=0#posts" if page.older else "",
        "themes": frame.themes,
        "steps": frame.steps,
        "readers": readers,
        "turn": turn,
        "sees": sees(forum, readers, turn.speaker),
        "starters": starters(),
        "may_take_stance": can_take_stance(actor, forum, no),
        "may_reply": no is None,
        "may_hide": actor.is_youth,
        "refused": no,
        "leads": can(actor, "forums.lead_forum", forum),
        "answers_here": forum.named_adult_id == actor.membership.pk,
        "form": form or PostForm(initial={"body": turn.draft or _start(request)}),
        "draft_url": address(request, "forum_draft", forum=forum.public_id),
    }
    return render(request, "discussion/forum_page.html", context, status=status)


def _start(request) -> str:
    if chosen := request.GET.get("start"):
        for starter in starters():
            if starter["key"] == chosen:
                return f"{starter['words']} "
    return ""


def can_take_stance(actor, forum: Forum, no) -> bool:
    return no is None and actor.is_youth and forum.state == ForumState.OPEN


def sees(forum: Forum, readers, speaker) -> str:
    """Return who can see what is written here, in a few short sentences."""
    students = ngettext("%(count)d student", "%(count)d students", readers.students) % {
        "count": readers.students
    }
    adults = ngettext("%(count)d adult", "%(count)d adults", len(readers.adults)) % {
        "count": len(readers.adults)
    }
    sentences = [
        _("%(students)s and %(adults)s can read this forum.") % {"students": students, "adults": adults}
    ]
    if speaker is not None and speaker.side == "adult":
        sentences.append(_("They see your name and your role."))
    elif forum.name_mode == NameMode.NAMED:
        sentences.append(_("They see your name."))
    else:
        sentences.append(
            _("They see “%(name)s”, not your name.") % {"name": speaker.shown_name}
            if speaker
            else _("They see a made-up name, not yours.")
        )
        sentences.append(
            _(
                "Only a safeguarding lead may ask for your name, if someone may be in danger. It is written down."
            )
        )
        if not forum.bands:  # who speaks to some bands only is quoted nowhere else
            sentences.append(_("A plan on the public site may show some of the words, without any name."))
    return " ".join(sentences)


def draw_perspective(request, perspective: Perspective, *, form: ReplyForm | None = None, status: int = 200):
    actor, forum = request.actor, perspective.forum
    if is_gone(perspective):
        return _thread_without(request, perspective)
    frame = queries.frame_of_perspective(actor, perspective)
    readers, turn = frame.readers, frame.turn
    no = refusal_of(actor, "forums.reply", perspective)
    page = queries.perspective_page(
        actor,
        perspective,
        frame.own,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    card = page.card
    context = {
        "forum": forum,
        "perspective": perspective,
        "card": card,
        "cards": [card],
        "waiting": frame.waiting,
        "earlier_url": f"?before={page.earlier}" if page.earlier else "",
        "later_url": f"?after={page.later}" if page.later else "",
        "steps": frame.steps,
        "readers": readers,
        "turn": turn,
        "sees": sees(forum, readers, turn.speaker),
        "refused": no,
        "may_reply": no is None,
        "may_hide": actor.is_youth,
        "may_take_stance": can_take_stance(actor, forum, no),
        "may_answer": can(actor, "forums.answer", perspective),
        "form": form or ReplyForm(initial={"body": turn.draft}),
        "draft_url": address(
            request, "reply_draft", forum=forum.public_id, perspective=perspective.public_id
        ),
    }
    return render(request, "discussion/perspective_page.html", context, status=status)


def _thread_without(request, perspective: Perspective):
    """Show what others said to words that are gone at their author's wish."""
    cards, earlier, later = queries.thread_without(
        request.actor,
        perspective,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "forum": perspective.forum,
        "perspective": perspective,
        "cards": cards,
        "earlier_url": f"?before={earlier}" if earlier else "",
        "later_url": f"?after={later}" if later else "",
        "may_hide": request.actor.is_youth,
    }
    return render(request, "discussion/perspective_gone.html", context)


@access(GET="forums.read_forum", of=queries.theme_of)
def theme_page(request, theme: Theme):
    actor = request.actor
    own = queries.own_byline(actor, theme.forum)
    before, after = whole(request.GET.get("before")), whole(request.GET.get("after"))
    page = queries.perspectives_visible_to(
        actor, theme.forum, own=own, before=before, after=after, theme=theme
    )
    return render(
        request,
        "discussion/theme_page.html",
        {
            "theme": theme,
            "forum": theme.forum,
            "page": page,
            "before": before or "",
            "newer_url": f"?after={page.newer}" if page.newer else "",
            "older_url": f"?before={page.older}" if page.older else "",
            "answer": getattr(theme, "answer", None),
            "leads": can(actor, "forums.lead_forum", theme.forum),
            "may_answer": can(actor, "forums.answer", theme) and not hasattr(theme, "answer"),
            "may_take_stance": False,
            "may_hide": actor.is_youth,
        },
    )
