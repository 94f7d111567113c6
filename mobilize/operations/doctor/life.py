"""What goes on in the house: the worker, polls and their keys, backups, help numbers, people on duty."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Revision

from cms.queries import help as help_queries
from forums.polls.domain import closing, poll_keys
from forums.polls.enums import PollState
from forums.polls.models import GoalPoll
from mobilize.kernel import jobs, outbox, schedule
from mobilize.operations import postgres_copy, sets
from mobilize.operations.doctor.findings import Said, bad, check, note
from moderation.models import StaffedHours
from people.enums import Role
from people.models import Community, RoleGrant

DUTIES = {
    Role.SAFEGUARDING_LEAD: "a safeguarding lead",
    Role.MODERATOR: "a moderator",
    Role.ADMINISTRATOR: "an administrator",
}


@check("worker", "is at work")
def worker(now: datetime) -> Iterator[Said]:
    look = schedule.last_look()
    if look is None or now - look > timedelta(minutes=5):
        since = f"since {look:%Y-%m-%d %H:%M}" if look else "yet"
        yield bad(
            f"no worker has run {since}", "Start one: manage.py work. Polls do not close, nobody is told."
        )


@check("jobs", "none is overdue or dead")
def queue(now: datetime) -> Iterator[Said]:
    found = jobs.health(now=now)
    if found.overdue:
        yield bad(f"{found.overdue} jobs are overdue", "Start a worker, or one more: manage.py work.")
    if found.dead:
        yield bad(f"{found.dead} jobs are dead", "manage.py jobs --failed says where; mend it, then --retry.")


@check("letters", "are on their way")
def letters(now: datetime) -> Iterator[Said]:
    found = outbox.health(now=now)
    if found.overdue:
        yield bad(
            f"{found.overdue} letters have tried for over an hour",
            "Look at the mail line, and the mail server.",
        )
    if found.dead:
        yield note(
            f"{found.dead} letters were refused for good", "manage.py jobs --failed says with which code."
        )


@check("polls", "have their keys, and no key too many")
def polls(now: datetime) -> Iterator[Said]:
    running = GoalPoll.objects.filter(state__in=[PollState.OPEN, PollState.CLOSING])
    lost = sum(poll_keys.read(poll) is None for poll in running)
    if lost:
        yield bad(
            f"{lost} running polls have no key", "Bring MOBILIZE_KEYS_DIR/polls back, or each becomes void."
        )
    if late := GoalPoll.objects.filter(
        state=PollState.OPEN, closes_at__lt=now - timedelta(minutes=5)
    ).count():
        yield bad(f"{late} polls should have closed", "No worker closes them: manage.py work.")
    waiting = GoalPoll.objects.filter(
        pk__in=closing.keys_left(), closed_at__lt=now - timedelta(days=1)
    ).count()
    if waiting:
        yield bad(f"the keys of {waiting} counted polls wait for a backup", "Take one: manage.py backup.")


@check("pages", "appear when they should")
def pages(now: datetime) -> Iterator[Said]:
    late = Revision.objects.filter(approved_go_live_at__lt=now - timedelta(minutes=10)).count()
    if late:
        yield bad(f"{late} scheduled pages have not appeared", "No worker publishes them: manage.py work.")


@check("backups", "are fresh")
def backups(now: datetime) -> Iterator[Said]:
    if not settings.BACKUP_DIR:
        yield note(
            "no backups are set up",
            "Set MOBILIZE_BACKUP_DIR and run manage.py backup --follow beside the server.",
        )
        return
    folder = Path(settings.BACKUP_DIR)
    found = sets.all_in(folder)
    if not found:
        yield bad("there is no backup", "Run manage.py backup.")
        return
    newest = max(sets.made_at(sets.read(path)) for path in found if path.name != sets.LIVE or len(found) == 1)
    if now - newest > timedelta(days=2):
        yield bad(f"the newest set is of {newest:%Y-%m-%d}", "Let a timer run manage.py backup every night.")
    sign = (
        folder / sets.LIVE / sets.MANIFEST
        if connection.vendor == "sqlite"
        else folder / postgres_copy.WAL / postgres_copy.ALIVE
    )
    if not sign.exists():
        yield note(
            "nothing follows the data", "Run manage.py backup --follow, or a disaster costs up to a day."
        )
    elif now - datetime.fromtimestamp(sign.stat().st_mtime, UTC) > timedelta(minutes=1):
        yield bad(
            "the copy does not follow any more",
            "Start manage.py backup --follow again; look at what it said.",
        )


@check("help", "the numbers have been tried lately")
def help_numbers(now: datetime) -> Iterator[Said]:
    today = timezone.localdate(now)
    for language, name in settings.LANGUAGES:
        if not help_queries.help_numbers(language):
            yield bad(f'"Get help now" has no number in {name}', "Add one: /cms/, Settings, Help numbers.")
    if old := help_queries.numbers_to_review(today):
        yield bad(
            f"{len(old)} help numbers were not tried within {settings.MOBILIZE['HELP_REVIEW_DAYS']} days",
            "Call each, then set its date: /cms/, Settings, Help numbers.",
        )


@check("people", "each community has somebody on duty")
def people_on_duty(now: datetime) -> Iterator[Said]:
    held = RoleGrant.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), membership__ended_at=None)
    for community in Community.objects.all():
        roles = set(held.filter(membership__community=community).values_list("role", flat=True))
        for role, words in DUTIES.items():
            if role not in roles:
                yield bad(
                    f"{community.slug} has no {words.partition(' ')[2]}", f"Give somebody the role: {words}."
                )
        if not StaffedHours.objects.filter(community=community).exists():
            yield bad(
                f"nobody is ever at the desk of {community.slug}", "Set the staffed hours on the desk's page."
            )
