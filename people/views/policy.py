"""The administrators' door to the numbers of their community."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from people.domain import policy as domain
from people.policy_forms import Numbers
from people.policy_queries import policy_of
from people.views.answers import accepted


@access(GET="people.administer", POST="people.administer", fresh="POST")
def policy_page(request):
    """Show the community's numbers with their bounds, and change them."""
    actor = request.actor
    form = Numbers(request.POST or None, policy=policy_of(actor.community))
    if request.method == "POST":
        if accepted(form, lambda _typed: domain.change(actor, **form.chosen(), now=timezone.now())):
            messages.success(request, _("The numbers are kept."))
            return redirect("policy", community=actor.community.slug)
    return render(request, "people/policy_page.html", {"form": form}, status=getattr(form, "status", 200))
