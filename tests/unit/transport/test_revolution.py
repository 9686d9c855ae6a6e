"""Radiosity in bodies of revolution: balances, hidden parts, what is refused."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import InputError, OutsideValidity
from foreline.transport.particles import fly
from foreline.transport.revolution import Band, solve_revolution
from foreline.transport.ring_exchange import Rings, exchange
from foreline.transport.scene import Facet, build_scene
from foreline.transport.surfaces import cone, disk

N = 1 << 18


def tube(length: Any, sticking: Any = 0.0) -> Any:
    return [
        Band("in", (0.0, 0.0), (0.0, 1.0), 1.0, 1.0),
        Band("wall", (0.0, 1.0), (length, 1.0), sticking),
        Band("out", (length, 1.0), (length, 0.0), 1.0),
    ]


def baffled() -> Any:
    """A tube with a floating disk, a ring on the wall and a sticking cone between them."""
    two_sided = [((1.0, 0.6), (1.0, 0.0), 0.0), ((2.0, 1.0), (2.0, 0.5), 0.0), ((1.2, 0.3), (1.7, 0.7), 0.2)]
    sheets = [Band("sheet", a, b, s) for one, other, s in two_sided for a, b in ((one, other), (other, one))]
    return tube(3.0) + sheets


def test_a_baffled_body_against_particles() -> None:
    found = solve_revolution(baffled())
    scene = build_scene(
        [
            Facet("in", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0, emits=1.0),
            Facet("wall", cone((0, 0, 0), (0, 0, 3), 1.0, 1.0)),
            Facet("out", disk((0, 0, 3), (0, 0, -1), 1.0), sticking=1.0),
            Facet("disk", disk((0, 0, 1), (0, 0, 1), 0.6)),
            Facet("ring", disk((0, 0, 2), (0, 0, 1), 1.0, hole=0.5)),
            Facet("cone", cone((0, 0, 1.2), (0, 0, 1.7), 0.3, 0.7), sticking=0.2),
        ]
    )
    tally = fly(scene, 5, 0, N)
    for bands, facet in ((slice(2, 3), 2), (slice(7, 9), 5)):
        share = tally.absorbed[facet] / N
        assert abs(found.absorbed[bands].sum() - share) < 4 * math.sqrt(share / N)
    assert found.absorbed.sum() == pytest.approx(1.0, rel=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0.3, 2.0), min_size=3, max_size=4), st.floats(0.3, 2.0), st.floats(0.0, 1.0))
def test_balance_and_reciprocity_of_any_chain_of_cones(radii: Any, step: Any, sticking: Any) -> None:
    def chain(radii: Any) -> Any:
        walls = [Band("wall", (i * step, a), ((i + 1) * step, b), sticking) for i, (a, b) in enumerate(pairwise(radii))]
        end = (len(radii) - 1) * step
        mouth = Band("in", (0.0, 0.0), (0.0, radii[0]), 1.0, 1.0)
        return [mouth, *walls, Band("out", (end, radii[-1]), (end, 0.0), 1.0)]

    there, back = solve_revolution(chain(radii)), solve_revolution(chain(radii[::-1]))
    assert there.absorbed.sum() == pytest.approx(1.0, rel=1e-10)
    forth, home = there.absorbed[-1] * radii[0] ** 2, back.absorbed[-1] * radii[-1] ** 2
    assert forth == pytest.approx(home, rel=1e-9)


def test_a_closed_body_that_emits_as_it_takes_is_uniform() -> None:
    """Every wall sticks a tenth and emits a tenth of one flux: equilibrium, the same impingement everywhere."""
    walls = [(0.0, 0.0), (0.0, 1.0), (1.0, 2.0), (1.5, 2.0), (1.5, 0.5), (3.0, 0.5), (3.0, 0.0)]
    legs = list(pairwise(walls))
    area = [math.pi * (a[1] + b[1]) * math.hypot(b[0] - a[0], b[1] - a[1]) for a, b in legs]
    found = solve_revolution([Band("wall", a, b, 0.1, 0.1 * s) for (a, b), s in zip(legs, area, strict=True)])
    assert found.flux == pytest.approx(np.ones(len(found.flux)), rel=1e-10)
    assert found.area == pytest.approx(area, rel=1e-12)


def test_pressure_falls_along_a_tube_symmetrically() -> None:
    """Entrance and exit exchanged are the same tube: H(z) + H(L - z) = 1."""
    found = solve_revolution(tube(4.0))
    wall = found.band == 1
    flux, z = found.flux[wall] * math.pi, found.z[wall]
    assert flux + flux[::-1] == pytest.approx(np.ones(wall.sum()), abs=1e-9)
    inside = (z > 1e-4) & (z < 4.0 - 1e-4)  # rings closer to a corner see it by one panel
    assert np.all(np.diff(flux[inside]) < 0.0)


def test_facing_disks_see_each_other_as_the_closed_form_says() -> None:
    """Howell, C-41: F12 = (X - sqrt(X^2 - 4 (r2/r1)^2)) / 2, X = 1 + (1 + R2^2) / R1^2."""
    found = solve_revolution([
        Band("in", (0.0, 0.0), (0.0, 1.0), 1.0, 1.0), Band("cone", (0.0, 1.0), (2.0, 3.0), 1.0),
        Band("out", (2.0, 3.0), (2.0, 0.0), 1.0)])  # fmt: skip
    x = 1 + (1 + 1.5**2) / 0.5**2
    assert found.absorbed[2] == pytest.approx(0.5 * (x - math.sqrt(x * x - 4 * 9)), rel=1e-7)


def test_a_sheet_between_hides_all() -> None:
    ends = np.array([[[0, 0], [0, 1]], [[1, 1], [1, 0]], [[0.5, 0], [0.5, 1]], [[0.5, 1], [0.5, 0]]], float)
    normal = np.array([[1.0, 0], [-1, 0], [1, 0], [-1, 0]])
    z, r = np.array([0.0, 1.0, 0.5, 0.5]), np.array([0.3, 0.4, 0.5, 0.5])
    found = exchange(Rings(z, r, np.ones(4), np.arange(4), ends, normal))
    assert found[0, 1] == found[2, 3] == found[0, 2] == found[1, 3] == 0.0
    assert found[0, 3] > 0.0 < found[1, 2]


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        (tube(1.0)[:2], "do not close at z = 1 m, r = 1 m"),
        ([Band("in", (0.0, 1.0), (0.0, 0.0), 1.0, 1.0), Band("w", (1.0, 1.0), (0.0, 1.0)),
          Band("out", (1.0, 0.0), (1.0, 1.0), 1.0)], "turned over"),
        ([Band("in", (0.0, 0.0), (0.0, 1.0), 1.0)], "nothing can fly"),
        ([Band("in", (0.0, 0.0), (0.0, 1.0), 0.0, 1.0)], "without end"),
        ([Band("in", (0.0, 0.0), (0.0, 1.0), 2.0, 1.0)], "between 0 and 1"),
        ([Band("in", (0.0, 0.0), (0.0, math.nan), 1.0, 1.0)], "finite"),
        ([Band("in", (0.0, -1.0), (0.0, 1.0), 1.0, 1.0)], "not negative"),
        ([Band("in", (0.0, 0.0), (1.0, 0.0), 1.0, 1.0)], "no area"),
    ],
)  # fmt: skip
def test_what_is_refused(bands: Any, message: Any) -> None:
    with pytest.raises(InputError, match=message):
        solve_revolution(bands)


def test_a_capillary_too_long_for_the_rings_is_refused() -> None:
    with pytest.raises(OutsideValidity, match="fly particles") as refused:
        solve_revolution(tube(1e6))
    assert refused.value.code == "E346"


def test_a_long_tube_says_how_well_it_is_known() -> None:
    found = solve_revolution(tube(1000.0))
    assert abs(found.absorbed[2] / 0.0026476172 - 1) < 0.01
    assert abs(found.absorbed[2] - 0.0026476172) < found.error[2]
