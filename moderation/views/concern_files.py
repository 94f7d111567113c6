"""One concern for those who keep it: its lines, its readers, its closing; and the chronology of a young person."""

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
from moderation.domain import concern_readers, concerns, transfer, unmasking
from moderation.enums import ConcernState, EntryKind
from people.queries import member_of
from people.views.answers import accepted

CHRONOLOGY_PAGE = 50


def _lines(entries):
    return [
        (entry.public_id, f"{number}. {entry.get_kind_display()}") for number, entry in enumerate(entries, 1)
    ]


def _fresh(request, concern, file) -> dict:
    """Return every form of the page, empty."""
    return {
        "write_form": forms.WriteEntry(lines=_lines(file.entries), initial={"step": _next_step(concern)}),
        "guardians_form": forms.DecideGuardians(),
        "close_form": forms.CloseConcern(),
        "reopen_form": forms.Reopen(),
        "let_in_form": forms.LetIn(adults=file.adults),
        "ask_form": forms.AskUnmasking(),
    }


def _next_step(concern) -> str:
    return EntryKind.TRIAGED if concern.state == ConcernState.ACKNOWLEDGED else EntryKind.ACTION


def _page(request, concern, *, file=None, **bound):
    actor, now = request.actor, timezone.now()
    file = file or concerns_of.file_of(concern, now=now)
    numbers = {entry.pk: number for number, entry in enumerate(file.entries, 1)}
    works = can(actor, "moderation.work_concern", concern)
    case = concerns_of.origin_of(concern) if works else None
    context = {
        **_fresh(request, concern, file),
        **bound,
        "concern": concern,
        "file": file,
        "entries": [{"line": one, "of": numbers.get(one.corrects_id)} for one in file.entries],
        "readers": [
            {"reader": one, "ended": one.ends_at is not None and one.ends_at <= now} for one in file.readers
        ],
        "works": works,
        "about_staff": concerns_of.is_staff_kind(concern),
        "case": case if case and can(actor, "moderation.see_case", case) else None,
        "may_ask": works
        and case is not None
        and not any(one.refused_at is None for one in file.unmaskings)
        and can(actor, "moderation.ask_unmasking", concern),
        "may_close": concern.state == ConcernState.REVIEW and can(actor, "moderation.close_concern", concern),
        "own_review": concern.state == ConcernState.REVIEW and concern.raised_by_id == actor.membership.pk,
        "is_closed": concern.state == ConcernState.CLOSED,
    }
    status = next((form.status for form in bound.values()), 200)
    return render(request, "moderation/concern.html", context, status=status)


def _back(request, concern, words):
    messages.success(request, words)
    return redirect("concern", community=request.actor.community.slug, concern=concern.public_id)


@access(
    GET="moderation.read_concern",
    POST="moderation.read_concern",
    of=concerns_of.concern_of,
    fresh=True,
)
def concern_page(request, concern):
    """Show the file to whoever keeps it or was let in; write into it, close it, open it again."""
    if request.method != "POST":
        looked(request.actor, concern, timezone.now())
        return _page(request, concern)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Refused("not_now")
    return act(request, concern)


def _acknowledge(request, concern):
    concerns.acknowledge(request.actor, concern=concern, now=timezone.now())
    return _back(request, concern, _("It is noted. Whoever raised it knows that it arrived."))


def _write(request, concern):
    file = concerns_of.file_of(concern, now=timezone.now())
    form = forms.WriteEntry(request.POST, lines=_lines(file.entries))

    def command(typed):
        line = typed.pop("line")
        corrects = concerns_of.entry_of(concern, entry=line) if line else None
        return concerns.write(request.actor, concern=concern, **typed, corrects=corrects, now=timezone.now())

    return _done(request, concern, "write_form", form, command, _("It stands in the file."))


def _done(request, concern, name, form, command, words):
    if accepted(form, command) is None:
        concern = concerns_of.concern_of(request.actor, concern=concern.public_id)
        return _page(request, concern, **{name: form})
    return _back(request, concern, words)


def _guardians(request, concern):
    return _done(
        request,
        concern,
        "guardians_form",
        forms.DecideGuardians(request.POST),
        lambda typed: concerns.decide_guardians(request.actor, concern=concern, **typed, now=timezone.now()),
        _("Your decision stands in the file. Nothing was sent to anybody."),
    )


def _close(request, concern):
    return _done(
        request,
        concern,
        "close_form",
        forms.CloseConcern(request.POST),
        lambda typed: concerns.close(request.actor, concern=concern, **typed, now=timezone.now()),
        _("The concern is closed."),
    )


def _reopen(request, concern):
    return _done(
        request,
        concern,
        "reopen_form",
        forms.Reopen(request.POST),
        lambda typed: concerns.reopen(request.actor, concern=concern, **typed, now=timezone.now()),
        _("The concern is open again."),
    )


_ACTS = {
    "acknowledge": _acknowledge,
    "write": _write,
    "guardians": _guardians,
    "close": _close,
    "reopen": _reopen,
}


@access(POST="moderation.work_concern", of=concerns_of.concern_of, fresh=True)
def let_in(request, concern):
    """Let somebody read this one concern."""
    file = concerns_of.file_of(concern, now=timezone.now())
    form = forms.LetIn(request.POST, adults=file.adults)

    def command(typed):
        member = member_of(request.actor, member=typed.pop("reader"))
        return concern_readers.let_in(
            request.actor, concern=concern, member=member, **typed, now=timezone.now()
        )

    return _done(request, concern, "let_in_form", form, command, _("They can read this concern now."))


@access(POST="moderation.work_concern", of=concerns_of.concern_of, fresh=True)
def let_out(request, concern):
    """End somebody's reading."""
    member = member_of(request.actor, member=request.POST.get("reader", ""))
    concern_readers.let_out(request.actor, concern=concern, member=member, now=timezone.now())
    return _back(request, concern, _("They cannot read it any more."))


@access(POST="moderation.work_concern", of=concerns_of.concern_of, fresh=True)
def name_student(request, concern):
    """Write down whom the concern is about."""
    student = member_of(request.actor, member=request.POST.get("student", ""))
    concerns.name_student(request.actor, concern=concern, student=student, now=timezone.now())
    return _back(request, concern, _("The name stands in the file."))


@access(POST="moderation.ask_unmasking", of=concerns_of.concern_of, fresh=True)
def ask_unmasking(request, concern):
    """Ask for the name behind the words that the concern grew from."""
    form = forms.AskUnmasking(request.POST)
    made = accepted(
        form,
        lambda typed: unmasking.ask(request.actor, concern=concern, **typed, now=timezone.now()),
    )
    if made is None:
        return _page(request, concern, ask_form=form)
    messages.success(
        request,
        _("Somebody may be in danger, so you need not wait for a second person.")
        if made.at_once
        else _("It is asked. A second person must agree."),
    )
    return redirect("unmasking", community=request.actor.community.slug, unmasking=made.public_id)


@access(GET="moderation.keep_concerns", POST="moderation.keep_concerns", of=member_of, fresh=True)
def chronology(request, member):
    """Show every line of every concern about a young person, newest first; begin a transfer pack."""
    form = forms.BeginPack(request.POST or None)
    if request.method == "POST":
        pack = accepted(
            form,
            lambda typed: transfer.begin(request.actor, student=member, **typed, now=timezone.now()),
        )
        if pack:
            messages.success(request, _("The clock runs. Make the pack now, or later today."))
            return redirect("transfer_pack", community=request.actor.community.slug, pack=pack.public_id)
    else:
        looked(request.actor, member, timezone.now(), at="chronology")
    page = page_of(concerns_of.chronology_of(member), request.GET, size=CHRONOLOGY_PAGE)
    context = {"member": member, "page": page, "form": form}
    return render(request, "moderation/chronology.html", context, status=getattr(form, "status", 200))
