"""Pumps that keep their gas: speeds, limits, power, what is assumed."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.errors import InputError
from foreline.testing.pumps import check_machine
from foreline.tool.pumps import Cryo, Ion, Turbo
from foreline.units import GAS_CONSTANT
from foreline.vacuum.catalogue import pumps
from foreline.vacuum.gas import GASES, gas_set, humid_air
from foreline.vacuum.pumps import Inlet, build
from foreline.vacuum.pumps.cryo import CryoMachine, build_cryo, capture_probability
from foreline.vacuum.pumps.ion import IonMachine, build_ion
from foreline.vacuum.pumps.turbo import TurboMachine, build_turbo

INLET = Inlet("pump", gas_set(), 293.15)
RT = GAS_CONSTANT * 293.15
AIR = 101325 * humid_air(0.45)
SCCM = 101325e-6 / (GAS_CONSTANT * 273.15) / 60


def cryo(inlet: Inlet = INLET, **more: object) -> CryoMachine:
    fields: dict[str, Any] = {"kind": "cryo", "inlet": "cold"} | (more or {"model": "CTI Cryo-Torr 8"})
    return build_cryo(Cryo.model_validate(fields), inlet)


def ion(**more: object) -> IonMachine:
    fields: dict[str, Any] = {"kind": "ion", "inlet": "uhv"} | (more or {"model": "Gamma Vacuum 100L"})
    return build_ion(Ion.model_validate(fields), INLET)


def turbo(**more: object) -> TurboMachine:
    return build_turbo(Turbo.model_validate({"kind": "turbo", "inlet": "a", "outlet": "b"} | more), INLET)


def pure(gas: str, pressure: float) -> np.ndarray:
    return np.array([pressure if name == gas else 0.0 for name in GASES])


def speed_of(machine: CryoMachine | IonMachine | TurboMachine, gas: str, pressure: float = 1e-6) -> float:
    return float(machine.flow(pure(gas, pressure), np.zeros(6)).sum()) * RT / pressure


@pytest.mark.parametrize(
    "machine",
    [
        cryo(),
        cryo(diameter="400 mm"),
        cryo(speed={"N2": "3000 l/s"}),
        ion(),
        ion(speed="20 l/s"),
        turbo(speed="300 l/s"),
    ],
    ids=["cryo", "cryo by diameter", "cryo by speed", "ion", "ion by speed", "turbo by speed"],
)
def test_contract(machine: CryoMachine | IonMachine | TurboMachine) -> None:
    for outlet in (AIR, AIR * 1e-5):
        check_machine(machine, gas_set(), outlet)


@pytest.mark.parametrize(("gas", "litres"), [("N2", 1500), ("H2O", 4000), ("H2", 2500), ("Ar", 1200)])
def test_cryo_has_its_printed_speeds(gas: str, litres: float) -> None:
    assert speed_of(cryo(), gas) == pytest.approx(litres * 1e-3, rel=1e-9)


def test_generic_cryo_of_eight_inches_is_the_catalogue_s_within_its_rounding() -> None:
    generic = cryo(diameter="203 mm")
    for gas in ("N2", "H2O", "H2", "Ar"):
        assert speed_of(generic, gas) == pytest.approx(speed_of(cryo(), gas), rel=0.025)
    assert generic.limits.crossover == pytest.approx(20.0, rel=1e-3)


def test_cryo_grows_with_its_inlet() -> None:
    small, large = cryo(diameter="200 mm"), cryo(diameter="400 mm")
    assert large.speed == pytest.approx(4 * small.speed)
    assert large.capacity == pytest.approx(4 * small.capacity)
    assert large.limits.crossover == pytest.approx(4 * small.limits.crossover)
    assert cryo(speed={"N2": f"{large.speed[0]} m3/s"}).speed == pytest.approx(large.speed)


def test_cryo_follows_the_gas_temperature() -> None:
    hot = cryo(Inlet("pump", gas_set(), 4 * 293.15))
    assert hot.speed == pytest.approx(2 * cryo().speed)


@given(st.floats(1e-6, 1e5), st.sampled_from(GASES))
def test_cryo_never_takes_more_than_its_limit(pressure: float, gas: str) -> None:
    flow = float(cryo().flow(pure(gas, pressure), np.zeros(6)).sum())
    assert 0 < flow <= 700 * SCCM * 1.000001


def test_cryo_keeps_its_speed_to_half_of_its_limit() -> None:
    machine = cryo()
    at_half = machine.max_throughput / 2 / speed_of(machine, "Ar")
    assert speed_of(machine, "Ar", at_half) == pytest.approx(1.2, rel=0.016)


def test_nothing_comes_back_whatever_the_outlet() -> None:
    for machine in (cryo(), ion()):
        assert (machine.flow(np.zeros(6), AIR) == 0).all()
        assert (machine.flow(pure("N2", 1e-4), AIR) == machine.flow(pure("N2", 1e-4), np.zeros(6))).all()


def test_gases_on_one_stage_fill_it_together() -> None:
    machine = cryo()

    def filling(**partial: float) -> float:
        return machine.filling(sum((pure(g, p) for g, p in partial.items()), np.zeros(6)))

    assert filling(Ar=1e-3, N2=1e-3) == pytest.approx(filling(Ar=1e-3) + filling(N2=1e-3), rel=1e-6)
    assert filling(Ar=1e-3, H2=1e-6) == pytest.approx(filling(Ar=1e-3), rel=1e-9)
    assert filling(H2=1e-3) > 50 * filling(Ar=1e-3)


def test_declared_numbers_win_and_silence_the_notice() -> None:
    full: dict[str, Any] = {
        "speed": dict.fromkeys(GASES, "100 l/s"), "capacity": dict.fromkeys(GASES, "10 l"), "crossover": "75 Torr l",
        "max_throughput": "100 sccm", "power": "1 kW", "water": "1 l/min",
    }  # fmt: skip
    machine = cryo(**full)
    assert machine.notices == ()
    assert machine.sources == ()
    assert machine.limits.crossover == pytest.approx(10.0, rel=1e-3)
    assert machine.power(np.zeros(6), np.zeros(6)) == 1000.0
    (notice,) = cryo().notices
    assert notice.code == "W140"
    assert "He" in notice.message
    assert "Ar" not in notice.message


def test_capture_probability_is_one_for_a_hole_into_the_void() -> None:
    hole = math.pi / 4 * 0.1**2 * 470.68 / 4  # A c/4 of N2 at 20 degC
    assert capture_probability(hole, 0.1, 0.028014) == pytest.approx(1.0, rel=1e-4)


def test_ion_pump_has_the_catalogue_s_argon_curve() -> None:
    points = pumps()["Gamma Vacuum 100L"].curve("speed", "Ar")
    assert points is not None
    for p, s in zip(points.pressure, points.value, strict=True):
        assert speed_of(ion(), "Ar", float(p)) == pytest.approx(float(s), rel=1e-9)
    assert speed_of(ion(), "N2", 1.8e-6) == pytest.approx(0.1, rel=1e-3)


def test_ion_pump_scales_with_a_declared_speed() -> None:
    small = ion(speed="20 l/s")
    assert speed_of(small, "N2", 1.8e-6) == pytest.approx(0.02, rel=1e-3)
    assert speed_of(small, "Ar", 1.8e-6) == pytest.approx(0.02 * 0.21, rel=1e-3)


def test_ion_current_follows_pressure_and_sleeps_when_rough() -> None:
    machine = ion()
    discharge = [machine.power(pure("N2", p), np.zeros(6)) - machine.standby for p in (1e-6, 1e-5, 1e5)]
    assert discharge[1] == pytest.approx(10 * discharge[0], rel=0.15)  # speed changes a little with pressure
    assert discharge[2] < 200
    assert float(machine.flow(AIR, AIR).sum()) * RT < 2e-4  # Pa m3/s


def test_ion_life_is_a_sum_of_gas() -> None:
    assert ion().life(1e-4) == pytest.approx(50_000 * 3600)
    assert ion().life(1e-3) == pytest.approx(5_000 * 3600)


def test_turbo_by_speed_alone() -> None:
    machine = turbo(speed="300 l/s", water="2 l/min")
    assert speed_of(machine, "N2", 1e-4) == pytest.approx(0.3, rel=1e-6)
    assert speed_of(machine, "Ar", 1e-4) == pytest.approx(0.3 * 0.90, rel=0.01)
    assert machine.limits.peak_speed == pytest.approx(0.3)
    assert machine.limits.highest_inlet == pytest.approx(0.1)
    assert machine.water == pytest.approx(2e-3 / 60)
    (notice,) = machine.notices
    assert "speed constant up to 0.1 Pa" in notice.message


def test_declared_speed_scales_the_catalogue_s_curves() -> None:
    whole, half = turbo(model="Leybold MAG W 1300"), turbo(model="Leybold MAG W 1300", speed=f"{1.17 / 2} m3/s")
    for gas in ("N2", "Ar", "H2"):
        for p in (1e-4, 0.5):
            assert speed_of(half, gas, p) == pytest.approx(speed_of(whole, gas, p) / 2, rel=1e-3)


def test_turbo_power_is_light_load_plus_drag() -> None:
    machine = turbo(speed="300 l/s", power="150 W")
    p = pure("Ar", 0.1)
    flow = float(machine.flow(p, np.zeros(6)).sum())
    assert machine.power(p, np.zeros(6)) == pytest.approx(150 + 20 * 300**2 * 0.039948 * flow, rel=1e-9)


def test_unknown_models_are_refused() -> None:
    for one in (
        Cryo(kind="cryo", model="Acme 9000", inlet="a"),
        Ion(kind="ion", model="Acme 9000", inlet="a"),
    ):
        with pytest.raises(InputError, match="no pump 'Acme 9000'"):
            build(one, INLET)
