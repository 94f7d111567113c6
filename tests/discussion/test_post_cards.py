"""A card poured from a mould is letter for letter the card that its template draws."""

import itertools
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from forums.discussion.models import Perspective, Reply
from forums.discussion.queries import Card, Speaker
from forums.discussion.templatetags import post_cards
from tests.factories import perspective

NASTY = "<b>'\"&</b> gap0x 100%s %(name)s {{ x }}"


def speakers():
    for side, role, mine in itertools.product(("youth", "adult"), ("", NASTY), (False, True)):
        yield Speaker(
            public_id="abcdefgh23456789", shown_name=f"Ann {NASTY}", side=side, role=role, mine=mine
        )


def cards():
    now = timezone.now()
    for number, speaker in enumerate(speakers()):
        post = Perspective(
            public_id="zyxwvuts98765432",
            body_html="" if number == 3 else f"<p>Words &amp; 50% of {number}</p>",
            created_at=now - timedelta(days=40 * number, minutes=7),
            state="published",
            voice_state=("received", "in_goal", "declined", "done")[number % 4],
            host_seed=number == 5,
        )
        reply = Reply(
            public_id="rrrrrrrr22222222", body_html="<p>Yes %d</p>", created_at=now, state="published"
        )
        yield Card(
            post=post,
            kind="perspective",
            speaker=speaker,
            words=f"In a goal: {NASTY}",
            answer_id="aaaaaaaa33333333" if number % 2 else "",
            stance=(None, 1, 0, -1)[number % 4],
            results=NASTY if number % 3 == 0 else "",
            replies=[Card(post=reply, kind="reply", speaker=speaker)] * (number % 3),
            replies_beyond=number % 4,
            hidden=number == 6,
        )


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("may", [True, False])
def test_poured_cards_are_the_cards_of_the_templates(house, language, may):
    page = {"forum": house.forum, "community": house.place}
    context = {**page, "may_take_stance": may, "may_reply": may, "may_hide": may}
    with translation.override(language):
        for card in cards():
            for _ in range(2):  # the mould is cast, then kept
                poured = post_cards.post_cards(context, [card])
            replies = "".join(
                render_to_string(
                    "discussion/reply_card.html", {**context, "card": reply, "perspective": card.post}
                )
                for reply in card.replies
            )
            drawn = render_to_string(
                "discussion/post_card.html",
                {**context, "card": card, "replies": mark_safe(replies)},
            )
            assert poured == drawn


def test_words_cannot_make_marks_in_a_mould(house, sign_in):
    perspective(house.forum, house.student, "%(token)s <script>alert(1)</script> gap %s")
    page = sign_in(house.other).get(house.base).content.decode()
    assert "%(token)s &lt;script&gt;alert(1)&lt;/script&gt; gap %s" in page
