"""What a form says about a field where the form has no sentence of its own: kind, short, and ours in every app."""

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


def speak() -> None:
    """Put our sentences in the place of the framework's."""
    forms.Field.default_error_messages["required"] = _("Please fill this in.")
    forms.BooleanField.default_error_messages = {"required": _("Please tick this to go on.")}
    forms.ChoiceField.default_error_messages["invalid_choice"] = _("Please choose one of these.")
    forms.MultipleChoiceField.default_error_messages["invalid_choice"] = _("Please choose one of these.")
    forms.IntegerField.default_error_messages["invalid"] = _("Please write a whole number.")
    forms.DecimalField.default_error_messages["invalid"] = _("Please write a number.")
    forms.DateField.default_error_messages["invalid"] = _("Please write a day, such as 2026-12-24.")
    forms.DateTimeField.default_error_messages["invalid"] = _("Please write a day and an hour.")
    validators.MinValueValidator.message = _("This must be %(limit_value)s or more.")
    validators.MaxValueValidator.message = _("This must be %(limit_value)s or less.")
    validators.MaxLengthValidator.message = ngettext_lazy(
        "At most %(limit_value)d letter fits here. You have %(show_value)d.",
        "At most %(limit_value)d letters fit here. You have %(show_value)d.",
        "limit_value",
    )
