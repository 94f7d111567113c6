"""An administrator's doors to a whole list: give it, look at what it would change, carry it out, print the cards."""

import csv
import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from mobilize.kernel import manners
from mobilize.kernel.access import access
from mobilize.kernel.looking import looked
from mobilize.kernel.refusal import CODES, Refused
from people import code_cards, roster_queries
from people.domain import roster, sign_in_codes
from people.domain.roster.cards import issue_codes
from people.domain.roster.packages import MOST_BYTES
from people.domain.roster.rows import like_a_formula
from people.enums import Band, RosterState
from people.roster_forms import GiveRoster
from people.views.bounded import at_most

SHOWN = 200  # problems, and people of one page
_RULE = "people.import_roster"


# Before the token can be read the whole body must be: so the size is looked at first, and the token right after it.
@csrf_exempt
@at_most(MOST_BYTES + 500_000, code="roster_too_big")
@csrf_protect
@access(GET=_RULE, POST=_RULE, fresh=True)
def roster_upload(request):
    """Ask for a list, read it, and lead to what it would change. A list with faults changes nothing."""
    form = GiveRoster(request.POST or None, request.FILES or None)
    context = {"form": form, "shown": SHOWN}
    status = 200
    if request.method == "POST":
        status = 422
        try:
            answer = _read(request, form, context)
        except Refused as refused:
            if refused.hidden:
                raise
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            status, answer = refused.status, None
        if answer:
            return answer
    return render(request, "people/roster_upload.html", context, status=status)


def _read(request, form, context):
    if not form.is_valid():
        return None
    given = form.cleaned_data["file"]
    if given and given.size > MOST_BYTES:
        raise Refused("roster_too_big", field="file", most=MOST_BYTES // 1_000_000)
    data = given.read() if given else form.cleaned_data["pasted"].encode()
    run, read = roster.prepare(request.actor, data=data, choices=form.choices(), now=timezone.now())
    if run:
        return redirect("roster_run", community=request.actor.community.slug, run=run.public_id)
    context["problems"] = read.problems[:SHOWN]
    context["faults"] = _faults(len(read.problems))
    context["more"] = max(0, len(read.problems) - SHOWN)
    return None


def _faults(count: int) -> str:
    sentence = ngettext(
        "%(count)d fault was found. Nothing was changed.",
        "%(count)d faults were found. Nothing was changed.",
        count,
    )
    return sentence % {"count": count}


@access(GET=_RULE, POST=_RULE, of=roster_queries.roster_run_of, fresh=True)
def roster_run(request, run):
    """Show what a list would change, carry it out or drop it, and show what came of it."""
    now = timezone.now()
    if request.method == "POST":
        return _decide(request, run, now)
    if run.state == RosterState.READY and run.rows and run.expires_at > now:
        return _show_plan(request, run, now)
    under_way = run.state in {RosterState.WAITING, RosterState.WORKING}
    context = {
        "run": run,
        "counts": _counted(run.counts.get("done", {})),
        "why": "",
        "under_way": under_way,
        "far": roster.how_far(run.public_id) if under_way else None,
    }
    if run.state == RosterState.REFUSED and run.refused_because in CODES:
        context["why"] = _why(run.refused_because)
    return render(request, "people/roster_result.html", context)


def _why(code: str) -> str:
    return Refused(code, count="", most="").message


def _decide(request, run, now):
    actor, slug = request.actor, request.actor.community.slug
    if request.POST.get("act") == "drop":
        roster.drop(actor, run=run, now=now)
        messages.success(request, _("The list is dropped. Nothing was changed."))
        return redirect("roster", community=slug)
    roster.confirm(actor, run=run, mark=request.POST.get("mark", ""), now=now)
    return redirect("roster_run", community=slug, run=run.public_id)


def _show_plan(request, run, now):
    plan, read = roster.shown_plan(run, now=now)
    wanted = request.GET.get("show", "")
    kinds = [str(kind) for kind in roster.Kind]
    found = [change for change in plan.changes if str(change.kind) == wanted or wanted not in kinds]
    start = _number(request.GET.get("from", ""), most=len(found))
    looked(request.actor, run, now)
    context = {
        "run": run,
        "changed_meanwhile": plan.mark != run.mark or bool(read.problems),
        "tabs": _tabs(plan.counts, wanted if wanted in kinds else ""),
        "rows": [_row(change, plan.choices) for change in found[start : start + SHOWN]],
        "total": len(found),
        "newer_url": _page(wanted, start - SHOWN) if start else "",
        "older_url": _page(wanted, start + SHOWN) if start + SHOWN < len(found) else "",
        "links": plan.counts["links"],
        "left_out": [(_LEFT_OUT[reason](), count) for reason, count in read.left_out.items()],
        "read_as": read.read_as,
        "nothing": plan.counts["same"] == len(plan.changes),
        "gone_stays": 0 if plan.choices.end_gone else plan.counts["gone"],
        "gone_ends": plan.counts["gone"] if plan.choices.end_gone else 0,
    }
    return render(request, "people/roster_plan.html", context)


def _number(typed: str, *, most: int) -> int:
    return min(int(typed), most) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def _page(wanted: str, start: int) -> str:
    return f"?{urlencode({'show': wanted, 'from': max(0, start)})}"


def _kinds() -> dict[str, str]:
    return {
        "new": _("New"),
        "changed": _("Changed"),
        "back": _("Back again"),
        "same": _("As before"),
        "gone": _("Not in the list"),
    }


_LEFT_OUT = {
    "adults": lambda: _("Rows of adults"),
    "guardians": lambda: _("Rows of guardians"),
    "guardians_of_nobody": lambda: _("Guardians of nobody in the list"),
    "without_role": lambda: _("Rows without a role"),
    "left": lambda: _("People who have left and are not here"),
}


def _tabs(counts: dict[str, int], wanted: str) -> list[dict]:
    tabs = [
        {"url": "?", "words": _("All"), "count": sum(counts[kind] for kind in _kinds()), "on": not wanted}
    ]
    for kind, words in _kinds().items():
        tabs.append({"url": f"?show={kind}", "words": words, "count": counts[kind], "on": wanted == kind})
    return tabs


def _row(change, choices) -> dict:
    person, badge = change.person, {"new": "leaf", "changed": "sky", "back": "mari", "gone": "coral"}
    labels = {
        "first_name": _("First name"),
        "last_name": _("Last name"),
        "group": _("Class"),
        "band": _("Age band"),
    }
    notes = []
    for name, before in change.before.items():
        if name == "born_on":
            notes.append(_("The day of birth is another one."))
        elif before:
            told = {
                "what": labels[name],
                "before": _shown(name, before),
                "after": _shown(name, getattr(person, name)),
            }
            notes.append(_("%(what)s: %(before)s, now %(after)s.") % told)
    if change.joins:
        joins = len(change.joins)
        sentence = ngettext("Is linked with %(count)d child.", "Is linked with %(count)d children.", joins)
        notes.append(sentence % {"count": joins})
    if change.membership and not change.is_linked:
        notes.append(_("Found by user name and name."))
    return {
        "name": change.name,
        "number": person.external_id,
        "kind": _kinds()[str(change.kind)],
        "badge": badge.get(str(change.kind), "line"),
        "who": Band(person.band).label
        if person.band
        else (_("Guardian") if person.kind == "guardian" else ""),
        "group": person.group,
        "notes": notes,
        "line": person.line or "",
    }


def _shown(name: str, value: str) -> str:
    return str(Band(value).label) if name == "band" else value or _("none")


def _counted(done: dict) -> list[tuple[str, int]]:
    words = {
        "new": _("New people"),
        "changed": _("Changed"),
        "back": _("Back again"),
        "same": _("As before"),
        "ended": _("Memberships ended"),
        "links": _("Guardians linked"),
    }
    return [(label, done[name]) for name, label in words.items() if name in done]


@access(GET=_RULE, POST=_RULE, fresh="POST")
def roster_cards(request):
    """List classes, and answer with the cards of one: a code for each student who never signed in."""
    now = timezone.now()
    if request.method == "POST":
        try:
            codes = issue_codes(request.actor, group=request.POST.get("group", ""), now=now)
        except Refused as refused:
            if refused.hidden:
                raise
            messages.error(request, refused.message)
            return _card_page(request, now, status=refused.status)
        return _cards(request, codes, now)
    return _card_page(request, now)


def _card_page(request, now, *, status=200):
    context = {"groups": roster_queries.groups_of(request.actor, now=now), "most": roster_queries.MOST_CARDS}
    return render(request, "people/roster_cards.html", context, status=status)


def _cards(request, codes, now):
    door = request.build_absolute_uri(reverse("one_use_code"))
    until = time_format(timezone.localtime(sign_in_codes.works_until(now)), "TIME_FORMAT")
    with manners.towards(adult=False):
        facts = _("Works once, until %(time)s") % {"time": until}, _("Do not show it to others.")
        cards = [
            code_cards.Card(
                community=place.community.name,
                heading=place.user.name,
                address=door.partition("://")[2],
                link=door,
                code=code,
                facts=(_("User name: %(name)s") % {"name": place.user.username}, *facts),
            )
            for place, code in codes
        ]
        pdf = code_cards.sheets(cards, title=_("One-use codes"), language=manners.language())
    # The name of the file says nothing: it stays in the browser's list.
    headers = {"Content-Disposition": 'inline; filename="one-use-codes.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@access(GET=_RULE, fresh=True)
def roster_names(request):
    """Answer with the names and user names of a class as CSV. A cell that a spreadsheet would reckon is defused."""
    now = timezone.now()
    group = request.GET.get("group", "")
    looked(request.actor, request.actor.community, now, at="roster_names")
    sheet = io.StringIO(newline="")
    rows = csv.writer(sheet)
    rows.writerow([_("First name"), _("Last name"), _("User name"), _("Class")])
    for cells in roster_queries.names_of_group(request.actor, group=group, now=now):
        rows.writerow([defused(cell) for cell in cells])
    headers = {"Content-Disposition": 'attachment; filename="names.csv"'}
    # The mark tells Excel that this is UTF-8.
    return HttpResponse("\ufeff" + sheet.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if like_a_formula(cell) else cell
