"""The rules check of the vacuum system: a tool that keeps every rule, and one change that breaks each."""

from __future__ import annotations

from importlib.resources import files

import pytest

from foreline.states import Check
from foreline.tool.read import loads
from foreline.vacuum import check, solve

TOOL = """\
foreline: 1
name: keeps its rules
site: Taiwan
chambers:
  pvd:       {volume: 20 L, surface: 0.6 m2}
  throat:    {volume: 4 L, surface: 0.2 m2}
  line:      {volume: 20 L, surface: 0.6 m2}
  lock-line: {volume: 6 L, surface: 0.5 m2}
  lock:      {volume: 8 L, surface: 0.4 m2, vented: {gas: N2}}
ducts:
  gate:  {from: pvd, to: throat, open: high-vacuum, throttle: true, path: [{kind: orifice, diameter: 130 mm}]}
  rough: {from: pvd, to: line, open: roughing, path: [{kind: tube, diameter: 63 mm, length: 1 m}]}
  lock-rough: {from: lock, to: lock-line, path: [{kind: tube, diameter: 40 mm, length: 1 m}]}
pumps:
  turbo:     {kind: turbo, model: Pfeiffer HiPace 700, inlet: throat, outlet: line}
  backing:   {kind: multi-stage-roots, model: Edwards iXH100, inlet: line, outlet: atmosphere}
  lock-pump: {kind: multi-stage-roots, model: Edwards iXH100, inlet: lock-line, outlet: atmosphere}
pump_down: {chamber: pvd, crossover: 10 Pa, duration: 2 h, base_pressure: 1e-3 Pa}
process:
  clean: {kind: flow, chamber: pvd, gases: {Ar: 20 sccm}, pressure: 0.5 Pa, time: 30 s}
handling:
  load_lock: {chamber: lock, transfer_pressure: 20 Pa, vent_time: 10 s}
"""
MUCH = "process.clean={kind: flow, chamber: pvd, time: 9 s, gases: {Ar: 300 sccm}}"
CRYO = "pumps.turbo={kind: cryo, model: CTI Cryo-Torr 8, inlet: throat%s}"
# The rule that speaks, and what breaks it; rules of one pump kind (seal boils, discharge too hot) are with their pumps.
BREAKS = {
    "crossover too high: foreline": ("R101", ["pump_down.crossover=2 kPa", "chambers.line.volume=1 L"]),
    "crossover too high: curve": ("R102", ["pump_down.crossover=200 Pa"]),
    "foreline throttles the roughing pump": (
        "R106", ["ducts.rough.path=[{kind: tube, diameter: 20 mm, length: 3 m}]", "pump_down.crossover=5 Pa"],
    ),
    "critical backing pressure": ("R103", ["pumps.turbo.critical_backing_pressure=5 Pa", MUCH]),
    "flow above the turbo's curve": ("R105", [MUCH.replace("Ar: 300 sccm", "N2: 100 slm")]),
    "throttle nearly shut": ("R107", ["process.clean.gases={Ar: 0.5 sccm}"]),
    "unreachable base pressure": ("R104", ["pump_down.base_pressure=1e-9 Pa"]),
    "load lock not pumped down": ("R108", ["handling.load_lock.transfer_pressure=0.5 Pa"]),
    "load lock through the turbo's foreline": (
        "R109", ["ducts.lock-rough.to=line", "chambers.lock-line.volume=1 L", "pump_down.crossover=10 Pa"],
    ),
    "fog in the load lock": (
        "R150", ["chambers.lock.vented={gas: air}",
                 "ducts.lock-rough.path=[{kind: tube, diameter: 150 mm, length: 1 m}]",
                 "pumps.lock-pump.model=Edwards iXH3030", "chambers.lock.surface=0.2 m2", "pump_down.humidity=0.9"],
    ),
    "crossover above the cryopump's": ("R140", [CRYO % ", crossover: 0.1 Torr l"]),
    "argon fills the cryopump": ("R141", [CRYO % ", regeneration_interval: 90 d"]),
    "argon warms the cryopump": ("R143", [CRYO % ", max_throughput: 30 sccm"]),
    "helium for a cryopump": ("R142", [CRYO % "", "process.clean.gases={Ar: 20 sccm, He: 1 sccm}"]),
    "purge missing": ("R155", ["pumps.backing.purge=0 sccm"]),
}  # fmt: skip


def rules(*changes: str) -> dict[str, list[Check]]:
    tool = loads(TOOL, list(changes)).tool
    found: dict[str, list[Check]] = {}
    for rule in check(tool, solve(tool)):
        found.setdefault(rule.code, []).append(rule)
    return found


@pytest.fixture(scope="module")
def kept() -> dict[str, list[Check]]:
    return rules()


def test_this_tool_keeps_every_rule(kept: dict[str, list[Check]]) -> None:
    assert [rule.detail for group in kept.values() for rule in group if not rule.passed] == []
    assert set(kept) >= {"R101", "R102", "R103", "R104", "R105", "R106", "R107", "R108", "R109", "R150", "R155"}


BOOSTED = """\
foreline: 1
name: CVD chamber on a booster
site: Taiwan
chambers:
  cvd:  {volume: 30 L, surface: 1 m2}
  line: {volume: 20 L, surface: 1 m2}
  mid:  {volume: 10 L, surface: 0.5 m2}
ducts:
  pipe: {from: cvd, to: line, path: [{kind: tube, diameter: 160 mm, length: 1 m}]}
pumps:
  booster: {kind: roots-booster, displacement: 1000 m3/h, inlet: line, outlet: mid}
  backing: {kind: multi-stage-roots, model: Edwards iXH200H, inlet: mid, outlet: atmosphere}
pump_down: {chamber: cvd, crossover: 20 Pa, duration: 1 h}
"""


@pytest.mark.parametrize(("diameter", "passes"), [("160 mm", True), ("40 mm", False)])
def test_a_line_that_throttles_the_booster_is_told(diameter: str, passes: bool) -> None:
    path = f"ducts.pipe.path=[{{kind: tube, diameter: {diameter}, length: 1 m}}]"
    tool = loads(BOOSTED, [path]).tool
    found = [rule for rule in check(tool, solve(tool)) if rule.code == "R106"]
    assert [rule.passed for rule in found] == [passes]
    assert "booster" in found[0].detail


def test_the_same_tool_on_a_cryopump_keeps_every_rule() -> None:
    found = rules(CRYO % "")
    assert [rule.detail for group in found.values() for rule in group if not rule.passed] == []
    assert set(found) >= {"R140", "R141", "R142", "R143"}


@pytest.mark.parametrize("name", BREAKS)
def test_one_change_breaks_the_rule(name: str) -> None:
    code, changes = BREAKS[name]
    group = rules(*changes)[code]
    assert any(not rule.passed for rule in group), [rule.detail for rule in group]
    assert all(rule.title and rule.detail for rule in group)
    page = files("foreline.data").joinpath("codes").joinpath(f"{code}.md").read_text(encoding="utf-8")
    assert "What to do" in page
