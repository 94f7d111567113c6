"""Doors of login cards: an administrator prints them, a child signs in with one."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobilize.kernel import manners
from mobilize.kernel.access import access
from mobilize.kernel.refusal import Refused
from people import card_queries, code_cards, shared_device
from people.domain import login_cards as domain
from people.policy_queries import policy_of
from people.views.entrance import sign_in


@access(GET="people.add_student", POST="people.add_student", fresh=True)
def login_cards(request):
    """List the children of band A, and print new cards for those who are chosen, or end theirs."""
    actor, now, refused = request.actor, timezone.now(), None
    if request.method == "POST":
        chosen = request.POST.getlist("members")
        try:
            if request.POST.get("act") == "end":
                ended = domain.end(actor, members=chosen, now=now)
                told = ngettext("%(count)d card has ended.", "%(count)d cards have ended.", ended)
                messages.success(request, told % {"count": ended})
                return redirect("login_cards", community=actor.community.slug)
            return _sheets(request, domain.make(actor, members=chosen, now=now))
        except Refused as no:
            if no.hidden:
                raise
            refused = no
    group = request.GET.get("group", "")
    children = list(
        card_queries.children_with_cards(actor.community, now=now, group=group)[: domain.MOST + 1]
    )
    context = {
        "children": children[: domain.MOST],
        "more": len(children) > domain.MOST,
        "most": domain.MOST,
        "groups": card_queries.groups_of(actor.community, now=now),
        "group": group,
        "networks": policy_of(actor.community).school_networks,
        "refused": refused,
    }
    return render(request, "people/login_cards.html", context, status=refused.status if refused else 200)


def _sheets(request, made) -> HttpResponse:
    """Answer with the cards. First name and initial are enough to hand them out (rule 35)."""
    with manners.towards(adult=False):
        facts = (_("Works only at school."), _("Keep it safe. Show it to nobody."))
        cards = [
            code_cards.Card(
                community=child.community.name,
                heading=_called(child.user),
                address="",
                link=request.build_absolute_uri(reverse("login_card", kwargs={"card": token})),
                code="",
                facts=facts,
            )
            for child, token in made
        ]
        pdf = code_cards.sheets(cards, title=_("Login cards"), language=manners.language())
    # The name of the file says nothing: it stays in the browser's list.
    headers = {"Content-Disposition": 'inline; filename="cards.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _called(user) -> str:
    short = f"{user.first_name} {user.last_name[:1]}".strip()
    return short if short and code_cards.can_print(short) else user.username


@access(GET="public", POST="public")
def login_card(request, card):
    """Ask with one button, then sign the child in. Looking alone does nothing, and says nothing about the card."""
    if request.method != "POST":
        return _ask(request)
    try:
        if request.user.is_authenticated:
            raise Refused("card_of_signed_in")
        address = get_adapter().get_client_ip(request)
        user = domain.use(token=card, client_address=address, now=timezone.now())
    except Refused as refused:
        return _ask(request, refused)
    request.session[shared_device.WANTED] = True  # a device at school: others come after this child
    messages.info(request, _("You signed in with your card."))
    return sign_in(request, user, method="login_card")


def _ask(request, refused=None):
    context = {"refused": refused, "signed_in": request.user.is_authenticated}
    return render(request, "people/login_card.html", context, status=refused.status if refused else 200)
