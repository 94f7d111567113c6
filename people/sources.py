"""Where a request's actor comes from."""

from django.conf import settings
from django.shortcuts import redirect
from django.utils import timezone

from mobilize.kernel import manners
from mobilize.kernel.access import actor_source
from people import login_card_refusals, proofs, queries, school_login_refusals  # noqa: F401  proofs asks "Is it you?" at the doors
from people.manners import speak_to

SECOND_FACTOR_SETUP = "/accounts/2fa/totp/activate/"


@actor_source
def actor_of(request, slug):
    """Return the signed-in member as an actor of ``slug``; staff without a second factor are sent to set it up."""
    actor = getattr(request, "came", None)  # known with who it is (people.who)
    if actor is None or actor.user.pk != request.user.pk or actor.community.slug != slug:
        actor = queries.actor_for(request.user, community_slug=slug, now=timezone.now())
    if actor is None:
        speak_to(request)  # as to somebody without a place here, who may be an adult all the same
        return None
    if settings.REQUIRE_STAFF_MFA and actor.is_staff and not actor.second_factor:
        return redirect(SECOND_FACTOR_SETUP)
    timezone.activate(actor.community.zone)
    if not actor.is_youth:
        manners.speak_formally()
    return actor
