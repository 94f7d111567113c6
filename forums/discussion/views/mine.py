"""My voice: everything a member said, and what became of it."""

from django.shortcuts import render

from forums.discussion import queries
from forums.discussion.views.wire import whole
from mobilize.kernel.access import access


@access(GET="forums.see_own_voice")
def my_voice(request):
    voice = queries.my_voice(request.actor, page=whole(request.GET.get("page")) or 1)
    context = {
        "voice": voice,
        "newer_url": f"?page={voice.page - 1}" if voice.page > 1 else "",
        "older_url": f"?page={voice.page + 1}" if voice.page < voice.last_page else "",
    }
    return render(request, "discussion/voice_list.html", context)
