"""Closed forms of molecules in time: mean speed, effusion, decay of a burst, thermal transpiration."""

import math
from typing import Any

import numpy as np
import pytest

from foreline.transport.particles import fly
from foreline.transport.scene import Facet, Gas, build_scene
from foreline.transport.surfaces import box, cone, disk, sphere
from foreline.transport.tally import Clock
from foreline.transport.times import arrived, crossed, moments

K = 1.380649e-23
NUMBER = 1024 * 256


def test_mean_speed_of_nitrogen_in_a_closed_cube() -> None:
    """470.82 m/s for a mass of 28 u at 293.15 K; a public code's table of speeds gives 468.9 to 469.3 (measured)."""
    gas = Gas("N2", 0.028 / 6.02214076e23)
    cube = build_scene([Facet("wall", box((0, 0, 0), (1, 1, 1)), sticking=0.05, emits=1e18)], [gas])
    tally = fly(cube, 1, 0, NUMBER, clock=Clock(np.array([1.0])))
    found = crossed(cube, tally)
    n, error = float(found.density[0]), float(found.density_error[0])
    speed = 4.0 * tally.hits[0] / tally.particles * cube.rate / cube.area[0] / n
    assert speed == pytest.approx(470.82, abs=4.0 * 470.82 * error / n)
    assert error / n < 0.003


def test_times_of_flight_of_effusing_gas() -> None:
    """From the middle of a sphere: P(t) = (1 + x) exp(-x), x = m R^2/(2 k T t^2)."""
    gas, radius, temperature = Gas("Ar", 6.6335e-26), 0.3, 500.0
    clock = Clock(np.linspace(2e-4, 4e-3, 40))
    scene = build_scene(
        [
            Facet("spot", disk((0, 0, 0), (0, 0, 1), 1e-6), emits=1.0, temperature=temperature),
            Facet("ball", sphere((0, 0, 0), radius), sticking=1.0),
        ],
        [gas],
    )
    tally = fly(scene, 1, 0, NUMBER, clock=clock)
    x = gas.mass * radius**2 / (2.0 * K * temperature * clock.edges**2)
    exact = (1.0 + x) * np.exp(-x)
    off = (arrived(tally, tally.stayed[1]) - exact) / np.sqrt(exact * (1.0 - exact) / NUMBER)
    assert np.abs(off).max() < 4.0


@pytest.mark.parametrize(("sticking", "sojourn"), [(0.02, 0.0), (0.2, 0.0), (0.2, 1e-3)])
def test_a_burst_in_a_sphere_decays_with_volume_over_speed(sticking: Any, sojourn: Any) -> None:
    """Every flight there is one of many alike, so that the mean time is V/S + (1/s - 1) tau exactly."""
    gas, radius, temperature = Gas("N2", 4.6517e-26), 0.25, 293.15
    clock = Clock(np.linspace(5e-5, 1.0, 20000))
    scene = build_scene(
        [Facet("ball", sphere((0, 0, 0), radius), sticking=sticking, emits=1.0, sojourn=sojourn,
               temperature=temperature)], [gas],
    )  # fmt: skip
    tally = fly(scene, 1, 0, 65536, clock=clock)
    speed = math.sqrt(8.0 * K * temperature / (math.pi * gas.mass))
    volume, pumping = 4.0 / 3.0 * math.pi * radius**3, sticking * scene.area[0] * speed / 4.0
    mean, spread = moments(clock, tally.stayed[0])
    assert mean == pytest.approx(volume / pumping + (1.0 / sticking - 1.0) * sojourn, abs=4.0 * spread / 256.0)
    if sticking < 0.05:  # small beside the wall: p(t) = p0 exp(-t S/V)
        left = 1.0 - arrived(tally, tally.stayed[0])
        assert np.abs(left - np.exp(-clock.edges * pumping / volume)).max() < 0.01


def test_thermal_transpiration() -> None:
    """Behind a small hole no net flow passes once p2/p1 = sqrt(T2/T1), n2/n1 = sqrt(T1/T2)."""
    cold, hot, hole = 100.0, 400.0, 0.1
    up, wall = (0, 0, 1), (2.0 + 1.0 - hole**2) * 1e18  # emission of even strength over both
    first = cone((0, 0, 0), (0, 0, 1), 1.0, 1.0) + disk((0, 0, 1), (0, 0, -1), 1.0, hole=hole)
    second = cone((0, 0, 1.01), (0, 0, 2.01), 1.0, 1.0) + disk((0, 0, 1.01), up, 1.0, hole=hole)
    scene = build_scene(
        [
            Facet("gauge", disk((0, 0, 0), up, 1.0), sticking=0.003, emits=1e18, temperature=cold),
            Facet("first", first, temperature=cold, sticking=0.003, emits=wall),
            Facet("hole", cone((0, 0, 1), (0, 0, 1.01), hole, hole), temperature=cold),
            Facet("second", second, temperature=hot),
            Facet("other gauge", disk((0, 0, 2.01), up, 1.0), temperature=hot),
        ]
    )  # fmt: skip
    tally = fly(scene, 1, 0, 1024 * 16, clock=Clock(np.array([1.0])))
    found = crossed(scene, tally)
    p, error, n = found.pressure, found.pressure_error, found.density
    assert p[4] / p[0] == pytest.approx(2.0, abs=0.02 + 4.0 * 2.0 * math.hypot(error[4] / p[4], error[0] / p[0]))
    assert n[4] / n[0] == pytest.approx(0.5, rel=0.06)
    assert error[4] / p[4] < 0.03
    assert tally.leaked == 0
