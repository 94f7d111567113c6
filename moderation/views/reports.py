"""Reporting in two taps, and what became of one's own reports."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobilize.kernel.access import access
from mobilize.kernel.keyset import page_of
from moderation import forms, queries
from moderation.domain import reports
from moderation.enums import CaseState
from people.views.answers import accepted

_OUTCOMES = {
    CaseState.RELEASED: (
        "leaf",
        gettext_lazy("A person looked at it. It can stay. Thank you for telling us."),
    ),
    CaseState.RETURNED: (
        "leaf",
        gettext_lazy("A person looked at it and asked the writer to change it. Thank you."),
    ),
    CaseState.REMOVED: ("leaf", gettext_lazy("A person looked at it and took it away. Thank you.")),
    CaseState.CLOSED: ("line", gettext_lazy("The writer took it back.")),
}


@access(GET="moderation.report", POST="moderation.report", of=queries.subject_for)
def report(request, subject):
    """Choose a reason, send: two taps. Nobody but the desk learns who reported (rule 20)."""
    form = forms.Report(request.POST or None)
    if request.method == "POST":
        flag = accepted(
            form,
            lambda typed: reports.report(
                request.actor,
                kind=subject.kind,
                public_id=subject.public_id,
                **typed,
                now=timezone.now(),
            ),
        )
        if flag:
            messages.success(
                request, _("Thank you. A person will look at it. The writer does not learn who told us.")
            )
            return redirect("reports", community=request.actor.community.slug)
    context = {"form": form, "subject": subject}
    return render(request, "moderation/report.html", context, status=getattr(form, "status", 200))


@access(GET="moderation.see_own_reports")
def my_reports(request):
    """Tell the reporter what became of each report, and note that they know now."""
    rows = []
    page = page_of(queries.reports_of(request.actor), request.GET, size=queries.PAGE)
    for flag in page.rows:
        kind, words = _OUTCOMES.get(flag.case.state, ("mari", _("A person is looking at it.")))
        rows.append({"flag": flag, "kind": kind, "words": words, "new": kind != "mari" and not flag.told_at})
    response = render(request, "moderation/reports.html", {"rows": rows, "page": page})
    if any(row["new"] for row in rows):
        reports.mark_told(request.actor, shown=page.rows, now=timezone.now())
    return response
