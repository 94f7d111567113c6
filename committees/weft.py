"""The weft: where each bead and thread of a plan's picture goes. Pure geometry, in the picture's own units.

Voices gather by theme, themes lead to goals, goals to decisions, decisions to actions, all to the plan; a dotted line
brings the answers back. The same figure is laid out twice: along a wide page and down a narrow one.
"""

import textwrap
from dataclasses import dataclass, field

BEADS_PER_GROUP = 18  # more voices than that share beads, and the caption says how many each stands for


@dataclass(frozen=True)
class Node:
    """One bead with its label. ``to`` are (column, place) of the nodes that its thread leads to."""

    symbol: str
    label: str
    note: str = ""
    css: str = ""
    to: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Group:
    """Voices that stand together: behind one theme (``node``), or behind none. ``to`` as for a node."""

    count: int
    node: Node | None
    to: tuple[tuple[int, int], ...]
    answered: bool = False


@dataclass(frozen=True)
class Figure:
    """What the picture shows. ``columns``: goals, decisions, actions, plan; ``answer`` is the last bead, if any."""

    groups: tuple[Group, ...]
    columns: tuple[tuple[Node, ...], ...]
    answer: Node | None = None
    heading: str = ""


@dataclass
class Drawing:
    """Ready for the template: ``paths`` (css, d), ``beads`` (symbol, css, x, y, side), ``texts``."""

    width: int
    height: int
    css: str
    paths: list[dict] = field(default_factory=list)
    beads: list[dict] = field(default_factory=list)
    texts: list[dict] = field(default_factory=list)


def voices_per_bead(figure: Figure) -> int:
    """How many voices one small bead stands for, so that no group has more than a handful of rows."""
    largest = max((group.count for group in figure.groups), default=0)
    return max(1, -(-largest // BEADS_PER_GROUP))


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")  # a string: no language writes a comma into the picture


def _thread(css: str, a: tuple[float, float], b: tuple[float, float], wide: bool) -> dict:
    (ax, ay), (bx, by) = a, b
    if wide:
        middle = (ax + bx) / 2
        d = f"M{_n(ax)} {_n(ay)}C{_n(middle)} {_n(ay)} {_n(middle)} {_n(by)} {_n(bx)} {_n(by)}"
    else:
        middle = (ay + by) / 2
        d = f"M{_n(ax)} {_n(ay)}C{_n(ax)} {_n(middle)} {_n(bx)} {_n(middle)} {_n(bx)} {_n(by)}"
    return {"css": css, "d": d}


class _Sheet:
    """A sheet on which one layout draws."""

    def __init__(self, width: float, height: float, css: str, wide: bool, wrap: int, size: int) -> None:
        self.drawing = Drawing(round(width), round(height), css)
        self.wide, self.wrap, self.size = wide, wrap, size

    def thread(self, css: str, a, b) -> None:
        self.drawing.paths.append(_thread(css, a, b, self.wide))

    def bead(self, symbol: str, css: str, at, side: float) -> None:
        x, y = at
        bead = {"symbol": symbol, "css": css, "x": _n(x - side / 2), "y": _n(y - side / 2), "side": _n(side)}
        self.drawing.beads.append(bead)

    def text(self, words: str, at, css: str, bold: bool = False) -> None:
        x, y = at
        self.drawing.texts.append(
            {"words": words, "x": _n(x), "y": _n(y), "css": css, "bold": bold, "size": self.size}
        )

    def lines(self, node: Node) -> list[str]:
        return textwrap.wrap(node.label, self.wrap, max_lines=2, placeholder="…") or [""]

    def below(self, node: Node, at, gap: float):
        """Where a thread leaves a bead: beside it on a wide sheet, under its words on a tall one."""
        x, y = at
        rows = len(self.lines(node)) + bool(node.note)
        return at if self.wide else (x, y + gap + 18 * (rows - 1) + 8)

    def label(self, node: Node, at, below: float) -> None:
        """Write the label under a bead, in two lines at most, and the note under it."""
        x, y = at
        lines = self.lines(node)
        for place, line in enumerate(lines):
            self.text(line, (x, y + below + 18 * place), "plate", bold=True)
        if node.note:
            self.text(node.note, (x, y + below + 18 * len(lines)), "dim plate")


def _nibs(count: int, per: int, columns: int, gap: float, row: float) -> list[tuple[float, float]]:
    """Places of a group's small beads around (0, 0), in rows set off a little, as by hand."""
    shown = -(-count // per)
    rows = -(-shown // columns)
    places = []
    for at in range(shown):
        line, column = divmod(at, columns)
        sway = ((at * 7) % 5 - 2) * 0.9
        places.append((column * gap + (line % 2) * gap / 2, (line - (rows - 1) / 2) * row + sway))
    return places


def _rows(count: int, per: int, columns: int) -> int:
    shown = -(-count // per)
    return -(-shown // columns)


def _spread(count: int, start: float, length: float) -> list[float]:
    return [start + (place + 0.5) * length / count for place in range(count)]


def wide(figure: Figure) -> Drawing:
    """Lay the picture out along a wide page."""
    rows = max(1, len(figure.groups), *(len(column) for column in figure.columns))
    length = 120 * rows
    height = 25 + length + 45
    sheet = _Sheet(1060, height, "weft wide-only", True, 16, 15)
    xs = (455, 605, 740, 870)
    places = [_spread(len(column) or 1, 25, length) for column in figure.columns]
    at = {
        (c, p): (xs[c], places[c][p]) for c, column in enumerate(figure.columns) for p in range(len(column))
    }
    per = voices_per_bead(figure)
    heights = _spread(len(figure.groups) or 1, 25, length)
    knots = [(285, y) for y in heights]
    for group, knot in zip(figure.groups, knots, strict=False):
        meets = [knot] if group.node else [at[target] for target in group.to]
        for dx, dy in _nibs(group.count, per, 6, 25, 27):
            nib = (52 + dx, knot[1] + dy)
            for meet in meets:
                sheet.thread("s", nib, meet)
            sheet.bead("voice", "v", nib, 16)
        if group.node:
            for target in group.to:
                sheet.thread("rope", knot, at[target])
    _ropes(sheet, figure, at)
    if figure.answer:
        plan, end = at[3, 0], (1000, at[3, 0][1])
        sheet.thread("rope", plan, end)
        low = height - 12
        top = min(heights)
        rise = f"H46Q18 {_n(low)} 18 {_n(low - 28)}V{_n(top)}"
        d = f"M1000 {_n(end[1] + 26)}V{_n(low - 28)}Q1000 {_n(low)} 972 {_n(low)}{rise}"
        sheet.drawing.paths.append({"css": "back", "d": d})
        for group, y in zip(figure.groups, heights, strict=False):
            sheet.bead("answer", "k sky" if group.answered else "k to", (18, y), 20)
        sheet.bead("answer", figure.answer.css, end, 52)
        sheet.text(figure.answer.label, (1000, end[1] - 57), "plate", bold=True)
        sheet.text(figure.answer.note, (1000, end[1] - 39), "dim plate")
    for group, knot in zip(figure.groups, knots, strict=False):
        if group.node:
            sheet.bead(group.node.symbol, group.node.css, knot, 44)
            sheet.label(group.node, knot, 40)
    _beads(sheet, figure, at)
    if figure.groups:
        sheet.drawing.texts.append(
            {"words": figure.heading, "x": "120", "y": "20", "css": "t8", "bold": False, "size": 18}
        )
    return sheet.drawing


def tall(figure: Figure) -> Drawing:
    """Lay the picture out down a narrow page. Where a row is too full for words, numbers lead to the list."""
    per = voices_per_bead(figure)
    columns = 4 if len(figure.groups) <= 3 else 2
    deepest = max((_rows(g.count, per, columns) for g in figure.groups), default=0)
    knot_y = 75 + 26 * deepest + 90 if figure.groups else 30
    themed = any(group.node for group in figure.groups)
    ys, y = [], knot_y + (165 if themed else 110 if figure.groups else 30)
    for column in figure.columns:
        ys.append(y)
        y += 155 if column else 0
    height = y + (0 if figure.answer else -60)
    sheet = _Sheet(328, height, "weft tall", False, 12, 14)
    at = {
        (c, p): (x, ys[c])
        for c, column in enumerate(figure.columns)
        for p, x in enumerate(_spread(len(column) or 1, 8, 300))
    }
    xs = _spread(len(figure.groups) or 1, 8, 300)
    knots = [(x, knot_y) for x in xs]
    for group, knot in zip(figure.groups, knots, strict=False):
        meets = [knot] if group.node else [at[target] for target in group.to]
        nibs = _nibs(group.count, per, columns, 22, 26)
        for dx, dy in nibs:
            nib = (knot[0] - (columns - 1) * 11 - 5 + dx, 75 + 13 * deepest + dy)
            for meet in meets:
                sheet.thread("s", nib, meet)
            sheet.bead("voice", "v", nib, 16)
        if group.node:
            for target in group.to:
                sheet.thread("rope", sheet.below(group.node, knot, 40), at[target])
    _ropes(sheet, figure, at)
    if figure.answer:
        plan, end = at[3, 0], (158, height - 42)
        sheet.thread("rope", sheet.below(figure.columns[3][0], plan, 44), end)
        y = _n(end[1])
        d = f"M184 {y}H292Q320 {y} 320 {_n(end[1] - 28)}V68Q320 40 292 40H{_n(min(xs))}"
        sheet.drawing.paths.append({"css": "back", "d": d})
        for group, x in zip(figure.groups, xs, strict=False):
            sheet.bead("answer", "k sky" if group.answered else "k to", (x, 40), 20)
        sheet.bead("answer", figure.answer.css, end, 52)
        sheet.text(figure.answer.label, (70, end[1] - 2), "plate", bold=True)
        sheet.text(figure.answer.note, (70, end[1] + 16), "dim plate")
    full = len(figure.groups) > 3
    for place, (group, knot) in enumerate(zip(figure.groups, knots, strict=False), 1):
        if group.node:
            node = group.node if not full else Node(group.node.symbol, str(place), css=group.node.css)
            sheet.bead(node.symbol, node.css, knot, 44)
            sheet.label(node, knot, 40)
    _beads(sheet, figure, at, numbers=True)
    if figure.groups:
        sheet.drawing.texts.append(
            {"words": figure.heading, "x": "158", "y": "20", "css": "t8", "bold": False, "size": 18}
        )
    return sheet.drawing


def _ropes(sheet: _Sheet, figure: Figure, at: dict) -> None:
    for c, column in enumerate(figure.columns):
        for p, node in enumerate(column):
            for target in node.to:
                sheet.thread("rope", sheet.below(node, at[c, p], 44), at[target])


def _beads(sheet: _Sheet, figure: Figure, at: dict, numbers: bool = False) -> None:
    sides = (48, 52, 42, 50)
    for c, column in enumerate(figure.columns):
        for p, node in enumerate(column):
            sheet.bead(node.symbol, node.css, at[c, p], sides[c])
            shown = Node(node.symbol, str(p + 1), css=node.css) if numbers and len(column) > 3 else node
            sheet.label(shown, at[c, p], 44)
