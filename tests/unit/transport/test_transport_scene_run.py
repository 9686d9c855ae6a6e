"""Scenes fly: known transmissions, uniform gas, maps, pumps, gaps that are found where they are."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foreline.errors import InputError, OutsideValidity
from foreline.states import SceneState
from foreline.tool.scene import Scene
from foreline.transport.assembly import assemble
from foreline.transport.probe import probe
from foreline.transport.scene_run import run_gases
from foreline.units import AVOGADRO, BOLTZMANN

ORIGIN, UP = ["0 m", "0 m", "0 m"], ["0 m", "0 m", "1 m"]
TUBE = {"kind": "cylinder", "start": ORIGIN, "end": UP, "diameter": "2 m"}
BELOW, ABOVE = ({"kind": "disk", "centre": centre, "diameter": "2 m"} for centre in (ORIGIN, UP))
MASS = 0.028014 / AVOGADRO


def ready(**facets: Any) -> Any:
    scene = facets.pop("scene", {})
    return assemble(Scene.model_validate({"facets": facets, **scene}), "test", Path("."))


def flown(error: float = 0.005, **facets: Any) -> SceneState:
    return run_gases(ready(**facets), 1, error)[0]


def source(shape: Any, **more: Any) -> Any:
    return {"shapes": [shape], "sticking": 1.0, "emits": {"rate": "1e18 1/s"}, **more}


def test_a_tube_passes_what_it_should_and_balances() -> None:
    state = flown(inlet=source(BELOW), wall={"shapes": [TUBE]}, outlet={"shapes": [ABOVE], "sticking": 1})
    outlet = state.facets[2]
    assert state.target == "outlet"
    assert outlet.share == pytest.approx(0.6719839019, abs=4 * outlet.share_error)
    assert sum(f.absorbed for f in state.facets) + state.leaked + state.lost == state.particles
    assert sum(f.hits for f in state.facets) == state.wall_hits
    assert state.notices == ()


def test_gas_in_a_box_presses_evenly_and_a_pump_takes_its_speed() -> None:
    box = {"kind": "box", "low": ORIGIN, "high": ["1 m", "1 m", "1 m"], "without": ["z-high"]}
    lid = {"kind": "rectangle", "corner": UP, "edge": ["0 m", "1 m", "0 m"], "other_edge": ["1 m", "0 m", "0 m"]}
    state = flown(
        0.004, walls={"shapes": [box], "emits": {"flow": "1 sccm"}}, pump={"shapes": [lid], "sticking": "2 %"}
    )
    walls, pump = state.facets
    speed = 0.02 * math.sqrt(BOLTZMANN * 293.15 / (2 * math.pi * MASS))  # area 1 m2
    assert pump.pumping_speed == pytest.approx(speed)
    assert pump.share == 1.0
    # All that comes in is pumped: p = Q k T / S. Gas far from equilibrium by the sticking alone, about 1 %.
    expected = state.emitted * BOLTZMANN * 293.15 / speed
    assert pump.pressure == pytest.approx(expected, rel=0.01)
    assert walls.pressure == pytest.approx(expected, rel=0.02)


def test_outgassing_and_flow_count_the_same_molecules() -> None:
    for emits in ({"flow": "1 sccm"}, {"outgassing": "1.68875e-3 Pa m3/s/m2"}, {"rate": "4.47796e17 1/s"}):
        disk = {"kind": "disk", "centre": ORIGIN, "diameter": f"{2 / math.sqrt(math.pi)} m"}
        assert ready(one={"shapes": [disk], "sticking": 1, "emits": emits}).scene.rate == pytest.approx(
            4.47796e17, rel=1e-4
        )


def test_two_sides_double_the_area_and_are_asked_for() -> None:
    plate = {"kind": "disk", "centre": ["0 m", "0 m", "0.5 m"], "diameter": "1 m"}
    parts = {"inlet": source(BELOW), "wall": {"shapes": [TUBE]}, "outlet": {"shapes": [ABOVE], "sticking": 1}}
    one, two = (flown(0.02, **parts, plate={"shapes": [plate], "two_sided": both}) for both in (False, True))
    assert [n.code for n in one.notices] == ["W321"]
    assert one.notices[0].where == "scenes.test.facets.plate"
    assert two.notices == ()
    assert two.facets[3].pressure == pytest.approx(0.5 * one.facets[3].pressure)


def test_a_plane_that_only_counts_sees_the_flow_through_it() -> None:
    plane = {"kind": "disk", "centre": ["0 m", "0 m", "0.5 m"], "diameter": "2 m"}
    counter = {"shapes": [plane], "opacity": 0, "two_sided": True}
    state = flown(
        inlet=source(BELOW), wall={"shapes": [TUBE]}, outlet={"shapes": [ABOVE], "sticking": 1}, plane=counter
    )
    assert state.facets[2].share == pytest.approx(0.6719839019, abs=4 * state.facets[2].share_error)
    assert state.facets[3].absorbed == 0
    assert state.facets[3].hits >= state.facets[2].absorbed


def test_a_gap_is_found_with_its_place() -> None:
    short = {**ABOVE, "diameter": "1.9 m"}
    state = flown(0.02, inlet=source(BELOW), wall={"shapes": [TUBE]}, outlet={"shapes": [short], "sticking": 1})
    assert state.leaked > 0
    assert [n.code for n in state.notices] == ["W320"]
    assert "probe rays flew out: from " in state.notices[0].message
    assert len(state.gaps) == 10
    found = probe(ready(inlet=source(BELOW), wall={"shapes": [TUBE]}, outlet={"shapes": [short], "sticking": 1}).scene)
    for gap in found.gaps:
        reach = (1.0 - gap.place[2]) / gap.direction[2]
        at = np.hypot(gap.place[0] + reach * gap.direction[0], gap.place[1] + reach * gap.direction[1])
        assert 0.95 < at < 1.0  # between the disk's edge and the tube


def test_maps_add_up_to_the_facet_and_know_their_pixels() -> None:
    cone = {"kind": "cone", "start": ORIGIN, "end": UP, "diameter_start": "2 m", "diameter_end": "1 m"}
    top = {"kind": "disk", "centre": UP, "diameter": "1 m"}
    state = flown(
        0.01, inlet=source(BELOW), wall={"shapes": [cone], "map": [5, 2]}, outlet={"shapes": [top], "sticking": 1}
    )
    wall = state.facets[1]
    edge = 1.0 - 0.5 * np.arange(6) / 5
    ring = wall.area * (edge[:-1] + edge[1:]) / (edge[:-1] + edge[1:]).sum()
    assert (wall.map.sum(axis=1) * ring / 2).sum() == pytest.approx(wall.impingement * wall.area)
    assert wall.map[:, 0] == pytest.approx(wall.map[:, 1], rel=0.1)
    assert (wall.map_error > 0).all()


def test_a_background_gas_turns_molecules_back() -> None:
    parts = {"inlet": source(BELOW), "wall": {"shapes": [TUBE]}, "outlet": {"shapes": [ABOVE], "sticking": 1}}
    gas = {"gas": "Ar", "background": {"gas": "Ar", "pressure": "0.05 Pa"}}
    dense, thin = flown(0.01, **parts, scene=gas), flown(0.01, **parts)
    assert dense.facets[2].share < 0.9 * thin.facets[2].share
    with pytest.raises(OutsideValidity, match=r"E321.*HF"):
        ready(**parts, scene={"gas": "HF", "background": {"gas": "Ar", "pressure": "0.05 Pa"}})


def test_an_end_that_cannot_be_is_refused_or_told() -> None:
    with pytest.raises(InputError, match="particles never end"):
        flown(inlet={"shapes": [BELOW], "emits": {"rate": "1 1/s"}}, wall={"shapes": [TUBE]})
    far = {"kind": "disk", "centre": ["0 m", "0 m", "3 m"], "diameter": "1 m"}
    closed = {"inlet": source(BELOW), "wall": {"shapes": [TUBE]}, "lid": {"shapes": [ABOVE]}}
    closed["hidden"] = {"shapes": [far], "sticking": 1}
    state = run_gases(ready(**closed), 1, 0.01, target="hidden", most=4096)[0]
    assert [n.code for n in state.notices] == ["W323"]
    assert "nothing arrived after" in state.notices[0].message
