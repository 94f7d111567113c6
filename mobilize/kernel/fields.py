"""Days, moments and numbers as people type them."""

from datetime import date, datetime
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

#: Days outside are slips of the finger. At the ends of the calendar no clock can be set to another zone.
YEARS = range(1900, 2200)


class _WithinTheCalendar:
    def run_validators(self, value: date | datetime | None) -> None:
        super().run_validators(value)
        if value not in self.empty_values and value.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class Day(_WithinTheCalendar, forms.DateField):
    """A day that can be reckoned with."""


class Moment(_WithinTheCalendar, forms.DateTimeField):
    """A day and an hour that can be reckoned with."""


class Number(forms.DecimalField):
    """A number that is shown as people write it: 31, not 31.00."""

    def prepare_value(self, value: object) -> object:
        if not isinstance(value, Decimal) or not value.is_finite():
            return value
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
