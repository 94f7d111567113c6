"""The picture of a count: one bead is one ballot, filled if it ticked the goal."""

from django import template

register = template.Library()

ROW, SIDE = 31, 10  # beads in a row, and the room of one bead in the picture's own units


def _area(start: int, end: int) -> list[dict]:
    """Return the rectangles that cover beads ``start`` to ``end`` (not included), row by row."""
    areas = []
    first, last = divmod(start, ROW), divmod(end, ROW)
    if first[0] == last[0]:
        areas.append((first[1], first[0], last[1] - first[1], 1))
    else:
        areas += [
            (first[1], first[0], ROW - first[1], 1),
            (0, first[0] + 1, ROW, last[0] - first[0] - 1),
            (0, last[0], last[1], 1),
        ]
    return [
        {"x": x * SIDE, "y": y * SIDE, "width": width * SIDE, "height": height * SIDE}
        for x, y, width, height in areas
        if width > 0 and height > 0
    ]


@register.inclusion_tag("polls/pieces/beads.html", name="ballot_beads")
def ballot_beads(ticks: int, ballots: int, name: str) -> dict:
    """Draw ``ballots`` beads of which the first ``ticks`` are filled; ``name`` is unique on the page.

    The beads are two patterns laid into rectangles, so the picture of a thousand ballots is as light as that of ten.
    """
    return {
        "name": name,
        "yes": _area(0, ticks),
        "no": _area(ticks, ballots),
        "width": ROW * SIDE,
        "height": -(-ballots // ROW) * SIDE,
    }
