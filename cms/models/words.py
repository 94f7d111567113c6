"""Words of a thing, said in another language."""

from django.db import models
from wagtail_localize.segments import StringSegmentValue


class SpokenWords(models.JSONField):
    """What the thing behind a door says of itself, for whoever translates the door.

    On the door where it was written it holds the words as they were when the page was last saved, and nobody is
    shown them: the thing itself speaks. On the translated door each word is kept with what it was said for
    (``{"from": …, "to": …}``), so that no promise is shown in French that is no longer made.
    """

    def get_translatable_segments(self, value):
        words = value if isinstance(value, dict) else {}
        return [
            StringSegmentValue(name, said)
            for name, said in words.items()
            if name != HEADING and isinstance(said, str) and said
        ]

    def restore_translated_segments(self, value, segments):
        translated = {segment.path: segment.render_text() for segment in segments}
        return {
            name: said if name == HEADING else {"from": said, "to": translated.get(name, said)}
            for name, said in value.items()
            if isinstance(said, str)
        }


#: The page's title is the translation of the thing's heading; here stands which heading it was made for.
HEADING = "heading"
