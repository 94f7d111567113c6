"""The doctor looks at an installation and changes nothing: one line for each check, with what to do."""

from mobilize.operations.doctor import life, machine, setup
from mobilize.operations.doctor.findings import Finding, Level, examine

__all__ = ["Finding", "Level", "examine", "life", "machine", "setup"]
