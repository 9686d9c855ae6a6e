import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foreline.feature.front import Front
from foreline.feature.front import etched as etch
from foreline.feature.front import grow as grow_layer
from foreline.feature.front import neck as neck_of
from foreline.feature.motion import film
from foreline.feature.outline import Symmetry
from foreline.feature.profile import bottom_rise
from foreline.states import Array


def etched(aspect: float, symmetry: Symmetry = Symmetry.MIRROR) -> Front:
    return etch(np.array([[-0.5, 0.0], [-0.5, -aspect], [0.0, -aspect]]), symmetry)


def grow(front: Front, thickness: float, exponent: float, sticking: float) -> tuple[Front, float]:
    layer = grow_layer(front, thickness, film(exponent, sticking))
    return layer.after, layer.balance


def neck(chain: Array) -> tuple[float, int]:
    return neck_of(chain, Symmetry.MIRROR)


def _volume(front: Front) -> float:
    """Area of vacuum below the field plane of a front."""
    chain = front.chain
    level = chain[0, 1]
    return 2.0 * float(np.trapezoid(level - chain[:, 1], chain[:, 0]))


@settings(max_examples=12, deadline=None)
@given(
    st.floats(0.3, 6.0),
    st.floats(0.001, 0.3),
    st.sampled_from([0.5, 1.0, 3.0, 50.0, 1000.0]),
    st.sampled_from([1.0, 0.3, 0.05, 0.001]),
)
@example(0.6556, 0.0433, 1000.0, 0.01)  # a narrow beam on a young lip
@example(2.0, 0.3, 1000.0, 0.2)
@example(0.3, 0.3, 1.0, 0.01)  # walls meet over the bottom
def test_every_front_is_sound(aspect: float, thickness: float, exponent: float, sticking: float) -> None:
    before = etched(aspect)
    after, balance = grow(before, thickness, exponent, sticking)
    chain = after.open
    assert balance <= 1e-9
    assert chain[0, :2] == pytest.approx([-0.502, thickness])
    assert chain[-1, 0] == 0.0
    assert chain[:, 0].max() <= 0.0
    assert chain[:, 1].max() <= thickness + 1e-9
    assert bottom_rise(before.chain, after.chain) > 0.0


@pytest.mark.parametrize(("exponent", "sticking"), [(1.0, 1.0), (1.0, 0.1), (20.0, 0.5)])
def test_film_volume_is_what_was_absorbed(exponent: float, sticking: float) -> None:
    # Incident flux over the mouth times the absorbed share over s is the film inside; thin films, so one flux will do.
    from foreline.feature.outline import reflected
    from foreline.feature.radiosity import incident_flux

    before = etched(2.0)
    after, _ = grow(before, 1e-3, exponent, sticking)
    surface = reflected(before.open)
    flux = incident_flux(surface, exponent, sticking)
    mouth = surface[-1, 0] - surface[0, 0]
    inside = 1e-3 * mouth * flux.absorbed / sticking
    grown = _volume(before) + 1e-3 * mouth - _volume(after)
    assert grown == pytest.approx(inside, rel=0.01)


def test_half_the_step_gives_the_same_film() -> None:
    # Two layers of 0.05 are one of 0.1: the sub-steps fall elsewhere.
    one, _ = grow(etched(2.0), 0.1, 1.0, 1.0)
    two, _ = grow(grow(etched(2.0), 0.05, 1.0, 1.0)[0], 0.05, 1.0, 1.0)
    assert one.chain[-1, 1] == pytest.approx(two.chain[-1, 1], abs=2e-5)
    assert neck(one.open)[0] == pytest.approx(neck(two.open)[0], rel=2e-3)


def test_closing_buries_what_is_below_and_stops_there() -> None:
    closed, _ = grow(etched(2.0), 0.85, 1.0, 0.1)
    assert closed.closed
    assert len(closed.pockets[0].outline) > 10
    later, _ = grow(closed, 0.3, 1.0, 0.1)
    np.testing.assert_array_equal(later.pockets[-1].outline, closed.pockets[-1].outline)
    assert later.chain[0, 1] == pytest.approx(1.15)
    assert later.open[-1, 1] > closed.open[-1, 1]


def test_a_filled_trench_turns_planar() -> None:
    chain = np.array([[-0.502, 5.0], [-0.25, 4.997], [0.0, 4.992]])
    dimple = Front(np.column_stack([chain, np.full((3, 2), np.nan)]), Symmetry.MIRROR)
    full, _ = grow(dimple, 1.0, 1.0, 0.05)
    assert full.closed
    np.testing.assert_allclose(full.open[:, 1], 6.0)


def test_walls_that_meet_over_the_bottom_leave_a_notch() -> None:
    # Isotropic: two circles around the lips, z = sqrt(h^2 - 1/4) where they meet.
    filled, _ = grow(etched(0.3), 1.0, 1.0, 1e-6)
    assert filled.closed
    assert not any(len(pocket.outline) > 30 for pocket in filled.pockets)
    assert filled.open[-1, 1] == pytest.approx(np.sqrt(0.75), abs=0.01)
