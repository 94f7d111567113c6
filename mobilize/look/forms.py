"""The form that chooses how a device shows the pages, and the one that shows every field in every state."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mobilize.kernel import looks


class LookForm(forms.Form):
    theme = forms.ChoiceField(
        label=_("Colours"), choices=list(looks.THEMES.items()), widget=forms.RadioSelect
    )
    size = forms.ChoiceField(
        label=_("Size of the letters"),
        choices=list(looks.SIZES.items()),
        widget=forms.RadioSelect,
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class EveryField(forms.Form):
    """One of each kind. Nothing is ever sent."""

    title = forms.CharField(label=_("Name of the forum"), help_text=_("A question works best."))
    words = forms.CharField(label=_("Your words"), widget=forms.Textarea, help_text=_("Leave names out."))
    code = forms.CharField(label=_("Class code"), required=False)
    opens = forms.DateTimeField(label=_("Opens"), required=False)
    day = forms.DateField(label=_("By when"), required=False)
    count = forms.IntegerField(label=_("How many goals"), required=False)
    picture = forms.FileField(label=_("A picture"), required=False)
    adult = forms.ChoiceField(
        label=_("Who owes the answer?"), choices=[("", "—"), ("a", "Ms Example"), ("b", "Mr Sample")]
    )
    side = forms.ChoiceField(
        label=_("What do you think?"),
        choices=[("a", _("Agree")), ("n", _("Not sure")), ("d", _("Disagree"))],
        widget=forms.RadioSelect,
    )
    goals = forms.MultipleChoiceField(
        label=_("Goals"),
        choices=[("q", _("A quiet room")), ("l", _("Shorter lines at lunch"))],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(label=_("I have read this."), help_text=_("It takes a minute."))

    goals.choice_hints = {"q": _("Soft light, no screens."), "l": _("Two doors in place of one.")}


def filled(prefix: str) -> EveryField:
    return EveryField(
        prefix=prefix,
        initial={
            "title": "What makes lunch calm?",
            "words": "A door that shuts would help.",
            "code": "KITE-4827",
            "adult": "a",
            "side": "a",
            "goals": ["q"],
            "agreed": True,
        },
    )


def disabled(prefix: str) -> EveryField:
    form = filled(prefix)
    for field in form.fields.values():
        field.disabled = True
    return form
