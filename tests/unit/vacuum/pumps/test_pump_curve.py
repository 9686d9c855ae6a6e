"""The monotone curve."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.vacuum.pumps.curve import Beyond, Curve, fit_curve


@st.composite
def curves(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    n = draw(st.integers(2, 12))
    p = np.cumprod([1e-3, *draw(st.lists(st.floats(1.01, 20.0), min_size=n - 1, max_size=n - 1))])
    q = np.cumprod([1e-5, *draw(st.lists(st.floats(1.0, 30.0), min_size=n - 1, max_size=n - 1))])
    return p, q / p


@given(curves(), st.sampled_from(Beyond))
def test_passes_its_points_and_rises_between(points: tuple[np.ndarray, np.ndarray], beyond: Beyond) -> None:
    p, s = points
    curve = fit_curve(p, s, beyond)
    assert np.allclose(curve.speed(p), s, rtol=1e-9)
    fine = np.geomspace(p[0] / 100, p[-1] * 100, 2000)
    q = curve.throughput(fine)
    assert (np.diff(q) >= -1e-9 * q[1:]).all()


def test_ends() -> None:
    p, s = np.array([1.0, 10.0]), np.array([2.0, 1.0])
    still, bound = fit_curve(p, s, Beyond.CONSTANT_SPEED), fit_curve(p, s, Beyond.CONSTANT_THROUGHPUT)
    assert float(still.speed(np.array(1e-3))) == pytest.approx(2.0)
    assert float(still.speed(np.array(1e3))) == pytest.approx(1.0)
    assert float(bound.throughput(np.array(1e3))) == pytest.approx(10.0)
    assert float(bound.throughput(np.array(0.0))) == 0.0


@pytest.mark.parametrize("s", [[1.0, 0.05], [1.0]])
def test_refuses_what_is_no_curve(s: list[float]) -> None:
    with pytest.raises(ValueError, match="rises with pressure"):
        fit_curve(np.array([1.0, 10.0][: len(s)]), np.array(s), Beyond.CONSTANT_SPEED)


def test_is_frozen() -> None:
    assert isinstance(fit_curve(np.array([1.0, 2.0]), np.ones(2), Beyond.CONSTANT_SPEED), Curve)
