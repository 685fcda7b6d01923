"""The picture of who sends to whom: where the boxes stand and the arrows run. Pure geometry."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from app.wallboard.board_page import Arrow, Box, Picture, Sent

WIDTH: Final = 640
HEIGHT: Final = 340
BOX_WIDTH: Final = 172
BOX_HEIGHT: Final = 62
# Two arrows between the same boxes run side by side, so far to each side of the middle.
ASIDE: Final = 13.0
# An arrow ends so far before its box.
GAP: Final = 9.0
THINNEST, THICKEST = 2.5, 8.0
# The count stands nearer to where the arrow begins, so that crossing arrows keep theirs apart.
LABEL_AT: Final = 0.34
LINE_LETTERS: Final = 16


def draw(names: Mapping[int, str], flows: Sequence[tuple[int, int, int]], sent: tuple[Sent, ...]) -> Picture:
    """Sites by id and name, and (home, other, count) for each pair that has sent; `sent` says the same in words."""
    boxes = {site_id: _box(name, place, len(names)) for place, (site_id, name) in enumerate(names.items())}
    most = max((count for _, _, count in flows), default=1)
    arrows = tuple(_arrow(boxes[home], boxes[other], count, count / most) for home, other, count in flows)
    return Picture(WIDTH, HEIGHT, tuple(boxes.values()), arrows, sent)


def _box(name: str, place: int, of: int) -> Box:
    """Boxes stand around an ellipse, beginning at the upper left: four of them in the corners."""
    turn = 2 * math.pi * place / of - 3 * math.pi / 4
    across, down = (WIDTH - BOX_WIDTH) / 2 - 4, (HEIGHT - BOX_HEIGHT) / 2 - 4
    # The corners of the picture, and not of the ellipse in it.
    stretch = 1 / max(abs(math.cos(turn)), abs(math.sin(turn)))
    return Box(
        _lines(name),
        round(WIDTH / 2 + across * math.cos(turn) * stretch, 1),
        round(HEIGHT / 2 + down * math.sin(turn) * stretch, 1),
        BOX_WIDTH,
        BOX_HEIGHT,
    )


def _lines(name: str) -> tuple[str, ...]:
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + len(word) < LINE_LETTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _arrow(start: Box, end: Box, count: int, share: float) -> Arrow:
    along = math.hypot(end.x - start.x, end.y - start.y)
    dx, dy = (end.x - start.x) / along, (end.y - start.y) / along
    aside = (-dy * ASIDE, dx * ASIDE)
    leaves = _to_the_edge(start, aside, dx, dy) + GAP / 2
    arrives = along - _to_the_edge(end, aside, -dx, -dy) - GAP
    label = leaves + (arrives - leaves) * LABEL_AT

    def at(distance: float) -> tuple[float, float]:
        return round(start.x + dx * distance + aside[0], 1), round(start.y + dy * distance + aside[1], 1)

    return Arrow(count, *at(leaves), *at(arrives), round(THINNEST + (THICKEST - THINNEST) * share, 1), *at(label))


def _to_the_edge(box: Box, aside: tuple[float, float], dx: float, dy: float) -> float:
    """How far it is to the edge of a box, from a place so far from its middle, in that direction."""
    across = (math.copysign(box.width / 2, dx) - aside[0]) / dx if dx else math.inf
    down = (math.copysign(box.height / 2, dy) - aside[1]) / dy if dy else math.inf
    return min(across, down)
