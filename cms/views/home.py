"""The members' home: what is open for me."""

from django.shortcuts import render
from django.utils import timezone

from cms.cards import Home
from cms.queries import duties, home
from mobilize.kernel.access import access
from moderation.queries import untold_reports
from people.notice_queries import unseen_notices


@access(GET="people.enter_community")
def community_home(request):
    """Show what is open for a young person, what waits for an adult, and to others what they can do here."""
    actor, now = request.actor, timezone.now()
    if actor.is_youth:
        found, screen = home.home_of_student(actor, now=now), "home/student.html"
        request.unread_answers = found.unread
    elif actor.is_forum_adult:
        found, screen = duties.home_of_adult(actor, now=now), "home/adult.html"
    else:
        found, screen = Home(cards=duties.cards_of_seats(actor)), "home/guest.html"
    context = {
        "home": found,
        "first_name": actor.user.first_name or actor.name,
        "today": now,
        "unseen": unseen_notices(actor),
        "reports_told": untold_reports(actor),
    }
    return render(request, screen, context)
