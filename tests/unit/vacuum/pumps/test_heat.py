"""Where a pump's power goes: the first law at any pressures, temperatures that follow from it, the site's water."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.data import properties
from foreline.testing.pumps import check_machine
from foreline.tool.fab import Site
from foreline.tool.pumps import (
    Cryo,
    GasCooledRoots,
    Ion,
    LiquidRing,
    MultiStageRoots,
    PumpBase,
    RootsBooster,
    RotaryVane,
    Screw,
    Scroll,
    Turbo,
)
from foreline.units import GAS_CONSTANT
from foreline.vacuum.gas import gas_set
from foreline.vacuum.pumps import Inlet, Machine, build
from foreline.vacuum.pumps.contract import Heats, Warms
from foreline.vacuum.pumps.heat import Casing, Heat, cooling_water, molar_heat, too_hot, warmed_gas, water_stream
from foreline.vacuum.pumps.ring_heat import ring_heat
from foreline.vacuum.pumps.seal_liquid import vapour_pressure

NAMES = ("N2", "H2O", "Ar", "H2")
SET = gas_set(NAMES)
ROOM = 293.15
CP = molar_heat(NAMES)
ENDS = {"inlet": "a", "outlet": "atmosphere"}
DECLARED: dict[str, PumpBase] = {
    "multi-stage Roots": MultiStageRoots(kind="multi-stage-roots", model="Edwards iXH100", **ENDS),
    "combination": MultiStageRoots(kind="multi-stage-roots", model="Edwards iXH1210", **ENDS),
    "into a chamber": MultiStageRoots(kind="multi-stage-roots", model="Edwards iXH100", inlet="a", outlet="b"),
    "slow": Screw(kind="screw", model="Edwards GXS250", speed_ratio=0.7, **ENDS),
    "screw": Screw(kind="screw", model="Edwards GXS160", **ENDS),
    "scroll": Scroll(kind="scroll", model="Edwards XDS35i", **ENDS),
    "booster": RootsBooster(kind="roots-booster", model="Edwards EH1200", inlet="a", outlet="b"),
    "booster in air": RootsBooster(kind="roots-booster", displacement="500 m3/h", inlet="a", outlet="b"),
    "turbo": Turbo(kind="turbo", model="Leybold MAG W 1300", inlet="a", outlet="b"),
    "cryo": Cryo(kind="cryo", model="CTI Cryo-Torr 8", inlet="a"),
    "ion": Ion(kind="ion", model="Gamma Vacuum 100L", inlet="a"),
    "ring": LiquidRing(kind="liquid-ring", displacement="250 m3/h", **ENDS),
    "ring with bleed": LiquidRing(kind="liquid-ring", displacement="250 m3/h", bleed="20 slm", **ENDS),
    "ring of oil": LiquidRing(kind="liquid-ring", displacement="250 m3/h", seal="oil", **ENDS),
    "gas-cooled Roots": GasCooledRoots(kind="gas-cooled-roots", displacement="1000 m3/h", **ENDS),
    "vane": RotaryVane(kind="rotary-vane", displacement="40 m3/h", gas_ballast="2 m3/h", **ENDS),
}
MACHINES = {name: build(pump, Inlet("pump", SET, ROOM)) for name, pump in DECLARED.items()}
INTO_A_CHAMBER = ("into a chamber", "booster", "booster in air", "turbo")
KEEPS = ("cryo", "ion")
SHARES = st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4).filter(lambda x: sum(x) > 0.01)


def heat_of(machine: Machine, p_in: np.ndarray, p_out: np.ndarray) -> Heat:
    assert isinstance(machine, Heats)
    return machine.heat(p_in, p_out)


def pure(gas: str, pressure: float) -> np.ndarray:
    return np.array([pressure if name == gas else 0.0 for name in NAMES])


def enthalpy_gained(name: str, p_in: np.ndarray, p_out: np.ndarray, heat: Heat) -> float:
    """Sum of n (h_out - h_in) over gas, purge and ballast, from the flows alone."""
    machine = MACHINES[name]
    flow = np.maximum(machine.flow(p_in, p_out), 0.0)
    side = machine.purge
    if name == "vane":
        side = 2 / 3600 * 101325 / (GAS_CONSTANT * ROOM)
    return float(flow @ CP * (heat.outlet_temperature - ROOM) + side * CP[0] * (heat.outlet_temperature - ROOM))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(MACHINES)), st.floats(-8.0, 5.0), st.floats(-2.0, 5.0), SHARES, st.floats(0.0, 0.05)
)  # fmt: skip
def test_the_first_law_holds_at_any_pressures(
    name: str, inlet: float, outlet: float, shares: list[float], damp: float
) -> None:
    machine = MACHINES[name]
    share = np.array(shares) / sum(shares)
    p_in = 10**inlet * share
    p_out = 101325 * np.array([1 - damp, damp, 0.0, 0.0])
    if name in INTO_A_CHAMBER:
        p_out = 10**outlet * p_out / 101325
    heat, power = heat_of(machine, p_in, p_out), machine.power(p_in, p_out)
    assert heat.to_water + heat.to_air + heat.to_gas == pytest.approx(power, rel=1e-9)
    assert heat.to_water >= 0 or name.startswith("ring")
    if machine.water > 0 and not name.startswith("ring"):
        assert heat.to_water == pytest.approx(998.2 * 4184 * machine.water * heat.water_rise, rel=1e-9)
    else:
        assert math.isnan(heat.water_rise) or name.startswith("ring")
    if name in KEEPS:
        assert math.isnan(heat.outlet_temperature)
        assert heat.to_gas <= 0
    elif not name.startswith("ring"):
        assert heat.to_gas == pytest.approx(enthalpy_gained(name, p_in, p_out, heat), rel=1e-9, abs=1e-9 * power)
        # A ring of cold liquid cools its gas; everything else gives heat to gas of room temperature.
        assert heat.outlet_temperature >= ROOM - 1e-9


@pytest.mark.parametrize("name", ["into a chamber", "booster", "booster in air", "ring", "ring of oil",
                                  "gas-cooled Roots", "vane"])  # fmt: skip
@pytest.mark.parametrize("inlet", [0.1, 100.0, 5e3])
def test_a_higher_outlet_pressure_never_cools_the_discharge(name: str, inlet: float) -> None:
    machine = MACHINES[name]
    first = 50e3 if name.startswith("ring") or name == "vane" else 2 * inlet
    last = 6e3 + inlet if name.startswith("booster") else 101325.0
    hot = [heat_of(machine, pure("N2", inlet), pure("N2", p)).outlet_temperature for p in np.geomspace(first, last, 25)]
    assert (np.diff(hot) >= -1e-9).all()
    # The vane pump's temperature is declared; a ring below its floor pumps nothing.
    if name != "vane" and not (name.startswith("ring") and inlet < 1e3):
        assert hot[-1] > hot[0] + 0.1


@pytest.mark.parametrize("name", ["multi-stage Roots", "screw"])
def test_a_blocked_exhaust_makes_a_hotter_pump(name: str) -> None:
    free = DECLARED[name]
    blocked = free.model_copy(update={"exhaust_pressure": 1.3e5})
    hot = [
        heat_of(build(pump, Inlet("pump", SET, ROOM)), pure("N2", 10.0), pure("N2", 101325.0)).outlet_temperature
        for pump in (free, blocked)
    ]
    assert hot[1] > hot[0] + 5.0


@pytest.mark.parametrize("name", [n for n in MACHINES if n not in (*KEEPS, "vane")])
def test_warmer_cooling_water_makes_a_warmer_discharge(name: str) -> None:
    cold, warm = (build(DECLARED[name], Inlet("pump", SET, ROOM, 273.15 + t)) for t in (16.0, 30.0))
    p_in = pure("N2", 20e3 if "ring" in name or "gas-cooled" in name else 10.0)
    p_out = pure("N2", 500.0 if name in INTO_A_CHAMBER else 101325.0)
    change = [heat_of(m, p_in, p_out).outlet_temperature for m in (cold, warm)]
    cooled = MACHINES[name].water > 0
    assert (change[1] - change[0] > 1.0) if cooled else (change[1] == change[0])


@pytest.mark.parametrize("name", [n for n, m in MACHINES.items() if n in ("screw", "turbo", "booster", "combination")])
@given(share=st.floats(1e-4, 1.0))
@settings(max_examples=15, deadline=None)
def test_starved_water_warms_more_but_never_beyond_the_casing(name: str, share: float) -> None:
    less = DECLARED[name].model_copy(update={"water": share * MACHINES[name].water})
    p_out = pure("N2", 10.0 if name in INTO_A_CHAMBER else 101325.0)
    starved, usual = (
        heat_of(machine, pure("N2", 1.0), p_out)
        for machine in (build(less, Inlet("pump", SET, ROOM)), MACHINES[name])
    )  # fmt: skip
    assert starved.water_rise >= usual.water_rise - 1e-9
    assert starved.outlet_temperature >= usual.outlet_temperature - 1e-9
    assert ROOM + starved.water_rise <= starved.outlet_temperature


@pytest.mark.parametrize("name", MACHINES)
def test_contract_with_heat(name: str) -> None:
    outlet = pure("N2", 100.0 if name in ("booster", "booster in air", "turbo") else 101325.0)
    check_machine(MACHINES[name], SET, outlet)
    assert isinstance(MACHINES[name], Warms) == (name.startswith(("ring", "gas-cooled", "vane")))


def test_heat_that_does_not_close_breaks_the_contract() -> None:
    good = MACHINES["scroll"]

    class Leaking:
        limits, purge, water, notices, sources = good.limits, good.purge, 0.0, (), ()
        flow, power = good.flow, good.power

        def heat(self, p_in: np.ndarray, p_out: np.ndarray) -> Heat:
            return replace(heat_of(good, p_in, p_out), to_air=0.0)

    with pytest.raises(AssertionError, match="sum to the power"):
        check_machine(Leaking(), SET, pure("N2", 101325.0))


def test_circulated_gas_takes_to_the_cooler_what_it_brings_from_it() -> None:
    tight = MACHINES["gas-cooled Roots"]
    zero = np.zeros(len(NAMES))
    tight = replace(tight, molecular=zero, viscous=zero)  # type: ignore[type-var]
    p1, p2, t1, tc = 2e4, 101325.0, ROOM, 313.15
    heat = heat_of(tight, pure("N2", p1), pure("N2", p2))
    swept = 1000 / 3600 / GAS_CONSTANT
    circulated = swept * (p2 - p1) / (1.4 * tc)  # mol/s
    assert heat.to_water == pytest.approx(circulated * CP[0] * (heat.outlet_temperature - tc), rel=1e-9)
    assert heat.to_gas == pytest.approx(swept * p1 / t1 * CP[0] * (heat.outlet_temperature - t1), rel=1e-9)


def test_a_cold_discharge_leaves_the_cooler_idle() -> None:
    heat = heat_of(MACHINES["gas-cooled Roots"], pure("N2", 0.95e5), pure("N2", 1e5))
    assert heat.to_water == heat.water_rise == 0.0
    assert heat.outlet_temperature < 313.15


def test_ring_balance_from_its_streams() -> None:
    # 2 mol/s of dry nitrogen and 0.1 mol/s of steam into 0.3 kg/s of water at 15 degC, leaving saturated at 1 atm
    stream, latent, vapour_cp, entering = 0.3 * 4184, 44.2e3, CP[1], 288.15
    heat = ring_heat(5e3, 400.0, "water", entering, stream, 2 * CP[0], 0.1, vapour_cp, latent, 2.0, 350.0)
    hot = heat.outlet_temperature
    wet = 2.0 * float(vapour_pressure("water", hot)) / (101325 - float(vapour_pressure("water", hot)))
    coming = 2 * CP[0] * 350 + 0.1 * (latent + vapour_cp * (350 - entering))
    leaving = 2 * CP[0] * hot + wet * (latent + vapour_cp * (hot - entering))
    assert coming + 5e3 == pytest.approx(leaving + stream * (hot - entering) + 400.0, rel=1e-9)
    assert heat.to_water == pytest.approx(stream * heat.water_rise)
    assert heat.to_water > 5e3  # condensing brings more than the shaft


def test_dry_gas_cools_the_ring_by_evaporation() -> None:
    heat = ring_heat(2e3, 100.0, "water", 300.0, 500.0, 3 * 29.1, 0.0, 33.5, 44.2e3, 3.0, 300.0)
    assert heat.water_rise < 0 < heat.to_gas


def test_condensing_warms_the_ring_pump_and_takes_from_its_gas() -> None:
    dry, wet = (heat_of(MACHINES["ring"], pure(gas, 10e3), pure("N2", 101325.0)) for gas in ("N2", "H2O"))
    assert wet.water_rise > 4 * dry.water_rise
    assert wet.to_gas < 0 < dry.to_gas


def test_helium_carries_the_heat_of_the_gas_to_the_compressor() -> None:
    machine = MACHINES["cryo"]
    idle, loaded = (heat_of(machine, pure("Ar", p), pure("Ar", p)) for p in (0.0, 0.2))
    argon = float(machine.flow(pure("Ar", 0.2), pure("Ar", 0.2)).sum())
    caught = argon * (2.5 * GAS_CONSTANT * (ROOM - 15) + 7610)
    assert loaded.to_water + loaded.to_air - idle.to_water - idle.to_air == pytest.approx(caught, rel=1e-4)


def test_gas_is_warmed_by_no_more_than_the_power() -> None:
    heat = warmed_gas(100.0, 10.0, ROOM, 0.0, ROOM, 348.15)
    assert heat.outlet_temperature == pytest.approx(ROOM + 10.0)
    assert heat.to_air == pytest.approx(0.0, abs=1e-9)
    assert warmed_gas(100.0, 0.0, ROOM, 0.0, ROOM, 348.15).outlet_temperature == 348.15


def test_a_pump_declared_without_power_has_a_temperature() -> None:
    idle = Turbo(kind="turbo", model="Leybold MAG W 1300", inlet="a", outlet="b", power="0 W")
    heat = heat_of(build(idle, Inlet("t", SET, ROOM)), pure("N2", 1e-7), pure("N2", 1.0))
    assert heat.outlet_temperature == pytest.approx(ROOM, abs=0.1)


@given(st.floats(0.0, 5e4), st.floats(0.0, 20.0), st.floats(0.0, 0.1))
def test_a_casing_loses_all_it_gets(power: float, flow: float, purge: float) -> None:
    body = Casing(np.array([29.1]), 29.1, 300.0, 293.15, 285.0, 140.0, 22.0, 3.0)
    heat = body.heat(power, np.array([flow]), purge)
    assert heat.to_water + heat.to_air + heat.to_gas == pytest.approx(power, rel=1e-9, abs=1e-7)


def test_the_site_gives_its_cooling_water() -> None:
    taiwan = float(properties("sites")["Taiwan"]["cooling_water_temperature"])
    assert cooling_water(Site(country="Taiwan")) == taiwan
    assert cooling_water(Site(country="Taiwan", cooling_water="12 degC")) == pytest.approx(285.15)


def test_site_water_reaches_ring_and_cooler_unless_declared() -> None:
    ring, roots = DECLARED["ring"], DECLARED["gas-cooled Roots"]
    warm, none = Inlet("pump", SET, ROOM, 303.15), Inlet("pump", SET, ROOM)
    found = [vars(build(ring, inlet))["seal_temperature"] for inlet in (warm, none)]
    assert found == pytest.approx([303.15, 288.15])
    assert [vars(build(roots, inlet))["cooler_temperature"] for inlet in (warm, none)] == pytest.approx(
        [318.15, 313.15]
    )
    own = ring.model_copy(update={"seal_temperature": 290.0})
    assert vars(build(own, warm))["seal_temperature"] == 290.0
    assert build(ring, warm).limits.ultimate > 1.8 * build(ring, none).limits.ultimate


def test_beyond_the_casing_law() -> None:
    assert not too_hot(math.nan)
    assert water_stream(1e-3 / 60) == pytest.approx(998.2 * 4184 / 6e4)
