"""Edges and equations as rows of numbers for the compiled laws of `foreline.vacuum.kernels`.

`index` holds sizes, places and the ends of edges; `data` all floats. Four arrays cross from Python to compiled code at
each call, whatever the network's size. Pumps without a compiled law (plugins) are called from Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from foreline.states import Array


class Law(IntEnum):
    """What `foreline.vacuum.kernels` computes an edge with; flows of the first are given from outside."""

    GIVEN = 0
    DUCT = 1
    DRY = 2
    DRY_INTO_CHAMBER = 3
    TURBO = 4
    BOOSTER = 5
    GAS_COOLED = 6
    RING = 7
    VANE = 8
    CRYO = 9
    ION = 10
    AT_REST = 11


@dataclass(frozen=True)
class Compiled:
    """A compiled law with its numbers in a row, and a factor on the flow."""

    law: Law
    numbers: Array
    factor: float = 1.0


NOT_COMPILED = Compiled(Law.GIVEN, np.empty(0))


@dataclass(frozen=True)
class Motion:
    """The parts of the equations that are not edges."""

    start: Array  # [edge], rows
    end: Array
    arrival: Array  # [edge], row of chambers and then outlets that counts what arrives
    outlets: int
    per_mole: Array  # [chamber], Pa/mol
    air: Array  # [gas], Pa
    inflow: Array  # [chamber, gas], mol/s
    water: int  # index of the gas that walls hold
    sites: Array  # [chamber, bin], mol
    uptake: Array  # [chamber, bin], mol/(s Pa)
    rate: Array  # [chamber, bin], 1/s


@dataclass(frozen=True)
class Packed:
    """Edges, and the equations if they have any, ready for the kernels."""

    index: Array
    data: Array
    gases: int
    edges: int

    def flows(self, p_start: Array, p_end: Array) -> Array:
        """Return flows of edges [mol/s] at partial pressures [Pa], all [..., edge, gas]; zero where given."""
        from foreline.vacuum import kernels

        shape = np.broadcast_shapes(p_start.shape, p_end.shape, (self.edges, self.gases))
        flow = np.zeros(shape)
        rows = (-1, self.edges, self.gases)
        kernels._flows(
            self.index, self.data, _whole(p_start, shape, rows), _whole(p_end, shape, rows), flow.reshape(rows)
        )
        return flow

    def slopes(self, p_start: Array, p_end: Array) -> tuple[Array, Array]:
        """Return derivatives of flows by pressures at start and end [mol/(s Pa)], [edge, g, h]; zero where given."""
        from foreline.vacuum import kernels

        rows, shape = (self.edges, self.gases), (self.edges, self.gases, self.gases)
        by_start, by_end = np.zeros(shape), np.zeros(shape)
        start, end = _whole(p_start, rows, rows), _whole(p_end, rows, rows)
        kernels._slopes(self.index, self.data, start, end, by_start, by_end)
        return by_start, by_end


def _whole(p: Array, shape: tuple[int, ...], rows: tuple[int, ...]) -> Array:
    """Return pressures broadcast, in an array of their own."""
    return np.array(np.broadcast_to(p, shape), dtype=float).reshape(rows)


def edges_only(ducts: Array, molar_mass: Array, pumps: Sequence[Compiled]) -> Packed:
    """Return edges that nothing moves: to ask for their flows.

    Parameters
    ----------
    ducts : array
        Rows of `foreline.vacuum.conductance.duct_numbers` [SI], shape [duct, number].
    molar_mass : array
        Of the gases [kg/mol], shape [gas].
    pumps : sequence of Compiled
        What follows the ducts.

    Returns
    -------
    Packed
        Ready for `flows` and `slopes`.

    Examples
    --------
    >>> edges_only(np.empty((0, 20)), np.array([0.028]), [NOT_COMPILED]).flows(np.ones((1, 1)), np.ones((1, 1)))
    array([[0.]])

    References
    ----------
    .. [1] foreline-computed
    """
    none, gases = np.zeros(len(ducts) + len(pumps), dtype=int), len(molar_mass)
    empty = np.empty((0, 0))
    still = Motion(none, none, none, 0, empty, np.zeros(gases), empty, 0, empty, empty, empty)
    return pack(ducts, molar_mass, pumps, still)


def pack(ducts: Array, molar_mass: Array, pumps: Sequence[Compiled], motion: Motion) -> Packed:
    """Return edges and equations in two rows of numbers.

    Parameters
    ----------
    ducts : array
        Rows of `foreline.vacuum.conductance.duct_numbers` [SI], shape [duct, number].
    molar_mass : array
        Of the gases [kg/mol], shape [gas].
    pumps : sequence of Compiled
        What follows the ducts.
    motion : Motion
        What the edges join, what enters, and walls.

    Returns
    -------
    Packed
        Ready for the kernels.

    Examples
    --------
    >>> edges_only(np.empty((0, 20)), np.array([0.028]), [NOT_COMPILED]).index[:7].tolist()
    [0, 1, 0, 0, 1, 0, 0]

    References
    ----------
    .. [1] foreline-computed
    """
    gases, edges = len(molar_mass), len(ducts) + len(pumps)
    bins = motion.sites.shape[1]
    # sites/sites: a bin without sites takes up nothing
    filled = np.divide(motion.uptake, motion.sites, out=np.zeros_like(motion.sites), where=motion.sites > 0)
    parts = [
        motion.per_mole.ravel(), motion.air, motion.inflow.ravel(), motion.uptake.ravel(), filled.ravel(),
        motion.rate.ravel(), np.concatenate([molar_mass, np.sqrt(molar_mass)]),
        np.array([1.0] * len(ducts) + [pump.factor for pump in pumps]), *ducts, *(pump.numbers for pump in pumps),
    ]  # fmt: skip
    places = np.cumsum([0, *(len(part) for part in parts)])
    sizes = [len(motion.per_mole), gases, bins, len(ducts), len(pumps), motion.outlets, motion.water]
    laws = [Law.DUCT] * len(ducts) + [pump.law for pump in pumps]
    index = np.concatenate([sizes, places[:8], motion.start, motion.end, motion.arrival, laws, places[8:-1]])
    return Packed(index.astype(np.int64), np.concatenate(parts), gases, edges)


def pump_flow(pump: Compiled, p_in: Array, p_out: Array) -> Array:
    """Return the molar flows of one pump with a compiled law.

    Parameters
    ----------
    pump : Compiled
        The pump.
    p_in, p_out : array
        Partial pressures [Pa] at inlet and outlet, shape [..., gas].

    Returns
    -------
    array
        Flow from inlet to outlet [mol/s], shape [..., gas].

    Examples
    --------
    >>> pump_flow(NOT_COMPILED, np.ones((3, 2)), np.ones(2)).shape
    (3, 2)

    References
    ----------
    .. [1] foreline-computed
    """
    single = edges_only(np.empty((0, 0)), np.ones(np.shape(p_in)[-1]), [pump])
    return np.asarray(single.flows(np.asarray(p_in)[..., None, :], np.asarray(p_out)[..., None, :])[..., 0, :])
