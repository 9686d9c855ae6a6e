"""What a flight with time tells: densities and pressures from true speeds, arrivals after a burst, any inflow in time.

Molecules do not meet one another here, so the chamber is linear: the answer to an inflow Q(t) is that to a burst at
time zero, shifted and added up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foreline.errors import InputError
from foreline.states import Array, Notice
from foreline.transport.scene import Scene
from foreline.transport.tally import PUSH_UNIT, SLOWNESS_UNIT, Clock, Counts, Tally
from foreline.units import BOLTZMANN


def sojourn_time(period: float, energy: float, temperature: float) -> float:
    """Return how long a molecule stays adsorbed on average, tau = tau0 exp(E/kT) (Frenkel).

    Parameters
    ----------
    period : float
        Of its vibration on the surface [s]; 1e-13 is usual.
    energy : float
        That binds it [J].
    temperature : float
        Of the wall [K].

    Returns
    -------
    float
        Time [s].

    Raises
    ------
    InputError
        If it is longer than the universe is old, so that nothing that flies would come off.

    Examples
    --------
    >>> round(sojourn_time(1e-13, 1.495e-19, 295.0))  # 90 kJ/mol, water on steel: minutes
    873

    References
    ----------
    .. [1] jousten2016
    """
    power = energy / (BOLTZMANN * temperature)
    if power > 70.0:
        raise InputError(f"a molecule bound by {power:.0f} k T never leaves; give it a sticking of 1 instead")
    return period * math.exp(power)


def _clocked(tally: Tally) -> None:
    """Raise if nothing was counted in time."""
    if not len(tally.slowness):
        raise InputError("these particles flew without a clock; fly them with one")


def _per_area(total: Counts, squares: Array, scene: Scene, tally: Tally) -> tuple[Array, Array]:
    """Return what a second brings to a unit of area, of every gas and facet, and its standard error."""
    _clocked(tally)
    m = tally.batches
    spread = np.maximum(squares - total.astype(float) ** 2 / m, 0.0) * (m / (m - 1) if m > 1 else math.inf)
    area = np.tile(scene.area, len(scene.gases))
    scale = scene.rate / tally.particles / np.where(area > 0.0, area, math.nan)
    return np.asarray(total * scale), np.asarray(np.sqrt(spread) * scale)


@dataclass(frozen=True)
class Crossed:
    """What the speeds of those that cross facets tell, with standard errors; each has the shape (gas x facet,)."""

    density: Array  # 1/m3
    density_error: Array
    pressure: Array  # Pa
    pressure_error: Array


def crossed(scene: Scene, tally: Tally) -> Crossed:
    """Return number density and pressure at each facet, from how slowly molecules cross it and what they push.

    n = (R/N A) sum 1/|v_perp|,  p = (R/N A) sum m |v_perp|, over all that come and all that leave; R what is emitted in
    a second, N particles. Of a facet that is met from both sides they are sums over the sides; of a transparent one,
    what they say. Few slow ones carry much of n, whose variance grows with the logarithm of their number: its error is
    a little too small.

    Parameters
    ----------
    scene : Scene
        The scene.
    tally : Tally
        Of a flight with a clock.

    Returns
    -------
    Crossed
        Densities [1/m3] and pressures [Pa].

    Raises
    ------
    InputError
        If they flew without a clock.

    Examples
    --------
    >>> from foreline.transport.particles import fly
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import sphere
    >>> ball = build_scene([Facet("ball", sphere((0, 0, 0), 0.1), sticking=0.1, emits=1e15)])
    >>> tally = fly(ball, 1, 0, 65536, clock=Clock(np.array([1.0])))
    >>> found = crossed(ball, tally)
    >>> n, p = float(found.density[0]), float(found.pressure[0])
    >>> flux = tally.hits[0] / tally.particles * ball.rate / ball.area[0]
    >>> bool(abs(4 * flux / n / 470.70 - 1) < 4 * found.density_error[0] / n)  # 293.15 K: v = 4 flux/n
    True
    >>> bool(abs(p / (n * 1.380649e-23 * 293.15) - 1) < 0.02)  # p = n k T
    True

    References
    ----------
    .. [1] jousten2016
    """
    mass = np.repeat([gas.mass for gas in scene.gases], len(scene.facets))
    n, n_error = _per_area(tally.slowness, tally.slowness_squared, scene, tally)
    p, p_error = _per_area(tally.push, tally.push_squared, scene, tally)
    return Crossed(n * SLOWNESS_UNIT, n_error * SLOWNESS_UNIT, p * mass * PUSH_UNIT, p_error * mass * PUSH_UNIT)


def arrived(tally: Tally, counts: Counts) -> Array:
    """Return the share of all particles that a facet has counted by the end of each bin of time.

    Parameters
    ----------
    tally : Tally
        Of a flight with a clock.
    counts : ndarray
        One row of its `came` or `stayed` [-], shape (bin + 1,).

    Returns
    -------
    ndarray
        Shares at the edges of the clock [-], shape (bin,).

    Examples
    --------
    >>> from foreline.transport.particles import fly
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import sphere
    >>> ball = build_scene([Facet("ball", sphere((0, 0, 0), 0.1), sticking=1.0, emits=1.0)])
    >>> tally = fly(ball, 1, 0, 2048, clock=Clock(np.array([1e-4, 0.1])))
    >>> arrived(tally, tally.stayed[0]).round(1).tolist()
    [0.1, 1.0]

    References
    ----------
    .. [1] foreline-computed
    """
    _clocked(tally)
    return np.asarray(np.cumsum(counts[:-1]) / tally.particles)


def moments(clock: Clock, counts: Counts) -> tuple[float, float]:
    """Return mean and standard deviation of the times of a histogram, each bin's spread evenly over it.

    Parameters
    ----------
    clock : Clock
        Ends of the bins [s]; the first begins at zero.
    counts : ndarray
        Of each bin and what came after the last [-], shape (bin + 1,).

    Returns
    -------
    tuple of float
        Mean and standard deviation [s].

    Raises
    ------
    InputError
        If nothing came, or something came after the last bin, whose time nobody knows.

    Examples
    --------
    >>> moments(Clock(np.array([1.0, 3.0])), np.array([2, 0, 0]))[0]
    0.5

    References
    ----------
    .. [1] foreline-computed
    """
    if counts[-1] or not counts.any():
        raise InputError("times have moments if all came within the clock's bins; give it later ones")
    edges = np.concatenate([[0.0], clock.edges])
    middle, width = 0.5 * (edges[1:] + edges[:-1]), np.diff(edges)
    mean = float((counts[:-1] * middle).sum() / counts.sum())
    square = float((counts[:-1] * ((middle - mean) ** 2 + width**2 / 12.0)).sum() / counts.sum())
    return mean, math.sqrt(square)


def response(clock: Clock, tally: Tally, counts: Counts, start: Array, inflow: Array, at: Array) -> Array:
    """Return how much a second a facet counts under an inflow that changes in time.

    r(t) = sum_i Q_i (H(t - t_i) - H(t - t_i+1)), Q_i the inflow from t_i on, none before t_0; H(t) the share that has
    come by t after a burst at zero, linear within a bin.

    Parameters
    ----------
    clock : Clock
        Of the flight [s].
    tally : Tally
        Of the flight.
    counts : ndarray
        One row of its `came` or `stayed` [-], shape (bin + 1,).
    start : ndarray
        When the inflow changes, rising [s], shape (step,).
    inflow : ndarray
        What it is from then on [1/s], shape (step,).
    at : ndarray
        Times [s], shape (time,).

    Returns
    -------
    ndarray
        Rates [1/s], shape (time,).

    Raises
    ------
    InputError
        If a time asked for lies further from the start than the clock's bins reach.

    Examples
    --------
    >>> from foreline.transport.particles import fly
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import sphere
    >>> ball = build_scene([Facet("ball", sphere((0, 0, 0), 0.1), sticking=1.0, emits=1.0)])
    >>> clock = Clock(np.linspace(1e-5, 1.0, 5000))
    >>> tally = fly(ball, 1, 0, 2048, clock=clock)
    >>> pulse = np.array([0.0, 0.2]), np.array([5e15, 0.0])  # on for 0.2 s
    >>> (response(clock, tally, tally.stayed[0], *pulse, np.array([0.1, 0.3])) / 5e15).round(6).tolist()
    [1.0, 0.0]

    References
    ----------
    .. [1] foreline-computed
    """
    start, inflow, at = (np.asarray(v, dtype=float) for v in (start, inflow, at))
    if float(at.max() - start[0]) > clock.edges[-1] * (1.0 + 1e-12):
        raise InputError(f"what the chamber answers is known for {clock.edges[-1]:g} s after a burst; give later bins")
    edges, share = np.concatenate([[0.0], clock.edges]), np.concatenate([[0.0], arrived(tally, counts)])
    come = np.interp(at[:, None] - start[None, :], edges, share, left=0.0)
    return np.asarray(come @ np.diff(inflow, prepend=0.0))


def notices(scene: Scene, tally: Tally) -> tuple[Notice, ...]:
    """Return what a flight with a clock asks to know.

    Parameters
    ----------
    scene : Scene
        The scene.
    tally : Tally
        What its particles did.

    Returns
    -------
    tuple of Notice
        W330 if some were still on their way when the clock stopped.

    Examples
    --------
    >>> from foreline.transport.particles import fly
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import sphere
    >>> ball = build_scene([Facet("ball", sphere((0, 0, 0), 0.1), emits=1.0)])
    >>> tally = fly(ball, 1, 0, 1024, clock=Clock(np.array([0.01]), until=0.01))
    >>> [notice.code for notice in notices(ball, tally)]
    ['W330']

    References
    ----------
    .. [1] foreline-computed
    """
    if not tally.late:
        return ()
    told = f"{tally.late:,} of {tally.particles:,} particles were on their way when the clock stopped"
    where = ", ".join(gas.name for gas in scene.gases)
    return (Notice(code="W330", where=where, message=f"{told}: steady values miss what they do"),)
