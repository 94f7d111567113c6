"""One thing that keeps a rule, and how it is switched off."""

from dataclasses import dataclass

from tests.stage.switches import Line, Switch


@dataclass(frozen=True)
class Off:
    """What happens without it, how it is switched off, and the names of the tests that find it."""

    rule: int
    what: str
    switch: Switch
    tests: tuple[str, ...]

    @property
    def row(self) -> str:
        """The line of docs/safeguarding.md about it."""
        tests = "<br>".join(f"`{name}`" for name in self.tests)
        return f"| {self.rule} | {self.what} (`{self.switch}`) | {tests} |"


def refuses(function: str, code: str) -> Line:
    """The one line of a function that refuses with ``code``."""
    return Line(function, f'raise Refused("{code}")')
