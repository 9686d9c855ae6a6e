"""Phases after the pump-down: nothing is lost, nothing is negative, and each word does what it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.data import bibliography, properties
from foreline.states import PhaseRun, SequenceState, VacuumState
from foreline.tool import Tool
from foreline.units import GAS_CONSTANT
from foreline.vacuum import check, solve
from foreline.vacuum.network import build_network, wire
from foreline.vacuum.pump_down import pump_down
from foreline.vacuum.sequence_state import sequence_state
from foreline.vacuum.steady import steady_pressures

TOOL = """
foreline: 1
name: tank on a turbo
site: Taiwan
chambers:
  tank: {volume: 50 L, surface: 1 m2}
  throat: {volume: 5 L, surface: 0.2 m2}
  line: {volume: 20 L, surface: 1 m2}
ducts:
  gate: {from: tank, to: throat, open: high-vacuum, path: [{kind: tube, diameter: 200 mm, length: 100 mm}]}
  rough: {from: tank, to: line, open: roughing, path: [{kind: tube, diameter: 40 mm, length: 2 m}]}
pumps:
  turbo: {kind: turbo, model: Pfeiffer HiPace 700, inlet: throat, outlet: line}
  backing: {kind: multi-stage-roots, model: Edwards iXH100, inlet: line, outlet: atmosphere}
pump_down: {chamber: tank, crossover: 10 Pa, duration: 1 h}
"""


def tool(phases: str, **changes: Any) -> Tool:
    raw = yaml.safe_load(TOOL)
    raw["sequence"] = yaml.safe_load(phases)
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = raw
        for name in parents:
            place = place[name]
        place[last] = value
    return Tool.model_validate(raw)


def run(phases: str, **changes: Any) -> tuple[Tool, SequenceState]:
    """Pump the tank down for an hour and run the phases, without operating points."""
    one = tool(phases, **changes)
    network = build_network(one)
    down = pump_down(network, 0, 10.0, one.pump_down.duration, 101325.0, None)
    found = sequence_state(one, network, down.end, one.pump_down.duration)
    assert found is not None
    assert found.mass_balance < 1e-9
    assert (found.pressure >= 0).all()
    assert (np.diff(found.time) >= 0).all()
    assert [phase.name for phase in found.phases] == list(one.sequence)
    for phase in found.phases:
        assert (found.time[phase.first], found.since[phase.first]) == (phase.begin, 0.0)
    return one, found


def at_end(found: SequenceState, index: int) -> np.ndarray:
    """Return partial pressures [chamber, gas] at the end of a phase."""
    later = found.phases[index + 1 :]
    return np.asarray(found.pressure[(later[0].first if later else len(found.time)) - 1])


def network_gases(one: Tool) -> tuple[str, ...]:
    return build_network(one).gases.names


def failed(one: Tool, state: VacuumState) -> list[str]:
    return [rule.code for rule in check(one, state) if not rule.passed]


def test_waiting_is_what_a_longer_pump_down_does() -> None:
    one, found = run("{wait: {time: 1 h}}")
    network = build_network(one)
    longer = pump_down(network, 0, 10.0, 7200.0, 101325.0, None)
    assert found.pressure[-1].sum(-1) == pytest.approx(longer.pressure[-1].sum(-1), rel=1e-4)
    assert found.duration == 3600.0
    assert found.time[0] == 3600.0


def test_gas_settles_at_its_operating_point_and_goes_again() -> None:
    phases = """
    gas: {time: 60 s, gases: {tank: {Ar: 20 sccm}}}
    none: {time: 60 s, gases: {tank: {Ar: 0 sccm}}}
    """
    one, found = run(phases)
    network = build_network(one)
    inflow = network.inflow
    inflow[0, network.gases.names.index("Ar")] += one.sequence["gas"].gases["tank"]["Ar"]
    steady, _ = steady_pressures(wire(network, "high-vacuum"), inflow, at_end(found, 0))
    argon = network.gases.names.index("Ar")
    # The walls still give off water, which the balance leaves out: it moves the speed of the dry pump a little.
    assert at_end(found, 0)[:, argon] == pytest.approx(steady[:, argon], rel=2e-3)
    assert at_end(found, 1)[0, argon] < 1e-6 * steady[0, argon]
    gas, none = found.phases
    assert 0.05 < gas.settling_time < 20
    assert gas.gas_in == pytest.approx(60 * one.sequence["gas"].gases["tank"]["Ar"], rel=1e-12)
    assert none.gas_in == 0
    assert gas.chamber == "tank"


def test_a_vent_fills_in_its_time_and_shuts_by_itself() -> None:
    one, found = run("{vent: {time: 60 s, close: [gate], vent: {tank: {gas: N2, time: 20 s}}}}")
    (phase,) = found.phases
    assert phase.end_pressure == pytest.approx(101325.0, rel=1e-4)
    assert found.time[np.argmax(found.pressure[:, 0].sum(-1) > 101300.0)] - 3600 == pytest.approx(20.0, rel=0.1)
    amount = 101325.0 * one.chambers["tank"].volume / (GAS_CONSTANT * one.chambers["tank"].temperature)
    assert phase.gas_in == pytest.approx(amount, rel=1e-4)
    assert at_end(found, 0)[0, 0] == pytest.approx(101325.0, rel=1e-4)  # dry nitrogen


def test_a_phase_ends_at_its_pressure_or_says_that_it_did_not() -> None:
    phases = """
    vent: {time: 60 s, close: [gate], vent: {tank: {gas: N2, time: 5 s}}, until: {chamber: tank, above: 900 mbar}}
    rough: {time: 10 min, open: [rough], ramp: 1 s, until: {chamber: tank, below: 100 Pa}}
    never: {time: 5 s, until: {chamber: tank, below: 1e-3 Pa}}
    at-once: {time: 5 s, until: {chamber: tank, below: 1e5 Pa}}
    """
    _, found = run(phases)
    vent, rough, never, at_once = found.phases
    assert vent.ended == rough.ended == "at its pressure"
    assert vent.end_pressure == pytest.approx(9e4, rel=1e-5)
    assert rough.end_pressure == pytest.approx(100.0, rel=1e-5)
    assert (never.ended, never.duration) == ("without its pressure", 5.0)
    assert (at_once.ended, at_once.duration) == ("at its pressure", 0.0)


def test_a_slow_valve_slows_the_gas_down() -> None:
    phases = """
    vent: {{time: 20 s, close: [gate], vent: {{tank: {{time: 5 s}}}}}}
    soft: {{time: 5 min, opening: {{rough: {share}}}, until: {{chamber: tank, below: 5e3 Pa}}}}
    """
    wide, narrow = (run(phases.format(share=share))[1].phases[1].duration for share in (1.0, "0.5 %"))
    assert narrow > 1.5 * wide


def test_a_turbo_coasts_down_and_spins_up_in_its_time() -> None:
    phases = """
    stop: {time: 30 min, close: [gate], pumps: {turbo: 0}}
    start: {time: 10 min, pumps: {turbo: 1}}
    """
    _, found = run(phases)
    speed = found.speed_ratio[:, 0]
    assert speed[0] == 1.0
    assert speed.min() < 0.25
    begin = found.phases[1].begin
    arrived = found.time[np.argmax((found.time > begin) & (speed >= 0.999))] - begin
    assert 0.7 * 120 < arrived < 1.3 * 120  # a HiPace 700 takes 2 min from rest
    hydrogen = found.pressure[:, 1, 3]
    assert hydrogen.max() > 10 * hydrogen[-1]  # a slow rotor does not hold it back


def test_an_idle_pump_saves_energy_and_holds_a_higher_pressure() -> None:
    phases = """
    run: {time: 30 min}
    idle: {time: 30 min, pumps: {backing: 0.6}}
    rest: {time: 1 min, pumps: {backing: 0}}
    """
    _, found = run(phases)
    ran, idle, rest = found.phases
    assert idle.energy < 0.8 * ran.energy
    assert at_end(found, 1)[2].sum() > 1.5 * at_end(found, 0)[2].sum()
    assert found.power[-1, 1] == 0.0
    assert rest.energy < 0.1 * ran.energy / 30


def test_warm_walls_give_off_more_and_then_less() -> None:
    phases = """
    before: {time: 1 min}
    bake: {time: 5 h, ramp: 1 h, temperature: {tank: 120 degC, throat: 120 degC}}
    cool: {time: 3 h, ramp: 1 h, temperature: {tank: 20 degC, throat: 20 degC}}
    """
    one, found = run(phases)
    water = found.pressure[:, 0, 2]
    bake = found.phases[1]
    during = (found.time > bake.begin) & (found.time < bake.begin + bake.duration)
    assert water[during].max() > 5 * water[0]
    assert water[-1] < 0.05 * water[0]
    assert found.wall_temperature[:, 0].max() == pytest.approx(393.15)
    assert found.wall_temperature[-1, 0] == pytest.approx(293.15)
    assert found.wall_temperature[-1, 2] == 293.15
    codes = {notice.code for notice in solve(one).notices}
    assert "W175" in codes


CRYO = """
  cryo: {kind: cryo, model: CTI Cryo-Torr 8, inlet: cold, regeneration_time: 1 h}
"""


def test_a_cryopump_gives_back_what_it_took_and_stays_away_until_it_is_cold() -> None:
    raw = yaml.safe_load(TOOL)
    raw["chambers"]["cold"] = {"volume": "5 L", "surface": "0.2 m2"}
    raw["ducts"]["trap"] = {**raw["ducts"]["gate"], "from": "tank", "to": "cold"}
    raw["pumps"] |= yaml.safe_load(CRYO)
    raw["sequence"] = yaml.safe_load("""
    gas: {time: 10 min, close: [gate], gases: {tank: {Ar: 50 sccm}}}
    none: {time: 1 min, gases: {tank: {Ar: 0 sccm}}}
    regenerate: {time: 30 min, close: [trap], open: [gate], regenerate: [cryo]}
    still-warm: {time: 10 min, open: [trap], close: [gate]}
    cold: {time: 1 h}
    """)
    one = Tool.model_validate(raw)
    state = solve(one)
    found = state.sequence
    assert found is not None
    assert found.mass_balance < 1e-9
    gas = found.phases[0]
    assert found.phases[2].given_back > 0.9 * gas.gas_in
    assert found.filled[2] == pytest.approx(gas.gas_in / 44.6, rel=0.2)  # 1000 L of argon, standard conditions
    hydrogen = network_gases(one).index("H2")
    assert at_end(found, 3)[0, hydrogen] > 100 * at_end(found, 4)[0, hydrogen]  # it gathers until the pump is cold
    assert found.held[2] < 0.2 * found.phases[2].given_back
    rules = {rule.code: rule.passed for rule in check(one, state)}
    assert rules["R177"]
    assert rules["R178"]
    assert set(state.sources) <= set(bibliography())


def test_rules_name_what_a_careless_sequence_breaks() -> None:
    phases = """
    shock: {time: 20 s, vent: {tank: {gas: air, time: 5 s, pressure: 1100 mbar}}}
    pump: {time: 20 s, close: [gate], open: [rough], until: {chamber: tank, below: 1e-3 Pa}}
    bake: {time: 1 h, close: [rough], temperature: {tank: 150 degC}}
    blow: {time: 1 min, vent: {tank: {gas: N2, time: 5 s, pressure: 2 bar}}}
    """
    seals = [{"kind": "o-ring", "material": "NBR", "length": "1 m"}]
    one = tool(phases, chambers__tank__seals=seals)
    state = solve(one)
    assert set(failed(one, state)) >= {"R175", "R176", "R179", "R180"}
    details = " ".join(rule.detail for rule in check(one, state))
    assert "in shock" in details
    assert "tank still at" in details


def test_every_seal_has_a_temperature_it_lasts() -> None:
    limits = properties("sequence")
    assert [one for one in properties("permeation") if "highest_temperature" not in limits[one]] == []


def test_a_tool_without_sequence_has_none() -> None:
    one = tool("{}")
    state = solve(one.model_copy(update={"pump_down": one.pump_down.model_copy(update={"duration": 600.0})}))
    assert state.sequence is None
    assert not {rule.code for rule in check(one, state)} & {"R175", "R176", "R177", "R178", "R179", "R180"}


SHARES = st.sampled_from(["0 %", "1 %", "30 %", "100 %"])
PHASES = st.fixed_dictionaries(
    {"time": st.sampled_from(["2 s", "1 min", "20 min"])},
    optional={
        "ramp": st.just("1 s"),
        "opening": st.dictionaries(st.sampled_from(["gate", "rough"]), SHARES, min_size=1),
        "gases": st.dictionaries(
            st.sampled_from(["tank", "line"]), st.dictionaries(st.sampled_from(["Ar", "H2"]), st.just("50 sccm"))
        ),
        "vent": st.dictionaries(
            st.sampled_from(["tank", "throat"]),
            st.fixed_dictionaries({"gas": st.sampled_from(["air", "N2"]), "time": st.sampled_from(["1 s", "30 s"])}),
        ),
        "pumps": st.dictionaries(st.just("turbo"), st.sampled_from([0, 0.5, 1]))
        | st.dictionaries(st.just("backing"), st.sampled_from([0, 0.6, 1])),
        "temperature": st.dictionaries(st.sampled_from(["tank", "line"]), st.sampled_from(["80 degC", "10 degC"])),
        "until": st.fixed_dictionaries({"chamber": st.just("tank"), "below": st.sampled_from(["1e3 Pa", "1e-3 Pa"])}),
    },
)


@settings(max_examples=12)
@given(st.lists(PHASES, min_size=1, max_size=3))
def test_any_sequence_keeps_every_molecule(phases: list[dict[str, Any]]) -> None:
    raw = yaml.safe_load(TOOL)
    raw["sequence"] = {f"phase-{i}": phase for i, phase in enumerate(phases)}
    one = Tool.model_validate(raw)
    network = build_network(one)
    down = pump_down(network, 0, 10.0, 600.0, 101325.0, None)
    found = sequence_state(one, network, down.end, 600.0)
    assert found is not None
    assert found.mass_balance < 1e-9
    assert (found.pressure >= 0).all()
    assert np.isfinite(found.power).all()
    assert (found.speed_ratio >= 0).all()
    assert all(isinstance(phase, PhaseRun) and phase.duration >= 0 for phase in found.phases)
    assert all(0 <= phase.settling_time <= phase.duration * (1 + 1e-9) for phase in found.phases)
