"""Reactive sputtering after Berg: target, collector and gas in balance, walked along the target's coverage.

With the coverage of the target as the parameter every other number follows without a root to find, and the S-curve of
pressure against flow comes out whole, its unstable branch included.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foreline.states import Array
from foreline.units import AVOGADRO, BOLTZMANN

_EDGE = 1e-9  # coverage left out at both ends, where a flux diverges


@dataclass(frozen=True)
class Chamber:
    """What a reactive discharge is made of, all SI: areas [m2], ions/s, atoms per ion, gas [1, 1, kg/mol, K]."""

    ions: float
    target_area: float
    collector_area: float
    metal_yield: float
    compound_yield: float
    sticking: float = 1.0
    gas_atoms: int = 2
    molar_mass: float = 0.028014
    temperature: float = 300.0


@dataclass(frozen=True)
class Steady:
    """The steady state at each target coverage: pressure [Pa], film coverage [-], gas bound [1/s], metal [1/s]."""

    coverage: Array
    pressure: Array
    film_coverage: Array
    bound: Array
    metal: Array


def steady(chamber: Chamber, coverage: float | Array) -> Steady:
    """Return the steady state of a reactive discharge that holds its target at a coverage.

    target: n a F (1 - theta) = j Yc theta;  p = F sqrt(2 pi m k T);  collector: theta_c = (G + N) / (G + N + M) with
    gas atoms G = n a F Ac, compound N = I Yc theta and metal M = I Ym (1 - theta) from the target.

    Parameters
    ----------
    chamber : Chamber
        Ions [1/s], areas [m2], yields [-] and the gas.
    coverage : float or ndarray
        Fraction theta of the target under compound, below 1 [-].

    Returns
    -------
    Steady
        Pressure of the reactive gas [Pa], film coverage [-], molecules bound and metal atoms sputtered [1/s].

    Examples
    --------
    >>> set_ = Chamber(ions=6.24e18, target_area=0.01, collector_area=0.25, metal_yield=1.5, compound_yield=0.3)
    >>> point = steady(set_, 0.5)
    >>> round(float(point.pressure), 5), round(float(point.film_coverage), 3)
    (0.00326, 0.911)

    References
    ----------
    .. [1] berg2005
    .. [2] berg2014
    """
    theta = np.asarray(coverage, dtype=float)
    clean = 1.0 - theta
    compound = chamber.ions * chamber.compound_yield * theta
    metal = chamber.ions * chamber.metal_yield * clean
    atoms = compound / (chamber.target_area * clean)  # gas atoms that a clean surface takes up per area
    gas = atoms * chamber.collector_area
    arriving = gas + compound + metal
    molecules = atoms / (chamber.gas_atoms * chamber.sticking)
    thermal = math.sqrt(2.0 * math.pi * chamber.molar_mass / AVOGADRO * BOLTZMANN * chamber.temperature)
    return Steady(
        coverage=theta,
        pressure=molecules * thermal,
        film_coverage=(gas + compound) / arriving,
        bound=(compound + gas * metal / arriving) / chamber.gas_atoms,
        metal=metal + compound,
    )


def flow(chamber: Chamber, coverage: float | Array, speed: float) -> Array:
    """Return the reactive gas a discharge needs at a target coverage.

    Q = S p / (k T) + molecules bound on target and collector

    Parameters
    ----------
    chamber : Chamber
        As in `steady`.
    coverage : float or ndarray
        Coverage of the target [-].
    speed : float
        Pumping speed for the reactive gas at the chamber [m3/s].

    Returns
    -------
    ndarray
        Flow [1/s] of molecules, shape of `coverage`.

    Examples
    --------
    >>> set_ = Chamber(ions=6.24e18, target_area=0.01, collector_area=0.25, metal_yield=1.5, compound_yield=0.3)
    >>> f"{float(flow(set_, 0.5, 0.08)):.3e}"
    '2.620e+18'

    References
    ----------
    .. [1] berg2005
    """
    at = steady(chamber, coverage)
    total: Array = speed * at.pressure / (BOLTZMANN * chamber.temperature) + at.bound
    return total


def critical_speed(chamber: Chamber) -> float:
    """Return the pumping speed above which the flow rises with coverage everywhere: no hysteresis.

    S_c = k T max(-d(bound)/d(theta) / dp/d(theta)), both derivatives in closed form; it depends neither on the ion
    current nor on a common factor of the areas' unit.

    Parameters
    ----------
    chamber : Chamber
        As in `steady`.

    Returns
    -------
    float
        Pumping speed [m3/s]; 0 if there is no hysteresis at any speed.

    Examples
    --------
    >>> set_ = Chamber(ions=6.24e18, target_area=0.01, collector_area=0.25, metal_yield=1.5, compound_yield=0.3)
    >>> round(critical_speed(set_) * 1e3, 1)  # l/s
    653.6

    References
    ----------
    .. [1] berg2005
    """
    from scipy.optimize import minimize_scalar

    grid = np.linspace(_EDGE, 1.0 - _EDGE, 4001)
    at = int(np.argmax(_needed(chamber, grid)))
    best = minimize_scalar(
        lambda theta: -float(_needed(chamber, theta)),
        bounds=(grid[max(at - 1, 0)], grid[min(at + 1, grid.size - 1)]),
        method="bounded",
        options={"xatol": 1e-12},
    )
    return max(-float(best.fun), 0.0)


def _needed(chamber: Chamber, theta: float | Array) -> Array:
    """Return the speed at which the flow just stops falling with coverage, at one coverage."""
    t = np.asarray(theta, dtype=float)
    y_c, y_m = chamber.compound_yield, chamber.metal_yield
    a_t, a_c = chamber.target_area, chamber.collector_area
    total = y_c * a_c * t / (1.0 - t) + y_c * a_t * t + y_m * a_t * (1.0 - t)
    rise = y_c * a_c / (1.0 - t) ** 2 + (y_c - y_m) * a_t
    bound = y_c + y_c * a_c * y_m * (total - t * rise) / total**2
    thermal = math.sqrt(2.0 * math.pi * chamber.molar_mass / AVOGADRO * BOLTZMANN * chamber.temperature)
    pressure = y_c / (chamber.sticking * a_t * (1.0 - t) ** 2) * thermal
    speed: Array = -bound / pressure * BOLTZMANN * chamber.temperature
    return speed


def folds(chamber: Chamber, speed: float) -> tuple[float, float] | None:
    """Return the two coverages where the S-curve turns, or None without hysteresis.

    At the first the target falls into compound mode as the flow rises, at the second it comes back as the flow falls.

    Parameters
    ----------
    chamber : Chamber
        As in `steady`.
    speed : float
        Pumping speed for the reactive gas [m3/s].

    Returns
    -------
    tuple of float, or None
        Coverages [-] of largest and smallest flow.

    Examples
    --------
    >>> set_ = Chamber(ions=6.24e18, target_area=0.01, collector_area=0.25, metal_yield=1.5, compound_yield=0.3)
    >>> [round(theta, 3) for theta in folds(set_, 0.08)], folds(set_, 0.7)
    ([0.36, 0.869], None)

    References
    ----------
    .. [1] berg2005
    """
    from scipy.optimize import brentq

    if speed >= critical_speed(chamber):
        return None
    # Fine near full coverage, where a large chamber has its second fold.
    grid = 1.0 - np.geomspace(1.0 - _EDGE, _EDGE, 20001)
    low = _needed(chamber, grid) > speed
    turns = np.flatnonzero(low[1:] != low[:-1])
    if turns.size < 2:
        return None
    first, last = (
        float(brentq(lambda t: float(_needed(chamber, t)) - speed, grid[i], grid[i + 1], xtol=1e-14))
        for i in (turns[0], turns[-1])
    )
    return first, last


def stable_coverages(chamber: Chamber, speed: float, gas_flow: float) -> tuple[float, ...]:
    """Return the target coverages at which a constant flow stays put: one, or two inside the hysteresis.

    Parameters
    ----------
    chamber : Chamber
        As in `steady`.
    speed : float
        Pumping speed for the reactive gas [m3/s].
    gas_flow : float
        Flow of molecules let in [1/s].

    Returns
    -------
    tuple of float
        Coverages [-], metal mode first.

    Examples
    --------
    >>> set_ = Chamber(ions=6.24e18, target_area=0.01, collector_area=0.25, metal_yield=1.5, compound_yield=0.3)
    >>> [round(theta, 3) for theta in stable_coverages(set_, 0.08, 2.24e18)]
    [0.164, 0.946]

    References
    ----------
    .. [1] berg2005
    """
    from scipy.optimize import brentq

    turn = folds(chamber, speed)
    branches = [(0.0, 1.0 - _EDGE)] if turn is None else [(0.0, turn[0]), (turn[1], 1.0 - _EDGE)]
    found = []
    for low, high in branches:
        if float(flow(chamber, low, speed)) <= gas_flow <= float(flow(chamber, high, speed)):
            root = brentq(lambda t: float(flow(chamber, t, speed)) / gas_flow - 1.0, low, high, xtol=1e-14)
            found.append(float(root))
    return tuple(found)
