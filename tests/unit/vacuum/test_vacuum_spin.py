"""Rotors that turn faster and slower, and pumps at rest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.tool.pumps import RootsBooster, Screw, Turbo
from foreline.vacuum.gas import gas_set
from foreline.vacuum.pumps import Inlet, build
from foreline.vacuum.spin import AtRest, RotorLaw, braking, mounted, rotor_law, rotor_speed, turning

LAW = RotorLaw(240.0, 1200.0, 60.0, 100.0)
SPEEDS = st.floats(0.0, 1.0)
PRESSURES = st.floats(0.0, 1e5)
TIMES = st.floats(0.0, 1e5)


@given(SPEEDS, SPEEDS, PRESSURES, TIMES, TIMES)
def test_two_steps_are_one(speed: float, target: float, pressure: float, first: float, second: float) -> None:
    there = rotor_speed(LAW, speed, target, pressure, first)
    if (there > target) == (speed > target):
        whole = rotor_speed(LAW, speed, target, pressure, first + second)
        assert rotor_speed(LAW, there, target, pressure, second) == pytest.approx(whole, rel=1e-9, abs=1e-12)


@given(SPEEDS, SPEEDS, PRESSURES, TIMES)
def test_a_rotor_never_passes_its_target_nor_leaves_its_range(
    speed: float, target: float, pressure: float, time: float
) -> None:
    there = rotor_speed(LAW, speed, target, pressure, time)
    assert 0 <= there <= max(speed, target)
    if speed > target:
        assert there >= target


@given(PRESSURES, PRESSURES)
def test_more_gas_brakes_more(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert braking(LAW, low) <= braking(LAW, high) < 1 / LAW.brake


def test_the_law_solves_its_equation() -> None:
    for speed, target in ((0.2, 1.0), (1.0, 0.0)):
        t, h, p = 30.0, 1e-3, 20.0
        slope = (rotor_speed(LAW, speed, target, p, t + h) - rotor_speed(LAW, speed, target, p, t - h)) / (2 * h)
        here = rotor_speed(LAW, speed, target, p, t)
        b = braking(LAW, p)
        wanted = 1 / LAW.run_up - b * here if target else -(b + 1 / LAW.coast) * here
        assert slope == pytest.approx(wanted, rel=1e-6)


def test_a_known_pump_has_its_own_time() -> None:
    def law(model: str) -> float:
        return rotor_law(Turbo(kind="turbo", model=model, inlet="a", outlet="b"), "turbo")[0].run_up

    assert law("Pfeiffer HiPace 700") == 120.0
    assert law("Leybold MAG W 1300") == 240.0


def test_pumps_at_rest() -> None:
    inlet = Inlet("pump", gas_set(), 293.15)
    screw = Screw(kind="screw", model="Edwards GXS160", inlet="a", outlet="atmosphere")
    booster = RootsBooster(kind="roots-booster", model="Edwards EH1200", inlet="a", outlet="b")
    p, back = np.full(6, 10.0), np.full(6, 1.0)
    shut = mounted(screw, build(screw, inlet), inlet, 0.0)
    free = mounted(booster, build(booster, inlet), inlet, 0.0)
    assert not shut.flow(p, back).any()
    assert shut.power(p, back) == free.power(p, back) == 0.0
    assert free.flow(p, back).sum() > 0
    assert free.flow(back, p).sum() < 0
    assert isinstance(shut, AtRest)


def test_only_a_turbo_turns_by_degrees() -> None:
    inlet = Inlet("pump", gas_set(), 293.15)
    turbo = build(Turbo(kind="turbo", model="Pfeiffer HiPace 700", inlet="a", outlet="b"), inlet)
    assert turning(turbo, 1.0) is turbo
    p, back = np.full(6, 1e-6), np.full(6, 1.0)
    slow, fast = (float(turning(turbo, n).flow(p, back)[3]) for n in (0.3, 1.0))
    assert slow < fast  # hydrogen comes back
    assert not math.isnan(slow)
    shut = AtRest(293.15)
    assert turning(shut, 0.5) is shut
