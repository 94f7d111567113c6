"""Pure counting: whether enough people are there, and whether positions carry a proposal."""

from dataclasses import dataclass

from committees.enums import DecisionRule


@dataclass(frozen=True)
class Quorum:
    """Who is there at one moment, and who must be.

    ``seats`` are all seats of the committee, vacant ones too. ``needed`` of them must be filled by people present, and
    of the people present ``youth_needed`` must be young (both rounded up). ``adults`` includes agencies.
    """

    seats: int
    present: int
    youth: int
    needed: int
    youth_needed: int

    @property
    def adults(self) -> int:
        return self.present - self.youth

    @property
    def youth_percent(self) -> int:
        """The young people's share of those present, in whole percent, rounded down."""
        return self.youth * 100 // self.present if self.present else 0

    @property
    def met(self) -> bool:
        return self.present >= self.needed and self.youth >= self.youth_needed


def _share(whole: int, percent: int) -> int:
    return -(-whole * percent // 100)  # rounded up, in whole numbers


def quorum_of(
    *, seats: int, present: int, youth: int, quorum_percent: int, minimum_youth_percent: int
) -> Quorum:
    """Return the quorum of a meeting with so many seats, people present and young people among them.

    At least one person is needed, whatever the percentage.
    """
    needed = max(1, _share(seats, quorum_percent))
    # While people are still missing, the youth share is asked of the smallest meeting that could decide.
    youth_needed = _share(max(present, needed), minimum_youth_percent)
    return Quorum(seats=seats, present=present, youth=youth, needed=needed, youth_needed=youth_needed)


@dataclass(frozen=True)
class Positions:
    """How many young people and adults (agencies among them) are for, against, or stand aside."""

    youth_for: int = 0
    youth_against: int = 0
    youth_aside: int = 0
    adult_for: int = 0
    adult_against: int = 0
    adult_aside: int = 0

    @property
    def youth(self) -> int:
        return self.youth_for + self.youth_against + self.youth_aside

    @property
    def adults(self) -> int:
        return self.adult_for + self.adult_against + self.adult_aside

    @property
    def for_it(self) -> int:
        return self.youth_for + self.adult_for

    @property
    def against_it(self) -> int:
        return self.youth_against + self.adult_against


def carried(rule: str, positions: Positions) -> bool:
    """Tell whether ``positions`` carry a proposal. Who stands aside is not counted; a tie carries nothing."""
    yes, no = positions.for_it, positions.against_it
    if rule == DecisionRule.CONSENT:
        return yes > 0 and no == 0
    if rule == DecisionRule.TWO_THIRDS:
        return yes > 0 and yes * 3 >= (yes + no) * 2
    if rule == DecisionRule.DOUBLE_MAJORITY:
        young = positions.youth_for > positions.youth_against
        return young and positions.adult_for > positions.adult_against
    return yes > no
