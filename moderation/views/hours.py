"""An administrator's door to staffed hours and holidays."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from moderation import forms, queries
from moderation.domain import hours
from people.domain import holidays
from people.queries import holidays_of
from people.views.answers import accepted


def _back(request, sentence):
    messages.success(request, sentence)
    return redirect("hours", community=request.actor.community.slug)


def _page(request, *, shift_form=None, holiday_form=None):
    bound = shift_form or holiday_form
    context = {
        "shifts": queries.shifts_of(request.actor),
        "holidays": holidays_of(request.actor, since=timezone.localdate()),
        "shift_form": shift_form or forms.AddShift(),
        "holiday_form": holiday_form or forms.AddHoliday(),
    }
    return render(request, "moderation/hours.html", context, status=bound.status if bound else 200)


@access(GET="moderation.set_hours")
def hours_page(request):
    """Show when somebody is at the desk. Every promise of a time rests on it."""
    return _page(request)


@access(POST="moderation.set_hours")
def add_shift(request):
    form = forms.AddShift(request.POST)
    if accepted(form, lambda typed: hours.add_shift(request.actor, **typed, now=timezone.now())) is None:
        return _page(request, shift_form=form)
    return _back(request, _("The hours are noted. Waiting posts have a new expected time."))


@access(POST="moderation.set_hours", of=queries.shift_of)
def remove_shift(request, shift):
    hours.remove_shift(request.actor, shift=shift, now=timezone.now())
    return _back(request, _("The hours are taken away. Waiting posts have a new expected time."))


@access(POST="people.administer")
def add_holiday(request):
    form = forms.AddHoliday(request.POST)
    if accepted(form, lambda typed: holidays.add(request.actor, **typed, now=timezone.now())) is None:
        return _page(request, holiday_form=form)
    return _back(request, _("The holiday is noted."))


@access(POST="people.administer", of=queries.holiday_of)
def remove_holiday(request, holiday):
    holidays.remove(request.actor, holiday=holiday, now=timezone.now())
    return _back(request, _("The holiday is taken away."))
