"""What a Jacobian knows: laws of the posterior, and words that do not claim more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foreline.fit.identify import directions, posterior
from foreline.fit.parameters import Parameter

jacobians = arrays(float, (12, 3), elements=st.floats(-50, 50))


@given(jacobians, st.floats(1.0, 10.0))
@settings(deadline=None)
def test_data_never_widen_the_prior(jacobian: np.ndarray, inflation: float) -> None:
    variance = np.diag(posterior(jacobian, inflation))
    assert (variance > 0).all()
    assert (variance <= 1 + 1e-9).all()


@given(jacobians, jacobians)
@settings(deadline=None)
def test_more_data_never_tell_less(one: np.ndarray, other: np.ndarray) -> None:
    few, many = posterior(one, 1.0), posterior(np.concatenate([one, other]), 1.0)
    assert (np.diag(many) <= np.diag(few) * (1 + 1e-6)).all()


@given(jacobians)
@settings(deadline=None)
def test_directions_are_as_many_as_parameters(jacobian: np.ndarray) -> None:
    names = [Parameter(name, name, 1.0, "", 0.3, shift=name == "c") for name in "abc"]
    found = directions(names, jacobian, 1.0)
    assert len(found) == 3
    assert all(0 < one.narrowing <= 1 and one.text for one in found)
    assert [one.narrowing for one in found] == sorted(one.narrowing for one in found)


def test_the_error_of_a_combination_is_that_of_what_is_said() -> None:
    pair = [Parameter("water", "", 1.0, "", 1.0), Parameter("speed", "", 1.0, "", 0.1)]
    # The data know water/speed within 1 %: with u = 1.0 x1 - 0.1 x2, sigma(u) = 0.01.
    known, open_ = directions(pair, np.array([[100.0, -10.0]]), 1.0)
    assert known.text == "water / speed is known within 1 %"
    assert open_.text == "water x1.1 with speed x1.1 fits as well"
    assert (known.identified, open_.identified) == (True, False)


def test_one_parameter_alone() -> None:
    alone = [Parameter("leak", "", 1.0, "", 1.0)]
    assert directions(alone, np.array([[0.1]]), 1.0)[0].text == "leak stays at its prior"
    assert directions(alone, np.array([[100.0]]), 1.0)[0].text == "leak is known within 1 %"
    assert directions(alone, np.array([[100.0]]), 4.0)[0].narrowing == pytest.approx(0.02, rel=1e-3)
