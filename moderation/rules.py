"""Who works the desk, and who may report."""

from mobilize.kernel.authority import rule
from mobilize.kernel.refusal import Refused
from people.domain import seal
from people.enums import Role
from people.rules import cleared_adult, may_read_voices, of_community, with_role

DESK_ROLES = (Role.MODERATOR, Role.SAFEGUARDING_LEAD)


@rule("moderation.work_desk")
def _work_desk(actor, community):
    of_community(actor, community)
    with_role(actor, *DESK_ROLES)
    cleared_adult(actor)


@rule("moderation.see_case")
def _see_case(actor, case):
    _work_desk(actor, case)
    if case.about_id == actor.membership.pk:
        raise Refused("not_found")


@rule("moderation.rule")
def _rule(actor, case):
    _see_case(actor, case)
    if seal.is_author(actor.user, case.byline):
        raise Refused("own_post")


@rule("moderation.report")
def _report(actor, subject):
    """Whoever can read it can report it; ``subject`` is what a handler answers."""
    of_community(actor, subject.byline)
    may_read_voices(actor, subject.bands)
    if not subject.is_public:
        raise Refused("not_found")


@rule("moderation.see_own_reports")
def _see_own_reports(actor, community):
    of_community(actor, community)


@rule("moderation.set_hours")
def _set_hours(actor, community):
    of_community(actor, community)
    with_role(actor, Role.ADMINISTRATOR)
