"""Forms of the forums: they carry words to the domain, which decides."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.discussion.enums import AnswerKind
from mobilize.kernel.fields import Day


def new_client_id() -> str:
    return secrets.token_urlsafe(12)


class KindForm(forms.Form):
    """What is missing is said on the page, by us, and not by a bubble of the browser."""

    use_required_attribute = False


class PostForm(KindForm):
    """A perspective or a reply. Its length is the domain's business, so that no word is lost on the way."""

    body = forms.CharField(
        label=_("What do you want people to know?"),
        help_text=_("Please leave out names, phone numbers and where you live."),
        widget=forms.Textarea(attrs={"rows": 5}),
        strip=False,
        error_messages={"required": _("Write something first.")},
    )
    client_id = forms.CharField(
        max_length=40, required=False, initial=new_client_id, widget=forms.HiddenInput
    )


class ReplyForm(PostForm):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["body"].label = _("Your reply")
        self.fields["body"].widget.attrs["rows"] = 3


class ChangeForm(KindForm):
    body = forms.CharField(
        label=_("Your words"),
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=False,
        error_messages={"required": _("Write something first.")},
    )
    version = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)


PART_EMPTY = {"required": _("This part is still empty. An answer needs all four.")}


class AnswerForm(KindForm):
    """An answer has four parts, and all of them are filled."""

    heard = forms.CharField(
        label=_("We heard"),
        help_text=_("Say in your own words what they told you."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=PART_EMPTY,
    )
    kind = forms.ChoiceField(
        label=_("Will you do it?"),
        choices=AnswerKind.choices,
        widget=forms.RadioSelect,
        error_messages=PART_EMPTY,
    )
    act = forms.CharField(
        label=_("What you will do, or cannot do"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=PART_EMPTY,
    )
    because = forms.CharField(
        label=_("Because"), widget=forms.Textarea(attrs={"rows": 3}), error_messages=PART_EMPTY
    )
    by_when = Day(
        label=_("By when"),
        help_text=_("The day it is done, or the day you look at it again."),
        widget=forms.DateInput,
        error_messages=PART_EMPTY,
    )
    plan_url = forms.ChoiceField(label=_("In which plan can this be followed?"), required=False)

    def __init__(self, *arguments, places: list[tuple[str, str]], **options):
        super().__init__(*arguments, **options)
        self.fields["plan_url"].choices = [("", _("In none yet")), *places]
        if not places:
            self.fields["plan_url"].widget = forms.HiddenInput()


class ThemeForm(KindForm):
    title = forms.CharField(
        label=_("Name of the theme"),
        help_text=_("A few plain words, at most 120 letters."),
        error_messages={"required": _("Give the theme a name.")},
    )
    summary = forms.CharField(
        label=_("What they say, in short"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class AskForm(KindForm):
    to = forms.ChoiceField(
        label=_("Which adult?"), widget=forms.Select, error_messages={"required": _("Choose a person.")}
    )

    def __init__(self, *arguments, adults, **options):
        super().__init__(*arguments, **options)
        self.adults = {adult.public_id: adult for adult in adults}
        self.fields["to"].choices = [("", _("Choose a person"))] + [
            (adult.public_id, adult.user.name) for adult in adults
        ]

    @property
    def chosen(self):
        return self.adults[self.cleaned_data["to"]]
