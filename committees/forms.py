"""Forms of committees and plans: they carry words to the domain, which decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from committees.enums import CommitteeKind, DecisionRule, ItemKind, Outcome, SeatRole, SeatSide
from mobilize.kernel.fields import Day, Moment, Number


def short(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def people(memberships) -> list[tuple[str, str]]:
    """Choices of members, by public id."""
    return [(place.public_id, place.user.name) for place in memberships]


class CommitteeForm(forms.Form):
    """Words and rules of a committee."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("What kind is it?"), choices=CommitteeKind.choices)
    purpose = forms.CharField(label=_("What is it for?"), widget=short())
    powers = forms.CharField(label=_("What can it change?"), widget=short())
    limits = forms.CharField(
        label=_("What can it not change?"),
        help_text=_("Say it now, so that nobody is let down later."),
        widget=short(),
        required=False,
    )
    quorum_percent = forms.IntegerField(
        label=_("How many seats must be there to decide, in percent?"), min_value=1, max_value=100, initial=50
    )
    minimum_youth_percent = forms.IntegerField(
        label=_("How many of the people there must be young, in percent?"),
        min_value=0,
        max_value=100,
        initial=50,
    )
    decision_rule = forms.ChoiceField(
        label=_("When is something decided?"),
        choices=DecisionRule.choices,
        initial=DecisionRule.SIMPLE,
        widget=forms.RadioSelect,  # its sentences are longer than a list on a phone can show
    )


class SeatForm(forms.Form):
    """A new seat at the table."""

    side = forms.ChoiceField(label=_("For whom?"), choices=SeatSide.choices)
    role = forms.ChoiceField(label=_("With which role?"), choices=SeatRole.choices, initial=SeatRole.MEMBER)


class HolderForm(forms.Form):
    """Who takes a seat, and for how long."""

    holder = forms.ChoiceField(label=_("Who takes this seat?"))
    begins_on = Day(label=_("From"), widget=forms.DateInput())
    ends_on = Day(label=_("Until"), widget=forms.DateInput(), required=False)

    def __init__(self, *args, holders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = people(holders)


class MeetingForm(forms.Form):
    """When and where a committee meets."""

    title = forms.CharField(label=_("What is the meeting called?"), max_length=120)
    starts_at = Moment(label=_("When does it begin?"), widget=forms.DateTimeInput())
    place = forms.CharField(label=_("Where?"), max_length=160)


class ItemForm(forms.Form):
    """One line for the agenda."""

    title = forms.CharField(label=_("Add to the agenda"), max_length=160)
    kind = forms.ChoiceField(label=_("What for?"), choices=ItemKind.choices, initial=ItemKind.DISCUSS)
    minutes_planned = forms.IntegerField(
        label=_("How many minutes?"), min_value=1, max_value=600, required=False
    )


class DecisionForm(forms.Form):
    """What was decided, how people stood, and which voices it rests on."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("In one line"), max_length=160)
    text = forms.CharField(label=_("What was decided?"), widget=short())
    reason = forms.CharField(
        label=_("Because"),
        help_text=_("A no needs a reason. The people who asked for it will read it."),
        widget=short(2),
        required=False,
    )
    youth_for = forms.IntegerField(label=_("Young people for it"), min_value=0, initial=0)
    youth_against = forms.IntegerField(label=_("Young people against it"), min_value=0, initial=0)
    youth_aside = forms.IntegerField(label=_("Young people who stand aside"), min_value=0, initial=0)
    adult_for = forms.IntegerField(label=_("Adults for it"), min_value=0, initial=0)
    adult_against = forms.IntegerField(label=_("Adults against it"), min_value=0, initial=0)
    adult_aside = forms.IntegerField(label=_("Adults who stand aside"), min_value=0, initial=0)
    dissent = forms.CharField(
        label=_("Other views"),
        help_text=_("In the words of those who were against it."),
        widget=short(2),
        required=False,
    )
    cited = forms.MultipleChoiceField(
        label=_("Voices behind it"), widget=forms.CheckboxSelectMultiple, required=False
    )

    POSITIONS = ("youth_for", "youth_against", "youth_aside", "adult_for", "adult_against", "adult_aside")

    def __init__(self, *args, voices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cited"].choices = voices
        if not voices:
            del self.fields["cited"]


class ActionForm(forms.Form):
    """Who does what by when."""

    title = forms.CharField(label=_("What is to do?"), max_length=160)
    owner = forms.ChoiceField(label=_("Who does it?"))
    due_on = Day(label=_("By when?"), widget=forms.DateInput())

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Choose a person")), *people(owners)]


class SettleForm(forms.Form):
    """What was done, or why it will not be done."""

    evidence = forms.CharField(label=_("What was done, or why not?"), widget=short(), max_length=4000)


class MinutesForm(forms.Form):
    """The draft of the minutes, with the version its editor began with."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    minutes = forms.CharField(
        label=_("Minutes"),
        help_text=_("Two stars around words make them **bold**. A line that begins with - is a point."),
        widget=short(18),
    )


class PlanForm(forms.Form):
    """The words of a plan."""

    title = forms.CharField(label=_("What is the plan called?"), max_length=120)
    summary = forms.CharField(
        label=_("What is it about, in a few words?"),
        help_text=_("Everybody can read this when the plan is published."),
        widget=short(),
        required=False,
    )


class OwnGoalForm(forms.Form):
    """A goal that no decision stands behind."""

    title = forms.CharField(label=_("Goal"), max_length=160)


class GoalForm(forms.Form):
    """How a goal is measured, who owns it, and what may be quoted."""

    title = forms.CharField(label=_("Goal"), max_length=160)
    indicator = forms.CharField(label=_("What is measured?"), max_length=160, required=False)
    baseline = Number(label=_("At the start"), max_digits=12, decimal_places=2, required=False)
    target = Number(label=_("Aim"), max_digits=12, decimal_places=2, required=False)
    unit = forms.CharField(
        label=_("Counted in"), help_text=_("Such as minutes, or days a week."), max_length=40, required=False
    )
    owner = forms.ChoiceField(label=_("Who owns it?"), required=False)
    due_on = Day(label=_("By when?"), widget=forms.DateInput(), required=False)
    quoted = forms.MultipleChoiceField(
        label=_("Whose words may stand in public?"),
        help_text=_(
            "Read each one. Leave out what could lead to a person. Voices without a tick are counted and not shown."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, owners, voices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Nobody yet")), *people(owners)]
        self.fields["quoted"].choices = voices
        if not voices:
            del self.fields["quoted"]


class ProgressForm(forms.Form):
    """How far a goal has come."""

    current = Number(label=_("Measured now"), max_digits=12, decimal_places=2, required=False)
    progress_note = forms.CharField(label=_("What was done?"), max_length=300, widget=short(2))
