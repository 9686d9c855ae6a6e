"""Networks with pumps that keep their gas: solved whole, and each rule broken once."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import pytest

from foreline.data import text
from foreline.errors import OutsideValidity, ToolFileError
from foreline.states import Check, VacuumState
from foreline.tool import Tool
from foreline.tool.read import loads
from foreline.vacuum import check, solve
from foreline.vacuum.capture import joined, seal
from foreline.vacuum.equations import start_state
from foreline.vacuum.network import build_network

TURBO = "{kind: turbo, model: Leybold MAG W 1300, inlet: throat, outlet: foreline}"


def with_pump(pump: str, *changes: tuple[str, str]) -> Tool:
    """Return the template with its turbo replaced."""
    document = text("template.yaml").replace(TURBO, pump)
    for old, new in changes:
        assert old in document
        document = document.replace(old, new)
    return loads(document).tool


@cache
def solved(pump: str, *changes: tuple[str, str]) -> tuple[Tool, VacuumState]:
    tool = with_pump(pump, *changes)
    return tool, solve(tool)


CRYO = "{kind: cryo, model: CTI Cryo-Torr 8, inlet: throat}"


def rules(pump: str, *changes: tuple[str, str]) -> dict[str, list[Check]]:
    return by_code(check(*solved(pump, *changes)))


def rules_of_cryo_state(pump: str, *changes: tuple[str, str]) -> dict[str, list[Check]]:
    """Return what the rules of a changed tool say of the sound tool's state: limits do not move pressures."""
    return by_code(check(with_pump(pump, *changes), solved(CRYO)[1]))


def by_code(checks: Iterable[Check]) -> dict[str, list[Check]]:
    found: dict[str, list[Check]] = {}
    for rule in checks:
        found.setdefault(rule.code, []).append(rule)
    return found


def test_cryo_pumps_the_template() -> None:
    tool, state = solved(CRYO)
    assert state.mass_balance < 1e-9
    assert 1e-8 < state.base_pressure < 1e-5
    _, turbo = solved(TURBO)
    assert state.base_pressure < turbo.base_pressure  # water is what is left, and a cryopump takes it best
    assert 0.9 * turbo.crossover_time < state.crossover_time < turbo.crossover_time  # 8 of 93 litres less to rough
    pump = state.idle.pumps[list(tool.pumps).index("turbo")]
    assert np.isnan(pump.outlet_pressure)
    assert np.isnan(state.idle.foreline_pressure)
    assert pump.power == 2000.0
    assert {"vacuum-simulator", "cti-cryotorr8"} <= set(state.sources)
    assert [n.code for n in state.notices if n.where == "pumps.turbo"] == ["W140"]


def test_throat_of_a_cryo_starts_evacuated_and_the_rest_vented() -> None:
    _, state = solved(CRYO)
    start = dict(zip(state.chambers, state.pressure[0].sum(-1), strict=True))
    assert start["throat"] == pytest.approx(1e-4)
    assert all(p == pytest.approx(101325.0) for name, p in start.items() if name != "throat")


def test_all_capture_rules_pass_on_a_sound_tool() -> None:
    found = rules(CRYO)
    assert {"R140", "R141", "R142", "R143"} <= set(found)
    assert [rule for code in found if code.startswith("R14") for rule in found[code] if not rule.passed] == []


def test_crossover_above_the_limit() -> None:
    small = "{kind: cryo, model: CTI Cryo-Torr 8, inlet: throat, crossover: 3 Torr l}"  # 0.4 Pa m3; 0.6 rush in
    (rule,) = rules_of_cryo_state(small)["R140"]
    assert not rule.passed
    assert "0.6 Pa m3" in rule.detail


def test_filled_before_its_regeneration() -> None:
    often = "{kind: cryo, model: CTI Cryo-Torr 8, inlet: throat, regeneration_interval: 10000 h}"
    found = rules_of_cryo_state(often)["R141"]
    assert [rule.passed for rule in found] == [True, False, False]
    assert "833 h" in found[1].detail  # 1000 l at 20 sccm


def test_helium_is_refused_by_rule() -> None:
    (rule,) = rules_of_cryo_state(
        CRYO, ("gases: {Ar: 15 sccm}, pressure: 0.06 Pa", "gases: {Ar: 15 sccm, He: 0.01 sccm}")
    )["R142"]
    assert not rule.passed
    assert "helium in seed" in rule.detail


def test_load_above_half_of_the_limit() -> None:
    weak = "{kind: cryo, model: CTI Cryo-Torr 8, inlet: throat, max_throughput: 35 sccm}"
    assert [rule.passed for rule in rules_of_cryo_state(weak)["R143"]] == [False, True]  # 20 and 15 sccm


def test_cryo_without_a_valve_is_refused() -> None:
    with pytest.raises(ToolFileError, match=r"pumps\.turbo\.inlet: 'pvd' is open to chambers that start vented"):
        with_pump("{kind: cryo, model: CTI Cryo-Torr 8, inlet: pvd}")
    tool = with_pump(CRYO)  # in Python a tool may be put together without the reader
    moved = tool.pumps["turbo"].model_copy(update={"inlet": "pvd"})
    with pytest.raises(OutsideValidity, match="E140"):
        solve(tool.model_copy(update={"pumps": {**tool.pumps, "turbo": moved}}))


def test_two_cryos_share_what_rushes_in() -> None:
    two = CRYO + "\n  second: {kind: cryo, model: CTI Cryo-Torr 8, inlet: throat}"
    both = rules(two)["R140"]
    assert len(both) == 2
    assert all("0.3 Pa m3" in rule.detail for rule in both)


ION = TURBO + "\n  ion: {kind: ion, model: Gamma Vacuum 100L, inlet: uhv}"
UHV: tuple[tuple[str, str], ...] = (
    ("  lock-line: {volume: 6 L", "  uhv: {volume: 5 L, surface: 0.2 m2}\n  lock-line: {volume: 6 L"),
    ("  lock-pipe:\n", "  uhv-valve: {from: throat, to: uhv, open: high-vacuum, "
     "path: [{kind: tube, diameter: 100 mm, length: 100 mm}]}\n  lock-pipe:\n"),
)  # fmt: skip


def test_ion_pump_waits_behind_its_valve_and_helps() -> None:
    _, state = solved(ION, *UHV)
    assert state.mass_balance < 1e-9
    _, alone = solved(TURBO)
    assert state.idle.hydrogen_pressure < alone.idle.hydrogen_pressure
    (rule,) = rules(ION, *UHV)["R144"]
    assert rule.passed


def test_ion_pump_sleeps_while_its_chamber_is_rough() -> None:
    tool = with_pump(TURBO + "\n  ion: {kind: ion, model: Gamma Vacuum 100L, inlet: pvd}")
    state = solve(tool)
    _, alone = solved(TURBO)
    assert state.crossover_time == pytest.approx(alone.crossover_time, rel=1e-3)
    assert state.base_pressure < alone.base_pressure


def test_short_life_of_an_ion_pump_is_told() -> None:
    leaky = (*UHV, ("leak: 1e-9 mbar l/s", "leak: 1e-2 mbar l/s"))
    (rule,) = rules(ION, *leaky)["R144"]
    assert not rule.passed


def test_joined_stops_at_valves() -> None:
    network = build_network(with_pump(CRYO))
    row = network.chambers.index("throat")
    assert joined(network, row, "roughing") == {row}
    assert joined(network, row, "high-vacuum") == {row, network.chambers.index("pvd")}


def test_sealed_state_keeps_the_rest() -> None:
    network = build_network(with_pump(CRYO))
    state = start_state(network, 101325.0)
    left = seal(network, state, vented=True)
    row, gases = network.chambers.index("throat"), len(network.gases)
    changed = np.flatnonzero(left[: 5 * gases] != state[: 5 * gases]) // gases
    assert set(changed.tolist()) == {row}
    assert (left >= 0).all()


@pytest.mark.parametrize(
    ("pump", "message"),
    [
        ("{kind: cryo, model: CTI Cryo-Torr 8, inlet: throat, outlet: foreline}", "it has no outlet"),
        ("{kind: cryo, inlet: throat}", "nothing says how large this pump is"),
        ("{kind: ion, inlet: throat}", "nothing says how large this pump is"),
        ("{kind: turbo, inlet: throat, outlet: foreline}", "nothing says how large this pump is"),
        ("{kind: cryo, model: Leybold MAG W 1300, inlet: throat}", "no cryo pump 'Leybold MAG W 1300'"),
        ("{kind: turbo, model: Leybold MAG W 1300, inlet: throat, outlet: none}", "no chamber 'none'"),
        ("{kind: cryo, model: CTI Cryo-Torr 8, inlet: throat, max_throughput: 0 sccm}", "greater than 0"),
    ],
)
def test_bad_declarations_are_told(pump: str, message: str) -> None:
    with pytest.raises(ToolFileError, match=message):
        with_pump(pump)


def test_outlet_none_may_be_written() -> None:
    declared: Any = with_pump(CRYO.replace("throat}", "throat, outlet: none}")).pumps["turbo"]
    assert declared.outlet == "none"
