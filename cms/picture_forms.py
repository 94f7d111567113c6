"""Forms of pictures: they read what was said of one. What may be is decided by the domain."""

from typing import ClassVar

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms import (
    refusals,  # noqa: F401 (its sentences are read below)
    shelves,
)
from cms.domain import pictures, washing
from cms.enums import Recognizable
from mobilize.kernel.refusal import CODES, Refused
from people import queries as people_queries

_ANSWER = {
    "label": _("Can young people be known by this picture?"),
    "choices": Recognizable.choices,
    "help_text": _(
        "Faces, but also names on a shirt, a drawing or a list. Nobody sees the picture without an answer."
    ),
    "error_messages": {"required": CODES["picture_unjudged"][1]},
}
_NAMES = {
    "label": _("Who are they?"),
    "required": False,
    "help_text": _(
        "One name on a line, whole or as a user name. Each must have agreed to pictures. Only adults with a valid "
        "check who work on the pages read this; it is shown nowhere."
    ),
}


class JudgePicture(forms.Form):
    answer = forms.ChoiceField(widget=forms.RadioSelect, **_ANSWER)
    names = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **_NAMES)

    names.one_is_enough = True  # either nobody can be known, or names stand here


class PictureFile(WagtailImageField):
    """A file that is cut off is no picture, whatever Wagtail makes of it. Its name becomes nobody's title."""

    widget = forms.FileInput

    def to_python(self, data):
        try:
            return super().to_python(data)
        except (OSError, SyntaxError) as error:
            raise forms.ValidationError(CODES["picture_unreadable"][1]) from error


class PictureForm(BaseImageForm):
    """How the editor brings a picture: with the answer who is in it, and as dots alone.

    Afterwards its words can be changed here. Another file is another picture, and who is in it has a room of its own.
    """

    class Meta(BaseImageForm.Meta):
        help_texts: ClassVar[dict] = {
            "title": _("In a few words, and without the names of young people."),
            "description": _(
                "What it shows, for those who do not see it. Without the names of young people."
            ),
        }

    file = PictureFile(label=_("File"))
    answer = forms.ChoiceField(widget=forms.RadioSelect, **_ANSWER)
    names = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **_NAMES)

    def __init__(self, *args, **kwargs):
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        if not self.is_new:
            for name in ("file", "collection", "answer", "names"):
                self.fields.pop(name, None)

    def clean_file(self):
        try:
            return washing.washed(self.cleaned_data["file"])
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused

    def clean(self):
        cleaned = super().clean()
        if self.is_new and "answer" in cleaned:
            try:
                pictures.who(self._actor(), now=timezone.now(), **self._said())
            except Refused as refused:
                self.add_error(refused.field if refused.field in self.fields else None, refused.message)
        return cleaned

    def save(self, commit=True):
        if not self.is_new or not commit:
            return super().save(commit=commit)
        with transaction.atomic():
            self.instance.uploaded_by_user = self.user
            picture = super().save()
            try:
                pictures.judge(self._actor(), picture=picture, now=timezone.now(), **self._said())
            except Refused:
                # Somebody took their yes back a moment ago: the picture waits, and nobody sees it.
                pass
        return picture

    def _said(self) -> dict:
        return {"answer": self.cleaned_data["answer"], "names": self.cleaned_data.get("names", "")}

    def _actor(self):
        """Return who brings the picture, as a member of the community on whose shelf it will stand."""
        shelf = self.cleaned_data.get("collection") or self.collections[0]
        community = shelves.community_on(shelf)
        actors = people_queries.actors_for(self.user, now=timezone.now()) if self.user else []
        for actor in actors:
            if community is not None and actor.community.pk == community.pk:
                return actor
        raise Refused("picture_elsewhere", field="collection")
