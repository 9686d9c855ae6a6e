"""Polygons that stand for surfaces: area, map pixels, edges, and the report's view of a film's chamber."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.transport.collisions import Species, sphere_background
from foreline.transport.drawing import edges, normals, polygons
from foreline.transport.film_room import Emitted
from foreline.transport.geometry import Face
from foreline.transport.scene import Facet, build_scene
from foreline.transport.surfaces import (
    areas,
    box,
    cone,
    disk,
    mitred_tube,
    parallelogram,
    sphere,
    triangle,
    triangles,
)  # fmt: skip
from foreline.transport.views import MOST, film_view, paths, scene_view

SHAPES = {
    "triangle": triangle((0, 0, 0), (1, 0, 0), (0, 2, 0)),
    "parallelogram": parallelogram((0, 0, 0), (1, 0, 1), (0, 2, 0)),
    "box": box((0, 0, 0), (1, 2, 3)),
    "disk": disk((0, 0, 0), (1, 1, 1), 1.0),
    "annulus": disk((0, 0, 0), (0, 0, 1), 1.0, hole=0.5),
    "cylinder": cone((0, 0, 0), (0, 2, 0), 0.3, 0.3),
    "cone": cone((0, 0, 0), (0, 0, 1), 1.0, 0.0),
    "elbow": mitred_tube((0, 0, 0), (0, 0, 2), (3, 0, 2), 1.0),
    "ball": sphere((1, 2, 3), 0.5),
    "zone": sphere((0, 0, 0), 1.0, zone=(-0.2, 0.5)),
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("grid", [(1, 1), (3, 5)])
def test_polygons_have_the_area_of_the_surface(name: str, grid: tuple[int, int]) -> None:
    found = polygons(SHAPES[name], grid)
    drawn = float(np.linalg.norm(normals(found), axis=1).sum())
    exact = float(areas(SHAPES[name]).sum())
    assert exact * 0.98 < drawn < exact * (1 + 1e-9)
    assert len(np.unique(found.polygons)) == len(found.corners)


@pytest.mark.parametrize("name", ["parallelogram", "disk", "annulus", "cylinder", "zone"])
def test_each_pixel_has_the_share_of_the_area_that_particles_find(name: str) -> None:
    shape, grid = SHAPES[name], (3, 4)
    facet = Facet("one", shape, sticking=1.0, emits=1.0, grid=grid)
    found = polygons(shape, grid)
    share = np.bincount(found.pixel, weights=np.linalg.norm(normals(found), axis=1), minlength=12)
    assert build_scene([facet]).pixels == 12
    np.testing.assert_allclose(share / share.sum(), 1 / 12, rtol=0.01)


def test_polygons_of_one_pixel_lie_where_the_kernel_counts_it() -> None:
    """A beam of particles onto a disk: the pixel that is hit is the one that is drawn there."""
    scene = build_scene([
        Facet("lamp", disk((0.5, 0.3, 1.0), (0, 0, -1), 1e-3), sticking=1.0, emits=1.0, exponent=1e6),
        Facet("plate", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0, grid=(4, 9)),
    ])  # fmt: skip
    from foreline.transport.particles import fly

    hit = int(np.argmax(fly(scene, 1, 0, 1024).pixels[1:]))
    found = polygons(scene.facets[1].parts, (4, 9))
    middle = found.corners[found.polygons].mean(1)
    nearest = int(np.argmin(np.linalg.norm(middle - [0.5, 0.3, 0.0], axis=1)))
    assert found.pixel[nearest] == hit


def test_edges_are_rims_and_sharp_bends() -> None:
    assert len(edges(polygons(SHAPES["box"]))) == 12
    assert len(edges(polygons(SHAPES["ball"]))) == 0
    assert len(edges(polygons(SHAPES["annulus"]))) == 72
    assert len(edges(polygons(SHAPES["triangle"]))) == 3


@given(st.floats(1e-3, 1e3), st.floats(-1.0, 1.0), st.floats(0.0, 2 * math.pi))
def test_a_drawing_turns_and_grows_with_its_surface(size: float, height: float, turn: float) -> None:
    axis = (math.sqrt(1 - height**2) * math.cos(turn), math.sqrt(1 - height**2) * math.sin(turn), height)
    plate = polygons(disk((size, 0, 0), axis, size))
    away = plate.corners - [size, 0, 0]
    assert np.abs(away @ np.array(axis)).max() < 1e-9 * size
    assert np.allclose(np.sort(np.linalg.norm(away, axis=1))[1:], size)


def test_a_view_of_a_large_mesh_shows_the_largest_and_says_so() -> None:
    n = 90
    x, y = np.meshgrid(np.arange(n + 1.0), np.arange(n + 1.0), indexing="ij")
    x[-1] += 50.0  # the last row is larger
    corner = (np.arange(n)[:, None] * (n + 1) + np.arange(n)).ravel()
    both = np.concatenate([corner[:, None] + [0, n + 1, 1], corner[:, None] + [1, n + 1, n + 2]])
    mesh = triangles(np.stack([x.ravel(), y.ravel(), 0 * x.ravel()], axis=1), both)
    scene = build_scene([Facet("floor", mesh, sticking=1.0), Facet("lamp", SHAPES["ball"], sticking=1.0, emits=1.0)])
    view = scene_view(scene, "large")
    drawn = {facet.name: len(facet.polygons) for facet in view.facets}
    assert sum(drawn.values()) == MOST
    assert view.note == f"the {2 * n * n + 432 - MOST:,} smallest of {2 * n * n + 432:,} polygons are not drawn"
    assert view.facets[0].corners[:, 0].max() == n + 50.0


def _face() -> Face:
    ring = np.array([0.02, 0.04])
    return Face(ring, np.ones(2), 2 * np.pi * ring * 0.02, height=0.15, offset=0.05, tilt=0.3)


def test_film_view_has_the_film_where_the_map_has_it() -> None:
    """A film that grows along x alone: what the view shows at a polygon is the film of that place."""
    radius, azimuth = np.linspace(0, 0.1, 41), np.linspace(0, 2 * math.pi, 72, endpoint=False)
    film = 1e-8 * (2.0 + np.outer(radius / 0.1, np.cos(azimuth)) + 0.5 * np.outer(radius / 0.1, np.sin(azimuth)))
    view = film_view("seed", _face(), Emitted(1e-25), None, "", 0.2, radius, azimuth, film)
    wafer = next(facet for facet in view.facets if facet.name == "wafer")
    middle = wafer.corners[wafer.polygons].mean(1)
    expected = 1e-8 * (2.0 + middle[:, 0] / 0.1 + 0.5 * middle[:, 1] / 0.1)
    np.testing.assert_allclose(wafer.values, expected, atol=1.5e-9)
    assert view.note == ""
    assert view.map_unit == "m"


def test_film_view_shows_paths_with_and_without_gas() -> None:
    film = np.full((3, 1), 1e-8)
    copper = Emitted(1.055e-25, 5.6e-19, 3e-17)
    argon = sphere_background(2.0, 300.0, 6.634e-26, 3.1e-10, 0.5, Species(copper.mass))
    view = film_view("seed", _face(), copper, argon, "in 2 Pa Ar", None, np.linspace(0, 0.1, 3), np.zeros(1), film)
    straight, met = view.paths
    assert set(straight.lengths.tolist()) == {2}
    assert met.lengths.max() > 3
    assert met.lengths.sum() == len(met.places)
    starts = [np.cumsum(kind.lengths) - kind.lengths for kind in view.paths]
    np.testing.assert_array_equal(straight.places[starts[0]], met.places[starts[1]])  # the same particles
    assert "assumed" in view.note


def test_paths_are_the_same_every_time() -> None:
    ball = build_scene([Facet("ball", SHAPES["ball"], sticking=0.5, emits=1.0)])
    np.testing.assert_array_equal(paths(ball, "a", 5).places, paths(ball, "b", 5).places)
