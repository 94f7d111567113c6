"""A forum with many perspectives, written in bulk: what the pages of a load show."""

from datetime import timedelta

BATCH = 2_000
SPEAKERS = 200
DAYS = 30


def words(number: int) -> str:
    """The words of one post: about 600 letters, as in the forums it is compared with."""
    middle = "We talked about it with the youth council last week and most people agreed that evenings matter most. "
    return (
        f"Post number {number} by a member. I think the skate park on Elm Street needs lights & benches <soon>.\n\n"
        + middle * 4
        + f"\n\nSee https://example.org/minutes/{number} for the minutes."
    )


def forum_with(count: int, *, community, question: str):
    """Return an open forum of ``community`` with ``count`` published perspectives of made-up speakers."""
    from django.utils import timezone

    from forums.discussion.enums import ForumState, PostState, VoiceState
    from forums.discussion.models import Forum, Perspective, VoiceStep
    from mobilize.kernel import text
    from people.enums import ScopeKind, Side
    from people.models import Byline, Membership

    found = Forum.objects.filter(community=community, question=question).first()
    if found:
        return found
    now = timezone.now()
    began = now - timedelta(days=DAYS)
    adult = Membership.objects.filter(community=community, role_grants__role="teacher").first()
    forum = Forum.objects.create(
        community=community,
        question=question,
        introduction="Say what the park needs.",
        space="Made-up names.",
        voice="Begin as you like.",
        audience="The head listens.",
        influence="The money of next year.",
        state=ForumState.OPEN,
        named_adult=adult,
        accepted_at=began,
        answer_by=now.date() + timedelta(days=60),
        opened_at=began,
        created_at=began,
    )
    Byline.objects.bulk_create(
        [
            Byline(
                community=community,
                scope_kind=ScopeKind.FORUM,
                scope_id=forum.public_id,
                side=Side.YOUTH,
                band="D",
                pseudonym=f"Quiet Heron {number}",
            )
            for number in range(SPEAKERS)
        ]
    )
    speakers = list(Byline.objects.filter(scope_id=forum.public_id).order_by("pk"))
    cleaned = text.clean(words(0))  # once: the number alone differs
    second = DAYS * 86_400 / (count + 1)
    for start in range(1, count + 1, BATCH):
        posts = []
        for number in range(start, min(start + BATCH, count + 1)):
            at = began + timedelta(seconds=second * number)
            posts.append(
                Perspective(
                    forum=forum,
                    byline=speakers[number % SPEAKERS],
                    body=words(number),
                    body_html=cleaned.replace("Post number 0 ", f"Post number {number} ").replace(
                        "minutes/0 ", f"minutes/{number} "
                    ),
                    state=PostState.PUBLISHED,
                    position=number,
                    created_at=at,
                    published_at=at,
                )
            )
        Perspective.objects.bulk_create(posts)
        VoiceStep.objects.bulk_create(
            [
                VoiceStep(
                    perspective=post,
                    to=VoiceState.RECEIVED,
                    cause_kind="forum",
                    cause_id=forum.public_id,
                    cause_title=question,
                    created_at=post.created_at,
                )
                for post in posts
            ]
        )
    return forum
