"""Where the boxes and arrows of a workflow's diagram stand: ranks from the start down, arrows at right angles.

Arrows run between the ranks and in lanes beside them, each on a track of its own, so that none crosses a box.
"""

import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

BOX_WIDTH: Final = 196
LINE_HEIGHT: Final = 24
BOX_PADDING: Final = 14
BETWEEN: Final = 36
TRACK: Final = 12
GAP_ENDS: Final = 44
LANE: Final = 16
PORT: Final = 26
MARGIN: Final = 12
LETTERS: Final = 21
LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Box:
    """A state. x, y: its upper corner on the side where lines begin; lines: its name, cut to fit."""

    key: str
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A transition. points: corners from its source to its target; number: as the table beside has it, from 1."""

    key: str
    number: int
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole diagram. Figures are pixels of its own grid."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """An arrow to draw."""

    key: str
    source: str
    target: str


def rank_states(states: Sequence[str], steps: Sequence[Step], start: str) -> dict[str, int]:
    """Return each state's rank: steps from the start on the shortest way; what is not reached comes last."""
    ranks = {start: 0} if start in states else {}
    line = list(ranks)
    while line:
        here = line.pop(0)
        for step in steps:
            if step.source == here and step.target in states and step.target not in ranks:
                ranks[step.target] = ranks[here] + 1
                line.append(step.target)
    last = max(ranks.values(), default=-1) + 1
    return {state: ranks.get(state, last) for state in states}


def draw(names: Mapping[str, str], steps: Sequence[Step], start: str, *, mirrored: bool = False) -> Drawing:
    """Return the diagram of a workflow.

    names:    state → its name, in the order of the definition
    mirrored: for languages that are written from right to left
    Steps from or to a state that does not exist are left out.
    """
    known = [step for step in steps if step.source in names and step.target in names]
    pen = _Pen(names, known, rank_states(list(names), known, start))
    drawing = pen.draw({step.key: number for number, step in enumerate(steps, start=1)})
    return _mirror(drawing) if mirrored else drawing


class _Pen:
    """Places ranks first, then gives each arrow its ports, its tracks between ranks and its lane."""

    def __init__(self, names: Mapping[str, str], steps: Sequence[Step], ranks: Mapping[str, int]) -> None:
        self.steps = steps
        self.ranks = ranks
        self.rows: dict[int, list[str]] = defaultdict(list)
        for state in names:
            self.rows[ranks[state]].append(state)
        self.lines = {
            state: tuple(textwrap.wrap(name, LETTERS, max_lines=LINES, placeholder="…")) or (state,)
            for state, name in names.items()
        }
        self.tracks: dict[int, list[str]] = defaultdict(list)  # gap above a rank → arrows that run in it
        self.lanes: list[str] = []
        for step in steps:
            self._take_tracks(step)
        self.widths = {state: self._width(state) for state in names}
        self.boxes = self._place()

    def _take_tracks(self, step: Step) -> None:
        source, target = self.ranks[step.source], self.ranks[step.target]
        self.tracks[source + 1].append(step.key)
        if target != source + 1:
            self.lanes.append(step.key)
            self.tracks[target].append(step.key)

    def _width(self, state: str) -> int:
        ends = [
            sum(step.source == state for step in self.steps),
            sum(step.target == state for step in self.steps),
        ]
        return max(BOX_WIDTH, (max(ends) + 1) * PORT)

    def _row_width(self, rank: int) -> int:
        row = self.rows[rank]
        return sum(self.widths[state] for state in row) + BETWEEN * (len(row) - 1)

    def _gap(self, rank: int) -> int:
        return GAP_ENDS + TRACK * len(self.tracks[rank]) if self.tracks[rank] else 0

    def _place(self) -> dict[str, Box]:
        boxes: dict[str, Box] = {}
        widest = max((self._row_width(rank) for rank in self.rows), default=0)
        self.tops: dict[int, int] = {}
        y = MARGIN
        for rank in sorted(self.rows):
            y += self._gap(rank)
            self.tops[rank] = y
            height = max(len(self.lines[state]) for state in self.rows[rank]) * LINE_HEIGHT + 2 * BOX_PADDING
            x = MARGIN + (widest - self._row_width(rank)) // 2
            for state in self.rows[rank]:
                boxes[state] = Box(state, x, y, self.widths[state], height, self.lines[state])
                x += self.widths[state] + BETWEEN
            y += height
        self.tops[max(self.rows, default=-1) + 1] = y + self._gap(max(self.rows, default=-1) + 1)
        self.right = MARGIN + widest + LANE
        self.bottom = self.tops[max(self.tops)] + MARGIN
        return boxes

    def draw(self, numbers: Mapping[str, int]) -> Drawing:
        arrows = tuple(Arrow(step.key, numbers[step.key], self._points(step)) for step in self.steps)
        width = self.right + LANE * len(self.lanes) + MARGIN
        return Drawing(width, self.bottom, tuple(self.boxes.values()), arrows)

    def _points(self, step: Step) -> tuple[tuple[int, int], ...]:
        source, target = self.boxes[step.source], self.boxes[step.target]
        out_x = self._port(source, [one.key for one in self.steps if one.source == step.source], step.key)
        in_x = self._port(target, [one.key for one in self.steps if one.target == step.target], step.key)
        below = self._track(self.ranks[step.source] + 1, step.key)
        start = (out_x, source.y + source.height)
        if step.key not in self.lanes:
            return start, (out_x, below), (in_x, below), (in_x, target.y)
        lane = self.right + LANE * self.lanes.index(step.key)
        above = self._track(self.ranks[step.target], step.key)
        return start, (out_x, below), (lane, below), (lane, above), (in_x, above), (in_x, target.y)

    def _port(self, box: Box, keys: Sequence[str], key: str) -> int:
        return box.x + box.width * (keys.index(key) + 1) // (len(keys) + 1)

    def _track(self, rank: int, key: str) -> int:
        tracks = self.tracks[rank]
        return self.tops[rank] - self._gap(rank) + GAP_ENDS // 2 + 6 + TRACK * tracks.index(key)


def _mirror(drawing: Drawing) -> Drawing:
    """Return the same drawing seen in a mirror; a box's x is still its left edge."""
    width = drawing.width
    boxes = tuple(
        Box(box.key, width - box.x - box.width, box.y, box.width, box.height, box.lines)
        for box in drawing.boxes
    )
    arrows = tuple(
        Arrow(arrow.key, arrow.number, tuple((width - x, y) for x, y in arrow.points))
        for arrow in drawing.arrows
    )
    return Drawing(width, drawing.height, boxes, arrows)
