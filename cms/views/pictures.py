"""Doors of pictures: which wait for an answer, and who is in one of them (rule 44)."""

import mimetypes

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.domain import pictures as domain
from cms.picture_forms import JudgePicture
from cms.queries import pictures
from mobilize.kernel.access import access
from mobilize.kernel.keyset import page_of
from mobilize.kernel.looking import looked
from people.views.answers import accepted


@access(GET="cms.judge_pictures")
def picture_list(request):
    """List the pictures that nobody sees until somebody says who is in them."""
    actor = request.actor
    page = page_of(pictures.to_be_judged(actor.community), request.GET, size=pictures.PER_PAGE)
    rows = [{"picture": one, "is_withheld": getattr(one, "judged", None) is not None} for one in page.rows]
    return render(request, "cms/pictures.html", {"rows": rows, "page": page})


@access(GET="cms.judge_picture", POST="cms.judge_picture", of=pictures.picture_of, fresh="POST")
def picture_people(request, picture):
    """Show a picture and who was named in it; say whether young people can be known by it, and who they are."""
    actor, now = request.actor, timezone.now()
    judged = pictures.judged_of(picture)
    named = pictures.named_in(judged)
    if judged is not None and named:
        looked(actor, judged, now)
    said = (
        {"answer": judged.answer, "names": "\n".join(member.user.username for member in named)}
        if judged
        else {}
    )
    form = JudgePicture(request.POST if request.method == "POST" else None, initial=said)
    status = 200
    if request.method == "POST":
        if accepted(form, lambda typed: domain.judge(actor, picture=picture, now=now, **typed)):
            messages.success(request, _("Thank you. The picture can be shown."))
            return redirect("pictures", community=actor.community.slug)
        status = form.status
    context = {
        "picture": picture,
        "named": named,
        "is_withheld": judged is not None and judged.withheld_at is not None,
        "is_unjudged": judged is None,
        "form": form,
    }
    return render(request, "cms/picture_people.html", context, status=status)


@access(GET="cms.judge_picture", of=pictures.picture_of)
def picture_file(request, picture):
    """Show the picture itself to whoever judges it. No other address leads to it."""
    path = domain.original_of(picture)
    answer = HttpResponse(path.read_bytes(), content_type=mimetypes.guess_type(path.name)[0])
    answer["Cache-Control"] = "private, no-store"
    return answer
