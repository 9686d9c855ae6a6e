"""Straight flight past edges: against plain points with a ray each; shadows and gaps add to all; who may hide what."""

import math
from typing import Any

import numpy as np
import pytest

from foreline.transport.hiding import hiders
from foreline.transport.line_of_sight import _random_points, straight_flight
from foreline.transport.scene import Facet, build_scene
from foreline.transport.surfaces import Surfaces, box, cone, disk, mitred_tube, parallelogram, sphere, triangle

SHAPE = (4, 4)
WAFER = disk((0, 0, 0), (0, 0, 1), 0.15)
ROUND = disk((0, 0, 0.3), (0, 0, -1), 0.1)
RAMP = cone((0.05, 0, 0.1), (0.05, 0.02, 0.2), 0.03, 0.06)
WEDGE = triangle((0, 0, 0.1), (0.1, 0, 0.1), (0, 0.1, 0.15))


def seen(source: Any, between: Any, exponent: float = 1.0, opacity: float = 1.0, target: Any = WAFER) -> Any:
    parts = [Facet("source", source, sticking=1.0, emits=1.0, exponent=exponent), Facet("map", target, sticking=1.0)]
    if between is not None:
        parts.append(Facet("between", between, sticking=1.0, opacity=opacity))
    return build_scene(parts)


def on(scene: Any) -> int:
    return int(np.flatnonzero(scene.belongs == 1)[0])


@pytest.mark.parametrize(
    ("source", "between", "more"),
    [
        (ROUND, disk((0.04, 0, 0.12), (0, 0.2, 1), 0.05), {}),
        (ROUND, disk((0.04, 0, 0.12), (0, 0.2, 1), 0.09, hole=0.05), {"exponent": 2.5}),
        (ROUND, disk((0, 0, 0.2), (0, 0, 1), 0.08) + WEDGE, {"opacity": 0.4}),
        (ROUND, parallelogram((0, -0.2, 0.1), (0.2, 0, 0.05), (0, 0.4, 0)), {}),
        (ROUND, RAMP, {}),
        (ROUND, cone((0.05, -0.2, 0.15), (0.05, 0.2, 0.15), 0.03, 0.03), {}),
        (ROUND, mitred_tube((0.05, -0.1, 0.15), (0.05, 0, 0.15), (0.15, 0.1, 0.15), 0.03), {}),
        (ROUND, sphere((0.03, 0.02, 0.15), 0.05), {}),
        (ROUND, sphere((0.03, 0.02, 0.15), 0.05, zone=(-0.02, 0.03)), {"opacity": 0.7}),
        (disk((0, 0, 0.3), (0, 0, -1), 0.1, hole=0.06), disk((0, 0, 0.15), (0, 0, 1), 0.06), {}),
        (parallelogram((-0.1, -0.1, 0.3), (0, 0.2, 0), (0.2, 0, 0.05)), sphere((0, 0, 0.15), 0.05), {}),
        (triangle((-0.1, -0.1, 0.3), (-0.1, 0.2, 0.3), (0.2, 0, 0.3)), disk((0, 0, 0.15), (1, 0, 1), 0.06), {}),
        (cone((0, 0, 0.2), (0, 0, 0.35), 0.2, 0.1), disk((0, 0, 0.1), (0, 0, 1), 0.08), {}),
        (ROUND, disk((0.04, 0, 0.12), (0, 0, 1), 0.05), {"target": sphere((0, 0, 0), 0.06)}),
    ],
)  # fmt: skip
def test_lines_are_plain_points_with_a_ray_each(source: Any, between: Any, more: Any) -> None:
    scene = seen(source, between, **more)
    flux, error, told = straight_flight(scene, on(scene), SHAPE)
    plain, spread, _ = _random_points(scene, on(scene), SHAPE, 2, 1)
    assert "cut where shadows end" in told
    off = (flux - plain) / np.hypot(error, spread + 1e-9 * plain.max())
    assert np.abs(off).max() < 6.0  # eight shifts: wide tails
    assert math.sqrt((off**2).mean()) < 2.0
    assert error.max() < 0.01 * flux.max()


def test_what_a_plate_lets_by_and_what_a_hole_of_its_size_does_make_all() -> None:
    """With the same lines the pieces of both are the whole lines, whatever the radius: edges are cut exactly."""
    sums = []
    for radius in (0.02, 0.05):
        maps = []
        for inner, outer in ((0.0, radius), (radius, 2.0)):
            scene = seen(ROUND, disk((0.03, 0.01, 0.15), (0.1, 0, 1), outer, hole=inner))
            maps.append(straight_flight(scene, on(scene), (2, 2))[0])
        sums.append(maps[0] + maps[1])
    assert sums[0] == pytest.approx(sums[1], rel=1e-6)
    clear = seen(ROUND, None)
    assert sums[0] == pytest.approx(straight_flight(clear, on(clear), (2, 2))[0], rel=0.01)


def test_half_of_a_square_is_exact() -> None:
    """A plate whose edge halves what a small pixel sees of a small source: the pixel gets half."""
    source = parallelogram((-0.01, -0.01, 1.0), (0, 0.02, 0), (0.02, 0, 0))
    pixel = parallelogram((-1e-6, -1e-6, 0.0), (2e-6, 0, 0), (0, 2e-6, 0))
    plate = parallelogram((0.0, -1.0, 0.5), (1.0, 0, 0), (0, 2.0, 0))
    flux, clear = (straight_flight(s, on(s), (1, 1))[0] for s in (seen(source, p, target=pixel) for p in (plate, None)))
    assert flux[0, 0] == pytest.approx(0.5 * clear[0, 0], rel=2e-4)


def test_a_mesh_in_the_way_is_left_to_points() -> None:
    many = Surfaces(np.empty(0, dtype=np.int64), np.empty((0, 18)))
    for k in range(80):
        x = 0.12 * math.cos(k), 0.12 * math.sin(k)
        many += triangle((0, 0, 0.1), (*x, 0.1), (0.5 * x[0], 0.9 * x[1], 0.12))
    scene = seen(ROUND, many)
    assert "shifted Sobol points" in straight_flight(scene, on(scene), SHAPE)[2]


def test_walls_of_convex_chambers_hide_nothing() -> None:
    tube = cone((0, 0, 0), (0, 0, 1), 0.5, 0.3) + disk((0, 0, 0), (0, 0, 1), 0.5) + disk((0, 0, 1), (0, 0, -1), 0.3)
    ball = sphere((0, 0, 0), 1.0)
    plate, core = disk((0, 0, 0.5), (0, 0, 1), 0.1), cone((0, 0, 0.2), (0, 0, 0.4), 0.1, 0.1)
    step = cone((0, 0, 0), (0, 0, 1), 0.5, 0.5) + cone((0, 0, 1), (0, 0, 2), 0.3, 0.3)
    for walls, inside in (
        (tube, []), (ball, []), (box((0, 0, 0), (1, 2, 3)), []), (ball + disk((0, 0, 0.6), (0, 0, 1), 0.8), [1]),
        (tube + plate, [3]), (tube + core, [3]), (step, [1]), (box((0, 0, 0), (1, 1, 1)) + ball, [0, 2, 4, 6]),
    ):  # fmt: skip
        found = hiders(walls)
        assert found is not None
        assert found.tolist() == inside
    seen_plate = hiders(tube + plate, 3)
    assert seen_plate is not None
    assert not len(seen_plate)  # what is flat hides nothing of itself
