"""One voice goes the whole way, in the browser, by clicks alone: from a post to an answer that is read."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone, translation
from django.utils.translation import gettext

from mobilize.demo import cast, crowd
from people.domain import keys
from people.models import Community
from tests.journeys.person import Album, Person

ROOT = Path(__file__).resolve().parent.parent
OWN_CONVERSATION = ROOT / "fixtures" / "conversation"
VOICE = "The benches by the canal need a roof, so that we can sit there when it rains."
THEME = "A dry place by the canal"
GOAL = "A roof over the benches"


@pytest.fixture(params=["en", "fr"])
def language(request):
    return request.param


@pytest.fixture
def album(language):
    """Where this run keeps its pictures: ``var/pictures/voice-chain-en``."""
    folder = ROOT.parent / "var" / "pictures" / f"voice-chain-{language}"
    shutil.rmtree(folder, ignore_errors=True)
    return Album(folder)


def _conversation(language: str) -> tuple[Path, str]:
    """The export that is brought in, and words of one statement in it. The real one, where it is at hand, in English."""
    real = ROOT.parent.parent / "shared" / "data" / "polis" / "london.youth.policing"
    if language == "en" and real.is_dir():
        return real, "Eliminate bias - wider background check"
    return OWN_CONVERSATION, "自行车"


@pytest.fixture
def imported(transactional_db, language):
    """Set up the community and bring in the conversation: the last thing that is done behind the screen."""
    keys.create(keys.SEAL_KEY)
    crowd.settle(timezone.now() - timedelta(days=30))
    for community in Community.objects.all():
        from cms.tasks import plant_community

        plant_community(community.pk)
    folder, statement = _conversation(language)
    call_command("import_conversation", str(folder), community=cast.HARBOUR, author="organizer")
    from forums.discussion.models import Forum

    forum = Forum.objects.get()
    return forum.question, statement


def local(moment: datetime) -> str:
    """A moment as a date-and-time field takes it, in the community's time."""
    return moment.astimezone(Community.objects.get(slug=cast.HARBOUR).zone).strftime("%Y-%m-%dT%H:%M")


def test_one_voice_goes_from_a_post_to_an_answer_its_author_reads(open_page, imported, album, language):
    question, statement = imported

    def person(username: str, **options) -> Person:
        return Person(open_page, album, username, language, **options).sign_in()

    # 1. A student posts in the imported forum.
    student = person("amina-r", viewport={"width": 390, "height": 844})
    student.picture("home").go("Forums").open(question).picture("forum")
    student.press("I have read this").fill(body=VOICE).picture("writing").press("Post it")
    student.sees(student.words("Waiting for a person to read it")).picture("held")

    # 2. A moderator releases it.
    moderator = person("moderator")
    moderator.go("Desk").picture("desk")
    moderator.page.locator("main a.case").first.click()
    moderator.sees(VOICE).picture("case").press("Release")

    # 3. The facilitator makes a theme that cites it and an imported perspective.
    facilitator = person("facilitator")
    facilitator.go("Forums").open(question).sees(VOICE).open("The forum's room", "Make a theme")
    facilitator.tick(VOICE, statement).fill(title=THEME, summary="Being outside, and dry.")
    facilitator.picture("theme").press("Make this theme").sees(THEME)

    # 4. A goal poll: goals from the theme, opened, voted on, counted.
    facilitator.go("Polls").open("Make a goal poll").fill(question="What comes first by the canal?")
    facilitator.fill(forum=question, closes_at=local(timezone.now() + timedelta(days=3))).press(
        "Make the draft"
    )
    facilitator.open("Make it a goal").fill(title=GOAL).picture("goal")
    facilitator.page.locator("main form.stack button[type=submit], main form button.main").last.click()
    facilitator.open("Add a goal").fill(title="New bins").picture("second-goal")
    facilitator.page.locator("main form.stack button[type=submit], main form button.main").last.click()
    facilitator.open("Look at it and open").picture("before-opening")
    facilitator.page.locator("main form button[type=submit]").last.click()
    voters = [student, *(person(name) for name in ("jonas-r", "yara-s", "leo-m", "noor-f"))]
    for voter in voters:
        voter.go("Polls").open("What comes first by the canal?").tick(GOAL)
        voter.picture("ballot") if voter is student else None
        voter.page.locator("main form button.say").last.click()
        voter.sees(voter.words("You have voted"))
    facilitator.go("Polls").open("What comes first by the canal?")
    if facilitator.page.get_by_role("link", name=facilitator.words("Close and count now")).count() == 0:
        facilitator.page.locator("main a[href$='/room/'], .slab a[href$='/room/']").first.click()
    facilitator.open("Close and count now")
    facilitator.page.locator("main form button[type=submit]").last.click()
    facilitator.sees(GOAL).picture("result")
