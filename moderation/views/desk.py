"""The desk: the queue, one case, a ruling."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.authority import can, require
from mobilize.kernel.refusal import Refused
from moderation import care_queries, forms, handlers, queries, replies, spans
from moderation.domain import cases, exposure, staffed
from moderation.enums import DISTRESSING, CaseState, Outcome
from people.queries import adults_of, member_of
from people.views.answers import accepted

FILL_IN = "fill_in"  # the button that only writes a reply to begin with into the form


@access(GET="moderation.work_desk")
def desk(request):
    """Show what waits for a person, the gravest and most urgent first."""
    now = timezone.now()
    after = request.GET.get("after", "")
    opening = staffed.next_opening(request.actor.community, now=now)
    found, last = queries.queue_for(request.actor, after=after)
    context = {
        "entries": _entries(found, now),
        "counts": queries.queue_counts_for(request.actor, now=now),
        "beside": care_queries.waiting_beside(request.actor, now=now),
        "following": f"?after={last}" if last else "",
        "first": request.path if after else "",
        "staffed": opening == now,
        "next_opening": opening,
    }
    return render(request, "moderation/desk.html", context)


def _entries(found, now) -> list[dict]:
    return [
        {"case": case, "kind": handlers.of(case.subject_kind).label, "late": case.expected_by < now}
        for case in found
    ]


@access(GET="moderation.see_case", POST="moderation.see_case", of=queries.case_of)
def case_page(request, case):
    """Show a case as its author sees it, with everything that was ruled; rule on it."""
    try:
        exposure.opened(request.actor, case=case, now=timezone.now())
    except Refused as refused:
        context = {"message": refused.message}
        return render(request, "moderation/break.html", context, status=refused.status)
    if request.method != "POST":
        return _case_page(request, case)
    form = forms.Rule(request.POST)
    if request.POST.get("outcome") == FILL_IN:
        return _case_page(request, case, form=_filled_in(request, case))
    ruled = accepted(form, lambda typed: cases.rule(request.actor, case=case, **typed, now=timezone.now()))
    if ruled is None:
        case = queries.case_of(request.actor, case=case.public_id)  # read again: somebody may have been first
        require(request.actor, "moderation.see_case", case)
        return _case_page(request, case, form=form)
    messages.success(request, _sentence(ruled, request.POST["outcome"]))
    return _onward(request, ruled)


def _onward(request, ruled):
    """Open the next case, so that a queue is read without going back; what is hard to read, nobody meets unasked.

    Such words stand first in the queue, and each look counts (rule 22): whoever reads goes to them by a step of their
    own. Whoever was called about this one case has no queue and stays with it.
    """
    actor = request.actor
    slug = actor.community.slug
    if not can(actor, "moderation.work_desk", actor.community):
        return redirect("case", community=slug, case=ruled.public_id)
    found, _last = queries.queue_for(actor)
    waiting = (one for one in found if one.state == CaseState.WAITING and not one.is_drill)
    case = next((one for one in waiting if can(actor, "moderation.rule", one)), None)
    if case is None or case.severity in DISTRESSING:
        return redirect("desk", community=slug)
    return redirect("case", community=slug, case=case.public_id)


def _filled_in(request, case):
    """Return the form with the reply to begin with for the chosen reason; nothing is ruled yet."""
    reason, written = request.POST.get("reason", ""), request.POST.get("reply", "")
    language = request.actor.community.language
    reply = replies.warm_reply(case.severity, language=language)
    reply = reply or replies.kind_reply(reason, language=language)
    version = request.POST.get("version", "")
    return forms.Rule(initial={"version": version, "reason": reason, "reply": reply or written})


def _sentence(case, outcome: str) -> str:
    if case.state == CaseState.REMOVAL_PROPOSED:
        return _("Your proposal is noted. A second person must agree before it is removed.")
    return {
        Outcome.RELEASE: _("Released. Thank you for reading."),
        Outcome.RETURN: _("Sent back with your reply."),
        Outcome.REMOVE: _("Removed. The writer reads your reply."),
    }[outcome]


def _case_page(request, case, *, form=None, about_form=None, severity_form=None):
    actor = request.actor
    handler = handlers.of(case.subject_kind)
    subject = handler.subject(case.subject_id)
    is_open = queries.is_open(case)
    version = subject.version if subject else case.version
    bound = form or about_form or severity_form
    form = form or forms.Rule(initial={"version": version})
    if form.is_bound:
        # A fresh page is a fresh reading: the next ruling is about the text that stands here now.
        form.data = form.data.copy()
        form.data["version"] = version
    try:
        require(actor, "moderation.rule", case)
        own = False
    except Refused:
        own = True
    works = can(actor, "moderation.work_desk", actor.community)
    found = queries.file_of(case, own=own, now=actor.at, beside=actor if works else None)
    context = {
        "works_desk": works,
        "queue": _entries(found.queue, timezone.now()),
        "following": f"?after={found.following}" if found.following else "",
        "case": case,
        "kind": handler.label,
        "subject": subject,
        "band": case.byline.get_band_display(),
        "is_open": is_open,
        "own": own,
        "late": is_open and case.expected_by < timezone.now(),
        "form": form,
        "about_form": about_form or _about_form(case, found.adults),
        "flags": [
            {"flag": flag, "changed": subject is not None and flag.sealed_copy != subject.text}
            for flag in found.flags
        ],
        "rulings": found.rulings,
        "two_people": found.two_people,
        "summonses": found.summonses,
        "statements": found.statements,
        "severity_changes": found.severity_changes,
        "answered": any(summons.answered_at for summons in found.summonses),
        "may_answer": is_open and case.is_grave and can(actor, "moderation.answer_call", case),
        "warm": case.severity in DISTRESSING,
        "stays_up": subject is not None and subject.is_public,
        "marked": spans.marked(subject.text, case.signs)
        if subject and subject.version == case.version
        else [],
        "signs": spans.labels(case.signs),
        "severity_form": severity_form or forms.SetSeverity(initial={"severity": case.severity}),
        "kind_replies": _replies_for(case, actor.community.language),
    }
    status = getattr(bound, "status", 200) if bound is not None else 200
    return render(request, "moderation/case.html", context, status=status)


def _replies_for(case, language: str) -> dict[str, str]:
    """The replies to begin with, by reason: whoever told of danger or a hard time gets the warm one."""
    warm = replies.warm_reply(case.severity, language=language)
    found = replies.kind_replies(language=language)
    return dict.fromkeys(found, warm) if warm else found


def _about_form(case, adults, data=None):
    return forms.MarkAbout(
        data,
        adults=adults,
        initial={"member": case.about.public_id if case.about else forms.MarkAbout.NOBODY},
    )


@access(POST="moderation.see_case", of=queries.case_of)
def mark_about(request, case):
    """Note which adult the case is about: they do not see it, and its removal takes two people."""
    form = _about_form(case, adults_of(request.actor.community, now=request.actor.at), request.POST)

    def command(typed):
        wanted = typed["member"]
        member = None if wanted == form.NOBODY else member_of(request.actor, member=wanted)
        return cases.mark_about(request.actor, case=case, member=member, now=timezone.now())

    if accepted(form, command) is None:
        return _case_page(request, case, about_form=form)
    messages.success(request, _("It is noted. That person does not see this case."))
    return redirect("case", community=request.actor.community.slug, case=case.public_id)


@access(POST="moderation.set_severity", of=queries.case_of)
def set_severity(request, case):
    """Call it graver or milder, with a reason."""
    form = forms.SetSeverity(request.POST)

    def command(typed):
        return cases.set_severity(request.actor, case=case, **typed, now=timezone.now())

    if accepted(form, command) is None:
        return _case_page(request, case, severity_form=form)
    messages.success(request, _("It is noted. The time it should be read by is reckoned anew."))
    return redirect("case", community=request.actor.community.slug, case=case.public_id)
