"""A room and the stream behind it: who went on, and who lost something."""

import pytest

from forums.live.rooms import Room


@pytest.fixture
def room():
    made = Room(1, "pub", 1)
    made.strange, made.epoch, made.head = False, "one life", 7
    return made


def test_a_room_that_went_on_while_somebody_looked_does_not_begin_anew(room):
    # The look read 5 when the room stood at 4; meanwhile a bell brought it to 7.
    assert room.compare("one life", 5, had=4) is False
    assert room.strange is False


def test_a_stream_that_has_grown_is_read(room):
    assert room.compare("one life", 9, had=7) is True
    assert room.strange is False


@pytest.mark.parametrize(("epoch", "last"), [("one life", 6), ("another life", 7)])
def test_a_stream_that_lost_lines_or_began_another_life_is_read_anew(room, epoch, last):
    assert room.compare(epoch, last, had=7) is True
    assert room.strange is True
