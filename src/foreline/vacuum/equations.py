"""The network's equations of motion in moles: gas in chambers, gas that left through pumps, water on walls.

Flows are computed edge by edge and moved by the incidence matrix, in the right-hand side and in its Jacobian alike. A
linear multistep method with such a Jacobian keeps the number of molecules to rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from foreline.states import Array
from foreline.vacuum.network import Network, Wiring, edge_flows, edge_slopes
from foreline.vacuum.walls import BINS, equilibrium, net_desorption


@dataclass(frozen=True)
class Layout:
    """Places of the parts of the state vector."""

    chambers: int
    gases: int
    outlets: int

    @property
    def gas(self) -> slice:
        """Gas in the chambers [chamber, gas]."""
        return slice(0, self.chambers * self.gases)

    @property
    def left(self) -> slice:
        """What left through each pump to the atmosphere [pump, gas]."""
        return slice(self.gas.stop, self.gas.stop + self.outlets * self.gases)

    @property
    def wall(self) -> slice:
        """Water on the walls [chamber, bin]."""
        return slice(self.left.stop, self.left.stop + self.chambers * BINS)

    @property
    def size(self) -> int:
        """Length of the vector."""
        return int(self.wall.stop)


def layout_of(network: Network) -> Layout:
    """Return where the parts of the state vector are; each pump to the atmosphere counts what left through it.

    Parameters
    ----------
    network : Network
        The network.

    Returns
    -------
    Layout
        Gas by chamber, counters by pump, water on the walls by bin.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network, wire
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> layout_of(network).size
    122

    References
    ----------
    .. [1] foreline-computed
    """
    outlets = int((network.pump_ends[:, 1] == network.atmosphere).sum())
    return Layout(len(network.chambers), len(network.gases), outlets)


def _rows(wiring: Wiring) -> Array:
    """Return the incidence of chambers, then of one row for each pump to the atmosphere."""
    network = wiring.network
    ducts = len(wiring.opening)
    out = [ducts + i for i, ends in enumerate(network.pump_ends) if ends[1] == network.atmosphere]
    counters = np.zeros((len(out), wiring.incidence.shape[1]))
    counters[np.arange(len(out)), out] = 1.0
    return np.concatenate([wiring.incidence[: len(network.chambers)], counters])


def right_hand_side(wiring: Wiring) -> Callable[[float, Array], Array]:
    """Return dy/dt of the amounts: flows through the edges, what enters from outside, what leaves the walls.

    Parameters
    ----------
    wiring : Wiring
        The open edges.

    Returns
    -------
    callable
        Of time [s] and amounts [mol], the change [mol/s].

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network, wire
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> change = right_hand_side(wire(network, "roughing"))(0.0, start_state(network, 101325.0))
    >>> round(float(-change[12:18].sum()), 2)  # mol/s out of the foreline as its pump starts on 54 m3/h of air
    0.62

    References
    ----------
    .. [1] jousten2016
    .. [2] redhead1996
    """
    network = wiring.network
    layout, rows = layout_of(network), _rows(wiring)
    per_mole, inflow = network.pressure_of_mole[:, None], wiring.inflow
    water = network.gases.names.index("H2O")
    c, g = layout.chambers, layout.gases
    gas, left, wall, size = layout.gas, layout.left, layout.wall, layout.size

    def rhs(_: float, y: Array) -> Array:
        p = y[gas].reshape(c, g) * per_mole
        everywhere = np.concatenate([p, network.air[None]])
        flow = edge_flows(wiring, everywhere[wiring.start], everywhere[wiring.end])
        off = net_desorption(network.walls, y[wall].reshape(c, BINS), p[:, water])
        change = np.empty(size)
        moved = rows @ flow
        moved[:c] += inflow
        moved[:c, water] += off.sum(1)
        change[: left.stop] = moved.ravel()
        change[wall] = -off.ravel()
        return change

    return rhs


def jacobian_of(wiring: Wiring) -> Callable[[float, Array], Any]:
    """Return d(dy/dt)/dy; each column sums to zero over all places a molecule can be.

    Sparse, so that the solver takes SuperLU: it works on one thread, and the bits do not depend on their number.

    Parameters
    ----------
    wiring : Wiring
        The open edges.

    Returns
    -------
    callable
        Of time [s] and amounts [mol], the sparse matrix [1/s].

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network, wire
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> matrix = jacobian_of(wire(network, "roughing"))(0.0, start_state(network, 101325.0))
    >>> bool(abs(matrix.sum(axis=0)).max() < 1e-9 * abs(matrix).max())
    True

    References
    ----------
    .. [1] jousten2016
    .. [2] redhead1996
    """
    from scipy.sparse import csc_matrix

    network = wiring.network
    layout, rows = layout_of(network), _rows(wiring)
    per_mole = network.pressure_of_mole
    water = network.gases.names.index("H2O")
    c, g = layout.chambers, layout.gases
    surface = network.walls
    chamber_of_bin = np.repeat(np.arange(c), BINS)
    bins = np.arange(layout.wall.start, layout.wall.stop)
    vapour = chamber_of_bin * g + water

    def jacobian(_: float, y: Array) -> Any:
        p = y[layout.gas].reshape(c, g) * per_mole[:, None]
        everywhere = np.concatenate([p, network.air[None]])
        by_start, by_end = edge_slopes(wiring, everywhere[wiring.start], everywhere[wiring.end])
        matrix = np.zeros((layout.size, layout.size))
        block = matrix[: layout.left.stop, : layout.gas.stop].reshape(c + layout.outlets, g, c, g)
        for edge, (start, end) in enumerate(zip(wiring.start, wiring.end, strict=True)):
            column = rows[:, edge][:, None, None]
            block[:, :, start, :] += column * by_start[edge] * per_mole[start]
            if end < c:
                block[:, :, end, :] += column * by_end[edge] * per_mole[end]
        on_wall = y[layout.wall].reshape(c, BINS)
        stay = surface.rate + (surface.uptake * p[:, water])[:, None] / surface.sites
        take = (surface.uptake * per_mole)[:, None] * (1 - on_wall / surface.sites)
        matrix[bins, bins] = -stay.ravel()
        matrix[bins, vapour] = take.ravel()
        matrix[vapour, bins] = stay.ravel()
        diagonal = np.arange(c) * g + water
        matrix[diagonal, diagonal] -= take.sum(1)
        return csc_matrix(matrix)

    return jacobian


def start_state(network: Network, pressure: float) -> Array:
    """Return the state of a vented network: humid air, or what a chamber was vented with; walls wet or dry after it.

    Parameters
    ----------
    network : Network
        The network.
    pressure : float
        Total pressure [Pa].

    Returns
    -------
    array
        Amounts [mol]: gas by chamber, what left through each pump, water on the walls by bin.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> state = start_state(build_network(loads(text("template.yaml")).tool), 101325.0)
    >>> round(float(state[:6].sum()), 2)  # mol of air in 60 L at 20 degC
    2.49

    References
    ----------
    .. [1] us-standard-atmosphere
    """
    layout = layout_of(network)
    p = network.loads.fill * pressure
    water = network.gases.names.index("H2O")
    gas = p / network.pressure_of_mole[:, None]
    cover = network.loads.start_cover
    on_wall = np.where(np.isnan(cover), equilibrium(network.walls, p[:, water]), cover * network.walls.sites)
    return np.concatenate([gas.ravel(), np.zeros(layout.outlets * layout.gases), on_wall.ravel()])
