"""Cold gas in a roughing: its limits, and against the equations integrated for one tank and a constant speed."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from foreline.vacuum.chill import chilled, cold_roughing, line_warming, warming_rate

T = np.linspace(0.0, 20.0, 2000)


def decay(tau: float) -> np.ndarray:
    return np.asarray(101325.0 * np.exp(-T / tau))


def test_against_the_equations() -> None:
    """One tank, constant speed, gas fully reheated: dn/dt = -n T/(tau T_w), heat as in `warming_rate`."""
    tau, wall, gap, kappa = 2.0, 293.15, 0.1, 1.4

    def change(_: float, y: np.ndarray) -> list[float]:
        falls = -y[1] / wall / tau
        heat = warming_rate(101325.0 * math.exp(y[0]), float(y[1]), wall, gap)
        return [falls, (kappa - 1) * y[1] * falls + heat * (wall - y[1])]

    run = solve_ivp(change, (0, 40), [0.0, wall], rtol=1e-8, atol=1e-8, dense_output=True)
    found = chilled(T, decay(tau), wall, gap)
    assert run.sol is not None
    whole = run.sol(np.minimum(found.time, 40.0))
    inside = found.time < 20
    assert whole[0][inside] == pytest.approx(np.log(decay(tau) / 101325.0)[inside], abs=0.02)
    assert found.temperature[inside] == pytest.approx(whole[1][inside], rel=0.01)


def test_a_slow_roughing_is_isothermal() -> None:
    slow = np.linspace(0, 5e4, 2000)
    found = chilled(slow, 101325.0 * np.exp(-slow / 5e3), 293.15, 0.05)
    assert found.time == pytest.approx(slow, rel=5e-3)


def test_gas_swallowed_cold_costs_no_time() -> None:
    """Volume is swallowed whatever its temperature; where speed does not depend on pressure nothing changes."""
    assert chilled(T, decay(2.0), 293.15, 0.1, 0.0).time == pytest.approx(T, abs=1e-6)


@settings(max_examples=20)
@given(st.floats(0.3, 30.0), st.floats(0.02, 0.3), st.floats(0.0, 1.0))
def test_never_warmer_than_walls_never_sooner(tau: float, gap: float, x: float) -> None:
    found = chilled(T, decay(tau), 293.15, gap, x)
    assert (found.temperature <= 293.15 + 1e-9).all()
    assert (found.time >= T - 1e-6).all()
    assert (np.diff(found.time) > 0).all()


def test_pressure_that_rises_again_is_left_alone() -> None:
    p = np.concatenate([decay(2.0)[:1000], decay(2.0)[999] * np.ones(1000)])
    found = chilled(T, p, 293.15, 0.1)
    assert np.diff(found.time)[1000:] == pytest.approx(np.diff(T)[1000:])


def test_a_valve_that_opens_late_changes_nothing_but_the_clock() -> None:
    usual = chilled(T, decay(2.0), 293.15, 0.1)
    wait = np.linspace(0.0, 5.0, 100, endpoint=False)
    late = chilled(np.concatenate([wait, 5.0 + T]), np.concatenate([np.full(100, 101325.0), decay(2.0)]), 293.15, 0.1)
    assert late.time[100:] == pytest.approx(5.0 + usual.time, rel=1e-9)
    assert late.temperature[100:] == pytest.approx(usual.temperature, rel=1e-9)


def test_notice_only_where_it_matters() -> None:
    assert [n.code for n in cold_roughing("lock", T, decay(2.0), 18.0, 293.15, 0.1)] == ["W185"]
    assert cold_roughing("lock", T, decay(2.0), math.nan, 293.15, 0.1) == ()
    slow = np.linspace(0, 5e4, 2000)
    assert cold_roughing("lock", slow, 101325.0 * np.exp(-slow / 5e3), 4e4, 293.15, 0.05) == ()


def test_a_longer_line_warms_more() -> None:
    shares = [line_warming(0.1, 1e5, 0.1, length) for length in (0.0, 1.0, 10.0, 1000.0)]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == pytest.approx(1.0)
