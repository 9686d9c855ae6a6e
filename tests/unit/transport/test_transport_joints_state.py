"""A declared joint flown: its state, what it warns of, and the ducts the chain makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foreline import chain
from foreline.data import text
from foreline.errors import InputError
from foreline.result import notices
from foreline.tool.elements import Transmission
from foreline.tool.joint import Joint
from foreline.tool.read import loads
from foreline.tool.scene import Scene
from foreline.transport import ports
from foreline.transport.joints import _notices, solve_joint
from foreline.transport.ports import PortMatrix

PORTS = {"a": "pvd", "b": "throat"}


def pipe(length: str = "0.1 m", gap: float = 0.0, **facets: Any) -> Scene:
    end = ["0 m", "0 m", length]
    disk = {"kind": "disk", "diameter": f"{0.2 - gap} m"}
    return Scene.model_validate(
        {
            "facets": {
                "a": {"shapes": [{**disk, "centre": ["0 m"] * 3}], "emits": {"rate": "1 1/s"}},
                "b": {"shapes": [{**disk, "centre": end}]},
                "wall": {"shapes": [{"kind": "cylinder", "start": ["0 m"] * 3, "end": end, "diameter": "0.2 m"}]},
                **facets,
            }
        }
    )


def test_a_state_is_symmetric_and_says_how_sure_it_is() -> None:
    state = solve_joint(Joint(scene="pipe", ports=PORTS, error=0.02), "gate", pipe(), Path())
    assert np.array_equal(state.passage, state.passage.T)
    assert state.probability * state.area[:, None] == pytest.approx(state.passage)
    assert 0 < state.passage_error[0, 1] <= 0.02 * state.passage[0, 1]
    assert state.conductance[0, 1] == pytest.approx(117.7 * state.passage[0, 1], rel=1e-3)  # 11.77 l/s per cm2
    assert (state.chambers, state.leaked, state.notices) == (("pvd", "throat"), 0, ())


def test_what_is_less_known_than_asked_for_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "MOST", ports.FIRST)
    state = solve_joint(Joint(scene="pipe", ports=PORTS, error=1e-3), "gate", pipe("2 m"), Path())
    (one,) = state.notices
    assert (one.code, one.where) == ("W357", "joints.gate")
    assert one.message.startswith("what passes between a and b is known to ")


def test_a_pair_that_nothing_passes_is_told_and_has_no_duct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "MOST", ports.FIRST)
    shut = {"shapes": [{"kind": "disk", "centre": ["0 m", "0 m", "50 mm"], "diameter": "0.2 m"}]}
    joint = Joint(scene="pipe", ports=PORTS)
    state = solve_joint(joint, "gate", pipe(shut=shut), Path())
    assert state.passage.max() == 0.0
    assert [n.code for n in state.notices] == ["W357"]
    assert "as less than" in state.notices[0].message
    tool = loads(text("template.yaml")).tool.model_copy(update={"joints": {"gate": joint}})
    assert set(chain.piped(tool, [state]).ducts) == set(tool.ducts)


def test_a_narrow_gap_is_told() -> None:
    state = solve_joint(Joint(scene="pipe", ports=PORTS), "gate", pipe(gap=2e-5), Path())
    assert state.leaked > 0
    assert "W359" in [notice.code for notice in state.notices]


def test_two_ways_that_differ_are_told() -> None:
    found = np.array([[0.5, 0.5], [0.4, 0.6]])
    error, passage = np.full((2, 2), 0.01), np.array([[0.0, 0.45], [0.45, 0.0]])
    matrix = PortMatrix(("a", "b"), np.ones(2), found, error, passage, 0.01 * passage, np.full(2, 1000.0), 0)
    assert matrix.mismatch == pytest.approx(0.1 / np.hypot(0.01, 0.01))
    (one,) = _notices(matrix, 0.02, "joints.gate")
    assert (one.code, one.where) == ("W358", "joints.gate")


def test_a_facet_of_no_scene_is_named_with_the_joint() -> None:
    with pytest.raises(InputError, match=r"joints.gate: no facet is called 'c'"):
        solve_joint(Joint(scene="pipe", ports={"a": "pvd", "c": "throat"}), "gate", pipe(), Path())


def test_the_chain_makes_ducts_of_joints() -> None:
    joint = Joint(scene="pipe", ports=PORTS, open="high-vacuum")
    state = solve_joint(joint, "gate", pipe(), Path())
    tool = loads(text("template.yaml")).tool.model_copy(update={"joints": {"gate": joint}})
    made = chain.piped(tool, [state])
    duct = made.ducts["gate.a-b"]
    assert (duct.start, duct.end, duct.open, made.joints) == ("pvd", "throat", "high-vacuum", {})
    (way,) = duct.path
    assert isinstance(way, Transmission)
    assert way.probability == state.probability[0, 1]
    assert way.area == way.area_end == pytest.approx(np.pi * 0.01)
    ran = chain.run(loads(text("template.yaml")).tool)
    assert ran.joints == ()
    assert len(list(notices(ran))) > 0
