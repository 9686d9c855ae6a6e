"""Liquid ring, gas-cooled Roots, rotary vane: contract, laws, rules, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from foreline.errors import InputError, OutsideValidity
from foreline.testing.pumps import check_machine
from foreline.tool.pumps import GasCooledRoots, LiquidRing, PumpBase, RotaryVane
from foreline.vacuum.gas import GASES, gas_set, humid_air
from foreline.vacuum.pumps import Inlet, Machine, build
from foreline.vacuum.pumps.contract import Ruled, Warms
from foreline.vacuum.pumps.gas_cooled_roots import (
    GasCooledRootsMachine,
    build_gas_cooled_roots,
    circulated_share,
    discharge_temperature,
    gap_leak,
)
from foreline.vacuum.pumps.liquid_ring import LiquidRingMachine, build_liquid_ring, ring_speed, seal_power_factor
from foreline.vacuum.pumps.rotary_vane import RotaryVaneMachine, build_rotary_vane, water_tolerance
from foreline.vacuum.pumps.seal_liquid import vapour_pressure

SET = gas_set()
INLET = Inlet("pump", SET, 293.15)
AIR = 101325 * humid_air(0.45)
RT = 8.314462618 * 293.15


def ring(**more: object) -> LiquidRingMachine:
    fields = {"kind": "liquid-ring", "displacement": "250 m3/h", "inlet": "a", "outlet": "atmosphere"} | more
    return build_liquid_ring(LiquidRing.model_validate(fields), INLET)


def roots(**more: object) -> GasCooledRootsMachine:
    fields = {"kind": "gas-cooled-roots", "displacement": "1000 m3/h", "inlet": "a", "outlet": "atmosphere"} | more
    return build_gas_cooled_roots(GasCooledRoots.model_validate(fields), INLET)


def vane(**more: object) -> RotaryVaneMachine:
    fields = {"kind": "rotary-vane", "displacement": "40 m3/h", "inlet": "a", "outlet": "atmosphere"} | more
    return build_rotary_vane(RotaryVane.model_validate(fields), INLET)


def pure(gas: str, pressure: float) -> np.ndarray:
    return np.array([pressure if name == gas else 0.0 for name in GASES])


ALL: dict[str, Machine] = {
    "ring": ring(),
    "ring-one-stage": ring(stages=1),
    "ring-warm": ring(seal_temperature="40 degC"),
    "ring-oil": ring(seal="oil", seal_temperature="40 degC"),
    "ring-glycol": ring(seal="ethylene-glycol"),
    "ring-brine": ring(seal="water-glycol-50"),
    "ring-bleed": ring(bleed="20 slm"),
    "ring-oil-bleed": ring(seal="oil", bleed="20 slm"),
    "roots": roots(),
    "vane": vane(),
    "vane-one-stage-ballast": vane(stages=1, gas_ballast="4 m3/h"),
}


@pytest.mark.parametrize("name", ALL)
def test_contract(name: str) -> None:
    machine = ALL[name]
    check_machine(machine, SET, AIR)
    assert isinstance(machine, Warms)
    assert isinstance(machine, Ruled)
    assert [notice.code for notice in machine.notices] == ["W130"]


@pytest.mark.parametrize("outlet", [1e-3, 1.0, 100.0, 1e4])
def test_gas_cooled_roots_keeps_the_contract_into_a_chamber(outlet: float) -> None:
    check_machine(roots(outlet="b"), SET, outlet * humid_air(0.45))


def test_built_from_the_union() -> None:
    kinds: dict[str, type[PumpBase]] = {
        "liquid-ring": LiquidRing, "gas-cooled-roots": GasCooledRoots, "rotary-vane": RotaryVane,
    }  # fmt: skip
    for kind, declared in kinds.items():
        pump = declared.model_validate({"kind": kind, "displacement": "1 m3/h", "inlet": "a", "outlet": "atmosphere"})
        assert build(pump, INLET).limits.peak_speed == pytest.approx(1 / 3600)


def test_ring_pumps_its_displacement_at_atmosphere() -> None:
    assert ring().flow(AIR, AIR).sum() * RT / AIR.sum() == pytest.approx(250 / 3600, rel=0.02)


def test_water_comes_back_below_the_floor_and_gas_does_not() -> None:
    machine = ring()
    flow = machine.flow(pure("N2", 0.3 * machine.floor), AIR)
    assert flow[GASES.index("H2O")] < 0 < flow[GASES.index("N2")]
    assert machine.flow(pure("N2", 20 * machine.floor), AIR)[GASES.index("H2O")] == pytest.approx(0.0, abs=1e-12)


def test_other_seals_give_air_back() -> None:
    flow = ring(seal="oil").flow(np.zeros(6), AIR)
    assert flow[GASES.index("N2")] < 0
    assert flow[GASES.index("H2O")] == 0.0


def test_condensing_water_vapour_is_pumped_faster_but_at_most_twice() -> None:
    machine, p = ring(), 10e3
    dry = machine.flow(pure("N2", p), AIR).sum()
    assert machine.flow(pure("H2O", p), AIR).sum() == pytest.approx(2 * dry, rel=1e-6)
    damp = machine.flow(pure("N2", 0.8 * p) + pure("H2O", 0.2 * p), AIR).sum()
    assert dry < damp < 1.25**0.6 * dry  # the law of saturated gas without bound


def test_condensing_heats_the_seal() -> None:
    machine = ring()
    dry, wet = (machine.outlet_temperature(pure(gas, 10e3), AIR) for gas in ("N2", "H2O"))
    assert 288.15 < dry < 295.0 < wet


def test_ring_power_peaks_near_a_third_of_the_atmosphere() -> None:
    machine = ring()
    p = np.linspace(3e3, 1e5, 98)
    watts = [machine.power(pure("N2", x), AIR) for x in p]
    assert p[int(np.argmax(watts))] == pytest.approx(101325 / np.e, rel=0.1)
    assert ring(seal="ethylene-glycol").power(pure("N2", 5e4), AIR) > watts[47]


def test_ring_rules() -> None:
    machine = ring()
    low, high = (machine.rules(pure("N2", f * machine.floor), AIR) for f in (0.9, 1.5))
    assert [(rule.code, rule.passed) for rule in low] == [("R130", False), ("R131", True)]
    assert all(rule.passed for rule in high)
    assert [rule.passed for rule in machine.rules(pure("H2O", machine.floor), AIR)] == [False, True]
    starved = ring(seal_flow="1 l/min")
    assert [rule.passed for rule in starved.rules(pure("N2", 4e3), AIR)] == [True, False]


def test_bleed_keeps_the_pump_off_its_floor() -> None:
    machine = ring(bleed="50 slm")
    assert machine.purge == pytest.approx(50e-3 / 60 * 101325 / (8.314462618 * 273.15))
    assert machine.limits.ultimate > 1.1 * machine.floor
    assert all(rule.passed for rule in machine.rules(pure("N2", machine.limits.ultimate), AIR))
    with pytest.raises(InputError, match="more than the pump can swallow"):
        ring(bleed="10000 slm")


def test_wrong_seals_and_outlets_are_refused() -> None:
    with pytest.raises(InputError, match="no seal liquid 'wine'"):
        ring(seal="wine")
    for make in (ring, vane):
        with pytest.raises(OutsideValidity, match="E130"):
            make(outlet="line")
    with pytest.raises(OutsideValidity, match="cool the seal liquid"):
        ring(seal_temperature="90 degC")
    with pytest.raises(ValidationError):
        ring(stages=3)


@given(st.floats(274.0, 420.0), st.sampled_from(["water", "ethylene-glycol", "water-glycol-50", "oil"]))
def test_vapour_pressure_rises(temperature: float, liquid: str) -> None:
    assert vapour_pressure(liquid, temperature) < vapour_pressure(liquid, temperature + 0.1)


@given(st.floats(200.0, 4000.0), st.floats(1.01, 50.0))
def test_warmer_seals_pump_less(vapour: float, ratio: float) -> None:
    p = np.array(4100.0 * ratio)
    assert ring_speed(p, np.array(0.0), vapour * 1.01, 0.6, 0.3) < ring_speed(p, np.array(0.0), vapour, 0.6, 0.3)


def test_water_seal_has_the_power_of_water() -> None:
    assert seal_power_factor(998.2, 1.002e-3) == pytest.approx(1.0, abs=2e-3)
    assert ring().power_factor == 1.0


@given(st.floats(1.0, 1e5), st.floats(1.0, 100.0), st.floats(1.3, 5 / 3))
def test_discharge_stays_below_kappa_times_the_cooler(p: float, ratio: float, kappa: float) -> None:
    hot = float(discharge_temperature(p, p * ratio, 293.15, 313.15, kappa))
    assert 293.15 - 1e-9 <= hot <= kappa * 313.15 + 1e-9
    # enthalpy: pumped gas T1 and circulated gas kappa T_c fill the same chamber at p2
    share = float(circulated_share(p, p * ratio, 293.15, 313.15, kappa))
    assert p * ratio / hot == pytest.approx(p / 293.15 * (1 + share), rel=1e-12)


def test_argon_is_hotter_and_told() -> None:
    low = 1e-6
    nitrogen, argon = (roots().outlet_temperature(pure(gas, low), AIR) for gas in ("N2", "Ar"))
    assert nitrogen == pytest.approx(1.4 * 313.15, rel=1e-6)
    assert argon - 273.15 == pytest.approx(249, abs=1)
    assert [rule.passed for rule in roots().rules(pure("Ar", low), AIR)] == [False]
    assert [rule.passed for rule in roots().rules(pure("N2", low), AIR)] == [True]
    assert roots().outlet_temperature(2 * AIR, AIR) == 293.15


def test_motor_rule() -> None:
    rules = roots(motor_power="20 kW").rules(pure("N2", 1e4), AIR)
    assert [(rule.code, rule.passed) for rule in rules] == [("R132", True), ("R133", False)]


def test_leak_follows_the_booster_fits_and_the_gas() -> None:
    one = np.ones(1)
    p = np.array([3.0, 30.0, 300.0, 2000.0])
    leak = gap_leak(p, 0.03 * one, 0.4, 1.65e-5 * one, 0.15 * one)[:, 0]
    assert leak == pytest.approx(0.03 * (p / 100) ** -0.4 + 1.65e-5 * p, rel=0.25)
    machine = roots()
    h2, n2, ar = (GASES.index(gas) for gas in ("H2", "N2", "Ar"))
    assert machine.viscous[h2] > machine.viscous[n2] > machine.viscous[ar]
    assert machine.molecular[h2] / machine.molecular[n2] == pytest.approx((28.014 / 2.016) ** 0.5)


def test_one_stage_to_atmosphere_ends_between_100_and_200_mbar() -> None:
    machine = roots()
    leak = gap_leak(AIR.sum(), machine.molecular, machine.exponent, machine.viscous, machine.choked)
    end = leak * AIR / (1 + leak)
    assert machine.flow(end, AIR) == pytest.approx(np.zeros(6), abs=1e-12)
    assert 100e2 < end.sum() < 200e2


def test_gas_cooled_roots_heat_fits_its_water() -> None:
    machine = roots()
    rise = machine.power(pure("N2", 2e4), AIR) / (machine.water * 4.18e6)
    assert 5 < rise < 12
    assert machine.power(pure("N2", 0.0), AIR) / 1000 == pytest.approx(28.1 / 0.85 + 1, rel=0.01)  # W per m3/h


def test_ballast_costs_ultimate_and_buys_water() -> None:
    assert vane(stages=1, gas_ballast="4 m3/h").returning > vane(stages=1).returning
    dry, wet = vane(), vane(gas_ballast="4 m3/h")
    p = pure("H2O", 2000.0)
    assert [rule.passed for rule in dry.rules(p, AIR)] == [False]
    assert [rule.passed for rule in wet.rules(p, AIR)] == [True]
    assert all(rule.passed for rule in dry.rules(AIR, AIR))
    assert all(rule.passed for rule in dry.rules(pure("H2O", 0.5), AIR))


@given(st.floats(0.0, 1e5), st.floats(0.0, 0.2), st.floats(320.0, 370.0))
def test_tolerance_rises_with_gas_ballast_and_warmth(gas: float, ballast: float, temperature: float) -> None:
    least = water_tolerance(gas, ballast, temperature, 1.2e5, 1400.0)
    assert water_tolerance(gas + 10, ballast, temperature, 1.2e5, 1400.0) > least
    assert water_tolerance(gas, ballast + 0.01, temperature, 1.2e5, 1400.0) > least
    assert water_tolerance(gas + 1, ballast, temperature + 1, 1.2e5, 1400.0) > least


def test_a_pump_hotter_than_boiling_takes_any_water() -> None:
    assert np.isinf(water_tolerance(0.0, 0.0, 380.0, 1.2e5, 1400.0))


def test_declared_numbers_are_taken() -> None:
    assert vane(ultimate="1 Pa").limits.ultimate == 1.0
    assert vane(temperature="60 degC").outlet_temperature(AIR, AIR) == 333.15
    assert roots(water="5 l/min", cooler_temperature="30 degC").water == pytest.approx(5e-3 / 60)
    assert ring(seal_flow="20 l/min").water == pytest.approx(20e-3 / 60)
