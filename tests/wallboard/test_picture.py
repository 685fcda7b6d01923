"""The picture of who sends to whom: every arrow runs between its boxes and none of it is hidden."""

from itertools import combinations, permutations

import pytest

from app.wallboard import picture
from app.wallboard.board_page import Box, Picture

NAMES = {1: "Buckinghamshire", 2: "Calderdale and Kirklees", 3: "South East Gwent", 4: "Somerset", 5: "A", 6: "B"}


def drawn(sites: int) -> Picture:
    names = {number: NAMES[number] for number in range(1, sites + 1)}
    every = [(home, other, home + other) for home, other in permutations(names, 2)]
    return picture.draw(names, every, ())


def inside(box: Box, x: float, y: float) -> bool:
    return abs(x - box.x) < box.width / 2 and abs(y - box.y) < box.height / 2


@pytest.mark.parametrize("sites", [2, 3, 4])
def test_boxes_are_in_the_picture_and_apart(sites: int) -> None:
    shown = drawn(sites)
    for box in shown.boxes:
        assert box.width / 2 <= box.x <= shown.width - box.width / 2
        assert box.height / 2 <= box.y <= shown.height - box.height / 2
    for one, other in combinations(shown.boxes, 2):
        assert abs(one.x - other.x) >= one.width or abs(one.y - other.y) >= one.height


@pytest.mark.parametrize("sites", [2, 3, 4])
def test_no_end_of_an_arrow_and_no_count_is_hidden_by_a_box_or_another_count(sites: int) -> None:
    shown = drawn(sites)
    assert len(shown.arrows) == sites * (sites - 1)
    for arrow in shown.arrows:
        for x, y in ((arrow.x1, arrow.y1), (arrow.x2, arrow.y2), (arrow.label_x, arrow.label_y)):
            assert not any(inside(box, x, y) for box in shown.boxes)
    for one, other in combinations(shown.arrows, 2):
        assert abs(one.label_x - other.label_x) + abs(one.label_y - other.label_y) > 20


def test_the_most_is_the_thickest() -> None:
    shown = picture.draw({1: "A", 2: "B"}, [(1, 2, 10), (2, 1, 5)], ())
    assert [arrow.thickness for arrow in shown.arrows] == [picture.THICKEST, 5.2]


def test_a_long_name_stands_in_two_lines() -> None:
    assert drawn(2).boxes[1].lines == ("Calderdale and", "Kirklees")
