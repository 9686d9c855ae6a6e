"""Pump-down against what is printed and measured: water, acceptance times, and what another backing pump does."""

import math
from functools import cache

import numpy as np
import pytest
import yaml

from foreline.data import properties, text
from foreline.states import VacuumState
from foreline.tool import Tool
from foreline.vacuum import solve
from foreline.vacuum.chill import chilled, line_warming
from foreline.vacuum.equations import layout_of, start_state
from foreline.vacuum.gas import GASES
from foreline.vacuum.network import build_network, wire
from foreline.vacuum.pump_down import Watch, integrate
from foreline.vacuum.walls import outgassing_rate

STEEL = properties("outgassing")["stainless-steel"]


@cache
def state(backing: str) -> VacuumState:
    raw = yaml.safe_load(text("template.yaml"))
    raw["pump_down"]["duration"] = "10 h"
    raw["pumps"]["backing"]["model"] = backing
    return solve(Tool.model_validate(raw))


def test_water_of_a_wall_alone() -> None:
    """Uniform 75-110 kJ/mol, 3e20 /m2: q(1 h) = 2.3e-5 Pa m/s = 1.7e-8 Torr l/(s cm2); a rule of thumb says 2e-8."""
    one, ten = outgassing_rate(STEEL, np.array([3600.0, 36000.0]), 293.15)
    assert one == pytest.approx(2.3e-5, rel=0.05)
    assert one * 760 / 101325 * 1e3 / 1e4 == pytest.approx(1.7e-8, rel=0.05)
    assert math.log10(one / ten) == pytest.approx(1.0, abs=0.1)


def test_water_in_the_chamber_goes_as_one_over_time() -> None:
    """With re-adsorption, in the shipped tool, 1 to 10 h: exponent 1.00 to 1.16 reported for such a wall."""
    run = state("Edwards iXH100")
    water = run.pressure[:, 0, GASES.index("H2O")]
    one, ten = (float(np.interp(math.log(t), np.log(run.time[1:]), np.log(water[1:]))) for t in (3600.0, 36000.0))
    assert 0.95 < (one - ten) / math.log(10) < 1.16


@pytest.mark.parametrize(
    ("model", "litres", "printed"),
    [
        # Edwards iXL data sheet (2013): atmosphere to 0.1 mbar through 5 m of ISO160; 20 % asked. Printed for iXL500Q;
        # the curve is that of iXL500R, the same dry pump with a larger booster.
        ("Edwards iXL500R", 300.0, 16.0), ("Edwards iXL500R", 600.0, 27.0), ("Edwards iXL500R", 800.0, 34.0),
        ("Edwards iXL250Q", 300.0, 28.0), ("Edwards iXL250Q", 600.0, 50.0),
        ("Edwards iXL250Q", 800.0, 64.0), ("Edwards iXL750Q", 300.0, 14.0),
        ("Edwards iXL750Q", 600.0, 23.0), ("Edwards iXL750Q", 800.0, 29.0),
    ],
)  # fmt: skip
def test_acceptance_times(model: str, litres: float, printed: float) -> None:
    """Within 20 %, whether only the line warms the gas again (found 0.80 to 0.88) or the pump too (0.99 to 1.05).

    Not fitted: heat by natural convection in a cubic tank, by turbulent flow in the line. Valve and transients of the
    pump are not in it. A tank that stays at one temperature, as in the network alone, takes 0.75 to 0.89 of the times.
    """
    raw = yaml.safe_load(text("template.yaml"))
    raw["chambers"] = {
        "tank": {"volume": f"{litres} L", "surface": "1e-9 m2"},
        "line": {"volume": "93 L", "surface": "1e-9 m2"},
    }
    raw["ducts"] = {
        "pipe": {"from": "tank", "to": "line", "path": [{"kind": "tube", "diameter": "153 mm", "length": "5 m"}]}
    }
    raw["pumps"] = {"dry": {"kind": "screw", "model": model, "inlet": "line", "outlet": "atmosphere"}}
    raw["pump_down"] = {"chamber": "tank", "duration": "5 min"}
    raw["handling"] = {}
    for step in raw["process"].values():
        step["chamber"] = "tank"
    network = build_network(Tool.model_validate(raw))
    times = np.linspace(0.1, 80.0, 800)
    _, states, events = integrate(
        wire(network, "roughing"), start_state(network, 101325.0), 0.0, times, (Watch(0, 10.0),)
    )
    gas = states[:, layout_of(network).gas].reshape(len(times), 2, -1)
    tank, line = (gas.sum(2) * network.pressure_of_mole).T
    assert 0.75 <= events[0] / printed < 0.90  # isothermal

    gap = (litres / 1e3) ** (1 / 3) / 6
    first = -np.log(line[1] / line[0]) / (times[1] - times[0]) * (litres + 93) / 1e3  # m3/s at one atmosphere
    for x in (line_warming(float(first), 101325.0, 0.153, 5.0), 1.0):
        cold = chilled(times, tank, 293.15, gap, x)
        assert float(np.interp(-np.log(10.0), -np.log(tank), cold.time)) == pytest.approx(printed, rel=0.20)


def test_larger_backing_pump() -> None:
    """Only the backing pump changes: faster roughing, lower foreline, less hydrogen."""
    small, large = state("Edwards iXH100"), state("Edwards iXH1210")
    assert large.crossover_time < small.crossover_time
    for one, other in zip((small.idle, *small.steps), (large.idle, *large.steps), strict=True):
        assert other.foreline_pressure < one.foreline_pressure
        assert other.hydrogen_pressure < one.hydrogen_pressure


def test_smaller_backing_pump() -> None:
    """ACP15, 14 m3/h, 4 Pa ultimate: slower roughing, higher foreline, more hydrogen."""
    usual, small = state("Edwards iXH100"), state("Pfeiffer ACP15")
    assert small.crossover_time > 3 * usual.crossover_time
    for one, other in zip((usual.idle, *usual.steps), (small.idle, *small.steps), strict=True):
        assert other.foreline_pressure > one.foreline_pressure
        assert other.hydrogen_pressure > one.hydrogen_pressure


def test_pump_that_is_slower_and_yet_as_good_near_its_ultimate() -> None:
    """ACP40, 36 m3/h, roughs slower than iXH100; both end at 2 Pa and their curves cross near 5 Pa."""
    usual, other = state("Edwards iXH100"), state("Pfeiffer ACP40")
    assert other.crossover_time > 1.5 * usual.crossover_time
    for one, two in zip((usual.idle, *usual.steps), (other.idle, *other.steps), strict=True):
        assert two.foreline_pressure == pytest.approx(one.foreline_pressure, rel=0.06)
