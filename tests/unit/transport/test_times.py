"""Time, speed and several gases: every molecule accounted for, laws of gases at rest, answers that add up."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import InputError
from foreline.transport.monte_carlo import Target, hit_numbers, shares, simulate
from foreline.transport.particles import fly
from foreline.transport.scene import NITROGEN, Facet, Gas, build_scene
from foreline.transport.surfaces import Surfaces, box, cone, disk, sphere
from foreline.transport.tally import Clock, of_gas
from foreline.transport.times import arrived, crossed, moments, notices, response, sojourn_time

K = 1.380649e-23
HYDROGEN = Gas("H2", 3.3476e-27)
LONG = Clock(np.geomspace(1e-6, 1e3, 400))


def ball(sticking: Any, radius: Any = 0.1, **more: Any) -> Any:
    return build_scene([Facet("ball", sphere((0, 0, 0), radius), sticking=sticking, emits=1e15, **more)])


@given(
    st.floats(0.05, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1e-2), st.floats(1e-5, 1e-1),
    st.integers(0, 2**63),
)  # fmt: skip
@settings(max_examples=15, deadline=None)
def test_every_molecule_of_every_gas_is_somewhere_at_some_time(
    sticking: Any, specular: Any, accommodation: Any, sojourn: Any, until: Any, seed: Any
) -> None:
    wall = Facet(
        "wall", cone((0, 0, 0), (0, 0, 2), 1.0, 1.0), sticking={"N2": sticking}, specular=specular,
        accommodation=accommodation, sojourn={"H2": sojourn}, grid=(3, 4), angles=5,
    )  # fmt: skip
    tube = build_scene(
        [
            Facet("in", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0, emits={"N2": 1.0, "H2": 3.0}),
            wall,
            Facet("out", disk((0, 0, 2), (0, 0, -1), 1.0), sticking=1.0, emits={"H2": 0.5}),
        ],
        [NITROGEN, HYDROGEN],
    )
    tally = fly(tube, seed, 0, 2048, clock=Clock(np.geomspace(1e-5, 1.0, 7), until))
    assert tally.absorbed.sum() + tally.leaked + tally.lost + tally.late == 2048
    assert tally.leaked == 0
    assert tally.hits.sum() == tally.bounces
    assert (tally.came.sum(axis=1) == tally.hits).all()
    assert (tally.stayed.sum(axis=1) == tally.absorbed).all()
    assert tally.pixels[[1 + k for k in range(12)]].sum() == tally.hits[1]
    assert tally.angles[5:].sum() == tally.hits[4]
    two = [of_gas(tally, tube, name) for name in ("N2", "H2")]
    assert sum(one.hits.sum() for one in two) == tally.bounces
    assert two[1].absorbed[1] == 0  # the wall takes no hydrogen
    assert two[0].came.shape == (3, 8)


@given(
    st.lists(st.tuples(st.floats(0.02, 0.5), st.floats(0.0, 0.9)), min_size=6, max_size=6), st.integers(0, 2**63)
)  # fmt: skip
@settings(max_examples=8, deadline=None)
def test_a_closed_isothermal_room_of_any_walls_is_hit_evenly(walls: Any, seed: Any) -> None:
    """Walls that emit as much as they take are in balance: same impingement, density and pressure everywhere."""
    faces = box((0, 0, 0), (0.1, 0.2, 0.3))
    area = np.array([0.06, 0.06, 0.03, 0.03, 0.02, 0.02])
    room = build_scene(
        [
            Facet(str(i), Surfaces(faces.kind[i : i + 1], faces.row[i : i + 1]), sticking=s, specular=mirror,
                  emits=1e18 * s * a, temperature=300.0)
            for i, ((s, mirror), a) in enumerate(zip(walls, area, strict=True))
        ]
    )  # fmt: skip
    tally = fly(room, seed, 0, 1024 * 64, clock=LONG)
    number, error = hit_numbers(tally)
    off = (number * room.rate / area / 1e18 - 1.0) / (error * room.rate / area / 1e18)
    assert np.abs(off).max() < 5.0  # 6 walls, 8 rooms
    found = crossed(room, tally)
    exact = 4e18 / math.sqrt(8.0 * K * 300.0 / (math.pi * NITROGEN.mass))
    assert np.abs((found.density - exact) / found.density_error).max() < 6.0
    assert np.abs((found.pressure - exact * K * 300.0) / found.pressure_error).max() < 5.0


def test_two_gases_fly_as_each_alone() -> None:
    facets = [
        Facet("in", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0, emits={"N2": 1.0, "H2": 1.0}),
        Facet("wall", cone((0, 0, 0), (0, 0, 1), 1.0, 1.0), sticking={"H2": 0.3}),
        Facet("out", disk((0, 0, 1), (0, 0, -1), 1.0), sticking=1.0),
    ]
    both = build_scene(facets, [NITROGEN, HYDROGEN])
    tally = simulate(both, 1, particles=1024 * 256, clock=LONG)
    exact = 0.6719839019
    share, error = shares(tally)
    assert 2.0 * share[2] == pytest.approx(exact, abs=8.0 * error[2])
    alone = build_scene([
        Facet("in", facets[0].parts, sticking=1.0, emits=1.0), Facet("wall", facets[1].parts, sticking=0.3), facets[2],
    ])  # fmt: skip
    other, spread = (v[2] for v in shares(fly(alone, 2, 0, 1024 * 256)))
    assert 2.0 * share[5] == pytest.approx(other, abs=4.0 * math.hypot(2.0 * error[5], spread))
    # Straight flights take a time that goes with the root of the mass.
    first = [moments(LONG, of_gas(tally, both, name).stayed[1]) for name in ("H2",)]
    assert first[0][0] > 0.0
    slow, fast = (fly(ball(1.0), 3, 0, 65536, clock=LONG), build_scene([Facet("ball", sphere((0, 0, 0), 0.1),
                  sticking=1.0, emits=1.0)], [HYDROGEN]))  # fmt: skip
    ratio = moments(LONG, slow.stayed[0])[0] / moments(LONG, fly(fast, 3, 0, 65536, clock=LONG).stayed[0])[0]
    assert ratio == pytest.approx(math.sqrt(NITROGEN.mass / HYDROGEN.mass), rel=0.01)


def test_a_target_of_several_gases_says_which() -> None:
    both = build_scene(
        [Facet("ball", sphere((0, 0, 0), 1.0), sticking=0.5, emits={"N2": 1.0, "H2": 9.0})], [NITROGEN, HYDROGEN]
    )
    tally = simulate(both, 1, Target("ball", 0.01, "N2"))
    share, error = (float(v[0]) for v in shares(tally))
    assert share == pytest.approx(0.1, abs=4 * error)
    assert error < 0.01 * share
    with pytest.raises(InputError, match="of which gas"):
        simulate(both, 1, Target("ball", 0.01))
    with pytest.raises(InputError, match="no gas 'O2' flies"):
        simulate(both, 1, Target("ball", 0.01, "O2"))
    with pytest.raises(InputError, match="no gas 'O2' flies"):
        of_gas(tally, both, "O2")


def test_sojourns_add_their_time_and_a_mirror_knows_none() -> None:
    clock = Clock(np.geomspace(1e-5, 100.0, 4000))
    free, stays = (fly(ball(0.2, sojourn=tau), 1, 0, 65536, clock=clock) for tau in (0.0, 0.5))
    first, second = moments(clock, free.stayed[0]), moments(clock, stays.stayed[0])
    assert second[0] - first[0] == pytest.approx(4.0 * 0.5, abs=4 * second[1] / 256)  # 1/s - 1 = 4 bounces
    mirror = fly(ball(0.2, sojourn=0.5, specular=1.0), 1, 0, 65536, clock=clock)
    assert moments(clock, mirror.stayed[0])[0] < 0.1
    assert sojourn_time(1e-13, 50.0 * K * 300.0, 300.0) == pytest.approx(1e-13 * math.exp(50.0))
    with pytest.raises(InputError, match="never leaves"):
        sojourn_time(1e-13, 1e-18, 300.0)


def test_walls_that_do_not_accommodate_keep_the_speed() -> None:
    """Gas of 1200 K in a room of 300 K: half the time where walls keep its speed, 5/8 at a share of one half..."""
    clock = Clock(np.linspace(1e-5, 0.5, 20000))
    spot = Facet("spot", disk((0, 0, -0.0999), (0, 0, 1), 1e-4), emits=1.0, temperature=1200.0)

    def time(accommodation: float, temperature: float) -> tuple[float, float]:
        shell = Facet("ball", sphere((0, 0, 0), 0.1), sticking=0.05, accommodation=accommodation,
                      temperature=temperature)  # fmt: skip
        tally = fly(build_scene([spot, shell]), 1, 0, 65536, clock=clock)
        mean, spread = moments(clock, tally.stayed[1])
        return mean, spread / 256

    (hot, a), (same, b), (cold, c) = time(0.0, 300.0), time(1.0, 1200.0), time(1.0, 300.0)
    assert hot == pytest.approx(same, abs=4 * math.hypot(a, b))
    assert cold == pytest.approx(hot * (2.0 * 19.0 + 1.0) / 20.0, abs=4 * math.hypot(2 * a, c))


def test_what_answers_a_burst_answers_any_inflow() -> None:
    clock = Clock(np.linspace(1e-4, 1.0, 10000))
    tally = fly(ball(0.2), 1, 0, 16384, clock=clock)
    start, flow = np.array([0.0, 0.3, 0.5]), np.array([1e15, 3e15, 0.0])
    rate = response(clock, tally, tally.stayed[0], start, flow, np.array([0.0, 0.29, 0.49, 0.9]))
    assert rate == pytest.approx([0.0, 1e15, 3e15, 0.0], rel=1e-9, abs=1e3)
    soon = response(clock, tally, tally.stayed[0], start, flow, np.array([0.002]))
    assert soon[0] == pytest.approx(1e15 * arrived(tally, tally.stayed[0])[19])
    with pytest.raises(InputError, match="give later bins"):
        response(clock, tally, tally.stayed[0], start, flow, np.array([1.1]))
    with pytest.raises(InputError, match="without a clock"):
        arrived(fly(ball(0.2), 1, 0, 1024), tally.stayed[0])


def test_a_clock_that_stops_says_what_it_left_out() -> None:
    scene = ball(0.01)
    tally = fly(scene, 1, 0, 4096, clock=Clock(np.array([0.01]), until=0.01))
    assert tally.late + tally.absorbed[0] == 4096
    assert tally.late > 1000
    assert [one.code for one in notices(scene, tally)] == ["W330"]
    assert notices(scene, fly(scene, 1, 0, 4096, clock=LONG)) == ()
    with pytest.raises(InputError, match="within the clock"):
        moments(Clock(np.array([1e-4])), fly(scene, 1, 0, 1024, clock=Clock(np.array([1e-4]))).stayed[0])


def test_errors_of_densities_and_pressures_tell_the_truth() -> None:
    """Over 200 seeds; the few slowest molecules make the density's error a little too small, as its text says."""
    scene = ball(0.3)
    exact = scene.rate / 0.3 / scene.area[0] * 4.0 / math.sqrt(8.0 * K * 293.15 / (math.pi * NITROGEN.mass))
    found = [crossed(scene, fly(scene, seed, 0, 16 * 1024, clock=LONG)) for seed in range(200)]
    for name, value in (("density", exact), ("pressure", exact * K * 293.15)):
        mean, error = (np.array([getattr(f, of)[0] for f in found]) for of in (name, f"{name}_error"))
        within = np.abs(mean - value) / error
        assert 0.56 < (within < 1).mean() < 0.78  # 68 % of 200, three standard deviations
        assert (within < 2).mean() > 0.90
        assert abs(mean.mean() - value) < 3.5 * mean.std() / math.sqrt(200)


def test_time_and_gases_change_nothing_with_threads(tmp_path: Any) -> None:
    both = build_scene(
        [Facet("ball", sphere((0, 0, 0), 1.0), sticking=0.1, emits={"N2": 1.0, "H2": 9.0}, sojourn=0.01)],
        [NITROGEN, HYDROGEN],
    )
    file = tmp_path / "run.npz"
    one = simulate(both, 5, particles=65536, clock=LONG, save=file)
    two = simulate(both, 5, particles=65536, clock=LONG, threads=2)
    for name in one.__dataclass_fields__:
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
    again = simulate(both, 5, particles=65536, clock=LONG, save=file)
    assert np.array_equal(one.came, again.came)
    with pytest.raises(InputError, match="holds another run"):
        simulate(both, 5, particles=65536, clock=Clock(np.array([1.0])), save=file)
