"""Scenes as joints of the network against what they must equal: the same tube declared, and one flight through all."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foreline import chain, vacuum
from foreline.tool import Tool
from foreline.tool.read import load
from foreline.transport.assembly import assemble
from foreline.transport.joints import solve_joint
from foreline.transport.monte_carlo import hit_numbers, simulate
from foreline.transport.scene import Facet, build_scene
from foreline.units import GAS_CONSTANT
from foreline.vacuum.conductance import duct_flow, duct_gas
from foreline.vacuum.network import build_network
from foreline.vacuum.probability import beyond_molecular

ROOT = Path(__file__).parents[2]
ERROR = 0.004  # of the tube's transmission


def disk(z: str) -> dict[str, Any]:
    return {"shapes": [{"kind": "disk", "centre": ["0 m", "0 m", z], "diameter": "0.1 m"}]}


def tube_tool(as_scene: bool) -> Tool:
    start, end = ["0 m", "0 m", "0 m"], ["0 m", "0 m", "0.5 m"]
    wall = {"shapes": [{"kind": "cylinder", "start": start, "end": end, "diameter": "0.1 m"}]}
    pipe = {"a": {**disk("0 m"), "emits": {"rate": "1 1/s"}}, "b": disk("0.5 m"), "wall": wall}
    joint = {"pipe": {"scene": "pipe", "ports": {"a": "pvd", "b": "throat"}, "error": ERROR}}
    duct = {"from": "pvd", "to": "throat", "path": [{"kind": "tube", "diameter": "0.1 m", "length": "0.5 m"}]}
    return Tool.model_validate(
        {
            "foreline": 1, "name": "a tube", "site": "Taiwan",
            "chambers": {
                "pvd": {"volume": "60 L", "surface": "1.6 m2"}, "throat": {"volume": "8 L", "surface": "0.3 m2"},
                "line": {"volume": "25 L", "surface": "1.2 m2"}, "turbo-inlet": {"volume": "2 L", "surface": "0.1 m2"},
            },
            "ducts": {
                "rough": {"from": "throat", "to": "line", "open": "roughing",
                          "path": [{"kind": "tube", "diameter": "40 mm", "length": "1 m"}]},
                "gate": {"from": "throat", "to": "turbo-inlet", "open": "high-vacuum",
                         "path": [{"kind": "tube", "diameter": "200 mm", "length": "50 mm"}]},
                **({} if as_scene else {"pipe": duct}),
            },
            "pumps": {
                "turbo": {"kind": "turbo", "model": "Leybold MAG W 1300", "inlet": "turbo-inlet", "outlet": "line"},
                "backing": {"kind": "multi-stage-roots", "model": "Edwards iXH100", "inlet": "line",
                            "outlet": "atmosphere"},
            },
            "pump_down": {"chamber": "pvd", "duration": "2 h", "base_pressure": "1e-3 Pa"},
            "process": {"flow": {"kind": "flow", "chamber": "pvd", "gases": {"N2": "5 sccm"}, "time": "60 s"}},
            **({"joints": joint, "scenes": {"pipe": {"facets": pipe}}} if as_scene else {}),
        }
    )  # fmt: skip


def test_a_tube_drawn_as_a_scene_pumps_down_as_the_same_tube_declared() -> None:
    drawn = tube_tool(True)
    state = solve_joint(drawn.joints["pipe"], "pipe", drawn.scenes["pipe"], Path())
    error = state.passage_error[0, 1] / state.passage[0, 1]
    assert error <= ERROR
    tool = chain.piped(drawn, [state])
    one, other = vacuum.solve(tool), vacuum.solve(tube_tool(False))
    (way,) = beyond_molecular(tool, one)
    assert way[0] == "pipe.a-b"
    assert way[1].startswith("before ")
    assert beyond_molecular(tube_tool(False), other) == []
    # Times and pressures change less than the tube does: 4 standard errors bound them.
    for found, exact in [
        (one.crossover_time, other.crossover_time),
        (one.base_time, other.base_time),
        (one.base_pressure, other.base_pressure),
        (one.steps[0].chamber_pressure, other.steps[0].chamber_pressure),
    ]:
        assert found == pytest.approx(exact, rel=4 * error)
    # The step's drop of pressure over the tube is the tube alone.
    drop = [p.steps[0].pressure[0].sum() - p.steps[0].pressure[1].sum() for p in (one, other)]
    assert drop[0] == pytest.approx(drop[1], rel=4 * error)


def test_chamber_pump_and_gauge_on_a_tee_have_the_pressures_of_one_flight_through_all() -> None:
    """A closed port that reflects diffusely is a chamber: what lands on it comes back by the cosine law."""
    tool = load(ROOT / "examples" / "cross-piece.yaml").tool
    scene = tool.scenes["tee"]
    state = solve_joint(tool.joints["tee"], "tee", scene, ROOT / "examples")
    network = build_network(chain.piped(tool, [state]))
    room = np.array([293.15])
    gas = duct_gas(network.gases, room, room)
    nitrogen = np.eye(len(network.gases.names))[[network.gases.names.index("N2")]] * 1e-7
    ways = {}
    for number, name in enumerate(network.ducts):
        if name.startswith("tee."):
            flow = duct_flow(network.pieces.take(np.array([number])), gas, nitrogen, 0.0 * nitrogen).sum()
            ways[name] = float(flow) * GAS_CONSTANT * 293.15 / 1e-7  # m3/s
    assert sorted(ways) == ["tee.inlet-gauge", "tee.inlet-pump", "tee.pump-gauge"]
    speed = math.sqrt(8 * GAS_CONSTANT * 293.15 / (math.pi * 0.0280134)) / 4  # m/s, of molecules onto an area
    conductance = np.zeros((3, 3))
    for (i, j), name in {(0, 1): "inlet-pump", (0, 2): "inlet-gauge", (1, 2): "pump-gauge"}.items():
        conductance[i, j] = conductance[j, i] = ways[f"tee.{name}"] / speed
    assert conductance == pytest.approx(state.passage, rel=2e-4)

    catches = 0.3
    balance = np.diag(conductance.sum(1)) - conductance
    balance[1, 1] += 0.01 * catches / (1 - catches)  # a pump that catches this share of what lands on its inlet
    network_flux = np.linalg.solve(balance, [1.0, 0.0, 0.0])

    flown = build_scene([
        Facet(f.name, f.parts, sticking=catches if f.name == "pump" else 0.0, emits=float(f.name == "inlet"))
        for f in assemble(scene, "tee", ROOT / "examples").scene.facets
    ])  # fmt: skip
    tally = simulate(flown, 3, particles=1 << 19, threads=2)
    assert tally.leaked == 0
    hits, errors = hit_numbers(tally)
    at = [flown.index[name] for name in ("inlet", "pump", "gauge")]
    back = np.array([1.0, 1.0 - catches, 1.0])  # share of what lands on a port that comes back
    direct = (np.array([1.0, 0.0, 0.0]) + back * hits[at]) / 0.01
    direct_error = back * errors[at] / 0.01
    # What the matrix's errors make of the solution.
    random = np.random.default_rng(1)
    drawn = []
    for _ in range(200):
        noise = np.triu(random.normal(size=(3, 3)) * state.passage_error, 1)
        shaken = np.diag((conductance + noise + noise.T).sum(1)) - conductance - noise - noise.T
        shaken[1, 1] += 0.01 * catches / (1 - catches)
        drawn.append(np.linalg.solve(shaken, [1.0, 0.0, 0.0]))
    error = np.hypot(np.std(drawn, axis=0), direct_error)
    assert (np.abs(network_flux - direct) < 3.5 * error).all()
    assert (error < 0.01 * direct).all()
