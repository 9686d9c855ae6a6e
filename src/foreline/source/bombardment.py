"""Ions on the wafer: what a film meets beside neutrals, or an etch alone; yields by angle for the feature."""

from __future__ import annotations

import math

import numpy as np

from foreline.data.metals import atomic_volume, metal
from foreline.errors import OutsideValidity
from foreline.source.sputter_yield import Ion, angular_factor, card, normal_yield
from foreline.source.sputter_yield import ion as noble
from foreline.states import Ions
from foreline.units import AVOGADRO, ELEMENTARY_CHARGE

_DEGREES = np.append(np.arange(0.0, 89.0, 2.0), 90.0)
_HIGHEST = 3.0  # times the yield at normal incidence; near threshold the angular formula runs away


def sheath_cosine(sideways_energy: float, bias: float) -> float:
    """Return the cosine of the angle at which an ion arrives through a sheath.

    cos = 1 / sqrt(1 + E_sideways / (e U))

    Parameters
    ----------
    sideways_energy : float
        Mean energy along the wafer [J].
    bias : float
        Voltage of the sheath [V].

    Returns
    -------
    float
        Cosine [-].

    Examples
    --------
    >>> round(sheath_cosine(2 * 1.602176634e-19, 50.0), 4)
    0.9806

    References
    ----------
    .. [1] lieberman2005
    """
    return 1.0 / math.sqrt(1.0 + sideways_energy / (ELEMENTARY_CHARGE * bias))


def own_ion(material: str) -> Ion:
    """Return the ion of a metal that falls onto its own film.

    Parameters
    ----------
    material : str
        The metal.

    Returns
    -------
    Ion
        Its atomic number and mass [kg].

    Examples
    --------
    >>> own_ion("Cu").atomic_number
    29.0

    References
    ----------
    .. [1] yamamura1996
    """
    return Ion(material, card(material).atomic_number, float(metal(material, "molar_mass")) / AVOGADRO)


def bombardment(material: str, energy: float, sideways_energy: float, fraction: float = 1.0, gas: str = "") -> Ions:
    """Return the ions that fall onto a film: steepness behind the sheath, and atoms each knocks out by angle.

    Y(E, theta) = Y(E) of Yamamura and Tawara x Yamamura's angular factor; without the factor where its formula fails,
    near the threshold. cos^n of the mean cosine m = 1 / sqrt(1 + E_sideways / E): n = (2 m - 1) / (1 - m).

    Parameters
    ----------
    material : str
        Of the film.
    energy : float
        Of the fall through the sheath [J].
    sideways_energy : float
        Along the wafer, before the sheath [J].
    fraction : float
        Ions among what arrives [-].
    gas : str
        The noble gas; default: ions of the film's own metal, which stay.

    Returns
    -------
    Ions
        Yields [-] by angle [rad].

    Raises
    ------
    OutsideValidity
        E201, E202 for a gas or a material without yields.

    Examples
    --------
    >>> argon = bombardment("Cu", 300 * 1.602176634e-19, 1.6e-20, gas="Ar")
    >>> round(float(argon.yields[0]), 2), argon.stays
    (1.17, 0.0)

    References
    ----------
    .. [1] yamamura1996
    .. [2] yamamura1983
    """
    film = card(material)
    falls = noble(gas) if gas else own_ion(material)
    angle = np.radians(_DEGREES)
    factor = np.ones(len(angle))
    try:
        by_angle = np.append(angular_factor(angle[:-1], energy, falls, film, atomic_volume(material)), 0.0)
        factor = by_angle if float(by_angle.max()) <= _HIGHEST else factor
    except OutsideValidity:  # the feature says so
        pass
    cosine = sheath_cosine(sideways_energy, energy / ELEMENTARY_CHARGE)
    return Ions(
        fraction=fraction,
        energy=energy,
        exponent=min((2.0 * cosine - 1.0) / (1.0 - cosine), 1000.0),
        stays=0.0 if gas else 1.0,
        angle=angle,
        yields=factor * float(normal_yield(energy, falls, film)),
    )
