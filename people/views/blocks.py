"""Hiding what somebody says, and the list of whom one hid."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.keyset import page_of
from people import block_queries
from people.domain import blocks
from people.scopes import places


@access(GET="people.see_hidden")
def hidden_list(request):
    """Show whom the student hid, each with a way to have the words back."""
    page = page_of(block_queries.blocks_of(request.actor), request.GET, size=block_queries.PAGE)
    rows = block_queries.hidden_rows(request.actor, page.rows)
    return render(request, "people/hidden_list.html", {"rows": rows, "page": page})


@access(GET="people.hide_speaker", POST="people.hide_speaker", of=block_queries.speaker_of)
def hide_speaker(request, byline):
    """Ask once, then hide; afterwards the student is where the words stood."""
    place = places(request.actor, [byline])[byline.pk]
    if request.method == "POST":
        blocks.block(request.actor, byline=byline, now=timezone.now())
        messages.success(
            request, _("You do not see what %(name)s says here any more.") % {"name": place.name}
        )
        return redirect(place.url)
    return render(request, "people/hide_speaker.html", {"place": place})


@access(POST="people.show_speaker", of=block_queries.block_of)
def show_speaker(request, block):
    """Have the words back."""
    blocks.unblock(request.actor, block=block, now=timezone.now())
    messages.success(request, _("You see these words again."))
    return redirect("hidden", community=request.actor.community.slug)
