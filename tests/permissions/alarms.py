"""Who is called, who told of harm, who asked for another look, and whom to look after."""

from django.utils import timezone

from forums.discussion.domain import stances
from moderation.domain import aftercare, appeals
from moderation.models import AfterCheck, Case, DutyTurn
from tests import factories
from tests.permissions.cast import SECRETS, Place


def put_alarms(place: Place) -> None:
    now = timezone.now()
    words = f"{SECRETS['words of harm']} my uncle touches me at night"
    told = factories.perspective(place.facts["forum"], place.people["au"], words, published=False)
    # What is posted takes the draft away: the author begins another one.
    draft = SECRETS["draft of a post"]
    stances.save_draft(place.actor("au"), forum=place.facts["forum"], body=draft, now=now)
    place.put("perspective", told, "told of harm")
    case = Case.objects.get(subject_id=told.public_id)
    place.put("case", case, "told of harm")
    aftercare.plan(case, now=now)
    place.put("check", AfterCheck.objects.filter(case=case).first())
    removed = Case.objects.get(public_id=place.things["case"]["removed"])
    appeal = appeals.appeal(
        place.actor("au"), ruling=removed.rulings.get(), words=SECRETS["words of an appeal"], now=now
    )
    place.put("appeal", appeal)
    place.put("turn", DutyTurn.objects.filter(community=place.community).first())
