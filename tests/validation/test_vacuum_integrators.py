"""Integrators of different families agree on the pump-down: CVODE, implicit Runge-Kutta, backward differences, LSODA.

Reference: issue of the project, two integrators to 1e-5. The equations are the room's own; the methods and their error
control are SUNDIALS' and SciPy's, so that agreement speaks for the integration and not for the physics.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from foreline.data import text
from foreline.states import Array
from foreline.tool.read import loads
from foreline.vacuum.equations import jacobian_of, layout_of, right_hand_side, start_state
from foreline.vacuum.network import build_network, wire
from foreline.vacuum.pump_down import integrate, pump_down, tolerances

END = 30.0  # s of roughing, before the valves move


@pytest.fixture(scope="module")
def ours() -> Array:
    network = build_network(loads(text("template.yaml")).tool)
    _, states, _ = integrate(
        wire(network, "roughing"), start_state(network, 101325.0), 0.0, np.array([END / 2, END]), ()
    )
    return pressures(states[-1])


def pressures(state: Array) -> Array:
    """Total pressure of each chamber."""
    network = build_network(loads(text("template.yaml")).tool)
    layout = layout_of(network)
    gas = state[layout.gas].reshape(layout.chambers, layout.gases)
    return np.asarray(gas.sum(1) * network.pressure_of_mole)


@pytest.mark.parametrize(("method", "tolerance"), [("Radau", 1e-7), ("LSODA", 1e-8), ("BDF", 1e-8)])
def test_integrators_agree(ours: Array, method: str, tolerance: float) -> None:
    from scipy import integrate as scipy_integrate

    solve_ivp: Any = scipy_integrate.solve_ivp
    network = build_network(loads(text("template.yaml")).tool)
    wiring = wire(network, "roughing")
    sparse = jacobian_of(wiring)
    start = start_state(network, 101325.0)
    solution = solve_ivp(
        right_hand_side(wiring),
        (0.0, END),
        start,
        method=method,
        rtol=tolerance,
        atol=tolerances(network),
        jac=(lambda t, y: sparse(t, y).toarray()) if method == "LSODA" else sparse,
    )
    assert solution.success
    np.testing.assert_allclose(pressures(solution.y[:, -1]), ours, rtol=1e-5)


def test_a_tighter_tolerance_changes_nothing() -> None:
    """Times and pressures of a whole pump-down at the usual tolerance and at a thousandth of it, 1e-5."""
    network = build_network(loads(text("template.yaml")).tool)
    usual, tight = (
        pump_down(network, 0, 10.0, 3600.0, 101325.0, 1e-3, relative=relative) for relative in (1e-7, 1e-10)
    )
    assert usual.crossover_time == pytest.approx(tight.crossover_time, rel=1e-5)
    assert usual.base_time == pytest.approx(tight.base_time, rel=1e-5)
    assert usual.pressure[-1].sum(1) == pytest.approx(tight.pressure[-1].sum(1), rel=1e-5)
    assert usual.mass_balance < 1e-9
