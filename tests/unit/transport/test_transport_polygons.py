"""Polygons are tiled exactly, whatever their shape; what bounds nothing is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import InputError
from foreline.states import Array
from foreline.transport.polygons import triangulated
from foreline.transport.surfaces import areas, triangles


def area(points: Array) -> float:
    return float(np.linalg.norm(np.cross(points, np.roll(points, -1, axis=0)).sum(axis=0)) / 2)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.2, 1.0), min_size=3, max_size=40),
    st.tuples(*[st.floats(-1.0, 1.0)] * 3).filter(lambda v: math.hypot(*v) > 0.1),
)
def test_stars_are_tiled_with_their_own_normal(radii: list[float], normal: tuple[float, float, float]) -> None:
    w = np.array(normal) / np.linalg.norm(normal)
    u = np.cross(w, np.eye(3)[int(np.argmin(np.abs(w)))])
    u /= np.linalg.norm(u)
    angle = 2 * math.pi * np.arange(len(radii)) / len(radii)
    r = np.array(radii)[:, None]
    points = r * (np.cos(angle)[:, None] * u + np.sin(angle)[:, None] * np.cross(w, u)) + w
    found = triangles(points, triangulated(points))
    centred = points - points.mean(axis=0)
    assert areas(found).sum() == pytest.approx(area(centred), rel=1e-9)
    assert (found.row[:, 9:12] @ w > 0.999).all()


def test_a_slit_to_a_hole_leaves_the_hole_open() -> None:
    outer = [(0, 0), (4, 0), (4, 4), (0, 4)]
    inner = [(1, 1), (1, 3), (3, 3), (3, 1)]
    path = [outer[0], *outer[1:], outer[0], inner[0], *inner[1:], inner[0]]
    points = np.array([(x, y, 0.0) for x, y in path])
    tiles = triangulated(points)
    assert areas(triangles(points, tiles)).sum() == pytest.approx(12.0)
    middle = points[tiles].mean(axis=1)
    assert not ((np.abs(middle[:, 0] - 2) < 1) & (np.abs(middle[:, 1] - 2) < 1)).any()


def test_corners_in_line_bound_no_triangle_of_their_own() -> None:
    points = np.array([(0, 0, 0), (1, 0, 0), (2, 0, 0), (2, 2, 0), (0, 2, 0)], float)
    assert areas(triangles(points, triangulated(points))).sum() == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("corners", "said"),
    [
        ([(0, 0, 0), (2, 2, 0), (2, 0, 0), (0, 1, 0)], "cross"),
        ([(0, 0, 0), (1, 0, 0), (2, 0, 0)], "bound no area"),
        ([(0, 0, 0), (1, 0, 0)], "bound no area"),
        ([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0.1)], "out of the plane"),
        ([(0, 0, 0), (1, 0, 0), (0, 1, 0)] * 2000, "the limit is 5000"),
    ],
)
def test_what_bounds_no_plate_is_refused(corners: list[tuple[float, float, float]], said: str) -> None:
    with pytest.raises(InputError, match=f"^plate: .*{said}"):
        triangulated(np.array(corners, float), "plate")
