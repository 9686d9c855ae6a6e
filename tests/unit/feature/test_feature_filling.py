import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.data import bibliography, text
from foreline.errors import OutsideValidity
from foreline.feature import check, solve
from foreline.states import FeatureState, FilmState
from foreline.tool.feature import CrossSection, DualDamascene, Feature, Trench, Via

NM = 1e-9


def film(nanometres: float, exponent: float = 1.0, step: str = "film") -> FilmState:
    thickness = nanometres * NM
    return FilmState(
        step=step,
        material="Cu",
        radius=np.array([0.0, 0.1]),
        azimuth=np.zeros(1),
        flux=np.ones((2, 1)),
        thickness=np.array([[thickness], [math.nan]]),
        mean_thickness=thickness,
        nonuniformity=0.0,
        rate=1e-9,
        time=1.0,
        arrived_fraction=0.5,
        arrival_exponent=exponent,
        impurity_total=0.0,
        measured_rate=math.nan,
    )


def trench(width: float = 70.0, depth: float = 140.0, pitch: float = 140.0) -> Trench:
    return Trench(kind="trench", width=f"{width!r} nm", depth=f"{depth!r} nm", pitch=f"{pitch!r} nm")


def lined(*films: FilmState, sticking: float = 1.0, into: Feature | None = None) -> FeatureState:
    return solve(into or trench(), films, [sticking] * len(films))


def test_two_layers() -> None:
    state = lined(film(8, 2.0, "barrier"), film(20, 2.0, "seed"))
    barrier, seed = state.layers
    for layer, thickness in ((barrier, 8 * NM), (seed, 20 * NM)):
        assert layer.field_thickness == pytest.approx(thickness)
        assert layer.bottom_coverage == pytest.approx(layer.bottom_thickness / thickness)
        assert layer.wall_coverage == pytest.approx(layer.wall_thickness / thickness)
        assert 0.0 < layer.minimum_thickness <= min(layer.bottom_thickness, layer.wall_thickness)
        assert layer.balance <= 1e-9
        assert 150 <= len(layer.surface) <= 320
        np.testing.assert_allclose(layer.surface, layer.surface[::-1] * [-1.0, 1.0], atol=1e-20)
        assert layer.surface[0, 0] == -70 * NM
    assert seed.surface[0, 1] == pytest.approx(28 * NM)
    assert barrier.bottom_coverage > seed.bottom_coverage  # the first layer has narrowed the mouth
    assert 0.0 < state.opening < 70 * NM
    assert not state.closed
    assert not state.notices
    assert set(state.sources) <= set(bibliography())


@settings(max_examples=5, deadline=None)
@given(st.floats(0.03, 3000.0))
def test_scale_invariance(scale: float) -> None:
    one = lined(film(10), into=trench())
    other = lined(film(10 * scale), into=trench(70 * scale, 140 * scale, 140 * scale))
    assert other.layers[0].bottom_coverage == pytest.approx(one.layers[0].bottom_coverage, rel=1e-9)
    assert other.layers[0].wall_coverage == pytest.approx(one.layers[0].wall_coverage, rel=1e-9)
    assert other.opening == pytest.approx(one.opening * scale, rel=1e-9)


@settings(max_examples=5, deadline=None)
@given(st.floats(0.5, 10.0), st.floats(1.1, 2.0), st.floats(1.0, 20.0))
def test_deeper_trenches_get_less_on_the_bottom(aspect: float, deeper: float, exponent: float) -> None:
    shallow = lined(film(3, exponent), into=trench(depth=70 * aspect))
    deep = lined(film(3, exponent), into=trench(depth=70 * aspect * deeper))
    assert deep.layers[0].bottom_coverage < shallow.layers[0].bottom_coverage


@settings(max_examples=5, deadline=None)
@given(st.floats(0.02, 0.9), st.floats(1.1, 3.0))
def test_less_sticking_covers_walls_better(sticking: float, more: float) -> None:
    low = lined(film(3), sticking=sticking).layers[0]
    high = lined(film(3), sticking=min(sticking * more, 1.0)).layers[0]
    assert low.wall_coverage > high.wall_coverage


def test_film_without_thickness_has_the_coverage_of_a_thin_one() -> None:
    none = lined(film(0)).layers[0]
    assert none.bottom_thickness == none.field_thickness == none.minimum_thickness == 0.0
    assert none.bottom_coverage == pytest.approx(0.242536, rel=2e-3)
    assert none.surface[0, 1] == 0.0


def test_closed_mouth() -> None:
    state = lined(film(8), film(60), film(10), sticking=0.1)
    assert state.closed
    assert state.opening == 0.0
    assert [n.code for n in state.notices] == ["W401"]
    assert state.layers[2].bottom_thickness == 0.0
    assert state.layers[2].surface[0, 1] == pytest.approx(78 * NM)
    assert not next(c for c in check(trench(), state) if c.code == "R401").passed


def test_thin_barrier_breaks_its_rule() -> None:
    passed = {c.code: c.passed for c in check(trench(), lined(film(2)))}
    assert passed == {"R401": True, "R402": False, "R403": True}


@pytest.mark.parametrize("exponent", [math.nan, 0.2, -1.0, 2000.0])
def test_odd_arrival_is_said(exponent: float) -> None:
    state = lined(film(3, exponent))
    assert [n.code for n in state.notices] == ["W402"]
    used = 1000.0 if exponent > 1.0 else 1.0
    assert state.layers[0].bottom_coverage == lined(film(3, used)).layers[0].bottom_coverage


def test_notices_of_geometry() -> None:
    assert [n.code for n in lined(film(80), into=trench(1000, 100, 1050)).notices] == []
    assert [n.code for n in lined(film(80), into=trench(100, 50, 150)).notices] == ["W403"]
    assert [n.code for n in lined(film(1), into=trench(depth=70 * 17)).notices] == ["W404"]


@pytest.mark.parametrize(
    ("code", "into", "nanometres", "sticking"),
    [
        ("E401", trench(pitch=70), 8.0, 1.0),
        ("E402", trench(depth=70 * 51), 8.0, 1.0),
        ("E403", trench(), -1.0, 1.0),
        ("E403", trench(), math.nan, 1.0),
        ("E403", trench(), 2000.0, 1.0),
        ("E403", trench(), 8.0, 0.0),
    ],
)
def test_refusals(code: str, into: Trench, nanometres: float, sticking: float) -> None:
    with pytest.raises(OutsideValidity) as error:
        lined(film(nanometres), sticking=sticking, into=into)
    assert error.value.code == code
    assert text(f"codes/{code}.md").startswith(f"# {code}: ")


def test_state_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        lined().closed = True  # type: ignore[misc]


def test_kinds_of_features() -> None:
    via = Via(kind="via", diameter="70 nm", depth="140 nm", pitch="140 nm")
    corners = [{"x": f"{x} nm", "z": f"{z} nm"} for x, z in ((-35, 0), (-35, -140), (35, -140), (35, 0))]
    drawn = CrossSection(kind="cross-section", corners=corners, pitch="140 nm")
    slot, hole, section = (lined(film(10), into=into).layers[0] for into in (trench(), via, drawn))
    assert hole.bottom_coverage < 0.5 * slot.bottom_coverage  # a round hole is as hard to coat as a slot twice as deep
    assert section.bottom_coverage == pytest.approx(slot.bottom_coverage, rel=2e-3)
    assert section.wall_coverage == pytest.approx(slot.wall_coverage, rel=2e-2)
    assert section.corner_thickness == pytest.approx(slot.corner_thickness, rel=2e-2)


def test_dual_damascene_is_a_slot_and_says_so() -> None:
    both = DualDamascene(
        kind="dual-damascene", width="40 nm", depth="40 nm", via_width="20 nm", via_depth="30 nm", pitch="80 nm"
    )
    state = lined(film(2, 3.0), into=both)
    assert [notice.code for notice in state.notices] == ["W410"]
    assert state.outline[:, 1].min() == pytest.approx(-70 * NM)
    layer = state.layers[0]
    assert 0.0 < layer.minimum_thickness <= layer.corner_thickness
    alone = lined(film(2, 3.0), into=trench(20.0, 30.0, 80.0)).layers[0]
    assert layer.bottom_coverage < alone.bottom_coverage


def test_histories_end_where_the_layer_does() -> None:
    layer = lined(film(20)).layers[0]
    assert layer.field_history[0] == layer.bottom_history[0] == 0.0
    assert layer.field_history[-1] == pytest.approx(20 * NM)
    assert layer.bottom_history[-1] == pytest.approx(layer.bottom_thickness)
    assert layer.wall_history[-1] == pytest.approx(layer.wall_thickness)
    assert layer.corner_history[-1] == pytest.approx(layer.corner_thickness)
    assert (np.diff(layer.opening_history) < 0.0).all()


def test_a_void_has_area_place_and_time() -> None:
    (void,) = lined(film(70), sticking=0.1).voids
    assert void.x == pytest.approx(0.0, abs=1e-3 * NM)
    assert -140 * NM < void.z < 0.0
    assert 0.3 * 70**2 < void.area / NM**2 < 2.0 * 70**2
    assert void.time == pytest.approx(void.field_thickness / (70 * NM))


def test_signed_distances_on_one_grid() -> None:
    state = lined(film(10), film(60), sticking=0.1)
    assert state.distance.shape == (3, state.grid_z.size, state.grid_x.size)
    x, z = np.meshgrid(state.grid_x, state.grid_z)
    bare = np.where(np.abs(x) < 35 * NM, z > -140 * NM, z > 0.0)
    inside = np.abs(state.distance[0]) > 0.1 * NM
    np.testing.assert_array_equal((state.distance[0] > 0.0)[inside], bare[inside])
    assert (state.distance[1] < state.distance[0] + 0.01 * NM).all()  # film only grows
    cell = float(np.diff(state.grid_x)[0] * np.diff(state.grid_z)[0])
    below = state.grid_z < 0.0  # what is vacuum down there in the end is the void
    assert (state.distance[2][below] > 0.0).sum() * cell == pytest.approx(state.voids[0].area, rel=0.15)


@pytest.mark.parametrize(
    ("corners", "reason"),
    [
        ([(-35, 0), (35, -140), (-35, -140), (35, 0)], "crosses itself between points 1 to 2 and 3 to 4"),
        ([(-35, 0), (-35, -140), (-35, -140), (35, 0)], "edge of no length at point 2"),
        ([(-35, 0), (0, 20), (35, 0)], "below the field"),
        ([(-35, 0), (0, -140), (35, -20)], "field plane"),
    ],
)
def test_bad_sections(corners: list[tuple[int, int]], reason: str) -> None:
    drawn = [{"x": f"{x} nm", "z": f"{z} nm"} for x, z in corners]
    with pytest.raises(OutsideValidity, match=reason) as error:
        lined(film(8), into=CrossSection(kind="cross-section", corners=drawn, pitch="140 nm"))
    assert error.value.code == "E412"


def test_closed_mouth_of_a_section_is_refused() -> None:
    drawn = [{"x": "0 nm", "z": z} for z in ("0 nm", "-9 nm", "0 nm")]
    with pytest.raises(OutsideValidity, match="no width"):
        lined(film(8), into=CrossSection(kind="cross-section", corners=drawn, pitch="140 nm"))
