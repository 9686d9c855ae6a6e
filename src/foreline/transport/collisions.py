"""Collisions with a background gas: who is met, how far, and what is left of energy and direction.

Variable hard spheres: the cross section falls with the relative speed g as sigma = sigma_ref (g_ref/g)^(2w - 1), w the
exponent of viscosity with temperature, and the two fly apart in any direction of their centre of mass. Or a screened
Coulomb potential: cross section and angle come from tables of the pair. Partners are drawn from a Maxwellian, so a fast
atom slows down, a slow one warms up, and both ends are right for any ratio of masses. Ways are drawn for the highest
rate that can be, and what is too much is thrown away (null collisions): exact, whatever the partner's speed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foreline.states import Array
from foreline.transport.screened_coulomb import PairLaw
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
    law: PairLaw | None = None  # tables of the pair, which then say all but the reference cross section


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


def screened_background(
    pressure: float, temperature: float, mass: float, law: PairLaw, energy: float, other: Species
) -> Background:
    """Return a background whose atoms are met by the tables of a pair.

    Parameters
    ----------
    pressure, temperature : float
        Of the gas [Pa, K].
    mass : float
        Of its atoms [kg].
    law : PairLaw
        Tables of the pair.
    energy : float
        Of a flying atom, at which the reference cross section is given: that of momentum transfer [J].
    other : Species
        What flies.

    Returns
    -------
    Background
        The gas.

    Examples
    --------
    >>> from foreline.transport.screened_coulomb import pair_law
    >>> argon = screened_background(0.5, 300.0, 6.634e-26, pair_law(29, "Ar"), 1e-18, Species(1.055e-25))
    >>> round(1.0 / (argon.density * argon.cross_section) * 1e3)  # mm, copper of 6 eV
    49

    References
    ----------
    .. [1] ziegler1985
    """
    reduced = mass * other.mass / (mass + other.mass)
    relative = energy * mass / (mass + other.mass)
    size = float(np.interp(math.log(relative), np.log(law.energy), law.momentum_transfer))
    return Background(
        pressure / (BOLTZMANN * temperature), mass, temperature, size, math.sqrt(2.0 * relative / reduced), 0.5, law
    )


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
        With tables: how many speeds and impact parameters, ln of the lowest relative speed [m/s], steps per ln, then
        collision rates [1/s], the highest of them so far, and cosines, one row a speed.

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
    plain = np.array([
        background.density, species.mass, background.mass, BOLTZMANN * background.temperature,
        background.cross_section, background.relative_speed, 2.0 * background.exponent - 1.0,
    ])  # fmt: skip
    if background.law is None:
        return np.append(plain, 0.0)
    law = background.law
    reduced = background.mass * species.mass / (background.mass + species.mass)
    speed = np.sqrt(2.0 * law.energy / reduced)
    rate = background.density * law.cross_section * speed
    step = math.log(speed[-1] / speed[0]) / (len(speed) - 1)
    shape = [len(speed), law.cosine.shape[1], math.log(speed[0]), 1.0 / step]
    return np.concatenate([plain, shape, rate, np.maximum.accumulate(rate), law.cosine.ravel()])


def diffusion(background: Background, species: Species) -> float:
    """Return the diffusion coefficient of what flies, thermal, in the gas: Chapman and Enskog's first approximation.

    D = 3/16 sqrt(2 pi k T/m_r) / (n <Q>),  <Q> = 1/2 int x^2 exp(-x) Q(x k T) dx

    Parameters
    ----------
    background : Background
        The gas.
    species : Species
        What flies.

    Returns
    -------
    float
        Coefficient [m2/s].

    Examples
    --------
    >>> from foreline.transport.screened_coulomb import pair_law
    >>> argon = screened_background(101325.0, 273.15, 6.634e-26, pair_law(18, "Ar"), 1e-20, Species(6.634e-26))
    >>> round(diffusion(argon, Species(6.634e-26)) * 1e4, 3)  # cm2/s of argon in itself
    0.138

    References
    ----------
    .. [1] bird1994
    """
    reduced = background.mass * species.mass / (background.mass + species.mass)
    thermal = BOLTZMANN * background.temperature
    x, weight = np.polynomial.laguerre.laggauss(24)
    if background.law is None:
        reference = 0.5 * reduced * background.relative_speed**2
        size = background.cross_section * (x * thermal / reference) ** (0.5 - background.exponent)
    else:
        size = np.interp(np.log(x * thermal), np.log(background.law.energy), background.law.momentum_transfer)
    mean = 0.5 * float(weight @ (x**2 * size))
    return 3.0 / 16.0 * math.sqrt(2.0 * math.pi * thermal / reduced) / (background.density * mean)


def free_path(background: Background, species: Species) -> float:
    """Return the transport mean free path of what flies when it is thermal, 3 D / v_mean.

    Parameters
    ----------
    background : Background
        The gas.
    species : Species
        What flies.

    Returns
    -------
    float
        Path after which its direction is forgotten [m].

    Examples
    --------
    >>> argon = sphere_background(1.0, 300.0, 6.63e-26, 4.2e-10, 0.81, Species(6.63e-26))
    >>> round(free_path(argon, Species(6.63e-26)) * 1e3, 1)  # mm
    12.5

    References
    ----------
    .. [1] bird1994
    """
    speed = math.sqrt(8.0 * BOLTZMANN * background.temperature / (math.pi * species.mass))
    return 3.0 * diffusion(background, species) / speed


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
