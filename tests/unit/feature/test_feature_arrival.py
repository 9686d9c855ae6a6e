import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.feature.arrival import beam_vector, beam_width

exponents = st.floats(0.5, 1000.0)
angles = st.floats(-np.pi / 2, np.pi / 2)


def _unit(angle: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([np.cos(angle), np.sin(angle)])


@given(exponents, angles)
def test_width_is_the_integral_it_stands_for(exponent: float, slope: float) -> None:
    phi = np.linspace(-np.pi / 2, np.pi / 2, 20001)[1:-1]
    weight = np.cos(phi) ** exponent
    # Substituting |cos(phi + psi)| / cos(phi) keeps the weight finite below n = 1.
    got = np.abs(np.cos(phi + slope)) / np.cos(phi)
    exact = float((weight * got).sum() / weight.sum())
    assert float(beam_width(_unit(slope), exponent)) == pytest.approx(exact, rel=2e-2 if exponent < 1.0 else 2e-3)


@given(angles)
def test_cosine_law_measures_length(slope: float) -> None:
    assert float(beam_width(3.0 * _unit(slope), 1.0)) == pytest.approx(3.0, rel=1e-12)


@given(exponents, angles, angles)
def test_width_obeys_the_triangle_inequality(exponent: float, first: float, second: float) -> None:
    a, b = _unit(first), _unit(second)
    assert beam_width(a + b, exponent) <= beam_width(a, exponent) + beam_width(b, exponent) + 1e-12


@given(exponents, angles)
def test_two_windows_add_up_to_the_sky(exponent: float, split: float) -> None:
    left, right = np.array([-1.0, 0.0]), np.array([1.0, 0.0])
    middle = np.array([np.sin(split), np.cos(split)])
    both = beam_vector(left, middle, exponent) + beam_vector(middle, right, exponent)
    np.testing.assert_allclose(both, [0.0, 1.0], atol=1e-12)


def test_no_sky_below_the_horizon() -> None:
    down = np.array([0.6, -0.8])
    assert not beam_vector(down, down, 3.0).any()
