"""Collisions with a background gas: who is met, how far, and what is left of energy and direction.

Variable hard spheres: the cross section falls with the relative speed g as sigma = sigma_ref (g_ref/g)^(2w - 1), w the
exponent of viscosity with temperature, and the two fly apart in any direction of their centre of mass. Partners are
drawn from a Maxwellian, so a fast atom slows down, a slow one warms up, and both ends are right for any ratio of
masses. Ways are drawn for the highest rate that can be, and what is too much is thrown away (null collisions): exact,
whatever the partner's speed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foreline.states import Array
from foreline.units import BOLTZMANN


@dataclass(frozen=True)
class Background:
    """A gas at rest, everywhere the same, and how it meets the flying species."""

    density: float  # [1/m3]
    mass: float  # of its atoms [kg]
    temperature: float  # [K]
    cross_section: float  # [m2], at the reference relative speed
    relative_speed: float  # [m/s], reference
    exponent: float  # w; 1/2 for hard spheres


@dataclass(frozen=True)
class Species:
    """What flies: its mass [kg]; it leaves walls with the wall's temperature."""

    mass: float


def sphere_background(
    pressure: float, temperature: float, mass: float, diameter: float, exponent: float, other: Species
) -> Background:
    """Return a background of spheres whose mean diameter holds at the thermal speed of the pair at 273 K.

    sigma_ref = pi d^2, g_ref = sqrt(2 k T_ref / m_r), m_r the reduced mass.

    Parameters
    ----------
    pressure, temperature : float
        Of the gas [Pa, K].
    mass : float
        Of its atoms [kg].
    diameter : float
        Mean of the two collision diameters at 273.15 K [m].
    exponent : float
        Mean exponent of viscosity with temperature [-].
    other : Species
        What flies.

    Returns
    -------
    Background
        The gas.

    Examples
    --------
    >>> argon = sphere_background(0.5, 300.0, 6.63e-26, 4.17e-10, 0.81, Species(6.63e-26))
    >>> round(1.0 / (argon.density * argon.cross_section) * 1e3, 1)  # mm, of an atom far faster than the gas
    15.2

    References
    ----------
    .. [1] bird1994
    """
    reduced = mass * other.mass / (mass + other.mass)
    return Background(
        pressure / (BOLTZMANN * temperature), mass, temperature, math.pi * diameter**2,
        math.sqrt(2.0 * BOLTZMANN * 273.15 / reduced), exponent,
    )  # fmt: skip


def gas_numbers(background: Background | None, species: Species | None) -> Array:
    """Return a background and what flies in it as the compiled flight takes them; nothing for free flight.

    Parameters
    ----------
    background : Background or None
        The gas; None for none.
    species : Species or None
        What flies; its speed counts in a gas only.

    Returns
    -------
    ndarray
        Density [1/m3], masses [kg], k T [J], cross section [m2], reference speed [m/s], exponent 2 w - 1; or nothing.

    Examples
    --------
    >>> gas_numbers(None, None).shape
    (0,)

    References
    ----------
    .. [1] bird1994
    """
    if background is None or species is None:
        return np.empty(0)
    return np.array([
        background.density, species.mass, background.mass, BOLTZMANN * background.temperature,
        background.cross_section, background.relative_speed, 2.0 * background.exponent - 1.0,
    ])  # fmt: skip


def thompson_end(mean: float, binding: float) -> float:
    """Return where Thompson's law f(E) ~ E/(E + U)^3 must end to have a mean energy.

    <E> = 2 U/r^2 (-r^2/2 - r - ln(1 - r)), r = E_end/(E_end + U)

    Parameters
    ----------
    mean, binding : float
        Mean energy and surface binding energy U [J].

    Returns
    -------
    float
        Highest energy [J]; at most that of r = 1 - 1e-9.

    Examples
    --------
    >>> round(thompson_end(2.0, 1.0), 3)
    6.19

    References
    ----------
    .. [1] westwood1978
    """
    from scipy.optimize import brentq

    def excess(r: float) -> float:
        return 2.0 / r**2 * (-(r**2) / 2.0 - r - math.log1p(-r)) - mean / binding

    if excess(1.0 - 1e-9) < 0.0:
        return binding * 1e9
    r = float(brentq(excess, 1e-3, 1.0 - 1e-9, xtol=1e-15))
    return binding * r / (1.0 - r)


def mean_energy_kept(mass: float, partner: float) -> float:
    """Return the mean share of energy a fast atom keeps in one collision of hard spheres, (m1^2 + m2^2)/(m1 + m2)^2.

    Parameters
    ----------
    mass, partner : float
        Of the atom and of what it meets at rest [any unit].

    Returns
    -------
    float
        Share [-].

    Examples
    --------
    >>> round(mean_energy_kept(26.98, 39.95), 3), round(mean_energy_kept(63.55, 39.95), 3)  # Al and Cu in Ar
    (0.519, 0.526)

    References
    ----------
    .. [1] westwood1978
    """
    return (mass**2 + partner**2) / (mass + partner) ** 2
