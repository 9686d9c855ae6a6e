"""The mission's 24 cells: four backing pump types on six applications, each a run that says what limits it.

A pump type stands for the smallest system of that type which lets a turbo take over: a liquid ring needs two boosters,
the gas-cooled Roots four stages. No size is asserted beyond physics that holds for every cell.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from foreline import vacuum
from foreline.errors import OutsideValidity
from foreline.tool.read import load

EXAMPLES = Path(__file__).parents[2] / "examples"
APPLICATIONS = ("load-lock", "pre-clean", "cu-barrier-seed", "implant", "etch", "cvd")
LINE = "={volume: 20 L, surface: 1 m2}"
BACKING = {
    "multi-stage-roots": [],
    "screw": ["pumps.backing={kind: screw, model: Edwards GXS750/2600, inlet: foreline, outlet: atmosphere}"],
    "gas-cooled-roots": [
        *(f"chambers.{name}{LINE}" for name in "abc"),
        "pumps.backing={kind: gas-cooled-roots, displacement: 2000 m3/h, inlet: foreline, outlet: a}",
        "pumps.second={kind: gas-cooled-roots, displacement: 1000 m3/h, inlet: a, outlet: b}",
        "pumps.third={kind: gas-cooled-roots, displacement: 500 m3/h, inlet: b, outlet: c}",
        "pumps.fourth={kind: gas-cooled-roots, displacement: 250 m3/h, inlet: c, outlet: atmosphere}",
    ],
    "liquid-ring": [
        *(f"chambers.{name}{LINE}" for name in "ab"),
        "pumps.backing={kind: roots-booster, displacement: 2600 m3/h, inlet: foreline, outlet: a}",
        "pumps.second={kind: roots-booster, displacement: 1200 m3/h, inlet: a, outlet: b}",
        # Chilled seal water: with tower water of the warmer sites the same pumps end above the crossover pressure.
        "pumps.third={kind: liquid-ring, displacement: 300 m3/h, bleed: 20 slm, inlet: b, outlet: atmosphere, "
        "seal_temperature: 15 degC}",
    ],
}


@pytest.mark.parametrize("backing", BACKING)
@pytest.mark.parametrize("application", APPLICATIONS)
def test_cell(application: str, backing: str) -> None:
    tool = load(EXAMPLES / f"{application}.yaml", BACKING[backing]).tool
    state = vacuum.solve(tool)
    assert 0 < state.crossover_time < tool.pump_down.duration
    assert state.mass_balance < 1e-9
    assert state.base_pressure == pytest.approx(state.idle.chamber_pressure, rel=0.05)
    # Every one of these systems is at least as fast as its roughing line: that, and nothing else, is what limits them.
    failed = {rule.code for rule in vacuum.check(tool, state) if not rule.passed}
    assert failed <= {"R106"}
    for point in state.steps:
        step = tool.process[point.name]
        assert step.pressure is None or point.chamber_pressure == pytest.approx(step.pressure, rel=1e-6)


@pytest.mark.parametrize("application", ["pre-clean", "etch"])
def test_a_liquid_ring_alone_never_reaches_crossover(application: str) -> None:
    alone = ["pumps.backing={kind: liquid-ring, displacement: 300 m3/h, inlet: foreline, outlet: atmosphere}"]
    tool = load(EXAMPLES / f"{application}.yaml", alone).tool
    with pytest.raises(OutsideValidity, match="E101"):
        vacuum.solve(tool)
