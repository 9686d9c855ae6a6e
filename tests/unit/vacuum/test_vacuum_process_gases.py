"""Tools with gases of their own: what the network carries, what it says, what must not change."""

import numpy as np
import pytest

from foreline import vacuum
from foreline.data import properties
from foreline.data.gases import NAMES
from foreline.tool.read import loads
from foreline.tool.sequence import SequencePhase
from foreline.tool.vacuum import Purge
from foreline.tool.wafer import Flow, misbalanced
from foreline.units import parse
from foreline.vacuum.gas import GASES, gas_set, tool_gases, viscosity
from foreline.vacuum.gauges import estimated, ion_gauge_factor, ion_gauge_reading, pirani_reading
from foreline.vacuum.network import build_network
from foreline.vacuum.process_gases import gas_sources

SMALL = """
foreline: 1
name: etch
site: Taiwan
chambers:
  etch: {volume: 20 L, surface: 0.5 m2}
  line: {volume: 20 L, surface: 0.5 m2}
ducts:
  gate: {from: etch, to: line, path: [{kind: tube, diameter: 100 mm, length: 1 m}]}
pumps:
  backing: {kind: rotary-vane, displacement: 60 m3/h, inlet: line, outlet: atmosphere}
pump_down: {chamber: etch, crossover: 20 Pa, duration: 10 min}
process:
  etch: {kind: flow, chamber: etch, gases: {%s}, time: 30 s%s}
"""


def small(gases: str, rest: str = "") -> str:
    return SMALL % (gases, rest)


def test_base_gases_are_what_they_were() -> None:
    table, six = properties("gases"), gas_set()
    assert six.names == GASES == ("N2", "O2", "H2O", "H2", "Ar", "He")
    for name in ("molar_mass", "viscosity", "viscosity_temperature", "sutherland"):
        assert getattr(six, name).tolist() == [float(table[gas][name]) for gas in GASES]
        assert getattr(gas_set(NAMES), name)[:6].tolist() == getattr(six, name).tolist()


def test_order_does_not_depend_on_the_file() -> None:
    one, other = (loads(small(gases)).tool for gases in ("SF6: 1 sccm, CF4: 2 sccm", "CF4: 2 sccm, SF6: 1 sccm"))
    assert tool_gases(one) == tool_gases(other) == (*GASES, "SF6", "CF4")


def test_gases_come_from_exhaust_purge_and_sequence() -> None:
    tool = loads(small("CF4: 10 sccm", ", exhaust: {SiF4: 10 sccm}")).tool
    purge = Purge.model_validate({"gas": "Kr", "flow": "1 sccm"})
    chambers = dict(tool.chambers) | {"line": tool.chambers["line"].model_copy(update={"purge": purge})}
    phase = SequencePhase.model_validate({"time": "1 min", "gases": {"etch": {"CO2": "3 sccm"}}})
    more = tool.model_copy(update={"chambers": chambers, "sequence": {"fill": phase}})
    assert tool_gases(more) == (*GASES, "Kr", "CO2", "CF4", "SiF4")


def test_exhaust_is_what_the_pump_gets() -> None:
    tool = loads(small("CF4: 10 sccm, Ar: 5 sccm", ", exhaust: {SiF4: 9 sccm, CF4: 1 sccm, Ar: 5 sccm}")).tool
    state = vacuum.solve(tool)
    network = build_network(tool)
    p, air = state.steps[0].pressure, network.air
    flow = network.machines[0].flow(p[1], air)
    got = dict(zip(state.gases, flow.tolist(), strict=True))
    assert got["SiF4"] == pytest.approx(parse("9 sccm", "mol/s"), rel=1e-6)
    assert got["CF4"] == pytest.approx(parse("1 sccm", "mol/s"), rel=1e-6)
    assert state.steps[0].mass_balance < 1e-9
    assert state.mass_balance < 1e-9


def test_a_gas_that_does_not_flow_changes_nothing() -> None:
    with_, without = (vacuum.solve(loads(small(gases)).tool) for gases in ("Ar: 20 sccm, SF6: 0 sccm", "Ar: 20 sccm"))
    assert with_.gases == (*GASES, "SF6")
    assert with_.crossover_time == pytest.approx(without.crossover_time, rel=1e-3)
    assert with_.base_pressure == pytest.approx(without.base_pressure, rel=1e-3)
    assert with_.steps[0].pressure[:, :6] == pytest.approx(without.steps[0].pressure, rel=1e-3, abs=1e-12)
    assert abs(with_.steps[0].pressure[:, 6]).max() < 1e-12


def test_notices_only_where_there_is_something_to_say() -> None:
    codes = {notice.code for notice in vacuum.solve(loads(small("Ar: 20 sccm")).tool).notices}
    assert not {"W191", "W192", "W193"} & codes
    said = {
        notice.code: notice.message for notice in vacuum.solve(loads(small("SF6: 1 sccm, SiH4: 1 sccm")).tool).notices
    }
    assert "SF6 and SiH4" in said["W191"]
    assert "SiH4" in said["W193"]
    assert "SF6" not in said["W193"]


def test_sources_name_what_was_used() -> None:
    assert gas_sources(GASES) == ()
    assert {"crc-viscosity", "ciaaw2021", "redhead-gauges"} <= set(gas_sources(("N2", "SF6")))


def test_every_gas_has_a_gauge_factor() -> None:
    p = np.ones(len(NAMES))
    assert ion_gauge_reading(p, NAMES) > 0
    assert pirani_reading(p, NAMES) > 0
    assert set(estimated(NAMES)).isdisjoint(GASES)
    assert all(0.1 < ion_gauge_factor(gas) < 8 for gas in NAMES)


def test_viscosity_rises_with_temperature_for_every_gas() -> None:
    t = np.linspace(150.0, 800.0, 30)
    assert (np.diff(viscosity(gas_set(NAMES), t), axis=0) > 0).all()


@pytest.mark.parametrize(
    ("gases", "exhaust", "wrong"),
    [
        ({"CF4": "10 sccm"}, {"SiF4": "10 sccm", "CO2": "10 sccm"}, 0),  # silicon and oxygen from the wafer
        ({"WF6": "10 sccm", "H2": "100 sccm"}, {"HF": "60 sccm", "H2": "70 sccm"}, 0),  # tungsten stays
        ({"CF4": "10 sccm"}, {"SiF4": "10.1 sccm"}, 1),
        ({"Ar": "10 sccm", "Cl2": "5 sccm"}, {"Cl2": "5 sccm"}, 1),  # argon is gone
        ({"Ar": "10 sccm"}, {"Ar": "10 sccm", "He": "1 sccm"}, 1),
        ({"Cl2": "10 sccm"}, {"HBr": "1 sccm"}, 1),
        ({"Cl2": "30 sccm"}, {"SiCl4": "15.001 sccm"}, 0),  # rounded
    ],
)
def test_atoms_of_an_exhaust(gases: dict[str, str], exhaust: dict[str, str], wrong: int) -> None:
    step = Flow.model_validate({"kind": "flow", "chamber": "a", "time": "1 s", "gases": gases, "exhaust": exhaust})
    assert len(list(misbalanced(step))) == wrong
