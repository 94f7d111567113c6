"""Sign-in cards: every account of the demo, with the code that its second factor shows right now."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from mobilize.demo import cast, codes, crowd
from mobilize.kernel.access import access
from people.enums import Band, Role


@access(GET="public")
def cards(request):
    """Show the cards of both communities, adults by role and students by band."""
    groups = []
    for slug, fields in crowd.COMMUNITIES.items():
        mine = [account for account in cast.accounts() if account.community == slug]
        adults = [account for account in mine if Role.STUDENT not in account.roles]
        groups.append({"name": fields["name"], "title": _("Adults"), "cards": [_card(a) for a in adults]})
        students = [account for account in mine if Role.STUDENT in account.roles]
        groups.append({"name": fields["name"], "title": _("Students"), "cards": [_card(a) for a in students]})
    return render(request, "demo/cards.html", {"groups": groups, "password": cast.PASSWORD})


def _card(account: cast.Account) -> dict:
    return {
        "username": account.username,
        "name": f"{account.first_name} {account.last_name}".strip(),
        "role": ", ".join(str(Role(role).label) for role in account.roles),
        "band": str(Band(account.band).label) if Role.STUDENT in account.roles else "",
        "waits_for_consent": not account.consented,
        "secret": account.totp_secret,
        "code": codes.code(account.totp_secret) if account.totp_secret else "",
    }
