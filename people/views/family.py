"""A caregiver's doors: their children, and the consents that are theirs to give. And a young person's own yes or no."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from mobilize.kernel.looking import looked
from people import family_queries as queries
from people.domain import assents, consents
from people.family_forms import Decide, SayForOneself
from people.views.answers import accepted


@access(GET="people.see_family")
def family(request):
    """Show a caregiver their children: that they are here, whether they took part, and what waits."""
    return render(
        request, "people/family.html", {"children": queries.children_of(request.actor, now=timezone.now())}
    )


@access(GET="people.see_child", POST="people.decide_for_child", of=queries.tie_of, fresh="POST")
def family_child(request, tie):
    """Show a child's consents to a caregiver, and let them decide."""
    now, actor = timezone.now(), request.actor
    form = Decide(request.POST or None)
    if request.method == "POST" and accepted(form, lambda typed: _decide(actor, tie, typed, now)):
        messages.success(request, _("It is kept. You can change it at any time."))
        return redirect("family_child", community=actor.community.slug, tie=tie.public_id)
    if request.method == "GET":
        looked(actor, tie, now, at="child")
    context = {
        "tie": tie,
        "child": tie.student,
        "lines": queries.purposes_of(tie.student, now=now),
        "decides": can(actor, "people.decide_for_child", tie),
        "form": form,
    }
    return render(request, "people/family_child.html", context, status=getattr(form, "status", 200))


def _decide(actor, tie, typed, now):
    said = {"guardianship": tie, "purpose": typed["purpose"], "subject": typed["subject"], "now": now}
    if typed["say"] == "back":
        return consents.withdraw_as_guardian(actor, **said)
    return consents.answer(actor, **said, yes=typed["say"] == "yes", version=typed["version"])


@access(GET="people.say_for_oneself", POST="people.say_for_oneself")
def assent(request):
    """Tell a student who can see what, and keep their own yes or no (rules 33 and 40)."""
    now, actor = timezone.now(), request.actor
    form = SayForOneself(request.POST or None)
    if request.method == "POST":

        def say(typed):
            return assents.say(
                actor,
                purpose=typed["purpose"],
                subject=typed["subject"],
                given=typed["say"] == "yes",
                version=typed["version"],
                now=now,
            )

        if accepted(form, say):
            yes, back = form.cleaned_data["say"] == "yes", form.cleaned_data["back"]
            if yes and _is_ours(back, actor):
                messages.success(request, _("You said yes. Now you can write."))
                return redirect(f"{back}#say")
            messages.success(
                request,
                _("You said yes. You can change your mind here.") if yes else _("You said no. That is fine."),
            )
            return redirect("assent", community=actor.community.slug)
    lines = queries.purposes_of(actor.membership, now=now)
    return render(
        request, "people/assent.html", {"lines": lines, "form": form}, status=getattr(form, "status", 200)
    )


def _is_ours(path: str, actor) -> bool:
    """Tell whether a path that a form sent leads to a page of this community."""
    inside = path.startswith(f"/c/{actor.community.slug}/") and "\\" not in path
    return inside and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
