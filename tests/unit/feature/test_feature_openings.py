import dataclasses
import math
import re
from typing import Any

import numpy as np
import pytest

from foreline.data import text
from foreline.errors import OutsideValidity, ToolFileError
from foreline.feature import check, solve
from foreline.feature.outline import outline
from foreline.states import FilmState
from foreline.tool.feature import DualDamascene, Solid
from foreline.tool.read import loads

NM = 1e-9
VIA = {"kind": "round", "diameter": "20 nm", "depth": "40 nm"}
LINE = {"kind": "slot", "width": "20 nm", "depth": "20 nm"}


def film(thickness: float = 0.1 * NM) -> FilmState:
    return FilmState(
        step="film", material="Cu", radius=np.zeros(1), azimuth=np.zeros(1), flux=np.ones((1, 1)),
        thickness=np.full((1, 1), thickness), mean_thickness=thickness, nonuniformity=0.0, rate=1e-9, time=1.0,
        arrived_fraction=0.5, arrival_exponent=1.0, impurity_total=0.0, measured_rate=math.nan,
    )  # fmt: skip


def solid(openings: dict[str, Any], **more: Any) -> Solid:
    return Solid(kind="solid", openings=openings, **{"pitch": "60 nm", "error": 0.03, **more})


def test_a_via_in_a_line_gets_less_than_a_slot_and_more_than_a_via_as_deep_as_both() -> None:
    both = solve(solid({"line": LINE, "via": VIA}), [film()], [0.1])
    alone = solve(solid({"via": VIA}), [film()], [0.1])
    places = {place.name: place.layers[0] for place in both.places}
    assert set(places) == {f"via-{side}" for side in ("bottom", "right", "left", "front", "back")} | {
        "line-bottom", "line-right", "line-left",
    }  # fmt: skip
    low = alone.layers[0].bottom_coverage
    assert low == pytest.approx(0.418914, rel=0.1)  # exact: a via of aspect ratio 2
    slot = 0.698044  # exact: a trench of aspect ratio 2
    assert low + 0.02 < places["via-bottom"].coverage < slot - 0.02
    assert 0.0 < places["via-bottom"].coverage_error <= 0.03 * places["via-bottom"].coverage
    assert both.layers[0].bottom_coverage == places["via-bottom"].coverage
    assert [rule.code for rule in check(solid({"via": VIA}), alone)] == ["R402"]
    assert both.notices == ()


def seen(near: float, far: float, half: float, below: float) -> float:
    """Flux on a vertical wall at a depth, from a mouth between two distances from it and half as wide to either side.

    1 / pi int cos cos / d^2 dA.
    """
    node, weight = np.polynomial.legendre.leggauss(60)
    out, side = near + (far - near) * 0.5 * (node + 1.0), half * node
    d, a = np.meshgrid(out, side, indexing="ij")
    area = np.outer(weight, weight) * 0.5 * (far - near) * half
    return float((area * d * below / (d * d + a * a + below * below) ** 2).sum() / math.pi)


def test_the_walls_of_a_line_with_ends_see_the_mouth() -> None:
    state = solve(solid({"line": LINE | {"length": "60 nm"}}, spacing="100 nm"), [film()], [1.0])
    found = {place.name: place.layers[0].coverage for place in state.places}
    assert found["line-front"] == pytest.approx(seen(0.0, 60.0, 10.0, 10.0), rel=0.08)
    assert found["line-right"] == pytest.approx(seen(0.0, 20.0, 30.0, 10.0), rel=0.08)


def test_round_vias_of_a_dual_damascene() -> None:
    size = {"width": "30 nm", "depth": "20 nm", "via_width": "20 nm", "via_depth": "20 nm", "pitch": "60 nm"}
    state = solve(DualDamascene(kind="dual-damascene", via_spacing="60 nm", **size), [film()], [0.1])
    bottom = next(place for place in state.places if place.name == "via-bottom").layers[0]
    assert bottom.coverage < state.layers[0].bottom_coverage  # of the slot
    assert state.places[0].name == "trench-bottom"
    assert "W410" in [notice.code for notice in state.notices]


def test_thick_films_and_unreached_errors_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foreline.feature.openings.MOST_SLOW", 4096)
    state = solve(solid({"via": VIA}, error=0.001), [film(5 * NM)], [0.1])
    assert [notice.code for notice in state.notices] == ["W461", "W460"]


def test_what_is_too_deep_is_refused() -> None:
    for depth, code in (("1001 nm", "E402"), ("20 mm", "E402")):
        with pytest.raises(OutsideValidity) as error:
            solve(solid({"via": VIA | {"depth": depth}}), [film()], [1.0])
        assert error.value.code == code
    with pytest.raises(OutsideValidity) as none:
        outline(solid({"via": VIA}))
    assert none.value.code == "E412"


def test_an_outline_is_drawn_through_the_deepest() -> None:
    line = solve(solid({"line": LINE | {"width": "30 nm"}, "via": VIA | {"x": "2 nm"}}), [], []).outline
    wanted = [(-30, 0), (-15, 0), (-15, -20), (-8, -20), (-8, -40), (12, -40), (12, -20), (15, -20), (15, 0), (30, 0)]
    np.testing.assert_allclose(line / NM, wanted, atol=1e-9)


@pytest.mark.parametrize(
    ("openings", "says"),
    [
        ("{via: {kind: round, diameter: 70 nm, depth: 40 nm}}", "reaches out of the pattern"),
        ("{a: {kind: slot, width: 20 nm, depth: 40 nm, length: 60 nm}}", "reaches out of the pattern"),
        ("{a: {kind: slot, width: 0 nm, depth: 40 nm}}", "greater than 0"),
        ("{}", "at least 1"),
    ],
)
def test_bad_openings_are_refused_with_their_place(openings: str, says: str) -> None:
    base = re.sub(r"(?m)^(feature|wire):.*\n(?:  .*\n)*", "", text("template.yaml"))
    source = f"feature: {{kind: solid, pitch: 60 nm, openings: {openings}}}\n"
    with pytest.raises(ToolFileError) as error:
        loads(base + source)
    assert says in str(error.value)


def test_places_are_in_the_units_of_the_file() -> None:
    state = solve(solid({"via": VIA | {"y": "3 nm"}}), [dataclasses.replace(film())], [1.0])
    bottom = state.places[0]
    assert (bottom.x, bottom.y, bottom.z) == pytest.approx((0.0, 3 * NM, -40 * NM), abs=1e-15)
