"""Who works the desk, and who may report."""

from mobilize.kernel.authority import rule
from mobilize.kernel.refusal import Refused
from moderation.duty_queries import CHAIN, holds_post, speaks_of_danger, was_called
from moderation.enums import Outcome
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
    """The desk sees every case; a deputy or head who was called sees that one."""
    of_community(actor, case)
    if not actor.has(*DESK_ROLES) and not was_called(actor, case):
        raise Refused("not_found")
    cleared_adult(actor)
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


@rule("moderation.set_duty")
def _set_duty(actor, thing):
    """Who is called when somebody may be in danger is set where hours are set."""
    _set_hours(actor, thing)


@rule("moderation.hold_drills")
def _hold_drills(actor, community):
    """Whoever must see that the alarm works: administrators, leads, and who holds a post."""
    of_community(actor, community)
    if not actor.has(Role.ADMINISTRATOR) and not holds_post(actor, *CHAIN):
        raise Refused("not_found")


@rule("moderation.see_checks")
def _see_checks(actor, community):
    """Looking after somebody on day 1, 3 and 7 is the lead's and the deputy's."""
    _work_desk(actor, community)


@rule("moderation.see_check")
def _see_check(actor, check):
    _see_case(actor, check.case)


@rule("moderation.answer_call")
def _answer_call(actor, case):
    """Whoever was called about this case, and whoever holds a post of the chain, can say: I am on it."""
    _see_case(actor, case)
    if not was_called(actor, case) and not holds_post(actor, *CHAIN):
        raise Refused("not_found")


@rule("moderation.set_severity")
def _set_severity(actor, case):
    _rule(actor, case)


@rule("moderation.see_care")
def _see_care(actor, case):
    """What is said to somebody whose own words told of danger is theirs alone."""
    of_community(actor, case)
    if not speaks_of_danger(case) or not seal.is_author(actor.user, case.byline):
        raise Refused("not_found")


@rule("moderation.appeal")
def _appeal(actor, ruling):
    """The author of what was sent back or removed (rule 21)."""
    of_community(actor, ruling.case)
    if ruling.outcome == Outcome.RELEASE or not seal.is_author(actor.user, ruling.case.byline):
        raise Refused("not_found")


@rule("moderation.see_appeal")
def _see_appeal(actor, appeal):
    _see_case(actor, appeal.ruling.case)


@rule("moderation.decide_appeal")
def _decide_appeal(actor, appeal):
    """Another moderator than any who ruled on it, and never the author (rule 21)."""
    _rule(actor, appeal.ruling.case)
    if appeal.ruling.case.rulings.filter(by=actor.user).exists():
        raise Refused("own_ruling")
