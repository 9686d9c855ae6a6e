"""Scenes answered by the method that suits them: rings where they are round, nodes where molecules fly straight."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.tool.elements import Cone as ConeElement
from foreline.tool.scene import Scene
from foreline.tool.vacuum import Tube
from foreline.transport.assembly import Assembly, assemble
from foreline.transport.method import duct_bands
from foreline.transport.revolution import solve_revolution
from foreline.transport.scene_answer import PhaseMap, answer, map_of, scene_method
from foreline.transport.scene_bands import Outline, outline
from foreline.transport.scene_run import run_gases


def at(z: float, axis: tuple[float, float, float] = (0, 0, 1)) -> list[str]:
    return [f"{z * a!r} m" for a in axis]


def disk(z: float, radius: float, hole: float = 0.0, up: int = 1, **axis: Any) -> dict[str, Any]:
    direction = axis.get("axis", (0, 0, 1))
    shape = {"kind": "disk", "centre": at(z, direction), "normal": [up * a for a in direction]}
    return {**shape, "diameter": f"{2 * radius!r} m", **({"hole": f"{2 * hole!r} m"} if hole else {})}


def tube(low: float, high: float, radius: float, **axis: Any) -> dict[str, Any]:
    direction = axis.get("axis", (0, 0, 1))
    ends = {"start": at(low, direction), "end": at(high, direction)}
    return {"kind": "cylinder", **ends, "diameter": f"{2 * radius!r} m"}


def scene(facets: dict[str, Any], **more: Any) -> Assembly:
    return assemble(Scene.model_validate({"facets": facets, **more}), "test", Path("."))


SOURCE: dict[str, Any] = {"sticking": 1, "emits": {"rate": "2 1/s"}}


@pytest.mark.parametrize("axis", [(0, 0, 1), (0.6, 0, -0.8)])
@pytest.mark.parametrize("turned", [1, -1])
def test_a_tube_is_what_its_table_says_wherever_it_lies_and_however_plates_are_turned(axis: Any, turned: int) -> None:
    emits = SOURCE if turned > 0 else {**SOURCE, "emits": {"rate": "2 1/s", "back": True}}
    found = answer(scene({
        "in": {"shapes": [disk(0, 1, up=turned, axis=axis)], **emits},
        "wall": {"shapes": [tube(10, 0, 1, axis=axis)]},
        "out": {"shapes": [disk(10, 1, up=turned, axis=axis)], "sticking": 1},
    }), 1, 0.01)[0]  # fmt: skip
    inlet, _, outlet = found.facets
    assert found.method == "radiosity"
    assert found.particles == found.wall_hits == 0
    assert outlet.share == pytest.approx(0.1909424319, abs=1e-6)
    assert inlet.share + outlet.share == pytest.approx(1.0, abs=1e-12)
    assert outlet.impingement == pytest.approx(2 * outlet.share / math.pi)


@given(
    st.lists(st.tuples(st.floats(0.2, 2.0), st.floats(0.3, 1.0)), min_size=2, max_size=3), st.floats(0.05, 1.0)
)  # fmt: skip
@settings(max_examples=12)
def test_a_drawn_chain_of_cones_is_the_declared_one(parts: list[tuple[float, float]], sticking: float) -> None:
    path: list[Any] = []
    facets: dict[str, Any] = {"in": {"shapes": [disk(0, parts[0][1])], **SOURCE}}
    z, r = 0.0, parts[0][1]
    for k, (length, end) in enumerate(parts):
        path.append(ConeElement(kind="cone", diameter_start=f"{2 * r!r} m", diameter_end=f"{2 * end!r} m",
                                length=f"{length!r} m") if end != r else
                    Tube(kind="tube", diameter=f"{2 * r!r} m", length=f"{length!r} m"))  # fmt: skip
        shape = {"kind": "cone", "start": at(z), "end": at(z + length), "diameter_start": f"{2 * r!r} m",
                 "diameter_end": f"{2 * end!r} m"}  # fmt: skip
        facets[f"part-{k}"] = {"shapes": [shape if end != r else tube(z, z + length, r)], "sticking": sticking}
        z, r = z + length, end
    facets["out"] = {"shapes": [disk(z, r)], "sticking": 1}
    drawn = answer(scene(facets), 1, 0.05)[0]
    declared = solve_revolution(duct_bands(path, sticking))
    assert drawn.method == "radiosity"
    assert drawn.facets[-1].share == pytest.approx(float(declared.absorbed[-1]), abs=1e-7)
    assert sum(facet.share for facet in drawn.facets) == pytest.approx(1.0, abs=1e-12)


def body() -> dict[str, Any]:
    """A chamber with a baffle, a plate fixed to its wall, a solid core, and a map."""
    return {
        "in": {"shapes": [disk(0, 0.5)], "sticking": 0.3, "emits": {"rate": "2 1/s"}},
        "floor": {"shapes": [disk(0, 1.0, 0.5)]},
        "wall": {"shapes": [tube(0, 2, 1)], "sticking": 0.05},
        "baffle": {"shapes": [disk(0.4, 0.6)], "two_sided": True, "sticking": 0.2},
        "shelf": {"shapes": [disk(1.0, 1.0, 0.7)], "two_sided": True},
        "core": {"shapes": [disk(1.3, 0.2, up=-1), tube(1.3, 1.6, 0.2), disk(1.6, 0.2)], "sticking": 0.4},
        "top": {"shapes": [disk(2, 1, up=-1)], "sticking": 0.5, "map": [4, 3]},
    }


def test_plates_shelves_and_cores_are_as_particles_find_them() -> None:
    room = scene(body(), target="top")
    rings, flown = answer(room, 1, 0.01)[0], run_gases(room, 1, 0.002)[0]
    assert rings.method == "radiosity"
    assert rings.notices == ()
    for one, other in zip(rings.facets, flown.facets, strict=True):
        assert one.share == pytest.approx(other.share, abs=4 * other.share_error + 1e-9), one.name
        assert one.impingement == pytest.approx(other.impingement, abs=4 * other.impingement_error), one.name
        assert one.pressure == pytest.approx(other.pressure, abs=4 * other.pressure_error), one.name
    (top, counted) = (state.facets[-1] for state in (rings, flown))
    assert top.map.shape == (4, 3)
    assert top.map.mean() == pytest.approx(top.impingement)
    assert np.abs((top.map - counted.map) / counted.map_error).max() < 4.5
    rough = answer(room, 1, 0.02, particles=True)[0]
    assert (rough.method, rough.reason) == ("particles", "asked for")
    assert rough.facets[-1].map_reason == "asked for"


def test_what_a_sheet_gives_off_leaves_on_the_side_it_says() -> None:
    for back, near in ((False, "high"), (True, "low")):
        parts = {
            "low": {"shapes": [disk(0, 1)], "sticking": 1},
            "high": {"shapes": [disk(1, 1)], "sticking": 1},
            "wall": {"shapes": [tube(0, 1, 1)], "sticking": 1},
            "plate": {"shapes": [disk(0.5, 0.5)], "sticking": 1, "two_sided": True,
                      "emits": {"rate": "1 1/s", "back": back}},
        }  # fmt: skip
        found = {facet.name: facet.share for facet in answer(scene(parts), 1, 0.05)[0].facets}
        assert found[near] > 0.5
        assert found["low" if near == "high" else "high"] < 1e-9


def test_each_gas_has_rings_of_its_own() -> None:
    parts = {**body(), "in": {"shapes": [disk(0, 0.5)], "sticking": 0.3, "gases": {
        "N2": {"emits": {"rate": "1 1/s"}}, "H2": {"emits": {"rate": "3 1/s"}, "sticking": 0.1}}}}  # fmt: skip
    room = scene(parts, target="top")
    for one, other in zip(answer(room, 1, 0.01), answer(room, 1, 0.003, particles=True), strict=True):
        assert one.gas == other.gas
        assert one.emitted == pytest.approx(other.emitted)
        for a, b in zip(one.facets, other.facets, strict=True):
            assert a.share == pytest.approx(b.share, abs=4.5 * b.share_error + 1e-9), (one.gas, a.name)


def test_a_sheet_that_is_declared_one_sided_says_so() -> None:
    parts = body()
    del parts["shelf"]["two_sided"]
    parts["floor"]["two_sided"] = True
    told = answer(scene(parts, target="top"), 1, 0.01)[0].notices
    assert {(n.code, n.where.rsplit(".", 1)[-1]) for n in told} == {("W321", "shelf"), ("W321", "floor")}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"wall": {"specular": 0.5}}, "'wall' mirrors"),
        ({"shelf": {"opacity": 0.5}}, "'shelf' lets molecules pass"),
        ({"top": {"angles": 9}}, "'top' counts angles of arrival"),
        ({"in": {"emits": {"rate": "1 1/s", "exponent": 2}}}, "what is emitted does not leave with the cosine law"),
        ({"core": {"shapes": [{"kind": "sphere", "centre": at(1.4), "diameter": "0.2 m"}]}}, "'core' is no plain disk"),
        ({"core": {"shapes": [{**disk(1.4, 0.1), "centre": ["0.1 m", "0 m", "1.4 m"]}]}}, "'core' is not on the axis"),
        ({"floor": {"shapes": [disk(0, 0.9, 0.5)]}}, "'in' does not part gas from no gas"),
        ({"baffle": {"shapes": [disk(3.0, 0.6)]}}, "'baffle' does not part gas from no gas"),
        ({"floor": {"emits": {"rate": "1 1/s", "back": True}}}, "'floor' emits where no gas is enclosed"),
        ({"core": {"shapes": [tube(0.5, 0.7, 0.8), disk(0.6, 0.9, 0.7)]}}, "its walls do not close"),
    ],
)  # fmt: skip
def test_what_is_no_body_of_revolution_flies_and_says_why(changed: dict[str, Any], why: str) -> None:
    parts = body()
    for name, more in changed.items():
        parts[name] = {**parts[name], **more}
    room = scene(parts, target="top")
    assert scene_method(room).why.startswith(why)
    assert not isinstance(outline(room.scene), Outline)


def planet(**more: Any) -> Assembly:
    """A wafer that spins on an orbit above a source off its axis."""
    return scene({
        "source": {"shapes": [disk(0, 0.02)], "sticking": 1, "emits": {"rate": "1 1/s", "exponent": 2}},
        "wafer": {"shapes": [{**disk(0.5, 0.1, up=-1), "centre": ["0.2 m", "0 m", "0.5 m"]}], "sticking": 1,
                  "moves": "orbit", "map": [3, 4]},
        "wall": {"shapes": [{"kind": "sphere", "centre": at(0.2), "diameter": "2 m"}], "sticking": 1, **more},
    }, motions={"orbit": {"point": ["0.05 m", "0 m", "0 m"], "turns": 1}}, phases=12, target="wafer")  # fmt: skip


def test_a_map_on_a_moving_part_is_the_counted_one_in_its_own_frame() -> None:
    for more in ({}, {"sticking": 0.5}):
        room = planet(**more)
        found, counted = map_of(room, "wafer"), run_gases(room, 1, 0.004)[0].facets[1]
        assert isinstance(found, PhaseMap)
        assert found.method.name == ("next event" if more else "quadrature")
        assert found.method.why.endswith("in each of 12 phases")
        off = (found.flux - counted.map) / np.hypot(found.error, counted.map_error)
        assert np.abs(off).max() < 4.5
        assert (found.error**2).mean() < 0.2 * (counted.map_error**2).mean()


def test_the_error_of_a_phase_map_is_honest() -> None:
    maps = [map_of(planet(sticking=0.5), "wafer", seed=1000 * k) for k in range(1, 9)]
    flux = np.array([one.flux for one in maps if isinstance(one, PhaseMap)])
    error = np.array([one.error for one in maps if isinstance(one, PhaseMap)])
    assert 0.6 < float(np.sqrt((flux.var(0, ddof=1)).mean() / (error**2).mean())) < 1.6


def test_a_saved_map_goes_on_in_each_phase(tmp_path: Path) -> None:
    room = planet(sticking=0.5)
    first, again = (map_of(room, "wafer", save=tmp_path / "map") for _ in range(2))
    assert isinstance(first, PhaseMap)
    assert isinstance(again, PhaseMap)
    assert np.array_equal(first.flux, again.flux)
    assert len(list(tmp_path.glob("map-*.npz"))) == 12


def test_hits_are_counted_where_next_events_do_not_know() -> None:
    lobe = {"rate": "1 1/s", "lobe": {"angles": ["0 deg", "90 deg"], "flux": [1, 0]}}
    room = planet()
    assert isinstance(map_of(room, "wafer"), PhaseMap)
    for changed, why in (
        ({"clock": {"until": "1 s"}}, "time counts"),
        ({"background": {"gas": "Ar", "pressure": "1 Pa"}}, "molecules meet a gas on their way"),
        ({}, "a measured emission has kinks"),
    ):
        parts = body()
        parts["in"]["emits"] = parts["in"]["emits"] if changed else lobe
        found = map_of(scene(parts, target="top", **changed), "top")
        assert not isinstance(found, PhaseMap)
        assert found.why.startswith(why)


def test_backs_that_no_atom_reaches_are_no_second_side() -> None:
    assert answer(planet(), 1, 0.05)[0].notices == ()
    told = answer(planet(sticking=0.5), 1, 0.05)[0].notices
    assert {(n.code, n.where) for n in told} == {
        ("W321", "scenes.test.facets.wafer"), ("W321", "scenes.test.facets.source")
    }  # fmt: skip
