"""What has happened in the demo's communities so far: told through the domain, like everything else."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import cycle

from forums.discussion.domain import answers, forums, posts, stances, welcome
from forums.discussion.enums import AnswerKind, PostState
from forums.discussion.models import Forum, Perspective, Theme
from mobilize.demo import cast, words_en, words_fr
from moderation.domain import cases
from moderation.enums import DISTRESSING, OPEN_CASES, Outcome
from moderation.models import Case
from people import queries
from people.actors import Actor
from people.enums import Band, Role
from people.models import Community, Membership

_READ = {
    "en": "Thank you for writing this. I read it, and if you want to talk about it, my door is open.",
    "fr": "Merci d’avoir écrit cela. Je l’ai lu, et si tu veux en parler, ma porte est ouverte.",
}


class Teller:
    """Speaks as any member of one community, at any time of the story."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self._places: dict[str, int] = {}
        self._actors: dict[int, Actor] = {}
        students = Membership.objects.filter(
            community=community, role_grants__role=Role.STUDENT, consents__isnull=False
        ).select_related("user")
        self._students = {
            band: list(students.filter(band__in=band).order_by("id")) for band in ("ABCD", "BC")
        }

    def as_(self, username: str, now: datetime) -> Actor:
        """Return the member called ``username`` as an actor at ``now``."""
        if username not in self._places:
            place = Membership.objects.get(community=self.community, user__username=username)
            self._places[username] = place.pk
        return self.member(self._places[username], now)

    def member(self, pk: int, now: datetime) -> Actor:
        """Return the member with this place as an actor at ``now``. Nobody's standing changes in the story."""
        if pk not in self._actors:
            self._actors[pk] = queries.actor_of_membership(pk, now=now)
        return replace(self._actors[pk], at=now)

    def students(self, bands: str = "ABCD"):
        """Yield the students again and again."""
        return cycle(self._students[bands])

    def speak(
        self, forum: Forum, words: list[str], *, start: datetime, step: timedelta, bands: str = "ABCD", skip=0
    ):
        """Let one student after another post; a moderator reads what was held, twenty minutes later."""
        moderator = "moderator" if self.community.slug == cast.HARBOUR else "moderateur"
        speakers = self.students(bands)
        for _ in range(skip):
            next(speakers)
        said = []
        for place, body in enumerate(words):
            now = start + place * step
            author = self.member(next(speakers).pk, now)
            welcome.confirm(author, forum=forum, now=now)
            said.append(
                posts.submit(author, forum=forum, body=body, client_id=f"demo-{place}-{skip}", now=now)
            )
            self.read(moderator, now=now + timedelta(minutes=20))
        for post in said:
            post.refresh_from_db()
        return said

    def read(self, moderator: str, *, now: datetime) -> None:
        """Release everything that waits on the desk."""
        reader = self.as_(moderator, now)
        for case in Case.objects.filter(community=self.community, state__in=OPEN_CASES):
            # Whoever told of something hard gets words of a person back, whatever becomes of their post.
            reply = _READ[self.community.language] if case.severity in DISTRESSING else ""
            cases.rule(reader, case=case, outcome=Outcome.RELEASE, version=case.version, reply=reply, now=now)

    def forum(self, *, organizer: str, adult: str, opens: datetime, answer_by: date, **words) -> Forum:
        """Make a forum, let the adult accept the duty, and open it."""
        before = opens - timedelta(days=2)
        forum = forums.create(self.as_(organizer, before), answer_by=answer_by, now=before, **words)
        adult_place = self.as_(adult, before).membership
        forums.offer_duty(self.as_(organizer, before), forum=forum, to=adult_place, now=before)
        forums.settle_duty(self.as_(adult, before), forum=forum, accept=True, now=before + timedelta(hours=3))
        return forums.open_forum(self.as_(organizer, opens), forum=forum, now=opens)

    def theme(
        self, forum: Forum, title: str, sources: list[Perspective], *, by: str, now: datetime, summary=""
    ) -> Theme:
        published = [post.public_id for post in sources if post.state == PostState.PUBLISHED]
        return answers.make_theme(
            self.as_(by, now), forum=forum, title=title, summary=summary, sources=published, now=now
        )

    def agree(self, said: list[Perspective], *, now: datetime, bands: str = "ABCD", each: int = 9) -> None:
        """Let several students take stances on what was said: mostly agreeing, never the same ones."""
        speakers = self.students(bands)
        for place, perspective in enumerate(said):
            for turn in range(each):
                actor = self.member(next(speakers).pk, now)
                stances.take(actor, perspective=perspective, position=(1, 1, 1, 0, 1, -1)[(place + turn) % 6])


LUNDY_EN = dict(
    space="You show up under a made-up name. A person reads posts first in the younger groups. You can leave at any time.",
    voice="Write, or start from one of our sentence starters. A facilitator can write down what you say.",
    audience="Every post is read by the adults named on this page. The lunch group meets about it.",
    influence="Times, places and what is on the menu can change. The building and the price of a meal cannot this year.",
)
LUNDY_FR = dict(
    space="Tu apparais sous un nom inventé. Pour les plus jeunes, une personne lit d’abord. Tu peux partir quand tu veux.",
    voice="Écris, ou pars d’un début de phrase. Une animatrice peut noter ce que tu dis.",
    audience="Les adultes nommés sur cette page lisent tout. Le conseil du quartier en parle.",
    influence="L’aménagement de la place peut changer. La date du marché ne changera pas cette année.",
)


def harbour_forums(teller: Teller, now: datetime) -> dict[str, object]:
    """Tell what was said at Harbour Road School: one forum open and far along, two open, one closed, one draft."""
    day = timedelta(days=1)
    told: dict[str, object] = {"library": _closed_library(teller, now)}
    lunch = teller.forum(
        organizer="organizer",
        adult="ms-adeyemi",
        opens=now - 40 * day,
        answer_by=(now + 17 * day).date(),
        question="Lunch and break: what should change?",
        introduction="Tell us what lunch is like for you. What is hard, what helps, what should be different?",
        **LUNDY_EN,
    )
    told["lunch"] = lunch
    told["lunch themes"] = {}
    for place, (title, words) in enumerate(words_en.LUNCH.items()):
        start = now - (38 - 3 * place) * day
        said = teller.speak(lunch, words, start=start, step=timedelta(hours=2), skip=7 * place)
        theme = teller.theme(lunch, title, said, by="facilitator", now=start + 2 * day)
        told["lunch themes"][title] = (theme, said)
        teller.agree(said, now=start + 2 * day)
    first = told["lunch themes"]["A calm place at lunch"][1]
    for place, body in enumerate(words_en.REPLIES):
        speaker = teller.member(teller._students["BC"][place + 3].pk, now - 30 * day)
        welcome.confirm(speaker, forum=lunch, now=now - 30 * day)
        posts.reply(speaker, perspective=first[place % 4], body=body, now=now - 30 * day)
    posts.reply(
        teller.as_("ms-adeyemi", now - 30 * day),
        perspective=first[0],
        body=words_en.ADULT_REPLY,
        now=now - 30 * day + timedelta(hours=1),
    )
    teller.read("moderator", now=now - 30 * day + timedelta(hours=2))
    answers.answer(
        teller.as_("ms-adeyemi", now - 3 * day),
        to=told["lunch themes"]["A water tap by the gym"][0],
        heard="One tap for nine hundred people is too far away, most of all after PE.",
        kind=AnswerKind.WILL,
        act="The tap by the gym will work from Monday. We cannot put one upstairs.",
        because="The pipe to the gym is new. The pipes upstairs are too old to carry another tap.",
        by_when=(now + 6 * day).date(),
        now=now - 3 * day,
    )
    told["way home"] = teller.forum(
        organizer="organizer",
        adult="mr-osei",
        opens=now - 6 * day,
        answer_by=(now + 20 * day).date(),
        question="What makes the way home feel safe, or not?",
        introduction="From the gate to your door: what is good, what worries you, and what would help?",
        bands=[Band.B, Band.C],
        **{
            **LUNDY_EN,
            "influence": "Gates, wardens and lights on our ground can change. We will ask the city for the rest.",
        },
    )
    teller.speak(
        told["way home"], words_en.WAY_HOME, start=now - 5 * day, step=timedelta(hours=5), bands="BC", skip=2
    )
    told["phones"] = teller.forum(
        organizer="organizer",
        adult="ms-adeyemi",
        opens=now - 12 * day,
        answer_by=(now + 25 * day).date(),
        question="What should our phone rule say?",
        introduction="The rule is written again this winter. What should it say, and why?",
        **LUNDY_EN,
    )
    said = teller.speak(
        told["phones"], words_en.PHONES, start=now - 11 * day, step=timedelta(hours=9), skip=11
    )
    teller.agree(said, now=now - 3 * day, each=7)
    forums.create(
        teller.as_("organizer", now - day),
        question="What would make the first week easier for new students?",
        introduction="We want to ask this before the winter term.",
        now=now - day,
    )
    return told


def hold_one(teller: Teller, told: dict[str, object], now: datetime) -> None:
    """Leave one post waiting at the desk."""
    held = teller.member(teller._students["BC"][0].pk, now)
    welcome.confirm(held, forum=told["way home"], now=now - timedelta(minutes=5))
    posts.submit(
        held,
        forum=told["way home"],
        body=words_en.HELD,
        client_id="demo-held",
        now=now - timedelta(minutes=4),
    )


def _closed_library(teller: Teller, now: datetime) -> Forum:
    day = timedelta(days=1)
    library = teller.forum(
        organizer="organizer",
        adult="mr-osei",
        opens=now - 80 * day,
        answer_by=(now - 45 * day).date(),
        question="How should the library change?",
        introduction="The library gets new shelves and new hours. What should it be like?",
        **LUNDY_EN,
    )
    replies = {
        "Longer opening": (
            AnswerKind.WILL, "Three o’clock is too early for those who have no quiet place at home.",
            "The library stays open until half past four on Tuesdays and Thursdays.",
            "Two teachers offered an hour each, so somebody is always there.",
        ),
        "Books we would choose": (
            AnswerKind.WILL, "You want a say in which books we buy, and more languages on the shelf.",
            "Each term you vote on a third of the new books. The first list is up in January.",
            "The book money is fixed, but who chooses is not.",
        ),
        "A place for groups": (
            AnswerKind.CANNOT, "There is no place to talk while you work together.",
            "We cannot open the glass room this year.",
            "It holds the exam papers until July. We will look again in August.",
        ),
    }  # fmt: skip
    for place, (title, words) in enumerate(words_en.LIBRARY.items()):
        start = now - (78 - 4 * place) * day
        said = teller.speak(library, words, start=start, step=timedelta(hours=3), skip=5 * place)
        theme = teller.theme(library, title, said, by="facilitator", now=start + 2 * day)
        kind, heard, act, because = replies[title]
        answers.answer(
            teller.as_("mr-osei", now - 50 * day),
            to=theme, heard=heard, kind=kind, act=act, because=because, by_when=(now + 30 * day).date(), now=now - 50 * day,
        )  # fmt: skip
    return forums.close_forum(teller.as_("organizer", now - 44 * day), forum=library, now=now - 44 * day)


def tilleuls_forums(teller: Teller, now: datetime) -> Forum:
    """Tell what was said at Les Tilleuls, in French."""
    day = timedelta(days=1)
    square = teller.forum(
        organizer="organisatrice",
        adult="elu",
        opens=now - 20 * day,
        answer_by=(now + 14 * day).date(),
        question="Que faire de la place du marché ?",
        introduction="La place va être refaite. De quoi as-tu besoin pour t’y sentir bien ?",
        **LUNDY_FR,
    )
    for place, (title, words) in enumerate(words_fr.PLACE.items()):
        start = now - (18 - 4 * place) * day
        said = teller.speak(square, words, start=start, step=timedelta(hours=4), skip=4 * place)
        teller.theme(square, title, said, by="animatrice", now=start + 2 * day)
        teller.agree(said, now=start + 2 * day, each=6)
    first = Perspective.objects.filter(forum=square).order_by("id").first()
    for place, body in enumerate(words_fr.REPLIES):
        speaker = teller.member(teller._students["BC"][place + 2].pk, now - 10 * day)
        welcome.confirm(speaker, forum=square, now=now - 10 * day)
        posts.reply(speaker, perspective=first, body=body, now=now - 10 * day)
    teller.read("moderateur", now=now - 10 * day + timedelta(hours=1))
    forums.create(
        teller.as_("organisatrice", now - day),
        question="Une fête de quartier faite par les jeunes : à quoi ressemble-t-elle ?",
        now=now - day,
    )
    return square
