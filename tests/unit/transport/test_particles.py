"""Free flight and flight in a gas: every particle is accounted for, and the same one flies the same way."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import InputError
from foreline.transport.collisions import Background, Species
from foreline.transport.particles import batch_size, flight_path, fly
from foreline.transport.scene import Facet, build_scene
from foreline.transport.surfaces import Surfaces, box, cone, disk, mitred_tube, sphere


def tube(length: Any, sticking: Any = 0.0, scale: Any = 1.0, **wall: Any) -> Any:
    return build_scene(
        [
            Facet("in", disk((0, 0, 0), (0, 0, 1), scale), sticking=1.0, emits=1.0),
            Facet("wall", cone((0, 0, 0), (0, 0, length * scale), scale, scale), sticking=sticking, **wall),
            Facet("out", disk((0, 0, length * scale), (0, 0, -1), scale), sticking=1.0),
        ]
    )


def same(a: Any, b: Any) -> Any:
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in a.__dataclass_fields__)


@given(st.floats(0.05, 20.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(0, 2**63))
@settings(max_examples=30, deadline=None)
def test_every_particle_stays_somewhere(length: Any, sticking: Any, specular: Any, seed: Any) -> None:
    tally = fly(tube(length, sticking, specular=specular), seed, 0, 2048)
    assert tally.absorbed.sum() + tally.leaked + tally.lost == 2048
    assert tally.leaked == 0
    assert (tally.hits >= tally.absorbed).all()
    assert tally.hits.sum() == tally.bounces


def test_tallies_add_to_the_same_numbers_however_particles_are_shared_out() -> None:
    scene = tube(3.0)
    whole = fly(scene, 4, 0, 8192)
    assert same(whole, fly(scene, 4, 0, 1024) + fly(scene, 4, 1024, 5120) + fly(scene, 4, 5120, 8192))
    assert not same(whole, fly(scene, 5, 0, 8192))
    with pytest.raises(ValueError, match="whole batches of 1024"):
        fly(scene, 4, 0, 1000)


def test_another_unit_of_length_changes_no_count() -> None:
    assert same(fly(tube(3.0), 4, 0, 8192), fly(tube(3.0, scale=2.0**-20), 4, 0, 8192))


def test_closed_boxes_and_spheres_leak_nothing_and_are_hit_evenly() -> None:
    room = box((0, 0, 0), (1, 1, 1))
    sides = [
        Facet(str(i), Surfaces(room.kind[i : i + 1], room.row[i : i + 1]), sticking=0.02, emits=1.0) for i in range(6)
    ]
    for scene in (
        build_scene(sides),
        build_scene([Facet("ball", sphere((0, 0, 0), 1.0), sticking=0.02, emits=1.0, grid=(8, 8))]),
    ):
        tally = fly(scene, 1, 0, 16384)
        assert tally.leaked == 0
        counts = tally.hits if len(tally.hits) > 1 else tally.pixels
        assert counts.std() / counts.mean() < 0.02


def test_a_hole_leaks_and_is_counted() -> None:
    scene = build_scene([Facet("in", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0, emits=1.0)])
    tally = fly(scene, 1, 0, 1024)
    assert tally.leaked == 1024


def test_mirrors_keep_the_angle_and_transparent_facets_let_pass() -> None:
    scene = tube(5.0, specular=1.0)
    assert fly(scene, 1, 0, 1024).absorbed[2] == 1024  # a smooth tube lets everything through
    grid = Facet("grid", disk((0, 0, 2.5), (0, 0, 1), 1.0), opacity=0.0, sticking=1.0)
    half = Facet("grid", disk((0, 0, 2.5), (0, 0, 1), 1.0), opacity=0.5, sticking=1.0)
    parts = list(tube(5.0).facets)
    n = 16384
    open_, seen = fly(build_scene([*parts, grid]), 1, 0, n), fly(tube(5.0), 1, 0, n)
    assert open_.absorbed[3] == 0
    assert open_.hits[3] > n / 2
    assert open_.absorbed[2] / n == pytest.approx(seen.absorbed[2] / n, abs=0.015)
    seen = fly(build_scene([*parts, half]), 1, 0, n)
    assert seen.absorbed[3] / seen.hits[3] == pytest.approx(0.5, abs=0.02)


def test_light_paths_of_a_tube_are_reversible() -> None:
    """From either end of a reducer the same number goes through: A1 W12 = A2 W21."""
    there, back = (
        build_scene(
            [
                Facet("a", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0, emits=first),
                Facet("wall", cone((0, 0, 0), (0, 0, 2), 1.0, 0.5)),
                Facet("b", disk((0, 0, 2), (0, 0, -1), 0.5), sticking=1.0, emits=1.0 - first),
            ]
        )
        for first in (1.0, 0.0)
    )
    n = 1024 * 128
    through = fly(there, 1, 0, n).absorbed[2] / n, 0.25 * fly(back, 2, 0, n).absorbed[0] / n
    assert through[0] == pytest.approx(through[1], rel=0.02)


def test_pixels_and_angles_sum_to_the_hits() -> None:
    scene = tube(2.0, grid=(5, 4), angles=9)
    tally = fly(scene, 1, 0, 4096)
    assert tally.pixels[1:21].sum() == tally.hits[1]
    assert tally.angles.sum() == tally.hits[1]


def test_a_path_starts_on_the_source_and_ends_where_the_particle_stays() -> None:
    path = flight_path(tube(4.0), 3, 5)
    assert path[0, 2] == 0.0
    assert path[-1, 2] in (0.0, pytest.approx(4.0))
    inside = path[1:-1]
    assert np.hypot(inside[:, 0], inside[:, 1]) == pytest.approx(1.0)


def test_gas_in_balance_stays_in_balance() -> None:
    """Gas of the wall's temperature in a gas of that temperature: as many leave as arrive, with 2 k T each."""
    argon = Background(1e20, 6.6e-26, 300.0, 4e-19, 400.0, 0.81)
    room = build_scene([Facet("all", box((0, 0, 0), (0.1, 0.1, 0.1)), sticking=0.2, emits=1.0, temperature=300.0)])
    tally = fly(room, 1, 0, 16384, argon, Species(3.3e-26))
    mean = tally.energy[0] / tally.absorbed[0] * 1e-6 * 1.602176634e-19 / (1.380649e-23 * 300.0)
    assert tally.absorbed[0] == 16384
    assert mean == pytest.approx(2.0, abs=0.04)


def test_a_gas_too_thin_to_meet_changes_nothing_of_where_particles_stay() -> None:
    thin = Background(1e3, 6.6e-26, 300.0, 4e-19, 400.0, 0.81)
    n = 1024 * 32
    free, gas = fly(tube(3.0), 1, 0, n), fly(tube(3.0), 1, 0, n, thin, Species(6.6e-26))
    assert free.absorbed / n == pytest.approx(gas.absorbed / n, abs=0.012)


def test_scenes_that_cannot_fly_are_refused() -> None:
    with pytest.raises(InputError, match="nothing can fly"):
        build_scene([Facet("wall", sphere((0, 0, 0), 1.0))])
    with pytest.raises(InputError, match="same name"):
        build_scene([Facet("a", sphere((0, 0, 0), 1.0), emits=1.0), Facet("a", sphere((3, 0, 0), 1.0))])
    with pytest.raises(InputError, match="between 0 and 1"):
        build_scene([Facet("a", sphere((0, 0, 0), 1.0), emits=1.0, sticking=1.5)])


def test_emission_from_a_mitred_wall_is_symmetric() -> None:
    elbow = mitred_tube((0, 0, 0), (0, 0, 2), (2, 0, 2), 1.0)
    scene = build_scene(
        [
            Facet("a", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0),
            Facet("wall", elbow, emits=1.0),
            Facet("b", disk((2, 0, 2), (-1, 0, 0), 1.0), sticking=1.0),
        ]
    )
    n = 1024 * 32
    tally = fly(scene, 1, 0, n)
    assert tally.leaked == 0
    assert tally.absorbed[0] / n == pytest.approx(0.5, abs=0.012)
    assert batch_size(scene) == 1024
