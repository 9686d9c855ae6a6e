"""A load lock in operation: vented to atmosphere and pumped again while everything else stays under high vacuum."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foreline.states import Array, Notice
from foreline.vacuum.chill import cold_roughing
from foreline.vacuum.condensation import supersaturation
from foreline.vacuum.equations import layout_of, start_state
from foreline.vacuum.network import Network
from foreline.vacuum.pump_down import Watch
from foreline.vacuum.soft_start import SlowOpening, integrate_slowly

LONGEST = 3600.0  # s, after which a load lock counts as never ready


@dataclass(frozen=True)
class LoadLockCycle:
    """One pump-down of the load lock: its time [s], nan if never, and the highest pressure behind a pump [Pa]."""

    time: float
    peak_backing: float
    notices: tuple[Notice, ...] = ()
    fog: float = math.nan  # highest supersaturation of water as it is pumped softly [1]


def load_lock_cycle(
    network: Network, pressure: Array, on_wall: Array, lock: int, transfer: float, start: float,
    slow: SlowOpening | None = None,
) -> LoadLockCycle:  # fmt: skip
    """Pump a vented load lock to its transfer pressure with the high-vacuum ducts open.

    The rest of the network starts where the pump-down ended; what the lock sends down a shared line meets the pumps
    that exhaust there, and their highest outlet pressure is what a foreline has to hold.

    Parameters
    ----------
    network : Network
        The network.
    pressure : array
        Partial pressures at the end of the pump-down [Pa], shape [chamber, gas].
    on_wall : array
        Water on the walls then [mol], shape [chamber, bin].
    lock : int
        Row of the load lock.
    transfer : float
        Its transfer pressure [Pa].
    start : float
        Pressure of the air in the vented lock [Pa]; its walls are those of a vented chamber.
    slow : SlowOpening, optional
        How its valve opens; default: at once.

    Returns
    -------
    LoadLockCycle
        Time [s]; highest pressure at the outlet of a pump with a critical backing pressure [Pa], nan without one.

    Raises
    ------
    NotConverged
        E106, if the integrator gives up.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> from foreline.vacuum.pump_down import pump_down
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> run = pump_down(network, 0, 10.0, 600.0, 101325.0, None)
    >>> cycle = load_lock_cycle(network, run.pressure[-1], run.on_wall[-1], 3, 10.0, 101325.0)
    >>> 5 < cycle.time < 10, 1 < cycle.peak_backing < 5
    (True, True)

    References
    ----------
    .. [1] jousten2016
    """
    layout = layout_of(network)
    vented = start_state(network, start)
    state = np.zeros_like(vented)
    gas = pressure / network.pressure_of_mole[:, None]
    walls = on_wall.copy()
    gas[lock] = vented[layout.gas].reshape(gas.shape)[lock]
    walls[lock] = vented[layout.wall].reshape(walls.shape)[lock]
    state[layout.gas], state[layout.wall] = gas.ravel(), walls.ravel()
    times = np.geomspace(0.02, LONGEST, 200)
    end = (Watch(lock, transfer, terminal=True),)
    moments, states, events = integrate_slowly(network, "high-vacuum", slow, state, 0.0, times, end, relative=1e-7)
    behind = sorted(
        {
            int(end)
            for (_, end), machine in zip(network.pump_ends, network.machines, strict=True)
            if end < len(network.chambers) and math.isfinite(machine.limits.critical_backing)
        }
    )
    total = states[:, layout.gas].reshape(len(states), *gas.shape).sum(2) * network.pressure_of_mole
    gap = float(network.volume[lock] / network.walls.area[lock])
    cold = cold_roughing(
        network.chambers[lock], moments, total[:, lock], events[0], float(network.temperature[lock]), gap
    )
    fog = math.nan
    if slow is not None:
        share = float(network.loads.fill[lock, network.gases.names.index("H2O")])
        fog = float(supersaturation(moments, total[:, lock], share, float(network.temperature[lock]), gap)[0].max())
    return LoadLockCycle(events[0], float(total[:, behind].max()) if behind else math.nan, cold, fog)
