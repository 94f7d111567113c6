"""How strict a community may be: never laxer than a rule. The bounds stand beside the numbers themselves."""

from dataclasses import dataclass
from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator

from people.models import Policy


@dataclass(frozen=True)
class Bounds:
    """The least and the most that a community may set."""

    least: int | time
    most: int | time

    def hold(self, value: int | time) -> bool:
        return type(value) is type(self.least) and self.least <= value <= self.most


#: Rule 8: quiet at 20:00 at the latest and until 7:00 at least; at ten on a weekend the one e-mail may come.
_HOURS = {"quiet_from": Bounds(time(16), time(20)), "quiet_until": Bounds(time(7), time(9))}


def _of_number(field) -> Bounds:
    """Read the bounds of a number: the strictest of those that it carries, for the database has wider ones itself."""
    least = [check.limit_value for check in field.validators if isinstance(check, MinValueValidator)]
    most = [check.limit_value for check in field.validators if isinstance(check, MaxValueValidator)]
    return Bounds(max(least), min(most))


#: Each number by its name, in the order in which they stand on the screen.
BOUNDS: dict[str, Bounds] = {
    **_HOURS,
    **{
        field.name: _of_number(field)
        for field in Policy._meta.concrete_fields
        if field.get_internal_type() == "PositiveSmallIntegerField" and not field.choices
    },
}
MOST_NETWORKS = 20
WIDEST_NETWORK = {4: 16, 6: 32}  # bits that stand still: no "network" of a school is half the world
