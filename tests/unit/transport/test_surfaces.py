"""Surfaces: areas, points on them, where rays meet them."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import InputError
from foreline.kernels import kernel
from foreline.transport.kernels_meeting import FAR, _meet_flat, _meet_round, _normal, _point
from foreline.transport.surfaces import (
    Surfaces,
    areas,
    box,
    cone,
    disk,
    mitred_tube,
    parallelogram,
    sphere,
    triangle,
)
from foreline.transport.tree import surface_boxes

ONE_OF_EACH = (
    triangle((0, 0, 0), (1, 0, 0), (0.2, 1, 0.3)),
    parallelogram((0, 0, 0), (1, 0, 0), (0.5, 1, 0.2)),
    disk((0.1, 0, 0), (1, 2, 3), 1.5, hole=0.5),
    cone((0, 0, 0), (1, 1, 1), 0.5, 0.2),
    cone((0, 0, 0), (0, 1, 1), 0.5, 0.5),
    sphere((1, 0, 0), 2.0, axis=(1, 1, 0), zone=(-0.5, 0.3)),
)
direction = st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1)).filter(lambda d: math.hypot(*d) > 0.1)
share = st.floats(0.001, 0.999)


@kernel
def meet(kind: Any, row: Any, ox: Any, oy: Any, oz: Any, dx: Any, dy: Any, dz: Any, on: Any) -> Any:
    if kind[0] <= 2:
        return _meet_flat(kind[0], row, 0, ox, oy, oz, dx, dy, dz)
    return _meet_round(kind[0], row, 0, ox, oy, oz, dx, dy, dz, on)


@kernel
def point(kind: Any, row: Any, s: Any, u: Any, v: Any) -> Any:
    return _point(kind[s], row, s, u, v)


@kernel
def normal(kind: Any, row: Any, s: Any, x: Any, y: Any, z: Any) -> Any:
    return _normal(kind[s], row, s, x, y, z)


@given(st.sampled_from(ONE_OF_EACH), share, share, direction)
@settings(max_examples=200)
def test_a_ray_aimed_at_a_point_of_a_surface_meets_it_there_or_before(one: Any, u: Any, v: Any, d: Any) -> None:
    p = np.array(point(one.kind, one.row, 0, u, v))
    d = np.array(d) / math.hypot(*d)
    t = meet(one.kind, one.row, *(p - 3.0 * d), *d, False)
    n = np.array(normal(one.kind, one.row, 0, *p))
    if abs(n @ d) > 1e-3:  # not along the surface
        assert t <= 3.0 + 1e-9
        met = p + (t - 3.0) * d
        low, high = surface_boxes(one)[0, :3], surface_boxes(one)[0, 3:]
        assert (met >= low - 1e-9).all()
        assert (met <= high + 1e-9).all()


@given(st.sampled_from(ONE_OF_EACH[3:]), share, share, direction)
@settings(max_examples=200)
def test_a_ray_that_starts_on_a_round_surface_meets_it_again_only_from_inside(one: Any, u: Any, v: Any, d: Any) -> None:
    p = np.array(point(one.kind, one.row, 0, u, v))
    d = np.array(d) / math.hypot(*d)
    n = np.array(normal(one.kind, one.row, 0, *p))  # to the axis
    t = meet(one.kind, one.row, *p, *d, True)
    if d @ n < 0:
        cylinder_or_sphere = one.kind[0] == 4 or one.row[0, 12] == one.row[0, 13]
        assert not cylinder_or_sphere or t == FAR
    elif t < FAR:
        q = p + t * d
        back = np.array(normal(one.kind, one.row, 0, *q))
        assert back @ d < 1e-9  # comes from inside


@pytest.mark.parametrize("one", [cone((0, 0, 0), (0, 0, 2), 0.5, 0.2), cone((0, 0, 0), (0, 0, 2), 0.5, 0.5)])
def test_points_of_a_cone_are_uniform_in_area(one: Any) -> None:
    shares = (np.arange(400) + 0.5) / 400
    height = np.mean([point(one.kind, one.row, 0, u, 0.3)[2] for u in shares])
    r1, r2, length = one.row[0, 12:15]
    assert height == pytest.approx(length * (r1 + 2 * r2) / (3 * (r1 + r2)), rel=1e-4)


def test_a_mitred_tube_keeps_its_points_on_its_side_and_its_area() -> None:
    elbow = mitred_tube((0, 0, 0), (0, 0, 2), (3, 0, 2), 1.0)
    for s in range(2):
        for u in (0.1, 0.6, 0.95):
            for v in (0.02, 0.3, 0.6, 0.9):
                x, _, z = point(elbow.kind, elbow.row, s, u, v)
                assert (x + z <= 2.0 + 1e-9) if s == 0 else (x + z >= 2.0 - 1e-9)
    assert areas(elbow) / math.pi == pytest.approx([4.0, 6.0])
    with pytest.raises(InputError, match="ends in the corner"):
        mitred_tube((0, 0, 0), (0, 0, 0.5), (3, 0, 0.5), 1.0)


def test_normals_of_a_box_point_inwards_and_join_adds() -> None:
    room = box((0, 0, 0), (1, 2, 3))
    middle = np.array([0.5, 1.0, 1.5])
    assert ((middle - room.row[:, :3]) * room.row[:, 9:12]).sum(1).min() > 0
    both = room + sphere((0, 0, 0), 1.0)
    assert isinstance(both, Surfaces)
    assert len(both) == 7


def test_a_triangle_without_area_is_refused() -> None:
    with pytest.raises(InputError, match="surface 1 of 1 has no area"):
        triangle((0, 0, 0), (1, 1, 1), (2, 2, 2))
