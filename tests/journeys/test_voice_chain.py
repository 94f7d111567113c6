"""One voice goes the whole way, in the browser, by clicks alone: from a post to an answer that is read."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from mobilize.demo import cast, crowd
from mobilize.kernel import keys
from people.models import Community
from tests.journeys.person import ACCOUNTS, Album, Person

ROOT = Path(__file__).resolve().parent.parent
OWN_CONVERSATION = ROOT / "fixtures" / "conversation"
VOICE = "The benches by the canal need a roof, so that we can sit there when it rains."
THEME = "A dry place by the canal"
GOAL = "A roof over the benches"
SEATS = (
    ("adult", "chair", "Ms Adeyemi"),
    ("youth", "youth_co_chair", "Mira Croft"),
    ("youth", "member", "Joel Heath"),
)
TALK = "What would you do under that roof?"
LEADING = {"facilitator": "facilitator", "moderator": "moderator", "second_adult": "mr-osei"}


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
    """The export that is brought in, and words of one statement in it: the real one in English, where it is at hand."""
    real = ROOT.parent.parent / "shared" / "data" / "polis" / "london.youth.policing"
    if language == "en" and real.is_dir():
        return real, "Eliminate bias - wider background check"
    return OWN_CONVERSATION, "图书馆周末应该开放"


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

    # 5. The organizer makes a community session at its door page; two browsers talk in it.
    organizer = person("organizer")
    organizer.go("Site")
    office = organizer.page
    office.locator("main a[href^='/cms/pages/']").first.click()
    office.locator("a[href$='/add_subpage/']").first.click()
    office.locator("main a[href*='/sessiondoorpage/']:not([href*=usage])").first.click()
    office.fill("[name=title]", "By the canal")
    office.fill("[name=question]", TALK)
    office.locator("[name=forum]").select_option(label=question)
    album.take(office, "door-page-organizer")
    office.locator("[data-w-dropdown-target=toggle]").last.click()
    office.locator("button[name=action-publish]").click()
    office.locator(".messages", has_text="By the canal").wait_for()
    organizer.open("Back to the rooms").go("Live").open(TALK).open("Choose the adults who lead")
    names = {role: ACCOUNTS[name].last_name for role, name in LEADING.items()}
    organizer.fill(**names).press("Save")
    facilitator.go("Live").open(TALK).press("Open the doors")
    moderator.go("Live").open(TALK)
    second = person("mr-osei")
    second.go("Live").open(TALK)
    facilitator.press("Open the talk")
    student.go("Live").open(TALK).fill(body="Play cards with my cousin.").press("Say it")
    listener = voters[1]
    listener.go("Live").open(TALK)
    moderator.page.locator("#live-held", has_text="Play cards with my cousin.").or_(
        moderator.page.locator("#live-more a")
    ).first.wait_for()
    moderator.page.reload()
    moderator.picture("session").press("Release it")
    listener.sees("Play cards with my cousin.")
    facilitator.fill(body="Would you come in winter too?").press("Say it")
    student.sees("Would you come in winter too?").picture("session")
    listener.picture("session")

    # 6. The committee: made, seated, met; it adopts the goal that won and gives somebody something to do.
    organizer.go("Committees").open("Make a committee")
    organizer.fill(
        name="The canal group", purpose="Make the canal a good place.", powers="Benches, roofs and bins."
    )
    organizer.press("Make the committee")
    for side, role, holder in SEATS:
        organizer.choose_or_select(side=side, role=role).press("Add this seat").open("Give this seat")
        organizer.fill(holder=holder, begins_on=local(timezone.now())[:10]).press("Give the seat")
    organizer.picture("seats").open("The canal group").press("Let it begin").open("Call a meeting")
    organizer.fill(title="A roof?", starts_at=local(timezone.now()), place="Library").press(
        "Call the meeting"
    )
    organizer.press("Take it up").press("Open the meeting")
    for _seat in SEATS:
        organizer.press("Is here")
    organizer.picture("meeting").open("Write down a decision").open(GOAL)
    organizer.fill(text="The group builds a roof with the city.", youth_for="2", adult_for="1")
    organizer.picture("deciding").press("Write it down").sees(GOAL)
    organizer.page.get_by_text(organizer.words("Add an action")).first.click()
    organizer.fill(
        inside="#decisions ~ article details",
        title="Ask the city for a roof",
        owner="Ms Adeyemi",
        due_on=local(timezone.now() + timedelta(days=20))[:10],
    )
    organizer.press("Add this action").sees("Ask the city for a roof").press("Close the meeting").picture(
        "minutes"
    )

    # 7. A plan from what was decided, and its first edition.
    organizer.go("Committees").open("The canal group", "Begin a plan").fill(title="A better canal").press(
        "Begin the plan"
    )
    organizer.sees(GOAL).open("Look at it and publish").picture("before-publishing").press(
        "Publish this edition"
    )
    organizer.go("Plans").open("A better canal").sees(GOAL).picture("edition")

    # 8. The named adult answers.
    organizer.go("Forums").open(question, "Answers I owe")
    organizer.page.locator("main li", has_text=THEME).get_by_role("link").first.click()
    organizer.choose_or_select(kind="will").fill(
        heard="You have nowhere dry to sit by the canal.",
        act="A roof goes over the three benches.",
        because="The benches are used every day, and the city pays half.",
        by_when=local(timezone.now() + timedelta(days=60))[:10],
    )
    organizer.picture("answering").press("Give this answer")

    # 9. The student signs in, sees the mark, reads the answer and follows it back.
    student = person("amina-r", viewport={"width": 390, "height": 844})
    mark = student.page.locator("header nav").get_by_text(
        student.count_words("1 new answer", "%(counter)s new answers", 1)
    )
    mark.wait_for(state="attached")
    student.picture("mark").go("My voice").sees(VOICE).picture("my-voice").open("Read the whole answer")
    student.sees("A roof goes over the three benches.").picture("answer").press("This answers me")
    assert mark.count() == 0
    way = student.page.locator("main aside")
    assert way.get_by_role("link", name=GOAL).count() + way.get_by_text(GOAL).count() >= 1
    for step in ("theme", "goal", "decision", "plan"):
        student.follow_back(step, f"back-at-{step}")
