"""The network's equations of motion in moles: gas in chambers, gas that left through pumps, water on walls.

Flows are computed edge by edge and moved by the incidence matrix, in the right-hand side and in its Jacobian alike. A
linear multistep method with such a Jacobian keeps the number of molecules to rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from foreline.states import Array
from foreline.vacuum.network import Network, Wiring, differences
from foreline.vacuum.walls import equilibrium


@dataclass(frozen=True)
class Layout:
    """Places of the parts of the state vector."""

    chambers: int
    gases: int
    outlets: int
    bins: int  # of each chamber's water: BINS of its wall, then the modes of its polymers

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
        return slice(self.left.stop, self.left.stop + self.chambers * self.bins)

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
    142

    References
    ----------
    .. [1] foreline-computed
    """
    outlets = int((network.pump_ends[:, 1] == network.atmosphere).sum())
    return Layout(len(network.chambers), len(network.gases), outlets, network.walls.sites.shape[1])


class Equations:
    """dy/dt and its Jacobian for the edges of one wiring, written into the solver's arrays."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring, self._packed = wiring, wiring.packed
        self._layout = layout_of(wiring.network)
        pumps, g = len(wiring.network.machines), self._layout.gases
        self._flow, self._slopes = np.zeros((pumps, g)), np.zeros((pumps, 2, g, g))

    def _ends(self, y: Array, group: Array) -> tuple[Array, Array]:
        """Return the pressures at inlet and outlet of pumps called from Python [Pa], [pump, gas]."""
        network, layout = self._wiring.network, self._layout
        p = y[layout.gas].reshape(layout.chambers, layout.gases) * network.pressure_of_mole[:, None]
        everywhere, ends = np.concatenate([p, network.air[None]]), network.pump_ends[group]
        return everywhere[ends[:, 0]], everywhere[ends[:, 1]]

    def change(self, y: Array, out: Array) -> None:
        """Write dy/dt [mol/s] at amounts y [mol]; y may be read-only, as the integrator's is."""
        from foreline.vacuum import kernels

        for group in self._wiring.given:
            self._flow[group] = self._wiring.network.machines[group[0]].flow(*self._ends(y, group))
        kernels._change(self._packed.index, self._packed.data, y, self._flow, out)

    def slopes(self, y: Array, pointer: Array, row: Array, values: Array) -> None:
        """Write the Jacobian [1/s] at amounts y [mol] as values of a sparse matrix of that pattern."""
        from foreline.vacuum import kernels

        for group in self._wiring.given:
            by = differences(self._wiring.network.machines[group[0]].flow, *self._ends(y, group))
            self._slopes[group] = np.stack(by, axis=1)
        kernels._jacobian(self._packed.index, self._packed.data, y, self._slopes, pointer, row, values)


def pattern_of(wiring: Wiring) -> tuple[Array, Array]:
    """Return where the Jacobian may differ from zero, compressed by columns, with the whole diagonal.

    Parameters
    ----------
    wiring : Wiring
        The open edges.

    Returns
    -------
    tuple of arrays
        Place of each column's first entry, with the number of entries at the end [1]; rows of the entries [1].

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network, wire
    >>> pointer, row = pattern_of(wire(build_network(loads(text("template.yaml")).tool), "roughing"))
    >>> len(pointer) - 1, len(row) == int(pointer[-1])
    (142, True)

    References
    ----------
    .. [1] foreline-computed
    """
    layout = layout_of(wiring.network)
    c, g, bins = layout.chambers, layout.gases, layout.bins
    arrival = np.where(wiring.end < c, wiring.end, c - 1 + np.cumsum(wiring.end >= c))
    coupled = np.zeros((c + layout.outlets, c), dtype=bool)
    for start, end, to in zip(wiring.start, wiring.end, arrival, strict=True):
        coupled[start, start] = coupled[to, start] = True
        if end < c:
            coupled[start, end] = coupled[to, end] = True
    whole = np.eye(layout.size, dtype=bool)
    whole[: layout.left.stop, layout.gas] |= np.kron(coupled, np.ones((g, g), dtype=bool))
    wall = np.arange(layout.wall.start, layout.wall.stop)
    vapour = np.repeat(np.arange(c), bins) * g + wiring.network.gases.names.index("H2O")
    whole[wall, vapour] = whole[vapour, wall] = True
    row = np.nonzero(whole.T)[1]
    return np.concatenate([[0], np.cumsum(whole.sum(0))]).astype(np.int32), row.astype(np.int32)


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
    equations = Equations(wiring)

    def rhs(_: float, y: Array) -> Array:
        out = np.empty(len(y))
        equations.change(_readable(y), out)
        return out

    return rhs


def _readable(y: Array) -> Array:
    """Return a read-only view of an array in a row, so that kernels are compiled for one type of argument."""
    view = np.ascontiguousarray(y).view()
    view.flags.writeable = False
    return view


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

    equations, (pointer, row) = Equations(wiring), pattern_of(wiring)
    size, sparse = len(pointer) - 1, cast(Any, csc_matrix)

    def jacobian(_: float, y: Array) -> Any:
        values = np.empty(len(row))
        equations.slopes(_readable(y), pointer, row, values)
        return sparse((values, row, pointer), shape=(size, size))

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
