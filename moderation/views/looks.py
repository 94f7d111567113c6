"""Who looked at sensitive records: a page for the lead and the head, month by month (rule 55)."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobilize.kernel.access import access
from mobilize.kernel.looking import looked
from moderation import looks_queries

#: What was looked at, by the end of the action's name.
_THINGS = {
    "concern": gettext_lazy("A concern"),
    "chronology": gettext_lazy("All concerns about a young person"),
    "unmasking": gettext_lazy("A name that was asked for"),
    "transferpack": gettext_lazy("A transfer pack"),
    "export": gettext_lazy("A file that was taken out"),
    "case": gettext_lazy("Words that told of danger or harm"),
    "concerns": gettext_lazy("The list of concerns"),
    "staff_concerns": gettext_lazy("The list of concerns about adults"),
    "unmaskings": gettext_lazy("The list of names that were asked for"),
    "packs": gettext_lazy("The list of transfer packs"),
    "after_checks": gettext_lazy("How young people are, on day 1, 3 and 7"),
    "looks": gettext_lazy("Who looked at what"),
    "members": gettext_lazy("The list of members"),
    "consents": gettext_lazy("A young person's page, with consents"),
    "family": gettext_lazy("Who stands for a young person"),
    "guardianship": gettext_lazy("Who stands for a young person"),
    "child": gettext_lazy("A child's consents, read at home"),
    "data": gettext_lazy("What somebody asked of their data"),
    "identity": gettext_lazy("Somebody's number at the school's sign-in"),
    "rosterrun": gettext_lazy("A list that was brought in"),
    "roster_names": gettext_lazy("The user names of a class"),
    "membership": gettext_lazy("A member's page"),
    "consent": gettext_lazy("A consent"),
    "birth": gettext_lazy("A date of birth"),
}


@access(GET="moderation.see_who_looked")
def who_looked(request):
    """Show who looked at which record in a month, and how often."""
    actor = request.actor
    today = timezone.localdate(timezone.now(), actor.community.zone)
    looked(actor, actor.community, timezone.now(), at="looks")
    month = looks_queries.month_of(request.GET.get("month", ""), today=today)
    page = looks_queries.looks_for(actor, month=month, asked=request.GET)
    following = looks_queries.next_month(month)
    context = {
        "month": month,
        "rows": [
            {"look": row, "thing": _THINGS.get(row.action, _("Another sensitive record"))}
            for row in page.rows
        ],
        "earlier": f"?month={looks_queries.last_month(month):%Y-%m}",
        "later": f"?month={following:%Y-%m}" if following <= today else "",
        "older": f"?month={month:%Y-%m}&before={page.older}" if page.older else "",
        "first": f"?month={month:%Y-%m}" if request.GET.get("before") else "",
    }
    return render(request, "moderation/who_looked.html", context)
