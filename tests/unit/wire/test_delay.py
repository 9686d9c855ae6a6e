"""Step response of the distributed RC line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.wire.delay import (
    T50,
    damping,
    delay_50,
    elmore_delay,
    line_inductance,
    repeaters,
    step_response,
    step_time,
)


@given(st.floats(1e-3, 5.0), st.floats(1.01, 3.0))
def test_response_rises_from_nought_to_one(time: float, later: float) -> None:
    assert 0 <= step_response(time) <= step_response(time * later) <= 1


def test_short_and_long_time_series_meet() -> None:
    assert step_response(0.1 - 1e-12) == pytest.approx(step_response(0.1), abs=1e-11)


@given(st.floats(0.001, 0.999))
def test_step_time_inverts_the_response(fraction: float) -> None:
    assert step_response(step_time(fraction)) == pytest.approx(fraction, abs=1e-12)


def test_delay_is_quadratic_in_length() -> None:
    assert pytest.approx(step_time(0.5), abs=1e-10) == T50
    assert delay_50(1e6, 2e-10, 2e-4) == pytest.approx(4 * delay_50(1e6, 2e-10, 1e-4))
    assert step_response(0.0) == 0


def test_repeaters_stand_at_the_least_delay() -> None:
    r, c, r0, c0, length = 4e6, 1.6e-10, 1e4, 1e-16, 1e-3
    k, h, best = repeaters(r, c, r0, c0, length)

    def delay(k: float, h: float) -> float:
        return 0.7 * r0 / h * (c * length + k * h * c0) + r * length * (0.4 * c * length / k + 0.7 * h * c0)

    assert best == pytest.approx(delay(k, h))
    assert all(delay(k * x, h * y) > best for x, y in ((1.05, 1), (0.95, 1), (1, 1.05), (1, 0.95)))


def test_elmore_of_a_chain_of_pieces_is_that_of_the_line() -> None:
    times = elmore_delay([0.25] * 4, [0.25] * 4, [-1, 0, 1, 2])
    assert times[-1] == pytest.approx(0.5)  # R C/2 of the whole
    side = elmore_delay([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], [-1, 0, 0])
    assert side == pytest.approx([2.5, 3.5, 4.0])


def test_inductance_between_planes_is_that_of_light() -> None:
    """A wave along a line without dielectric travels at the speed of light: L' C_0 = 1/c^2; damping 1 at R = 2 Z."""
    c = 5e-11
    inductance = line_inductance(c)
    assert (inductance * c) ** -0.5 == pytest.approx(299792458.0)
    impedance = (inductance / c) ** 0.5
    assert damping(2 * impedance / 1e-3, c, inductance, 1e-3) == pytest.approx(1.0)
