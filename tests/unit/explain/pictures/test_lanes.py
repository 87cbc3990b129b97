"""Lines between boxes: whatever waits for what, none runs through a box."""

import re

from hypothesis import given
from hypothesis import strategies as st

from drplan.explain.pictures.lanes import GAP, Grid


@st.composite
def grids(draw):
    columns = draw(st.integers(1, 6))
    widths = draw(st.lists(st.integers(1, columns), min_size=1, max_size=12))
    spots = {f"{row}-{column}": (row, column) for row, wide in enumerate(widths) for column in range(wide)}
    needs = {}
    for name, (row, _) in spots.items():
        earlier = [each for each, (other, _) in spots.items() if other < row]
        some = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=4)) if earlier else []
        needs[name] = tuple(some)
    return Grid(spots, needs, 652 / columns, 20.0, 8.0)


def segments(path):
    x = y = 0.0
    for step, first, second in re.findall(r"([MHV])([-\d.]+)(?: ([-\d.]+))?", path):
        end = (x, float(first)) if step == "V" else (float(first), float(second) if step == "M" else y)
        if step != "M":
            yield (x, y), end
        x, y = end


@given(grids())
def test_no_line_runs_through_a_box_and_each_arrives(grid):
    tops = grid.tops()
    boxes = [
        (grid.left(column), tops[row], grid.left(column) + grid.cell - GAP, tops[row] + grid.high)
        for row, column in grid.spots.values()
    ]
    for path in grid.lines():
        for (x1, y1), (x2, y2) in segments(path):
            assert x1 == x2 or y1 == y2
            for left, top, right, bottom in boxes:
                across = max(x1, x2) > left + 0.1 and min(x1, x2) < right - 0.1
                down = max(y1, y2) > top + 0.1 and min(y1, y2) < bottom - 0.1
                assert not (across and down), path
            assert 0 <= min(x1, x2) <= max(x1, x2) <= 720
    assert len(list(grid.heads())) == sum(map(len, grid.needs.values()))
    assert tops == sorted(tops)
