"""Two integrators of different families agree on the pump-down: backward differences, implicit Runge-Kutta, and LSODA.

Reference: issue of the project, two integrators to 1e-5. The equations are the room's own; the methods and their error
control are SciPy's, so that agreement speaks for the integration and not for the physics.
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
from foreline.vacuum.pump_down import integrate

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


@pytest.mark.parametrize(("method", "tolerance"), [("Radau", 1e-7), ("LSODA", 1e-8)])
def test_integrators_agree(ours: Array, method: str, tolerance: float) -> None:
    from scipy import integrate as scipy_integrate

    solve_ivp: Any = scipy_integrate.solve_ivp
    network = build_network(loads(text("template.yaml")).tool)
    wiring = wire(network, "roughing")
    sparse = jacobian_of(wiring)
    layout = layout_of(network)
    start = start_state(network, 101325.0)
    absolute = np.full(len(start), 1e-12)
    absolute[layout.gas] = np.repeat(1e-15 / network.pressure_of_mole, layout.gases)
    solution = solve_ivp(
        right_hand_side(wiring),
        (0.0, END),
        start,
        method=method,
        rtol=tolerance,
        atol=absolute,
        jac=sparse if method == "Radau" else lambda t, y: sparse(t, y).toarray(),
    )
    assert solution.success
    np.testing.assert_allclose(pressures(solution.y[:, -1]), ours, rtol=1e-5)
