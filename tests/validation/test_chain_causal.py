"""The causal chain is real: swap only the backing pump, and everything down to the bill moves with the right sign.

The bigger pump (Edwards iXH1210: booster, 1025 m3/h, 3.2 kW) replaces the smaller (Edwards iXH100: 100 m3/h, 2.1 kW).
The signs follow from physics alone; no size is asserted that the models do not give.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from foreline import chain
from foreline.result import plain
from foreline.states import Chain
from foreline.tool import Tool
from foreline.tool.feature import Trench
from foreline.wire import solve


@pytest.fixture(scope="module")
def bigger(example_tool: Tool) -> Chain:
    swapped = example_tool.model_dump(mode="json", by_alias=True)
    assert swapped["pumps"]["backing"]["model"] == "Edwards iXH100"
    swapped["pumps"]["backing"]["model"] = "Edwards iXH1210"
    return chain.run(Tool.model_validate(swapped))


def test_foreline_pressure_falls(example_chain: Chain, bigger: Chain) -> None:
    for before, after in zip(example_chain.vacuum.steps, bigger.vacuum.steps, strict=True):
        assert after.foreline_pressure < 0.8 * before.foreline_pressure


def test_hydrogen_in_the_chamber_falls(example_chain: Chain, bigger: Chain) -> None:
    for before, after in zip(example_chain.vacuum.steps, bigger.vacuum.steps, strict=True):
        assert after.hydrogen_pressure < before.hydrogen_pressure


def test_pump_down_is_shorter(example_chain: Chain, bigger: Chain) -> None:
    assert bigger.vacuum.crossover_time < example_chain.vacuum.crossover_time


def test_impurity_falls(example_chain: Chain, bigger: Chain) -> None:
    for before, after in zip(example_chain.films, bigger.films, strict=True):
        assert after.impurity_total < before.impurity_total
        assert after.impurity["H"] < before.impurity["H"]


def test_line_resistance_falls(example_chain: Chain, bigger: Chain) -> None:
    assert bigger.wire is not None
    assert example_chain.wire is not None
    assert bigger.wire.impurity_resistivity < example_chain.wire.impurity_resistivity
    assert bigger.wire.resistance < example_chain.wire.resistance


def test_energy_and_cost_per_wafer_rise(example_chain: Chain, bigger: Chain) -> None:
    # Same throughput (the chambers are the bottleneck), 1.1 kW more at the pump: more energy, cost and CO2 a wafer.
    assert bigger.fab.energy > example_chain.fab.energy
    assert bigger.fab.cost > example_chain.fab.cost
    assert bigger.fab.carbon > example_chain.fab.carbon


def test_what_the_pump_cannot_move_stays(example_chain: Chain, bigger: Chain) -> None:
    assert plain(bigger.emissions) == plain(example_chain.emissions)
    for before, after in zip(example_chain.films, bigger.films, strict=True):
        np.testing.assert_array_equal(after.thickness, before.thickness)
    assert bigger.wire is not None
    assert example_chain.wire is not None
    assert bigger.wire.capacitance == example_chain.wire.capacitance


@pytest.fixture(scope="module")
def thin_edge(example_tool: Tool) -> tuple[Tool, Chain]:
    """The seed's target eroded near its middle only: its film falls towards the edge; the barrier's stays even."""
    changed = example_tool.model_dump(mode="json", by_alias=True)
    changed["feature"] |= {"width": "80 nm", "pitch": "160 nm", "across_wafer": True}
    changed["sources"]["cu-target"]["racetrack"] = [{"radius": "60 mm", "width": "40 mm"}]
    tool = Tool.model_validate(changed)
    return tool, chain.run(tool)


def test_thin_seed_at_the_edge_raises_resistance_and_shortens_life(thin_edge: tuple[Tool, Chain]) -> None:
    wire = thin_edge[1].wire
    assert wire is not None
    centre, edge = wire.spots[0], wire.spots[-1]
    assert (centre.name, edge.name) == ("centre", "edge")
    assert edge.seed < centre.seed
    assert edge.void_area > centre.void_area
    assert edge.resistance > centre.resistance
    assert edge.lifetime < centre.lifetime


def test_the_size_of_it_is_told_by_parts(thin_edge: tuple[Tool, Chain]) -> None:
    wire = thin_edge[1].wire
    assert wire is not None
    centre, edge = wire.spots[0], wire.spots[-1]
    parts = (edge.by_core, edge.by_voids, edge.by_resistivity, edge.by_barrier)
    assert np.prod([1 + part for part in parts]) == pytest.approx(edge.resistance / centre.resistance, rel=1e-12)
    assert max(parts) == edge.by_voids
    life = (1 + edge.life_by_density) * (1 + edge.life_by_heat)
    assert life == pytest.approx(edge.lifetime / centre.lifetime, rel=1e-9)
    # Black's law with n = 1: at a fixed current, life goes with the copper that carries it
    assert 1 + edge.life_by_density == pytest.approx(edge.core_area / centre.core_area, rel=1e-12)


def test_it_is_the_seed_that_does_it(thin_edge: tuple[Tool, Chain]) -> None:
    """Where any seed can be plated, the edge is as good as the centre within 2 %: impurity and core."""
    tool, states = thin_edge
    assert tool.wire is not None
    assert isinstance(tool.feature, Trench)
    assert states.feature is not None
    any_seed = tool.wire.model_copy(update={"continuous_seed": 0.0})
    line = solve(any_seed, tool.feature, states.feature, states.films)
    assert all(spot.void_area == 0 for spot in line.spots)
    assert line.spots[-1].resistance == pytest.approx(line.spots[0].resistance, rel=0.02)


def test_the_same_tool_gives_the_same_bits(example_tool: Tool, example_chain: Chain) -> None:
    assert plain(chain.run(example_tool)) == plain(example_chain)


def test_other_units_give_the_same_result(example_tool: Tool, example_chain: Chain) -> None:
    """Every quantity of the file rewritten in another unit; results agree to 1e-12."""
    other = example_tool.model_dump(mode="json", by_alias=True)
    rewrites = {" m": (" um", 1e6), " m2": (" cm2", 1e4), " m3": (" L", 1e3), " s": (" min", 1 / 60)}

    def rewrite(node: object) -> object:
        if isinstance(node, dict):
            return {key: rewrite(value) for key, value in node.items()}
        if isinstance(node, list):
            return [rewrite(value) for value in node]
        if isinstance(node, str):
            for unit, (name, factor) in rewrites.items():
                if node.endswith(unit) and node.split(" ")[0].replace(".", "").replace("e-", "").isdigit():
                    return f"{float(node.split(' ')[0]) * factor!r}{name}"
        return node

    again = Tool.model_validate(rewrite(other))
    for mine, theirs in zip(_scalars(chain.run(again)), _scalars(example_chain), strict=True):
        assert mine == pytest.approx(theirs, rel=1e-12, nan_ok=True)


def _scalars(states: Chain) -> list[float]:
    found: list[float] = []

    def walk(node: object) -> None:
        if dataclasses.is_dataclass(node) and not isinstance(node, type):
            for field in dataclasses.fields(node):
                walk(getattr(node, field.name))
        elif isinstance(node, tuple):
            for item in node:
                walk(item)
        elif isinstance(node, float):
            found.append(node)

    walk(states)
    return found
