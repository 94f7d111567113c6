"""My voice: everything a member said, and what became of it."""

from django.shortcuts import render

from forums.discussion import queries
from mobilize.kernel.access import access


@access(GET="forums.see_own_voice")
def my_voice(request):
    voice = queries.my_voice(
        request.actor, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    request.unread_answers = voice.unread
    context = {
        "voice": voice,
        "newer_url": f"?before={voice.newer}" if voice.newer else "",
        "older_url": f"?after={voice.older}" if voice.older else "",
    }
    return render(request, "discussion/voice_list.html", context)
