"""Valves that open slowly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import yaml

from foreline.data import text
from foreline.tool import Tool
from foreline.vacuum import solve
from foreline.vacuum.condensation import expansion_temperature
from foreline.vacuum.load_lock import load_lock_cycle
from foreline.vacuum.network import build_network
from foreline.vacuum.pump_down import PumpDownRun, pump_down
from foreline.vacuum.soft_start import slow_lock, slow_roughing


def roughed(**changes: Any) -> PumpDownRun:
    raw = yaml.safe_load(text("template.yaml"))
    raw["pump_down"] |= {"duration": "5 min", **changes}
    tool = Tool.model_validate(raw)
    network = build_network(tool)
    return pump_down(network, 0, 10.0, 300.0, 101325.0, None, slow=slow_roughing(network, tool.pump_down, 0))


SOFT = {"opening": "2 %", "until": "5e3 Pa"}


@pytest.mark.parametrize("changes", [{}, {"opening_time": "3 s"}, {"soft_pump": SOFT, "opening_time": "3 s"}])
def test_nothing_is_lost(changes: dict[str, Any]) -> None:
    run = roughed(**changes)
    assert run.mass_balance < 1e-9
    assert (np.diff(run.time) > 0).all()
    moment = int(np.argmin(np.abs(run.time - run.crossover_time)))
    assert run.pressure[moment, 0].sum() == pytest.approx(10.0, rel=1e-6)


def test_a_soft_start_takes_longer_and_stays_warmer() -> None:
    hard, soft = roughed(), roughed(soft_pump=SOFT)
    assert soft.crossover_time > hard.crossover_time + 5
    coldest = [expansion_temperature(run.time, run.pressure[:, 0].sum(-1), 293.15, 0.02).min() for run in (hard, soft)]
    assert coldest[1] > coldest[0]


def test_the_time_a_valve_takes_delays_by_about_half_of_it() -> None:
    at_once, slow = roughed().pressure, roughed(opening_time="20 s")
    early = np.searchsorted(slow.time, 2.0)
    assert slow.pressure[early, 0].sum() > at_once[early, 0].sum()
    assert 0 < slow.crossover_time - roughed().crossover_time < 20


def test_a_load_lock_may_be_pumped_softly() -> None:
    tool = Tool.model_validate(yaml.safe_load(text("template.yaml")))
    network, run = build_network(tool), roughed()
    lock = network.chambers.index("load-lock")
    soft = tool.pump_down.model_validate(
        {"chamber": "pvd", "duration": "1 h", "soft_pump": {**SOFT, "until": "2e4 Pa"}}
    )
    times = [
        load_lock_cycle(network, run.pressure[-1], run.on_wall[-1], lock, 10.0, 101325.0, slow).time
        for slow in (None, slow_lock(network, soft.soft_pump, lock))
    ]
    assert times[0] < times[1] < times[0] + 60


def test_a_soft_start_keeps_humid_air_from_fogging() -> None:
    fog = []
    for share in ("100 %", "0.2 %"):
        raw = yaml.safe_load(text("template.yaml"))
        raw["pump_down"]["duration"] = "10 min"
        raw["chambers"]["load-lock"]["vented"] = {"gas": "air"}
        raw["handling"]["load_lock"]["soft_pump"] = {"opening": share, "until": "1e3 Pa"}
        fog.append(solve(Tool.model_validate(raw)).load_lock_fog)
    assert fog[0] > 4.2 > fog[1]
