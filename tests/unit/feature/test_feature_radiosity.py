import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.feature.mesh import remesh
from foreline.feature.outline import reflected, rounded
from foreline.feature.radiosity import incident_flux
from foreline.states import Array


def half_trench(aspect: float) -> Array:
    return rounded(np.array([[-0.5, 0.0], [-0.5, -aspect], [0.0, -aspect]]))


@settings(max_examples=25, deadline=None)
@given(st.floats(0.3, 8.0), st.floats(0.001, 1.0), st.floats(0.5, 300.0))
def test_particles_balance_and_both_sides_agree(aspect: float, sticking: float, exponent: float) -> None:
    flux = incident_flux(reflected(remesh(half_trench(aspect))), exponent, sticking)
    assert flux.balance <= 1e-9
    assert flux.incident.min() > 0.0
    np.testing.assert_allclose(flux.incident, flux.incident[::-1], rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(flux.vector, flux.vector[::-1] * [-1.0, 1.0], rtol=1e-9, atol=1e-12)


@given(st.floats(1e-9, 1e3))
@settings(max_examples=10, deadline=None)
def test_size_does_not_matter(scale: float) -> None:
    points = reflected(half_trench(2.0))
    one, other = incident_flux(points, 2.0, 0.3), incident_flux(points * scale, 2.0, 0.3)
    np.testing.assert_allclose(one.incident, other.incident, rtol=1e-9)
    np.testing.assert_allclose(one.vector, other.vector, rtol=1e-9, atol=1e-12)


@given(st.floats(0.3, 6.0), st.floats(0.01, 0.99))
@settings(max_examples=15, deadline=None)
def test_cosine_flux_in_a_trench_never_exceeds_the_field(aspect: float, sticking: float) -> None:
    flux = incident_flux(reflected(half_trench(aspect)), 1.0, sticking)
    assert flux.incident.max() <= 1.0 + 1e-12
    assert sticking < flux.absorbed < 1.0


def test_mean_and_vector_agree_on_a_fine_panel() -> None:
    fine = np.array([[-0.5, 0.0], [-0.5, -1.0], [-0.5, -1.001], [-0.5, -2.0], [0.0, -2.0]])
    flux = incident_flux(reflected(fine), 1.0, 0.2)
    assert flux.incident[1] == pytest.approx(0.5 * (flux.vector[1, 0] + flux.vector[2, 0]), rel=1e-3)
