"""The form of a community's own numbers: each says how far it may go."""

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from people.bounds import BOUNDS
from people.enums import CONSENT_AGES
from people.models import Policy
from people.policy_queries import consent_age_of

_HINT = _("From {least} to {most}.")


class Numbers(forms.Form):
    """One field for each number, in the words of the model. The bounds are said here and decided by the domain."""

    def __init__(self, *args, policy: Policy, **kwargs) -> None:
        kept = {name: getattr(policy, name) for name in BOUNDS}
        super().__init__(
            *args,
            initial={
                **kept,
                "school_networks": "\n".join(policy.school_networks),
                "young_people_share": policy.young_people_share,
                "consent_age": consent_age_of(policy.consent_age),
            },
            **kwargs,
        )
        for name, bounds in BOUNDS.items():
            label = capfirst(Policy._meta.get_field(name).verbose_name)
            if isinstance(bounds.least, int):
                hint = format_lazy(_HINT, least=bounds.least, most=bounds.most)
                self.fields[name] = forms.IntegerField(label=label, help_text=hint)
            else:
                hint = format_lazy(_HINT, least=f"{bounds.least:%H:%M}", most=f"{bounds.most:%H:%M}")
                clock = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
                self.fields[name] = forms.TimeField(label=label, help_text=hint, widget=clock)
        least = consent_age_of(None)
        self.fields["consent_age"] = forms.TypedChoiceField(
            label=capfirst(Policy._meta.get_field("consent_age").verbose_name),
            coerce=int,
            choices=[(age, age) for age in CONSENT_AGES if age >= least],
            help_text=_(
                "Who is younger reads, and writes once a guardian agreed. Where your law says 14 or 15, choose 16. "
                "With a higher age the guardians of everybody who is younger are asked now."
            ),
        )
        self.fields["young_people_share"] = forms.BooleanField(
            label=_("Young people here share devices"),
            required=False,
            help_text=_("Then each of their sign-ins ends by itself, whether they say so or not."),
        )
        self.fields["school_networks"] = forms.CharField(
            label=_("Networks of the school"),
            required=False,
            max_length=2000,
            help_text=_(
                "One to a line, such as 192.0.2.0/24. Login cards work only there. Leave it empty for none."
            ),
            widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        )

    def chosen(self) -> dict:
        """Return what the command takes."""
        typed = self.cleaned_data
        return {
            "numbers": {name: typed[name] for name in BOUNDS},
            "school_networks": typed["school_networks"].split(),
            "young_people_share": typed["young_people_share"],
            "consent_age": typed["consent_age"],
        }
