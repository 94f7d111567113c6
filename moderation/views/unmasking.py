"""Names that were asked for: the second person decides, whoever asked sees the name once (rule 32)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.keyset import page_of
from mobilize.kernel.looking import looked
from mobilize.kernel.refusal import Refused
from moderation import concern_forms as forms
from moderation import concern_queries as concerns_of
from moderation.domain import unmasking as unmaskings
from people.views.answers import accepted


@access(GET="moderation.second_unmaskings")
def unmasking_list(request):
    """Show what was asked for, newest first; what waits says so."""
    looked(request.actor, request.actor.community, timezone.now(), at="unmaskings")
    page = page_of(concerns_of.unmaskings_of(request.actor), request.GET, size=concerns_of.PAGE)
    rows = [{"asked": one, "state": _state(one)} for one in page.rows]
    return render(request, "moderation/unmasking_list.html", {"page": page, "rows": rows})


def _state(unmasking) -> str:
    if unmasking.refused_at:
        return _("A second person said no")
    if unmasking.told_at:
        return _("Opened, and the young person was told")
    if unmasking.opened_at:
        return _("Opened, and the young person is told later")
    if unmasking.agreed_at or unmasking.at_once:
        return _("Can be opened now")
    return _("Waits for a second person")


def _page(request, unmasking, *, form=None, member=None, status=200):
    actor = request.actor
    waits = not (unmasking.agreed_at or unmasking.refused_at or unmasking.opened_at)
    opens = can(actor, "moderation.open_unmasking", unmasking)
    ready = bool(unmasking.agreed_at or unmasking.at_once)
    context = {
        "unmasking": unmasking,
        "state": _state(unmasking),
        "may_settle": waits and can(actor, "moderation.settle_unmasking", unmasking),
        "may_open": opens and ready and not (unmasking.opened_at or unmasking.refused_at),
        "may_defer": opens and unmasking.opened_at is not None and unmasking.told_at is None,
        "reads": can(actor, "moderation.read_concern", unmasking.concern),
        "member": member,
        "may_name": member is not None
        and unmasking.concern.student_id is None
        and can(actor, "moderation.name_young_person", actor.community),
        "form": form or forms.OpenUnmasking(),
    }
    return render(request, "moderation/unmasking.html", context, status=status)


@access(
    GET="moderation.second_unmaskings",
    POST="moderation.second_unmaskings",
    of=concerns_of.unmasking_of,
    fresh=True,
)
def unmasking_page(request, unmasking):
    """Show the reason to the second person, who decides; show the name, once, to whoever asked."""
    now = timezone.now()
    if request.method != "POST":
        looked(request.actor, unmasking, now)
        return _page(request, unmasking)
    act = request.POST.get("act", "")
    if act in {"agree", "refuse"}:
        unmaskings.settle(request.actor, unmasking=unmasking, agree=act == "agree", now=now)
        messages.success(request, _("Your decision is noted."))
    elif act == "open":
        return _open(request, unmasking, now)
    elif act == "defer":
        form = forms.OpenUnmasking(request.POST)
        done = accepted(
            form, lambda typed: unmaskings.defer(request.actor, unmasking=unmasking, **typed, now=now)
        )
        if done is None:
            return _page(request, unmasking, form=form, status=form.status)
        messages.success(request, _("It is noted. The young person is told on that day."))
    else:
        raise Refused("not_now")
    return redirect("unmasking", community=request.actor.community.slug, unmasking=unmasking.public_id)


def _open(request, unmasking, now):
    form = forms.OpenUnmasking(request.POST)
    member = accepted(
        form, lambda typed: unmaskings.open_once(request.actor, unmasking=unmasking, **typed, now=now)
    )
    if member is None:
        return _page(request, unmasking, form=form, status=form.status)
    again = concerns_of.unmasking_of(request.actor, unmasking=unmasking.public_id)
    return _page(request, again, member=member)
