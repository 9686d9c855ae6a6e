"""Gas loads in a tool: seals, purge, vent, bake, each against the tool without it."""

from functools import cache
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from foreline.data import properties, text
from foreline.states import VacuumState
from foreline.tool import Tool
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE
from foreline.vacuum import solve
from foreline.vacuum.equations import start_state
from foreline.vacuum.gas import GASES
from foreline.vacuum.gas_loads import seal_flow
from foreline.vacuum.network import Network, build_network
from foreline.vacuum.polymers import seal_shape
from foreline.vacuum.pump_down import pump_down
from foreline.vacuum.walls import AVOGADRO, BINS

SCCM = 101325.0 / (GAS_CONSTANT * 273.15) * 1e-6 / 60
DRY = {"gas": "N2", "pumped": "10 h", "speed": "300 l/s"}
BAKE = {"temperature": "150 degC", "duration": "24 h"}
SEALS = [{"kind": "o-ring", "material": "FKM", "length": "2 m"}]


def tool(chamber: str = "pvd", **fields: Any) -> Tool:
    raw = yaml.safe_load(text("template.yaml"))
    raw["chambers"][chamber] |= fields
    raw["pump_down"]["duration"] = "10 h"
    return Tool.model_validate(raw)


def network(**fields: Any) -> Network:
    return build_network(tool(**fields))


@cache
def plain() -> VacuumState:
    return solve(tool())


@cache
def sealed() -> VacuumState:
    return solve(tool(seals=SEALS))


@given(st.floats(1e-14, 1e-9), st.floats(0.01, 100.0), st.floats(0.01, 0.45), st.floats(1.0, 1e6))
def test_seal_flow_is_linear_and_falls_with_squeeze(k: float, length: float, squeeze: float, pressure: float) -> None:
    q = float(seal_flow(k, length, squeeze, pressure))
    assert q > 0
    assert float(seal_flow(2 * k, length, squeeze, pressure)) == pytest.approx(2 * q)
    assert float(seal_flow(k, 3 * length, squeeze, pressure)) == pytest.approx(3 * q)
    assert float(seal_flow(k, length, squeeze + 0.05, pressure)) < q


def test_seals_let_every_gas_of_the_air_in() -> None:
    with_, without = network(seals=SEALS), network()
    extra = (with_.inflow - without.inflow)[0]
    air = without.air
    for gas, flow in zip(GASES, extra, strict=True):
        k = float(properties("permeation")["FKM"][gas])
        cooler = np.exp(-35e3 / GAS_CONSTANT * (1 / 293.15 - 1 / 296.15))
        by_hand = k * cooler * air[GASES.index(gas)] / (GAS_CONSTANT * 273.15) * 2.0 * float(seal_shape(0.2))
        assert flow == pytest.approx(by_hand, rel=1e-6, abs=1e-25)
    assert "peacock1980" in with_.sources
    assert "peacock1980" not in without.sources


def test_base_pressure_with_seals_is_higher() -> None:
    assert sealed().base_pressure > plain().base_pressure
    for state in (plain(), sealed()):
        assert state.mass_balance < 1e-9
        assert state.idle.mass_balance < 1e-9
    n2 = GASES.index("N2")
    assert sealed().idle.pressure[0, n2] > 10 * plain().idle.pressure[0, n2]


@pytest.mark.parametrize(
    ("phase", "roughing", "high"), [("always", 50, 50), ("roughing", 50, 0), ("high-vacuum", 0, 50)]
)
def test_purge_flows_in_its_phase(phase: str, roughing: float, high: float) -> None:
    purge = {"gas": "N2", "flow": "50 sccm", "open": phase}
    with_, without = network(chamber="foreline", purge=purge), network()
    n2, row = GASES.index("N2"), with_.chambers.index("foreline")
    for name, flow in (("roughing", roughing), ("high-vacuum", high)):
        extra = with_.enters(name) - without.enters(name)  # type: ignore[arg-type,operator]
        assert extra[row, n2] == pytest.approx(flow * SCCM, rel=1e-6)
        assert np.count_nonzero(extra) == (flow > 0)


@pytest.mark.parametrize("phase", ["always", "roughing"])
def test_purge_of_the_foreline_raises_it_and_keeps_the_balance(phase: str) -> None:
    state = solve(tool("foreline", purge={"flow": "50 sccm", "open": phase}))
    assert state.mass_balance < 1e-9
    if phase == "always":
        assert state.idle.foreline_pressure > 1.5 * plain().idle.foreline_pressure
    else:
        assert state.idle.foreline_pressure == pytest.approx(plain().idle.foreline_pressure, rel=1e-6)


def test_dry_vent_starts_with_its_gas_and_dry_walls() -> None:
    system = network(vented=DRY)
    start = start_state(system, STANDARD_PRESSURE)
    gas = start[:30].reshape(5, 6)
    assert gas[0, GASES.index("N2")] == pytest.approx(gas[0].sum())
    assert gas[1, GASES.index("H2O")] > 0
    wet = start_state(network(), STANDARD_PRESSURE)
    walls, wet_walls = start[-5 * BINS :], wet[-5 * BINS :]
    assert walls[:BINS].sum() < 0.9 * wet_walls[:BINS].sum()
    assert walls[BINS:] == pytest.approx(wet_walls[BINS:])


def test_vent_with_air_is_the_default() -> None:
    assert start_state(network(vented={"gas": "air"}), 1e5) == pytest.approx(start_state(network(), 1e5), rel=1e-15)


def base(**fields: Any) -> float:
    system, wanted = network(**fields), tool(**fields).pump_down
    run = pump_down(system, 0, wanted.crossover, wanted.duration, wanted.start_pressure, None)
    assert run.mass_balance < 1e-9
    assert (run.pressure >= 0).all()
    return float(run.pressure[-1, 0].sum())


def test_drier_history_lower_base_pressure() -> None:
    """Wet, dry vent after 10 h of pumping, the same with a bake, and with the door open for a minute after it."""
    dry, opened = base(vented=DRY), base(vented=DRY | {"exposed": "1 min"}, bake=BAKE)
    baked = solve(tool(vented=DRY, bake=BAKE))
    assert baked.base_pressure < dry < plain().base_pressure
    assert baked.base_pressure < opened < plain().base_pressure
    assert ("W154", "chambers.pvd") in {(n.code, n.where) for n in baked.notices}
    assert "W154" not in {n.code for n in plain().notices}


def test_long_exposure_undoes_the_dry_vent() -> None:
    system = network(vented=DRY | {"exposed": "10 d"})
    assert start_state(system, STANDARD_PRESSURE) == pytest.approx(start_state(network(), STANDARD_PRESSURE), rel=1e-6)


def test_what_is_assumed_is_told() -> None:
    def codes(**fields: Any) -> set[str]:
        return {n.code for n in network(**fields).notices} - {n.code for n in network().notices}

    assert codes(bake=BAKE) == {"W150"}
    assert codes(bake=BAKE, vented=DRY) == set()
    assert codes(bake=BAKE | {"temperature": "950 degC"}, vented=DRY) == {"W152"}
    assert codes(seals=SEALS, temperature="350 K") >= {"W151"}
    assert codes(vented=DRY | {"exposed": "5 min"}) == {"W153"}
    assert "W105" in codes(temperature="350 K", material="aluminium")
    assert "W105" not in codes(temperature="350 K")


def test_unknown_seal_material_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown seal material 'fkn'"):
        tool(seals=[{"kind": "o-ring", "material": "fkn", "length": "1 m"}])


def test_fewer_molecules_than_sites() -> None:
    for fields in ({}, {"vented": DRY}, {"vented": DRY | {"exposed": "1 h"}}):
        system = network(**fields)
        on_wall = start_state(system, STANDARD_PRESSURE)[-5 * BINS :].reshape(5, BINS)
        assert (on_wall <= system.walls.sites * (1 + 1e-9)).all()
        assert on_wall.sum() * AVOGADRO > 0
