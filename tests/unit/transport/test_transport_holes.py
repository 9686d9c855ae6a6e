"""Plates with holes, and facets that are met on one side alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import InputError
from foreline.tool.bodies import PolygonShape, RectangleShape
from foreline.tool.scene import Scene
from foreline.transport.assembly import assemble
from foreline.transport.monte_carlo import simulate
from foreline.transport.polygons import pierced, triangulated
from foreline.transport.shapes import ROUND, placed
from foreline.transport.surfaces import areas

SQUARE = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], float)


def area(corners: np.ndarray[Any, Any]) -> float:
    a, b, c = (corners[triangulated(corners)[:, k]] for k in range(3))
    turns = np.cross(b - a, c - a)[:, 2]
    assert (turns > 0.0).all()  # each turns as the plate does
    return float(turns.sum()) / 2


def mm(*place: float) -> list[str]:
    return [f"{x} mm" for x in place]


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6), rows=st.integers(1, 4), turn=st.booleans())
def test_a_plate_loses_the_area_of_its_holes(seed: int, rows: int, turn: bool) -> None:
    random = np.random.default_rng(seed)
    holes, lost = [], 0.0
    for i in range(rows):
        for j in range(rows):
            n = int(random.integers(3, 9))
            angle = np.sort(random.uniform(0.0, 2.0 * np.pi, n)) + np.arange(n) * 1e-3
            r = 0.4 / rows
            shape = np.stack([(i + 0.5) / rows + r * np.cos(angle), (j + 0.5) / rows + r * np.sin(angle), 0 * angle], 1)
            lost += 0.5 * r**2 * float(np.sin(np.diff(angle, append=angle[0] + 2.0 * np.pi)).sum())
            holes.append(shape[::-1] if turn else shape)
    assert area(pierced(SQUARE, holes)) == pytest.approx(1.0 - lost, rel=1e-9)


def test_round_holes_lie_within_their_circles() -> None:
    plate = RectangleShape.model_validate({
        "kind": "rectangle", "corner": mm(0, 0, 5), "edge": mm(0, 100, 0), "other_edge": mm(0, 0, 60),
        "holes": [{"kind": "round", "centre": mm(0, 30, 35), "diameter": "40 mm"},
                  {"kind": "polygon", "corners": [mm(0, 60, 20), mm(0, 90, 20), mm(0, 90, 50)]}],
    })  # fmt: skip
    parts = placed(plate, Path(), "", {})
    cut = 0.5 * ROUND * np.sin(2.0 * np.pi / ROUND) * 0.02**2
    assert float(areas(parts).sum()) == pytest.approx(0.006 - cut - 0.00045, rel=1e-9)
    np.testing.assert_allclose(parts.row[:, 9:12], [[1, 0, 0]] * len(parts), atol=1e-12)


@pytest.mark.parametrize(
    ("hole", "said"),
    [
        ([mm(10, 10, 1), mm(20, 10, 1), mm(20, 20, 1)], "holes\\[1\\]: it is 1 mm out of the plate's plane"),
        ([mm(10, 10, 0), mm(20, 20, 0), mm(30, 30, 0)], "holes\\[1\\]: its 3 corners bound no area"),
        ([mm(90, 50, 0), mm(110, 50, 0), mm(90, 60, 0)], "holes\\[1\\]: it reaches over the plate's edge"),
        ([mm(30, 30, 0), mm(45, 30, 0), mm(30, 45, 0)], "holes\\[1\\]: it reaches into holes\\[0\\]"),
        ([mm(48, 48, 0), mm(52, 48, 0), mm(50, 52, 0)], "holes\\[1\\]: it reaches into holes\\[0\\]"),
    ],
)
def test_holes_that_cannot_be_are_told(hole: list[list[str]], said: str) -> None:
    corners = [mm(0, 0, 0), mm(100, 0, 0), mm(100, 100, 0), mm(0, 100, 0)]
    first = {"kind": "round", "centre": mm(50, 50, 0), "diameter": "20 mm"}
    plate = PolygonShape.model_validate(
        {"kind": "polygon", "corners": corners, "holes": [first, {"kind": "polygon", "corners": hole}]}
    )
    if "into" in said and hole[0] == mm(30, 30, 0):
        plate = plate.model_copy(
            update={"holes": (plate.holes[0].model_copy(update={"diameter": 0.04}), plate.holes[1])}
        )
    with pytest.raises(InputError, match=said):
        placed(plate, Path(), "plate", {})


def chamber(upwards: bool = True, walls: float = 0.0, **plate: Any) -> Scene:
    """A closed box with a source at one end, an end that keeps all, and a plate across its middle."""
    low, high = mm(0, 0, 0), mm(100, 100, 100)
    across = {"kind": "rectangle", "corner": mm(0, 0, 50), "edge": mm(100, 0, 0), "other_edge": mm(0, 100, 0)}
    begin, end = ("floor", "lid") if upwards else ("lid", "floor")
    ends: dict[str, dict[str, Any]] = {
        "floor": {"shapes": [{**across, "corner": low}]},
        "lid": {"shapes": [{**across, "corner": mm(0, 0, 100)}]},
    }
    ends[begin] |= {"emits": {"rate": "1 1/s", "back": not upwards}}
    return Scene.model_validate({"target": end, "facets": {
        "room": {"shapes": [{"kind": "box", "low": low, "high": high, "without": ["z-low", "z-high"]}],
                 "sticking": walls},
        **{name: {"sticking": 1, **facet} for name, facet in ends.items()},
        "plate": {"shapes": [{**across, **plate.pop("shape", {})}], **plate},
    }})  # fmt: skip


def flown(scene: Scene, number: int = 1 << 15) -> tuple[dict[str, int], dict[str, int], int]:
    ready = assemble(scene, "box", Path()).scene
    tally = simulate(ready, 1, particles=number)
    assert int(tally.absorbed.sum()) + tally.leaked + tally.lost == tally.particles  # the balance is exact
    hits, caught = (dict(zip(ready.index, v.tolist(), strict=True)) for v in (tally.hits, tally.absorbed))
    return hits, caught, tally.leaked + tally.lost


def test_a_one_way_plate_is_met_from_its_front_alone() -> None:
    every, half = 1 << 15, 1 << 13
    hits, caught, lost = flown(chamber(walls=1.0, sticking=1, one_way=True))  # its front looks up, away from the source
    assert (hits["plate"], caught["plate"], lost) == (0, 0, 0)
    assert caught["lid"] > 1 << 11
    down = {"edge": mm(0, 100, 0), "other_edge": mm(100, 0, 0)}
    hits, caught, lost = flown(chamber(sticking=1, one_way=True, shape=down))
    assert hits["plate"] == caught["plate"] > half
    assert (caught["plate"] + caught["floor"], lost) == (every, 0)
    hits, caught, lost = flown(chamber(upwards=False, one_way=True))  # reflects what comes down
    assert hits["plate"] > half
    assert (caught["floor"], caught["lid"], lost) == (0, every, 0)
    hits, caught, lost = flown(chamber(one_way=True))  # lets everything up, and nothing back
    assert (caught["lid"] + caught["floor"], lost) == (every, 0)
    assert hits["plate"] > 0


def test_what_passes_a_hole_does_so_both_ways_alike() -> None:
    # W A from end to end and back are one number, as walls keep nothing.
    hole = {"holes": [{"kind": "round", "centre": mm(50, 50, 50), "diameter": "60 mm"}]}
    number, shares = 1 << 17, []
    for upwards, end in ((True, "lid"), (False, "floor")):
        _, caught, lost = flown(chamber(upwards, shape=hole), number)
        assert lost == 0
        shares.append(caught[end] / number)
    error = (shares[0] * (1.0 - shares[0]) / number) ** 0.5
    assert abs(shares[0] - shares[1]) < 4.0 * 2**0.5 * error
