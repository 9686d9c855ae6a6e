from dataclasses import replace

import numpy as np
import pytest

from foreline.errors import OutsideValidity
from foreline.feature import check, solve
from foreline.feature.cleaning import Pocket
from foreline.feature.front import Front, etched, grow
from foreline.feature.motion import film, ionised
from foreline.feature.outline import Symmetry
from foreline.feature.polish import polished
from foreline.feature.profile import bottom_rise, wall_growth
from foreline.states import FeatureState, FilmState, Ions
from foreline.tool.feature import Feature, Trench, Via
from foreline.tool.feature_steps import Film, Isotropic, Resputter, misplaced

NM = 1e-9
EV = 1.602176634e-19
HALF = np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]])
ANGLE = np.radians([0.0, 30.0, 55.0, 70.0, 90.0])


def falling(fraction: float, normal: float, stays: float) -> Ions:
    shape = np.array([1.0, 1.2, 1.6, 1.2, 0.0])
    return Ions(fraction=fraction, energy=200 * EV, exponent=100.0, stays=stays, angle=ANGLE, yields=normal * shape)


def seed(ions: Ions | None = None) -> FilmState:
    return FilmState(
        step="seed", material="Cu", radius=np.zeros(1), azimuth=np.zeros(1), flux=np.ones((1, 1)),
        thickness=np.array([[8 * NM]]), mean_thickness=8 * NM, nonuniformity=0.0, rate=1e-9, time=8.0,
        arrived_fraction=0.5, arrival_exponent=2.0, ions=ions, neutral_exponent=2.0, impurity_total=0.0,
        measured_rate=np.nan,
    )  # fmt: skip


def trench(**steps: dict[str, object]) -> Feature:
    return Trench.model_validate(
        {"kind": "trench", "width": "70 nm", "depth": "140 nm", "pitch": "210 nm", "steps": steps}
    )


def done(ions: dict[str, Ions] | None = None, **steps: dict[str, object]) -> FeatureState:
    return solve(trench(seed={"kind": "film"}, **steps), [seed()], [1.0], ions)


@pytest.mark.parametrize("symmetry", [Symmetry.MIRROR, Symmetry.AXIS])
def test_no_atom_is_lost_under_ions(symmetry: Symmetry) -> None:
    start = etched(HALF, symmetry, 0.2)
    for ions in (falling(0.5, 0.8, 1.0), falling(1.0, 0.8, 0.0)):
        for sticking in (1.0, 0.3):
            assert ionised(2.0, sticking, ions)(start.open, symmetry).balance < 1e-12


@pytest.mark.parametrize("symmetry", [Symmetry.MIRROR, Symmetry.AXIS])
def test_ions_clear_the_bottom_and_coat_the_lower_wall(symmetry: Symmetry) -> None:
    lined = grow(etched(HALF, symmetry, 0.2), 0.1, film(3.0, 1.0)).after
    after = grow(lined, 0.02, ionised(1.0, 1.0, falling(1.0, 0.8, 0.0))).after
    assert bottom_rise(lined.chain, after.chain) < -0.015
    low = [float(np.interp(-1.85, front.chain[::-1, 1], front.chain[::-1, 0])) for front in (lined, after)]
    assert low[1] > low[0]
    assert wall_growth(lined.chain, after.chain) > 0.0
    assert after.chain[0, 1] == pytest.approx(0.08)


def test_ions_that_knock_nothing_out_are_a_second_film() -> None:
    # Half of the atoms by cos^1, half by cos^100: rates are the mean of both, and nothing is sputtered.
    start = etched(HALF, Symmetry.MIRROR)
    both = ionised(1.0, 1.0, falling(0.5, 0.0, 1.0))(start.open, Symmetry.MIRROR).normal
    one, other = (film(n, 1.0)(start.open, Symmetry.MIRROR).normal for n in (1.0, 100.0))
    np.testing.assert_allclose(both, 0.5 * (one + other), atol=1e-12)


def test_steps_in_order() -> None:
    state = done(
        {"open": falling(1.0, 0.8, 0.0)},
        open={"kind": "resputter", "energy": "200 eV", "dose": "1e16 1/cm2"},
        liner={"kind": "isotropic", "material": "Co", "thickness": "3 nm"},
    )
    assert [(layer.step, layer.kind, layer.material) for layer in state.layers] == [
        ("seed", "film", "Cu"), ("open", "resputter", "Cu"), ("liner", "isotropic", "Co"),
    ]  # fmt: skip
    taken = 1e20 * 0.8 * 1.178e-29  # dose x yield x volume of an atom
    assert state.layers[1].field_thickness == pytest.approx(-taken, rel=1e-3)
    liner = state.layers[2]
    assert liner.bottom_coverage == pytest.approx(1.0, rel=2e-3)
    assert liner.wall_coverage == pytest.approx(1.0, rel=2e-3)


def test_a_beam_leaves_walls_bare() -> None:
    layer = done(beam={"kind": "directional", "material": "Cu", "thickness": "10 nm"}).layers[1]
    assert layer.bottom_coverage == pytest.approx(1.0, rel=1e-3)
    assert abs(layer.wall_coverage) < 2e-3


def test_a_polish_is_flat_and_says_what_it_is() -> None:
    state = done(fill={"kind": "electroplate", "time": "4 s", "accelerator": 0.05}, flat={"kind": "cmp"})
    assert check(trench(seed={"kind": "film"}), state)[0].passed  # R401: closed by the fill, without a void
    assert state.layers[2].surface[:, 1].max() == pytest.approx(0.0, abs=1e-12)
    assert [notice.code for notice in state.notices if notice.where == "feature.steps.flat"] == ["W455"]


def test_a_polish_opens_a_void() -> None:
    pocket = Pocket(np.array([[0.0, 0.3], [-0.1, 0.1], [-0.1, -0.5], [0.0, -0.6]]), on_axis=True)
    flat = np.array([[-0.5, 0.5, np.nan, np.nan], [0.0, 0.5, np.nan, np.nan]])
    after, opened = polished(Front(flat, Symmetry.MIRROR, (pocket,), True), 0.0)
    assert (opened, after.closed, after.pockets) == (1, False, ())
    assert after.open[:, 1].min() == pytest.approx(-0.6)
    assert after.open[:, 1].max() == 0.0


def test_the_rule_of_the_polish() -> None:
    feature = trench(seed={"kind": "film"}, flat={"kind": "cmp"})
    state = solve(feature, [seed()], [1.0])
    assert {c.code: c.passed for c in check(feature, state)}["R450"]


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ({"flat": {"kind": "cmp", "level": "90 nm"}}, "does not cut"),
        ({"flat": {"kind": "cmp", "level": "-200 nm"}}, "below the bottom"),
        ({"beam": {"kind": "directional", "material": "Cu", "thickness": "1 nm", "lean": "10 deg"}}, "cross-section"),
    ],
)
def test_steps_that_cannot_be_done(steps: dict[str, dict[str, object]], reason: str) -> None:
    with pytest.raises(OutsideValidity, match=reason) as error:
        solve(trench(seed={"kind": "film"}, **steps), [seed()], [1.0])
    assert error.value.code == "E450"


def test_a_beam_into_a_hole_must_be_upright() -> None:
    hole = Via.model_validate({
        "kind": "via", "diameter": "70 nm", "depth": "140 nm", "pitch": "210 nm",
        "steps": {"beam": {"kind": "directional", "material": "Cu", "thickness": "1 nm", "lean": "10 deg"}},
    })  # fmt: skip
    with pytest.raises(OutsideValidity, match="around a hole"):
        solve(hole, [], [])


def test_ions_that_take_more_than_arrives() -> None:
    with pytest.raises(OutsideValidity) as error:
        solve(trench(), [seed(falling(1.0, 1.1, 1.0))], [1.0])
    assert error.value.code == "E451"


def test_a_yield_without_angles_and_a_wide_beam_are_said() -> None:
    flat = replace(falling(0.3, 0.1, 1.0), yields=np.full(5, 0.1), exponent=5.0)
    assert {notice.code for notice in solve(trench(), [seed(flat)], [1.0]).notices} >= {"W450", "W454"}


def test_misplaced_steps() -> None:
    etch = Resputter.model_validate({"kind": "resputter", "energy": "200 eV", "dose": "1e16 1/cm2"})
    liner = Isotropic.model_validate({"kind": "isotropic", "material": "Co", "thickness": "3 nm"})
    film_step = Film(kind="film")
    assert list(misplaced({}, ["a"])) == []
    assert list(misplaced({"l": liner, "e": etch, "a": film_step}, ["a"])) == []
    assert "no film yet" in next(iter(misplaced({"e": etch, "a": film_step}, ["a"])))[1]
    assert "another order" in next(iter(misplaced({"b": film_step, "a": film_step}, ["a", "b"])))[1]
