import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.feature.profile import bottom_rise, film_over, wall_growth

TRENCH = np.array([[-0.5, 0.0], [-0.5, -1.0], [-0.5, -2.0], [0.0, -2.0]])


@given(st.floats(0.001, 0.2), st.floats(0.001, 0.2))
def test_square_film(wall: float, bottom: float) -> None:
    film = np.array([[-0.5, 0.3], [wall - 0.5, 0.1], [wall - 0.5, bottom - 2.0], [0.0, bottom - 2.0]])
    assert bottom_rise(TRENCH, film) == pytest.approx(bottom)
    assert wall_growth(TRENCH, film) == pytest.approx(wall)
    assert film_over(TRENCH, film) == pytest.approx(min(wall, bottom), rel=1e-9)


def test_a_wall_past_half_depth_is_filled_to_the_middle() -> None:
    film = np.array([[-0.5, 0.3], [-0.3, 0.0], [0.0, -0.5]])
    assert wall_growth(TRENCH, film) == pytest.approx(0.5)
