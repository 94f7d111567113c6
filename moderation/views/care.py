"""What an author meets whose words told of danger, and who asks for another look. Theirs alone."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.refusal import answers
from moderation import care_queries, forms, handlers
from moderation.domain import appeals, wishes
from moderation.enums import OPEN_CASES, AppealState, CrisisWish, Outcome
from moderation.models.desk import SET_ASIDE
from people.views.answers import accepted


def crisis_answer(request, *, kind: str, public_id: str, back: str):
    """Return the answer to whoever just wrote held words that told of danger or harm, or None for other words.

    It is the answer to the post itself, so that nothing stands between the words and the help.
    """
    case = care_queries.crisis_of(kind=kind, public_id=public_id)
    return draw_care(request, case, back=back) if case is not None else None


def told_elsewhere(request, refused):
    """Answer somebody young who told of danger or harm in words for a committee: the same as everywhere."""
    found = crisis_answer(
        request, kind=SET_ASIDE, public_id=refused.params["public_id"], back=request.get_full_path()
    )
    if found is None:  # somebody at the desk was faster than the page
        return redirect("my_voice", community=request.actor.community.slug)
    return found


answers("words_told", told_elsewhere)


def draw_care(request, case, *, back: str = "", fault: str = "", status: int = 200):
    """Draw warm words, the numbers, and "Find me now" or "I can wait"."""
    wish = getattr(case, "wish", None)
    context = {
        "case": case,
        "is_open": case.state in OPEN_CASES,
        "wish": wish.wish if wish else "",
        "wishes": CrisisWish,
        "reply": care_queries.last_reply(case) if case.state not in OPEN_CASES else "",
        "back": back,
        "fault": fault,
    }
    return render(request, "moderation/care.html", context, status=status)


@access(GET="moderation.see_care", POST="moderation.see_care", of=care_queries.care_case_of)
def care(request, case):
    """Show the same again, and note what its reader asks for."""
    if request.method != "POST":
        return draw_care(request, case)
    form = forms.MakeWish(request.POST)
    made = accepted(form, lambda typed: wishes.wish(request.actor, case=case, **typed, now=timezone.now()))
    if made is None:
        return draw_care(request, case, fault=form.errors["wish"][0], status=form.status)
    if made.wish == CrisisWish.NOW:
        messages.success(request, _("We know. An adult is called now and comes to find you."))
    else:
        messages.success(request, _("We know. An adult reads your words and comes to talk with you."))
    return redirect(
        "care",
        community=request.actor.community.slug,
        kind=case.subject_kind,
        public_id=case.subject_id,
    )


@access(GET="moderation.appeal", POST="moderation.appeal", of=care_queries.ruling_of_author)
def appeal(request, ruling):
    """Ask for another look, and read what came of it."""
    form = forms.MakeAppeal(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        made = accepted(
            form, lambda typed: appeals.appeal(request.actor, ruling=ruling, **typed, now=timezone.now())
        )
        if made:
            messages.success(request, _("Thank you. Another person will look at it."))
            return redirect(
                "appeal",
                community=request.actor.community.slug,
                kind=ruling.case.subject_kind,
                public_id=ruling.case.subject_id,
            )
    subject = handlers.of(ruling.case.subject_kind).subject(ruling.case.subject_id)
    found = getattr(ruling, "appeal", None)
    context = {
        "ruling": ruling,
        "appeal": found,
        "waits": found is not None and found.state == AppealState.WAITING,
        "upheld": found is not None and found.state == AppealState.UPHELD,
        "subject": subject,
        "was_removed": ruling.outcome == Outcome.REMOVE,
        "form": form,
    }
    return render(request, "moderation/appeal.html", context, status=getattr(form, "status", 200))
