"""How atoms come to spots of a wafer: where from, and with which energy.

What flies straight is known without counting; what met gas or walls is counted and put beside it.
"""

from __future__ import annotations

import numpy as np

from foreline.states import Array, Arrivals
from foreline.transport.film_room import COLDEST, ENERGIES, PER_DECADE, Emitted
from foreline.transport.tally import Counts, Watched
from foreline.units import BOLTZMANN, ELEMENTARY_CHARGE

WHOLE = 1_000_000  # arrivals of a spot that nothing was counted of


def energy_edges() -> Array:
    """Return the edges of the bins of energy on arrival.

    E_k = 0.01 eV x 10^(k/8)

    Returns
    -------
    ndarray
        Energies [J], shape (bin + 1,).

    Examples
    --------
    >>> (energy_edges()[[0, 8, 40]] / ELEMENTARY_CHARGE).round(9).tolist()
    [0.01, 0.1, 1000.0]

    References
    ----------
    .. [1] foreline-computed
    """
    return np.asarray(COLDEST * 10.0 ** (np.arange(ENERGIES + 1) / PER_DECADE) * ELEMENTARY_CHARGE)


def emitted_energies(atom: Emitted) -> Array:
    """Return which shares of emitted atoms have the energies of each bin.

    Below E: ((E/(E + U))/(E_max/(E_max + U)))^2 of Thompson's law, or 1 - (1 + x) e^-x, x = E/(k T), of effusing gas.

    Parameters
    ----------
    atom : Emitted
        How atoms leave the source [J, K].

    Returns
    -------
    ndarray
        Shares [-], shape (bin,); first and last hold what lies beyond, too.

    Examples
    --------
    >>> shares = emitted_energies(Emitted(1e-25, temperature=1500.0))
    >>> edges = energy_edges()
    >>> bool(abs(shares @ (0.5 * (edges[1:] + edges[:-1])) / (2 * BOLTZMANN * 1500.0) - 1) < 0.02)  # 2 k T
    True

    References
    ----------
    .. [1] thompson1968
    .. [2] jousten2016
    """
    edge = energy_edges()
    if atom.binding_energy > 0.0:
        top = atom.highest_energy / (atom.highest_energy + atom.binding_energy)
        below = np.minimum(edge / (edge + atom.binding_energy) / top, 1.0) ** 2
    else:
        x = edge / (BOLTZMANN * atom.temperature)
        below = 1.0 - (1.0 + x) * np.exp(-x)
    below[0], below[-1] = 0.0, 1.0
    return np.asarray(np.diff(below))


def counted_arrivals(where: Array, directions: Counts, energies: Counts) -> Arrivals:
    """Return arrivals at spots as they were counted.

    Parameters
    ----------
    where : ndarray
        Radius [m] and azimuth [rad] of the spots, shape (spot, 2).
    directions : ndarray
        Counts [-], shape (spot, azimuth, polar angle).
    energies : ndarray
        Counts [-], shape (spot, energy).

    Returns
    -------
    Arrivals
        By direction and by energy.

    Examples
    --------
    >>> counted_arrivals(np.zeros((1, 2)), np.ones((1, 12, 18), int), np.ones((1, 40), int)).radius.tolist()
    [0.0]

    References
    ----------
    .. [1] foreline-computed
    """
    return Arrivals(
        radius=where[:, 0], azimuth=where[:, 1], directions=directions, energies=energies, energy_edge=energy_edges()
    )


def arrivals(
    where: Array, sky: Array, atom: Emitted, counted: Watched | None = None, per: Array | None = None
) -> Arrivals:
    """Return arrivals of straight flight at spots, with what was counted of other flight.

    A bin holds N (straight flux of it + counted flux of it)/F, F both of all bins, as whole numbers whose running sum
    is right to one half. N = (F/per)^2/n of n counted makes 1/sqrt(N) the relative standard error of F; at most 1e6.

    Parameters
    ----------
    where : ndarray
        Radius [m] and azimuth [rad] of the spots, shape (spot, 2).
    sky : ndarray
        Straight flux of each bin [1/m2/s], shape (spot, azimuth, polar angle).
    atom : Emitted
        How atoms leave the source.
    counted : Watched, optional
        What came otherwise.
    per : ndarray, optional
        Flux that one counted arrival stands for [1/m2/s], shape (spot,).

    Returns
    -------
    Arrivals
        By direction and by energy.

    Examples
    --------
    >>> found = arrivals(np.zeros((1, 2)), np.array([[[3.0, 1.0]]]), Emitted(1e-25))
    >>> found.directions.tolist(), int(found.energies.sum())
    ([[[750000, 250000]]], 1000000)

    References
    ----------
    .. [1] foreline-computed
    """
    straight = sky.sum(axis=(1, 2))
    shares = straight[:, None] * emitted_energies(atom)
    number = np.full(len(sky), float(WHOLE))
    if counted is not None and per is not None:
        sky = sky + counted.origins * per[:, None, None]
        shares = shares + counted.energies * per[:, None]
        some = np.maximum(counted.origins.sum(axis=(1, 2)), 1.0)
        number = np.minimum(number, np.rint((sky.sum(axis=(1, 2)) / per) ** 2 / some))
    scale = number / np.maximum(sky.sum(axis=(1, 2)), 1e-300)
    directions = _whole(sky.reshape(len(sky), -1) * scale[:, None]).reshape(sky.shape)
    return counted_arrivals(where, directions, _whole(shares * scale[:, None]))


def _whole(values: Array) -> Counts:
    """Return whole numbers whose running sum along the last axis is that of the values, rounded."""
    return np.diff(np.rint(np.cumsum(values, axis=-1)), axis=-1, prepend=0.0).astype(np.int64)
