"""Forms of the forums: they carry words to the domain, which decides."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.discussion.enums import AnswerKind


def new_client_id() -> str:
    return secrets.token_urlsafe(12)


class PostForm(forms.Form):
    """A perspective or a reply. Its length is the domain's business, so that no word is lost on the way."""

    body = forms.CharField(
        label=_("What do you want people to know?"),
        help_text=_("Please leave out names, phone numbers and where you live."),
        widget=forms.Textarea(attrs={"rows": 5}),
        strip=False,
        required=False,
    )
    client_id = forms.CharField(
        max_length=40, required=False, initial=new_client_id, widget=forms.HiddenInput
    )


class ReplyForm(PostForm):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["body"].label = _("Your reply")
        self.fields["body"].widget.attrs["rows"] = 3


class ChangeForm(forms.Form):
    body = forms.CharField(
        label=_("Your words"), widget=forms.Textarea(attrs={"rows": 6}), strip=False, required=False
    )
    version = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """An answer has four parts, and all of them are filled."""

    heard = forms.CharField(
        label=_("We heard"),
        help_text=_("Say in your own words what they told you."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Will you do it?"), choices=AnswerKind.choices, widget=forms.RadioSelect, required=False
    )
    act = forms.CharField(
        label=_("What you will do, or cannot do"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    because = forms.CharField(label=_("Because"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    by_when = forms.DateField(
        label=_("By when"),
        help_text=_("The day it is done, or the day you look at it again."),
        widget=forms.DateInput,
        required=False,
    )
    plan_url = forms.CharField(
        label=_("Where this can be followed"),
        help_text=_("The address of a plan on this site, such as /plans/quiet-lunch/."),
        max_length=200,
        required=False,
    )

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        for name in ("heard", "kind", "act", "because", "by_when"):
            self[name].field.widget.attrs["aria-required"] = "true"


class ThemeForm(forms.Form):
    title = forms.CharField(
        label=_("Name of the theme"), help_text=_("A few plain words, at most 120 letters."), required=False
    )
    summary = forms.CharField(
        label=_("What they say, in short"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class AskForm(forms.Form):
    to = forms.ChoiceField(label=_("Which adult?"), widget=forms.Select)

    def __init__(self, *arguments, adults, **options):
        super().__init__(*arguments, **options)
        self.adults = {adult.public_id: adult for adult in adults}
        self.fields["to"].choices = [("", _("Choose a person"))] + [
            (adult.public_id, adult.user.name) for adult in adults
        ]

    @property
    def chosen(self):
        return self.adults[self.cleaned_data["to"]]
