"""The form of one's wishes about notices."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from people import notice_kinds
from people.domain.notices.wishes import mailed_kinds
from people.enums import Side


class NoticeWishes(forms.Form):
    """Kinds to see here and kinds to get by e-mail, as far as the member has an address; hours for adults."""

    shown = forms.MultipleChoiceField(
        label=_("Show me here"), required=False, widget=forms.CheckboxSelectMultiple
    )
    mailed = forms.MultipleChoiceField(
        label=_("Send me an e-mail"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language of e-mails"), required=False)
    quiet_from = forms.TimeField(
        label=_("No e-mail from"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    quiet_until = forms.TimeField(
        label=_("No e-mail until"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    quiet_weekends = forms.BooleanField(label=_("No e-mail on Saturdays and Sundays"), required=False)

    def __init__(self, *args, side: str, has_address: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.label) for kind in notice_kinds.for_side(side)]
        self.fields["shown"].choices = kinds
        self.fields["mailed"].choices = kinds
        self.fields["language"].choices = [("", _("As in my community")), *settings.LANGUAGES]
        gone = []
        if not has_address:
            gone = ["mailed", "language", "quiet_from", "quiet_until", "quiet_weekends"]
        elif side == Side.YOUTH:
            gone = ["quiet_from", "quiet_until", "quiet_weekends"]
        for name in gone:
            del self.fields[name]


def standing(wish, side: str) -> dict:
    """Return the wishes as the form begins with them."""
    return {
        "shown": [kind.code for kind in notice_kinds.for_side(side) if kind.code not in wish.hidden],
        "mailed": sorted(mailed_kinds(wish, side)),
        "language": wish.language,
        "quiet_from": wish.quiet_from,
        "quiet_until": wish.quiet_until,
        "quiet_weekends": wish.quiet_weekends,
    }
