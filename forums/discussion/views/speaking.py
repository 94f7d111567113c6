"""Speaking: posting, replying, taking sides, keeping drafts, changing one's words and taking them back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.discussion import queries
from forums.discussion.domain import posts, stances, welcome
from forums.discussion.enums import PostState
from forums.discussion.forms import ChangeForm, PostForm, ReplyForm
from forums.discussion.models import Perspective
from forums.discussion.views.reading import draw_forum, draw_perspective
from forums.discussion.views.wire import address, go, put, whole
from mobilize.kernel.access import access
from mobilize.kernel.refusal import Refused
from moderation.views.care import crisis_answer


@access(GET="forums.read_forum", POST="forums.submit_perspective", of=queries.forum_of)
def forum_page(request, forum):
    if request.method != "POST":
        return draw_forum(request, forum)
    form = PostForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            post = posts.submit(
                request.actor,
                forum=forum,
                body=form.cleaned_data["body"],
                client_id=form.cleaned_data["client_id"],
                now=timezone.now(),
            )
        except Refused as refused:
            put(form, refused)
            status = refused.status
        else:
            page = address(request, "forum", forum=forum.public_id)
            if answer := _crisis_answer(request, post, back=page):
                return answer
            _say_what_happened(request, post)
            return go(request, "forum", anchor=f"p-{post.public_id}", forum=forum.public_id)
    return draw_forum(request, forum, form=form, status=status)


def _crisis_answer(request, post, *, back: str):
    """Return the answer to words that told of danger or harm: warm words, numbers, and who comes (rule 16)."""
    if post.state != PostState.HELD:
        return None
    kind = posts.as_subject(post).kind
    return crisis_answer(request, kind=kind, public_id=post.public_id, back=f"{back}#p-{post.public_id}")


def _say_what_happened(request, post) -> None:
    if post.state == PostState.HELD:
        messages.success(
            request, _("Thank you. A person reads it first. Below you see by when it should be up.")
        )
    else:
        messages.success(request, _("Thank you. Your words are up."))


@access(GET="forums.read_perspective", POST="forums.reply", of=queries.perspective_of)
def perspective_page(request, perspective):
    if request.method != "POST":
        return draw_perspective(request, perspective)
    form = ReplyForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            post = posts.reply(
                request.actor,
                perspective=perspective,
                body=form.cleaned_data["body"],
                client_id=form.cleaned_data["client_id"],
                now=timezone.now(),
            )
        except Refused as refused:
            put(form, refused)
            status = refused.status
        else:
            where = {"forum": perspective.forum.public_id, "perspective": perspective.public_id}
            if answer := _crisis_answer(request, post, back=address(request, "perspective", **where)):
                return answer
            _say_what_happened(request, post)
            return go(
                request,
                "perspective",
                anchor=f"p-{post.public_id}",
                forum=perspective.forum.public_id,
                perspective=perspective.public_id,
            )
    return draw_perspective(request, perspective, form=form, status=status)


@access(POST="forums.submit_perspective", of=queries.forum_of)
def forum_welcome(request, forum):
    """Note that the reader has read who can see what; the form to write comes next, with what was typed before."""
    actor, now = request.actor, timezone.now()
    perspective = None
    if public_id := request.POST.get("perspective", ""):
        perspective = queries.perspective_of(actor, forum=forum.public_id, perspective=public_id)
    welcome.confirm(actor, forum=forum, now=now)
    if body := request.POST.get("body", ""):
        stances.save_draft(actor, forum=forum, perspective=perspective, body=body, now=now)
    if perspective is not None:
        return go(request, "perspective", anchor="say", forum=forum.public_id, perspective=public_id)
    return go(request, "forum", anchor="say", forum=forum.public_id)


@access(POST="forums.submit_perspective", of=queries.forum_of)
def forum_draft(request, forum):
    stances.save_draft(request.actor, forum=forum, body=request.POST.get("body", ""), now=timezone.now())
    return _draft_saved(request, address(request, "forum", forum=forum.public_id))


@access(POST="forums.reply", of=queries.perspective_of)
def reply_draft(request, perspective):
    stances.save_draft(
        request.actor,
        forum=perspective.forum,
        perspective=perspective,
        body=request.POST.get("body", ""),
        now=timezone.now(),
    )
    where = {"forum": perspective.forum.public_id, "perspective": perspective.public_id}
    return _draft_saved(request, address(request, "perspective", **where))


def _draft_saved(request, back: str) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    messages.success(request, _("Saved. Only you can see it, here on this page."))
    return HttpResponse(status=303, headers={"Location": f"{back}#say"})


@access(POST="forums.take_stance", of=queries.perspective_of)
def stance(request, perspective):
    position = request.POST.get("position", "")
    if position not in {"-1", "0", "1"}:
        raise Refused("position_unknown")
    stances.take(request.actor, perspective=perspective, position=int(position))
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    forum = perspective.forum.public_id
    if request.POST.get("back") == "perspective":
        return go(request, "perspective", forum=forum, perspective=perspective.public_id)
    before = whole(request.POST.get("before"))
    page = address(request, "forum", forum=forum) + (f"?before={before}" if before else "")
    return HttpResponse(status=303, headers={"Location": f"{page}#p-{perspective.public_id}"})


@access(GET="forums.change_own", POST="forums.change_own", of=queries.perspective_of)
def perspective_change(request, perspective):
    return _change(request, perspective)


@access(GET="forums.change_own", POST="forums.change_own", of=queries.reply_of)
def reply_change(request, reply):
    return _change(request, reply)


def _home_of(request, post) -> str:
    """Return the address of the page on which the author sees the post."""
    if isinstance(post, Perspective):
        return address(request, "forum", forum=post.forum.public_id)
    perspective = post.perspective
    return address(
        request, "perspective", forum=perspective.forum.public_id, perspective=perspective.public_id
    )


def _change(request, post):
    if post.state not in {PostState.HELD, PostState.RETURNED}:
        raise Refused("not_now")
    form = ChangeForm(request.POST or None, initial={"body": post.body, "version": post.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                posts.change(
                    request.actor,
                    post=post,
                    body=form.cleaned_data["body"],
                    version=form.cleaned_data["version"],
                    now=timezone.now(),
                )
            except Refused as refused:
                put(form, refused)
                status = refused.status
            else:
                post.refresh_from_db()
                if answer := _crisis_answer(request, post, back=_home_of(request, post)):
                    return answer
                messages.success(request, _("Changed. A person reads your new words before others do."))
                return HttpResponse(
                    status=303, headers={"Location": f"{_home_of(request, post)}#p-{post.public_id}"}
                )
    context = {"form": form, "post": post, "forum": posts.forum_of(post), "back_url": _home_of(request, post)}
    return render(request, "discussion/post_change.html", context, status=status)


@access(GET="forums.change_own", POST="forums.change_own", of=queries.perspective_of)
def perspective_withdraw(request, perspective):
    return _withdraw(request, perspective)


@access(GET="forums.change_own", POST="forums.change_own", of=queries.reply_of)
def reply_withdraw(request, reply):
    return _withdraw(request, reply)


def _withdraw(request, post):
    if request.method == "POST" and request.POST.get("confirm") == "yes":
        posts.withdraw(request.actor, post=post, now=timezone.now())
        messages.success(request, _("You took it back. Nobody else can see it now."))
        return HttpResponse(status=303, headers={"Location": address(request, "my_voice")})
    context = {"post": post, "forum": posts.forum_of(post), "back_url": _home_of(request, post)}
    return render(request, "discussion/post_withdraw.html", context)
