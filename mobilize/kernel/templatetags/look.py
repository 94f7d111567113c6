"""Tags that draw the look: beads, icons, avatars, form fields and moments. They decide nothing about people."""

import copy
import datetime
import functools
import hashlib
from collections.abc import Callable

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from mobilize.kernel import tongues

register = template.Library()

SPRITE = "mobilize/img/sprite.svg"
AVATARS = 12  # symbols av1 … av12 of the sprite
CHOICE_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
# The browser's own date and time fields read and write these forms, whatever the language of the page.
WIRE_FORMATS = (
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
)


@functools.lru_cache
def _sprite() -> str:
    return static(SPRITE)


def _use(css: str, symbol: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css.strip(), _sprite(), symbol
    )


@register.simple_tag(name="bead")
def bead(kind: str, **options: str) -> SafeString:
    """Draw one bead of the chain; ``class`` adds l, sky, leaf, coral or hollow."""
    return _use(f"bead {options.get('class', '')}", f"b-{kind}")


@register.simple_tag(name="giant")
def giant(kind: str) -> SafeString:
    """Draw the large bead that stands in the slab and says which step of the chain this page belongs to."""
    return _use("giant", f"b-{kind}")


@register.simple_tag(name="icon")
def icon(name: str, **options: str) -> SafeString:
    """Draw one line icon in the colour of the text beside it."""
    return _use(f"icon {options.get('class', '')}", f"i-{name}")


@register.simple_tag(name="logo")
def logo() -> SafeString:
    """Draw the mark: a voice and an answer that meet."""
    return format_html('<svg aria-hidden="true"><use href="{}#mark"/></svg>', _sprite())


def initials(name: str) -> str:
    """Return the letters that stand on an adult's answer shape."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    # A title ("Ms") is no initial, so only the last two words count.
    return "".join(word[0] for word in words[-2:]).upper()


@functools.lru_cache(4096)
def voice_shape(public_id: str) -> str:
    """Return the sprite's symbol that one byline always keeps, such as "av4"."""
    digest = hashlib.blake2s(public_id.encode(), digest_size=2).digest()
    return f"av{int.from_bytes(digest) % AVATARS + 1}"


def figure(byline: object) -> str:
    """Return what stands on the shape of who speaks: an adult's initials, or a young person's symbol."""
    if getattr(byline, "side", "") == "adult":
        return initials(getattr(byline, "shown_name", ""))
    return voice_shape(str(getattr(byline, "public_id", "")))


@register.simple_tag(name="avatar")
def avatar(byline: object, size: str = "") -> SafeString:
    """Draw who speaks: initials on an answer shape for adults, else a voice shape that one byline always keeps.

    ``byline`` has public_id, shown_name and side, and perhaps its ``figure`` already; ``size`` is "" or "s".
    """
    shown = getattr(byline, "figure", None) or figure(byline)
    if getattr(byline, "side", "") == "adult":
        return format_html(
            '<svg class="{}" viewBox="0 0 48 48" aria-hidden="true">'
            '<use href="{}#adult" width="48" height="48"/><text x="23" y="31">{}</text></svg>',
            f"av {size}".strip(),
            _sprite(),
            shown,
        )
    return _use(f"av {size}", shown)


@register.simple_tag(name="spoken")
def spoken(code: str) -> SafeString:
    """Write the ``lang`` of an element whose words somebody wrote in the language ``code``; nothing if it is unknown.

    What is written already stays as it is.
    """
    return code if isinstance(code, SafeString) else tongues.spoken(code or "")


@register.filter(name="said_in")
def said_in(words: object, code: str) -> SafeString | str:
    """Let words stand inside a sentence of the page with their own language. Not for titles and attributes."""
    return tongues.said_in(words, code or "")


def _clock(moment: datetime.time) -> str:
    # Translators: how a time of day is written, in Django's date format letters. English 9:12, French 9 h 12.
    return time_format(moment, pgettext("time of day", "G:i"))


def _day(day: datetime.date, today: datetime.date) -> str:
    distance = (day - today).days
    if distance == 0:
        return _("today")
    if distance == -1:
        return _("yesterday")
    if distance == 1:
        return _("tomorrow")
    if -7 < distance < 7:
        # Translators: a date in the days around today, in Django's date format letters.
        return date_format(day, pgettext("day near today", "l j F"))
    if day.year == today.year:
        # Translators: a date of this year, in Django's date format letters.
        return date_format(day, pgettext("day of this year", "j F"))
    # Translators: a date of another year, in Django's date format letters.
    return date_format(day, pgettext("day of another year", "j F Y"))


@register.simple_tag(name="moment")
def moment(value: datetime.datetime | datetime.date | None, start: bool = False, clock: bool = True) -> str:
    """Write a date or a moment the way people say it, in the zone of the page: "today, 9:12".

    ``start`` begins with a capital; ``clock`` False leaves the time of day out. Nothing for None. What is written
    already stays as it is.
    """
    if value is None:
        return ""
    if isinstance(value, SafeString):
        return value
    return moments(start, clock)(value)


def moments(
    start: bool = False, clock: bool = True
) -> Callable[[datetime.datetime | datetime.date], SafeString]:
    """Return what writes moments like ``moment``, for a long list: language, zone and day are looked up once."""
    language, zone, today = get_language(), timezone.get_current_timezone(), timezone.localdate()

    def write(value: datetime.datetime | datetime.date) -> SafeString:
        time = None
        if isinstance(value, datetime.datetime):
            local = value.astimezone(zone) if value.tzinfo else value
            day = local.date()
            if clock:
                time = datetime.time(local.hour, local.minute)
        else:
            day = local = value
        words = _in_words(language, day, today, time, start)
        return SafeString(f'<time datetime="{local.isoformat()}">{words}</time>')

    return write


@functools.lru_cache(4096)
def _in_words(
    language: str | None, day: datetime.date, today: datetime.date, time: datetime.time | None, start: bool
) -> SafeString:
    # The language is the one that is active: it is named so that its words are remembered as its own.
    words = _day(day, today)
    if time is not None:
        words = _("%(day)s, %(time)s") % {"day": words, "time": _clock(time)}
    if start:
        words = words[:1].upper() + words[1:]
    return conditional_escape(words)


def _first_id(bound: BoundField) -> str:
    """Return the id of the control a link in the error summary must jump to."""
    if isinstance(bound.field.widget, CHOICE_WIDGETS):
        parts = bound.subwidgets
        return parts[0].id_for_label if parts else ""
    if isinstance(bound.field.widget, forms.MultiWidget):
        return f"{bound.auto_id}_0"
    return bound.auto_id


def _widget(bound: BoundField) -> forms.Widget:
    widget = bound.field.widget
    for kind, input_type, wire in WIRE_FORMATS:
        if type(widget) is kind:
            widget = copy.copy(widget)
            widget.input_type = input_type
            widget.format = wire
            break
    return widget


@register.inclusion_tag("pieces/field.html", name="field")
def field(
    bound: BoundField, show: str = "", rows: int = 0, label: str = "", hint: str | None = None, **options: str
) -> dict:
    """Draw one form field with its label, hint and faults, all tied together for screen readers.

    ``show`` is "chips" or "picks" for choices (radio buttons are chips, check boxes picks unless told);
    ``rows`` sets a textarea's height; ``label`` and ``hint`` speak in place of the form's own ("" for no hint);
    ``class`` goes on the control. A choice field may carry ``choice_hints``,
    a dict from value to a small line under the label; one of several of which one must be filled in, ``one_is_enough``.
    """
    widget = _widget(bound)
    faults = [str(fault) for fault in bound.errors]
    hint = bound.help_text if hint is None else hint
    bound = copy.copy(bound)
    bound.help_text = ""  # the form would lead a screen reader to a help text under a name of its own
    hint_id = f"{bound.auto_id}_hint" if hint else ""
    error_id = f"{bound.auto_id}_error" if faults else ""
    described = " ".join(
        part for part in (widget.attrs.get("aria-describedby", ""), hint_id, error_id) if part
    )
    attrs: dict[str, object] = {
        "aria-describedby": described or False,
        "aria-invalid": "true" if faults else False,
    }
    if label or widget.attrs.get("placeholder") == str(bound.label):
        attrs["placeholder"] = False  # it would only say the label again
    if options.get("class"):
        attrs["class"] = f"{widget.attrs.get('class', '')} {options['class']}".strip()
    if rows:
        attrs["rows"] = rows
    shown = {
        "bound": bound,
        "label": label or bound.label,
        "hint": hint,
        "hint_id": hint_id,
        "error_id": error_id,
        "described": described,
        "faults": faults,
        "freely": not bound.field.required and not getattr(bound.field, "one_is_enough", False),
        "show": "control",
    }
    if widget.is_hidden:
        return shown | {"show": "hidden", "control": bound.as_widget(widget)}
    if isinstance(widget, CHOICE_WIDGETS):
        hints = getattr(bound.field, "choice_hints", {})
        chosen = show or ("picks" if isinstance(widget, forms.CheckboxSelectMultiple) else "chips")
        choices = [_choice(part, hints, attrs) for part in bound.subwidgets]
        return shown | {"show": chosen, "choices": choices}
    if isinstance(widget, forms.CheckboxInput):
        return shown | {"show": "check", "control": bound.as_widget(widget, attrs=attrs)}
    if isinstance(widget, forms.MultiWidget):
        return shown | {"show": "group", "control": bound.as_widget(widget, attrs=attrs)}
    return shown | {"control": bound.as_widget(widget, attrs=attrs), "target": bound.id_for_label}


def _choice(part: object, hints: dict, attrs: dict) -> dict:
    value = part.data["value"]
    raw = getattr(value, "value", value)  # a model choice wraps its key
    return {
        "control": part.tag() if not attrs["aria-invalid"] else _invalid(part),
        "label": part.choice_label,
        "id": part.id_for_label,
        "hint": hints.get(raw, hints.get(str(raw), "")),
    }


def _invalid(part: object) -> str:
    part.data["attrs"]["aria-invalid"] = "true"
    return part.tag()


@register.inclusion_tag("pieces/form_errors.html", name="form_errors")
def form_errors(form: forms.BaseForm) -> dict:
    """Draw the box at the top of a form that lists every fault and leads to its field; nothing while there is none."""
    faults = [{"text": str(fault), "to": ""} for fault in form.non_field_errors()]
    for bound in form:
        faults += [
            {"text": str(fault), "label": bound.label, "to": _first_id(bound)} for fault in bound.errors
        ]
    count = len(faults)
    return {
        "faults": faults,
        "title": ngettext("Please look at one thing.", "Please look at %(count)d things.", count)
        % {"count": count},
    }
