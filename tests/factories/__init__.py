"""Makers of things for tests. They go through the domain wherever a person would."""

from tests.factories.forums import open_forum, perspective
from tests.factories.people import actor, community, member

__all__ = ["actor", "community", "member", "open_forum", "perspective"]
