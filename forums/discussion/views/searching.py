"""Searching what was said."""

from django.shortcuts import render
from django.utils.http import urlencode

from forums.discussion.queries import search
from mobilize.kernel.access import access


@access(GET="forums.see_forums")
def search_page(request):
    query = request.GET.get("q", "").replace("\0", "")
    page = search.search_visible_to(request.actor, query=query, before=request.GET.get("before", ""))
    return render(
        request,
        "discussion/search.html",
        {
            "query": query[: search.LETTERS],
            "letters": search.LETTERS,
            "page": page,
            "most_words": search.WORDS,
            "older_url": "?" + urlencode({"q": query[: search.LETTERS], "before": page.older})
            if page.older
            else "",
            "newest_url": "?" + urlencode({"q": query[: search.LETTERS]})
            if request.GET.get("before")
            else "",
        },
    )
