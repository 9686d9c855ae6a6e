import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.feature.mesh import concave, remesh, turns
from foreline.feature.outline import reflected, rounded
from foreline.states import Array


def half_trench(aspect: float) -> Array:
    return rounded(np.array([[-0.5, 0.0], [-0.5, -aspect], [0.0, -aspect]]))


@given(st.floats(0.2, 50.0))
@settings(max_examples=30, deadline=None)
def test_panels_are_fine_where_flux_bends(aspect: float) -> None:
    chain = remesh(half_trench(aspect))
    length = np.hypot(*np.diff(chain, axis=0).T)
    corner = int(concave(chain)[0])
    assert chain[corner] == pytest.approx([-0.5, -aspect])
    assert length[corner - 1] < 0.02
    assert length[corner] < 0.02
    assert 2 * len(chain) - 1 < 400
    assert chain[-1] == pytest.approx([0.0, -aspect])


@given(st.floats(0.2, 20.0))
@settings(max_examples=20, deadline=None)
def test_remeshing_keeps_area_and_settles(aspect: float) -> None:
    rough, fine = half_trench(aspect), remesh(half_trench(aspect))
    area = [abs(float(np.trapezoid(c[:, 0], c[:, 1]))) for c in (rough, fine)]
    assert area[0] == pytest.approx(area[1], rel=1e-7)
    assert abs(len(remesh(fine)) - len(fine)) <= 3


def test_lip_is_round_and_the_rest_is_square() -> None:
    turn = turns(half_trench(2.0))
    assert (turn[:-1] < 0.0).all()
    assert float(turn[-1]) == pytest.approx(np.pi / 2)


def test_extra_columns_ride_along() -> None:
    chain = np.column_stack([half_trench(2.0), half_trench(2.0)[:, 1]])
    fine = remesh(chain)
    np.testing.assert_allclose(fine[:, 2], fine[:, 1])


def test_mirror() -> None:
    surface = reflected(half_trench(1.0))
    np.testing.assert_array_equal(surface, surface[::-1] * [-1.0, 1.0])
