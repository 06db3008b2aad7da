"""Bars add up; lines stay in their frame."""

import re

import pytest

from sextant.ui.charts import Part, draw_parts, draw_spark
from sextant.ui.components.figures import ui_parts, verdict_parts


def test_parts_fill_the_bar() -> None:
    widths = [
        float(width)
        for width in re.findall(r'<rect[^>]* width="([\d.]+)%"', draw_parts([Part("a", 1), Part("b", 2), Part("c", 4)], title="t"))
    ]

    assert widths == sorted(widths)
    assert sum(widths) == pytest.approx(100, abs=0.02)


def test_part_of_nothing_is_not_drawn_but_stays_in_the_table() -> None:
    figure = ui_parts([Part("many", 3), Part("none", 0)], "Title", "Finding")

    assert figure.count('height="32"/>') == 1
    assert '<th scope="row"><span>none</span></th>' in figure


def test_whole_of_nothing_has_no_share() -> None:
    assert "—" in ui_parts([Part("none", 0)], "Title", "Finding")


def test_verdict_parts_keep_our_order_and_leave_out_unknown_counts() -> None:
    parts = verdict_parts({"to-settle": 2, "acquired": 5})

    assert [(part.kind, part.count) for part in parts] == [("acquired", 5), ("to-settle", 2)]


@pytest.mark.parametrize("values", [[1.0], [2.0, 2.0, 2.0], [0, 5, -3, 12]])
def test_spark_stays_in_its_frame(values: list[float]) -> None:
    drawing = draw_spark(values, title="t")
    points = [tuple(map(float, point.split(","))) for point in re.search(r'points="([^"]+)"', drawing)[1].split()]

    assert len(points) == len(values)
    assert all(0 <= x <= 100 and 0 <= y <= 24 for x, y in points)


def test_spark_of_nothing_is_empty() -> None:
    assert "polyline" not in draw_spark([], title="t")
