"""Straight flight in scenes: rings merged, shadows, screens, shutters, moving wafers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.transport.phases import build_family
from foreline.transport.scene import Facet, Motion
from foreline.transport.scene_light import Light, light, places, ring_rule, round_face
from foreline.transport.surfaces import disk, sphere

GUN = Facet("gun", disk((0, 0, 0), (0, 0, 1), 0.01), emits=1.0, sticking=1.0)
WAFER = Facet("wafer", disk((0, 0, 0.4), (0, 0, -1), 0.1), sticking=1.0)
ROOM = Facet("room", sphere((0, 0, 0), 2.0), sticking=1.0)
DOT = (np.array([1e-7]), np.ones(1))


def lit(
    facets: list[Facet], phases: int = 1, exponent: float = 1.0, rings: tuple[np.ndarray, np.ndarray] = DOT
) -> Light:
    face = round_face(next(f for f in facets if f.name == "wafer"))
    at = places(face, np.linspace(0.0, 0.1, 5), 2.0 * math.pi * np.arange(8) / 8)
    return light(build_family(facets, phases=phases), phases, "gun", round_face(GUN), rings, exponent, [(face, at)])


@given(st.integers(1, 6), st.lists(st.tuples(st.floats(0.01, 1.0), st.floats(0.1, 10.0)), min_size=8, max_size=40))
def test_few_rings_have_the_moments_of_many(count: int, many: list[tuple[float, float]]) -> None:
    radius, weight = np.array(many).T
    r, w = ring_rule(radius, weight, count)
    assert (w >= 0.0).all()
    assert r.max() <= radius.max() * (1.0 + 1e-9)
    for power in range(2 * len(r)):
        assert (w * r ** (2 * power)).sum() == pytest.approx((weight * radius ** (2 * power)).sum(), rel=1e-6)


@pytest.mark.parametrize("exponent", [1.0, 2.0, 5.5])
def test_a_small_source_lights_by_the_cosine_law(exponent: float) -> None:
    found = lit([GUN, WAFER, ROOM], exponent=exponent)
    r = np.repeat(np.linspace(0.0, 0.1, 5), 8)
    cosine = 0.4 / np.hypot(0.4, r)
    want = (exponent + 1.0) / (2.0 * math.pi) * cosine ** (exponent + 3.0) / 0.4**2
    np.testing.assert_allclose(found.flux, want, rtol=1e-9)
    np.testing.assert_allclose(found.cosine, cosine, rtol=1e-9)
    assert found.error.max() < 1e-9 * want[0]
    assert not found.hidden


def test_a_large_source_is_exact_on_its_axis() -> None:
    ring = np.linspace(0.0, 0.3, 400, endpoint=False) + 0.3 / 800
    found = lit([Facet("gun", disk((0, 0, 0), (0, 0, 1), 0.3), emits=1.0, sticking=1.0), WAFER, ROOM],
                rings=(ring, 2.0 * ring / 0.3**2 * 0.3 / 400))  # fmt: skip
    want = 1.0 / (math.pi * (0.3**2 + 0.4**2))  # R^2/(R^2 + h^2) of the emitted flux 1/(pi R^2)
    assert found.flux[0] == pytest.approx(want, rel=1e-4)


def test_screens_and_shutters_take_their_share() -> None:
    bare = lit([GUN, WAFER, ROOM]).flux
    veil = Facet("veil", disk((0, 0, 0.2), (0, 0, 1), 0.5), opacity=0.3)
    shutter = Facet("shutter", disk((0, 0, 0.2), (0, 0, 1), 0.5), sticking=1.0, away=0.25)
    assert lit([GUN, WAFER, ROOM, veil]).hidden
    np.testing.assert_allclose(lit([GUN, WAFER, ROOM, veil]).flux, 0.7 * bare, rtol=1e-12)
    np.testing.assert_allclose(lit([GUN, WAFER, ROOM, shutter]).flux, 0.25 * bare, rtol=1e-12)


def test_the_edge_of_a_shadow_is_told_as_an_error() -> None:
    half = Facet("half", disk((0, 0.5, 0.2), (0, 0, 1), 0.5), sticking=1.0)
    wide = (np.linspace(1e-3, 0.05, 20), np.linspace(1e-3, 0.05, 20))
    gun = Facet("gun", disk((0, 0, 0), (0, 0, 1), 0.06), emits=1.0, sticking=1.0)
    found = lit([gun, WAFER, ROOM, half], rings=wide)
    assert found.hidden
    assert found.error.max() > 0.0
    bare = lit([gun, WAFER, ROOM], rings=wide)
    assert (found.flux <= bare.flux * (1.0 + 1e-9)).all()
    assert found.flux[0] == pytest.approx(0.5 * bare.flux[0], rel=0.1)


def test_a_spinning_wafer_is_even_around_and_its_back_gets_nothing() -> None:
    gun = Facet("gun", disk((0.15, 0, 0), (0, 0, 1), 0.01), emits=1.0, sticking=1.0)
    spin = Motion((0, 0, 0.4), (0, 0, 1), 1)
    turning = Facet("wafer", WAFER.parts, sticking=1.0, motion=spin)
    face = round_face(turning)
    at = places(face, np.array([0.1]), 2.0 * math.pi * np.arange(8) / 8)
    family = build_family([gun, turning, ROOM], phases=32)
    found = light(family, 32, "gun", round_face(gun), DOT, 1.0, [(face, at)])
    np.testing.assert_allclose(found.flux, found.flux.mean(), rtol=1e-6)
    away = Facet("wafer", disk((0, 0, 0.4), (0, 0, 1), 0.1), sticking=1.0)
    assert lit([GUN, away, ROOM]).flux.max() == 0.0
