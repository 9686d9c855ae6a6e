import math

import numpy as np
import pytest

from foreline.errors import OutsideValidity
from foreline.feature.kernels_solid import distance, flight
from foreline.feature.solid import Hole, etched_solid, places, scaled, unit_of

LINE = Hole("line", 0.0, 0.0, 0.5, math.inf, 1.0, False)
VIA = Hole("via", 0.0, 0.0, 0.3, 0.3, 2.0, True)


def test_the_union_keeps_sharp_edges() -> None:
    solid = etched_solid([LINE, VIA], 3.0)
    at = solid.cells(np.array([[0.31, 0.0, -0.99], [0.31, 0.0, -1.01], [0.29, 0.0, -1.5], [0.0, 0.0, -2.01]]))
    found = [distance(solid.field, solid.wide, *map(float, place)) * solid.cell for place in at]
    assert found == pytest.approx([0.01, -0.01, 0.01, -0.01], abs=1.5e-3)


def test_lines_run_on_in_the_mirror() -> None:
    solid = etched_solid([LINE, VIA], 3.0)
    for y in (0.4, 1.3):
        beyond = [solid.cells(np.array([0.1, sign * y + 6.0 * turn, -1.2])) for sign in (1, -1) for turn in (0, 1, -2)]
        values = [distance(solid.field, solid.wide, *map(float, place)) for place in beyond]
        assert values == pytest.approx([values[0]] * 6, abs=1e-6)


def test_a_ray_ends_where_the_wall_is() -> None:
    solid = etched_solid([VIA], 2.0)
    start = solid.cells(np.array([0.0, 0.0, -1.0]))
    way = np.array([0.6, 0.0, 0.8])
    free, length = flight(solid.field, solid.wide, solid.top, *map(float, start), *map(float, way))
    assert not free
    assert length * solid.cell == pytest.approx(0.5, abs=2e-3)
    assert flight(solid.field, solid.wide, solid.top, *map(float, start), 0.0, 0.0, 1.0)[0]


def test_places_are_on_what_no_other_opening_took() -> None:
    end = Hole("line", 0.0, 0.0, 0.5, 1.5, 1.0, False)
    square = Hole("square", 0.0, 1.0, 0.2, 0.2, 1.6, False)
    named = {place.name: place for place in places([end, square], 5.0)}
    assert set(named) == {f"{hole}-{side}" for hole in ("line", "square")
                          for side in ("bottom", "right", "left", "front", "back")}  # fmt: skip
    assert named["line-bottom"].at[1] < 0.0  # away from the via
    assert named["square-front"].at == pytest.approx((0.0, 1.2, -1.3))
    assert named["square-front"].normal == (0.0, -1.0, 0.0)
    swallowed = Hole("small", 0.0, 0.0, 0.1, 0.1, 0.5, True)
    assert not any(place.name.startswith("small") for place in places([VIA, swallowed], 2.0))


def test_ratios_are_kept_and_too_large_grids_refused() -> None:
    assert unit_of([LINE, VIA]) == 0.6
    assert scaled([VIA], 0.6)[0].across == 0.5
    with pytest.raises(OutsideValidity) as error:
        etched_solid([Hole("via", 0.0, 0.0, 1e-6, 1e-6, 1.0, True)], 2.0)
    assert error.value.code == "E461"
