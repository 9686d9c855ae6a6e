"""Moving parts: poses, maps in the body's frame against integrals over its positions, shutters, the same bits."""

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foreline.errors import InputError
from foreline.transport import monte_carlo
from foreline.transport.monte_carlo import Target, hit_numbers, shares, simulate
from foreline.transport.particles import fly
from foreline.transport.phases import build_family, fly_family, moved, pose
from foreline.transport.scene import Facet, Motion, build_scene
from foreline.transport.surfaces import areas, box, cone, disk, mitred_tube, sphere

AXIS = (0.0, 0.0, 1.0)
ORBIT = Motion((0, 0, 0), AXIS, 1)


def source(at: Any = (0, 0, 0), **more: Any) -> Facet:
    return Facet("source", disk(at, AXIS, 0.005), emits=1.0, sticking=1.0, **more)


@given(st.floats(0, 1), st.integers(-9, 9), st.integers(-9, 9), st.tuples(*[st.floats(-1, 1)] * 3))
@example(3.7e-162, 1, 1, (0.0, 0.0, 1.0))  # numbers too small to be divided by stand where a mitre's would
@settings(max_examples=50, deadline=None)
def test_poses_are_rotations_and_close(phase: Any, turns: Any, spin: Any, axis: Any) -> None:
    if np.linalg.norm(axis) < 1e-3:
        return
    body = Motion((0.3, 0.1, 0.2), axis, spin, on=Motion((1, 2, 3), (0, 1, 1), turns))
    rotation, shift = pose(body, phase)
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(rotation) == pytest.approx(1.0)
    for one, other in zip(pose(body, phase), pose(body, phase + 1.0), strict=True):
        assert one == pytest.approx(other, abs=1e-9)
    parts = (
        box((0, 0, 0), (1, 2, 3)) + cone((0, 0, 0), (0, 0, 1), 1, 2) + mitred_tube((0, 0, 0), (0, 0, 2), (2, 0, 2), 1)
    )
    assert areas(moved(parts, rotation, shift)) == pytest.approx(areas(parts))
    back = moved(moved(parts, rotation, shift), rotation.T, -rotation.T @ shift)
    assert back.row == pytest.approx(parts.row, abs=1e-12)


def test_a_room_that_turns_as_a_whole_counts_the_same() -> None:
    """Source and all about an axis: the same chamber in every phase."""
    room = [
        Facet("room", box((0, 0, 0), (1, 2, 3)), sticking=0.3, emits=1.0, grid=(2, 3)),
        Facet("baffle", disk((0.5, 1.0, 1.0), (1, 0, 1), 0.3), sticking=0.1),
    ]
    turning = build_family([replace(facet, motion=ORBIT) for facet in room], phases=5)
    assert len(build_family(room).scenes) == 1
    n = turning.batch * 64
    one, two = fly_family(turning, 3, 0, n), fly(build_scene(room), 3, 0, n)
    assert one.leaked == 0
    for of in (shares, hit_numbers):
        (a, da), (b, db) = of(one), of(two)
        assert np.abs((a - b) / np.maximum(np.hypot(da, db), 1e-12)).max() < 4.0
    spread = np.sqrt(one.pixels[:6] + two.pixels[:6]) * 1.3  # hits of one particle are not independent
    assert np.abs((one.pixels[:6] - two.pixels[:6]) / spread).max() < 4.0


def ring_mean(radius: float, offset: float, height: float, n: float) -> float:
    """Flux of a small cos^n source at an offset, averaged over the turns of a wafer above it, over that on its axis."""
    angle = np.linspace(0.0, 2 * math.pi, 720, endpoint=False)
    square = height**2 + (radius * np.cos(angle) - offset) ** 2 + (radius * np.sin(angle)) ** 2
    return float((height ** (n + 1) / square ** ((n + 3) / 2)).mean())


def test_a_turning_wafer_gets_the_mean_over_its_turns() -> None:
    height, offset, radius = 0.3, 0.2, 0.15
    wafer = Facet("wafer", disk((0, 0, height), (0, 0, -1), radius), sticking=1.0, grid=(6, 8), motion=ORBIT)
    family = build_family([source((offset, 0, 0), exponent=2.0), wafer,
                           Facet("room", sphere((0, 0, 0), 1.0), sticking=1.0)], phases=64)  # fmt: skip
    n = 64 * family.batch
    counts = fly_family(family, 1, 0, n).pixels[1:49].reshape(6, 8)
    edges = radius * np.sqrt(np.arange(0, 7) / 6)
    inside = [
        np.mean([ring_mean(r, offset, height, 2.0) for r in np.sqrt(np.linspace(a**2, b**2, 21))[1::2]])
        for a, b in itertools.pairwise(edges)
    ]
    expected = n * 3.0 / (2.0 * math.pi) * math.pi * radius**2 / 6 * np.array(inside)
    rings = counts.sum(axis=1)
    assert np.abs((rings - expected) / np.sqrt(expected)).max() < 4.0
    assert ((counts - rings[:, None] / 8) ** 2 / (rings[:, None] / 8)).sum() < 42 + 4 * math.sqrt(84)  # chi squared


def test_a_planet_gets_the_mean_over_orbit_and_spin() -> None:
    """Point on a planet, source off the axis: its place is orbit + spin, in whole turns of a cycle."""
    height, orbit, own, offset = 0.4, 0.2, 0.1, 0.15
    spin = Motion((orbit, 0, height), AXIS, 3, on=ORBIT)
    patch = Facet("patch", disk((orbit + own, 0, height), (0, 0, -1), 0.02), sticking=1.0, motion=spin)
    family = build_family([source((offset, 0, 0)), patch, Facet("room", sphere((0, 0, 0), 1.0), sticking=1.0)],
                          phases=48)  # fmt: skip
    tally = simulate(family, 1, Target("patch", 0.01))
    share, error = (float(v[1]) for v in shares(tally))
    turn = 2 * math.pi * (np.arange(480) + 0.5) / 480
    x = orbit * np.cos(turn) + own * np.cos(4 * turn) - offset
    y = orbit * np.sin(turn) + own * np.sin(4 * turn)
    exact = 0.02**2 * np.mean(height**2 / (height**2 + x**2 + y**2) ** 2)
    assert share == pytest.approx(exact, abs=float(4 * error + 0.004 * exact))  # the patch is no point


def test_an_open_shutter_lets_its_share_through() -> None:
    room = Facet("room", sphere((0, 0, 0), 1.0), sticking=1.0)
    plate = Facet("shutter", disk((0, 0, 0.05), AXIS, 0.9), sticking=1.0, away=0.3)
    other = Facet("second", disk((0, 0, 0.06), AXIS, 0.9), sticking=1.0, away=0.5)
    family = build_family([source(), room, plate, other])
    assert len(family.scenes) == 3
    n = 1024 * 64 // family.batch * family.batch
    tally = fly_family(family, 1, 0, n)
    through = [tally.absorbed[k] / n for k in (1, 2, 3)]
    assert through[0] == pytest.approx(0.3 * 1.0, abs=0.004)  # away together: the first to close stops all
    assert through[1] == pytest.approx(0.7, abs=0.004)
    assert through[2] < 0.004
    assert family.scenes[0].area[2] > 0.0


def test_half_open_disk_shutter_turns() -> None:
    """A half disk that turns about the source's axis stops half of all."""
    half = cone((0, 0, 0.05), (0, 0, 0.06), 0.9, 0.9)
    half.row[0, 15] = 1e9  # cut along the axis: keeps x < 0
    lid = Facet("lid", half, sticking=1.0, motion=ORBIT)
    family = build_family([source(), Facet("room", sphere((0, 0, 0), 1.0), sticking=1.0), lid], phases=7)
    tally = fly_family(family, 1, 0, 8 * family.batch)
    open_ = fly(build_scene([source(), Facet("room", sphere((0, 0, 0), 1.0), sticking=1.0),
                             Facet("lid", cone((0, 0, 0.05), (0, 0, 0.06), 0.9, 0.9), sticking=1.0)]), 1, 0,
                8 * family.batch)  # fmt: skip
    assert tally.absorbed[2] / open_.absorbed[2] == pytest.approx(
        0.5, abs=4 * 0.5 / math.sqrt(float(open_.absorbed[2]))
    )


def test_phases_fly_the_same_bits_on_threads_and_after_a_pause(tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(monte_carlo, "SAVE_AFTER", 0.0)
    wafer = Facet("wafer", disk((0.1, 0, 0.3), (0, 0, -1), 0.1), sticking=0.5, grid=(3, 3), motion=ORBIT)
    family = build_family([source(), wafer, Facet("room", sphere((0, 0, 0), 1.0), sticking=0.5)], phases=3)
    file = tmp_path / "run.npz"
    told: list[Any] = []

    def die(progress: Any) -> None:
        told.append(progress)
        if len(told) == 2:
            raise KeyboardInterrupt

    target = Target("wafer", 0.008)
    whole = simulate(family, 3, target)
    with pytest.raises(KeyboardInterrupt):
        simulate(family, 3, target, save=file, report=die)
    resumed = simulate(family, 3, target, save=file, threads=2)
    for name in whole.__dataclass_fields__:
        assert np.array_equal(getattr(whole, name), getattr(resumed, name)), name
    share, error = (float(v[1]) for v in shares(whole))
    assert error <= 0.008 * share
    with pytest.raises(InputError, match="holds another run"):
        simulate(build_family([source(), wafer, Facet("room", sphere((0, 0, 0), 1.0), sticking=0.5)], phases=4), 3,
                 target, save=file)  # fmt: skip
    with pytest.raises(ValueError, match="whole batches"):
        fly_family(family, 1, 0, 100)


def test_errors_of_moving_parts_tell_the_truth() -> None:
    """Over 200 seeds; phases have fixed shares, which batches must not count as spread."""
    wafer = Facet("wafer", disk((0.3, 0, 0.3), (0, 0, -1), 0.2), sticking=1.0, motion=ORBIT)
    family = build_family([source((0.2, 0, 0)), wafer, Facet("room", sphere((0, 0, 0), 1.0), sticking=1.0)], phases=6)
    found = [shares(fly_family(family, seed, 0, 16 * family.batch)) for seed in range(200)]
    value, error = (np.array([f[k][1] for f in found]) for k in (0, 1))
    within = np.abs(value - value.mean()) / error
    assert 0.56 < (within < 1).mean() < 0.78
    assert value.std() == pytest.approx(error.mean(), rel=0.16)


def test_motions_that_make_no_sense_are_refused() -> None:
    plate = disk((0, 0, 0.1), AXIS, 0.1)
    with pytest.raises(InputError, match="at least one phase"):
        build_family([source()], phases=0)
    with pytest.raises(InputError, match="away part of the time cannot emit"):
        build_family([Facet("plate", plate, emits=1.0, away=0.5)])
    with pytest.raises(InputError, match="do not close it"):
        build_family([source(), Facet("plate", plate, motion=Motion((0, 0, 0), AXIS, 1.5))])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="needs a direction"):
        build_family([source(), Facet("plate", plate, motion=Motion((0, 0, 0), (0, 0, 0), 1))])
