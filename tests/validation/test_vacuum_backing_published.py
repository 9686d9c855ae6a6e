"""Liquid ring, gas-cooled Roots and rotary vane pumps against published numbers.

| what | published | source | tolerance |
|---|---|---|---|
| vapour pressure of water, 0.01 to 100 degC | 611.657 ... 101418 Pa | IAPWS saturation tables | 0.02 % |
| vapour pressure of ethylene glycol at its boiling point, 197.3 degC | 101325 Pa | CRC handbook | 5 % |
| liquid ring, one stage, 75 Torr, seal water 86 degF instead of 60 degF | factor 0.76 | Dekker | 0.06 |
| liquid ring, water leaving at 89 degF | not below 40 mmHg | Graham | 0.1 mmHg |
| liquid ring, two stages, practical limit | 33 mbar | SIHI | 30 % |
| gas-cooled Roots, N2, cooler 40 degC, ratios 2, 3, 5, 8 | 78, 103, 126, 139 degC | issue's list, 139.7 by hand | 1 K |
| gas-cooled Roots, circulated over pumped gas | 0.67, 1.3, 2.7, 4.7 | the same | 2 % |
| rotary vane, 10 % ballast, 75 degC, 1.33 bar, air with 13 mbar of water | 52 mbar | Pfeiffer 2-6, by hand | 1 % |
"""

import numpy as np
import pytest

from foreline.tool.pumps import LiquidRing
from foreline.vacuum.gas import gas_set, humid_air
from foreline.vacuum.pumps import Inlet
from foreline.vacuum.pumps.gas_cooled_roots import circulated_share, discharge_temperature
from foreline.vacuum.pumps.liquid_ring import build_liquid_ring, cavitation_floor
from foreline.vacuum.pumps.rotary_vane import water_tolerance
from foreline.vacuum.pumps.seal_liquid import vapour_pressure

TORR = 133.322


def fahrenheit(degrees: float) -> float:
    return 273.15 + (degrees - 32) / 1.8


@pytest.mark.parametrize(
    ("celsius", "pascal"),
    [
        (0.01, 611.657),
        (10.0, 1228.2),
        (20.0, 2339.2),
        (30.0, 4246.9),
        (50.0, 12352.0),
        (75.0, 38595.0),
        (100.0, 101418),
    ],
)
def test_vapour_pressure_of_water(celsius: float, pascal: float) -> None:
    assert vapour_pressure("water", 273.15 + celsius) == pytest.approx(pascal, rel=2e-4)


def test_ethylene_glycol_boils_where_it_should() -> None:
    assert vapour_pressure("ethylene-glycol", 273.15 + 197.3) == pytest.approx(101325, rel=0.05)


def speed(seal_water: float, pressure: float) -> float:
    pump = LiquidRing(
        kind="liquid-ring", displacement="300 m3/h", stages=1, seal_temperature=f"{seal_water} K", inlet="a",
        outlet="atmosphere",
    )  # fmt: skip
    machine = build_liquid_ring(pump, Inlet("ring", gas_set(("N2", "H2O")), 293.15))
    air = 101325 * humid_air(0.45, ("N2", "H2O"))
    return float(machine.flow(np.array([pressure, 0.0]), air)[0])


def test_warm_seal_water_costs_speed_as_dekker_says() -> None:
    factor = speed(fahrenheit(86), 75 * TORR) / speed(fahrenheit(60), 75 * TORR)
    assert factor == pytest.approx(0.76, abs=0.06)


def test_cavitation_floor_of_graham() -> None:
    assert cavitation_floor("water", fahrenheit(89)) / TORR == pytest.approx(40.0, abs=0.1)


def test_two_stage_pump_ends_near_its_practical_limit() -> None:
    pump = LiquidRing(kind="liquid-ring", displacement="300 m3/h", inlet="a", outlet="atmosphere")
    floor = build_liquid_ring(pump, Inlet("ring", gas_set(), 293.15)).limits.ultimate
    assert floor == pytest.approx(33e2, rel=0.3)


@pytest.mark.parametrize(("ratio", "celsius", "share"), [(2, 78, 0.67), (3, 103, 1.34), (5, 126, 2.67), (8, 139, 4.68)])
def test_circulated_gas_cools(ratio: float, celsius: float, share: float) -> None:
    hot = float(discharge_temperature(1e4, ratio * 1e4, 293.15, 313.15, 1.4))
    assert hot - 273.15 == pytest.approx(celsius, abs=1.0)
    assert float(circulated_share(1e4, ratio * 1e4, 293.15, 313.15, 1.4)) == pytest.approx(share, rel=0.02)


def test_bounds_of_nitrogen_and_argon() -> None:
    for kappa, celsius in ((1.4, 165), (5 / 3, 249)):
        assert float(discharge_temperature(0.0, 1e5, 293.15, 313.15, kappa)) - 273.15 == pytest.approx(celsius, abs=0.6)


def test_water_vapour_tolerance_of_a_ballasted_pump() -> None:
    by_hand = 0.1 * 1330 * (385.95 - 13) / (1330 - 385.95) * 100  # mbar to Pa
    assert float(water_tolerance(0.0, 0.1, 348.15, 133e3, 1300.0)) == pytest.approx(by_hand, rel=0.01)
