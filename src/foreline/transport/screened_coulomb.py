"""Two atoms that meet: the screened Coulomb potential, how far it turns them, and the cross section that makes.

At some eV two neutral atoms meet at the screened repulsion of their nuclei, which shrinks as they get faster. At
thermal energies attraction shrinks it further, of which viscosity tells. Both ends are joined here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from foreline.data import properties
from foreline.states import Array
from foreline.units import BOLTZMANN, ELEMENTARY_CHARGE, VACUUM_PERMITTIVITY

COULOMB = ELEMENTARY_CHARGE**2 / (4.0 * math.pi * VACUUM_PERMITTIVITY)  # J m
NEAREST, FARTHEST = 1e-18, 1e3  # m, where turning points are looked for
CUT = 0.3  # rad; a meeting that turns the pair by less is none
LOWEST, HIGHEST, STEPS = 1e-4, 1e4, 80  # eV, relative energies of a table, and its steps
IMPACTS = 64  # impact parameters of a table, from 0 to where the cut is
ICE = 273.15  # K, of the collision radii

Potential = Callable[[Array], Array]
_NODE, _WEIGHT = np.polynomial.legendre.leggauss(48)


@dataclass(frozen=True)
class PairLaw:
    """How two atoms meet, as tables over their relative energy."""

    energy: Array  # relative [J], equal steps of its logarithm
    momentum_transfer: Array  # cross section [m2], shape of energy
    cross_section: Array  # of all meetings that turn the pair by more than the cut [m2]
    cosine: Array  # of the angle in the centre of mass [-], shape (energy, impact parameter in equal steps)


def screening_length(one: float, other: float) -> float:
    """Return the universal screening length of two atoms, a = 0.8854 a_0 / (Z1^0.23 + Z2^0.23).

    Parameters
    ----------
    one, other : float
        Atomic numbers [-].

    Returns
    -------
    float
        Length [m].

    Examples
    --------
    >>> round(screening_length(29, 18) * 1e12, 2)  # pm, Cu and Ar
    11.39

    References
    ----------
    .. [1] ziegler1985
    """
    return float(properties("screening")["universal"]["length"]) / float(one**0.23 + other**0.23)


def universal_potential(one: float, other: float) -> Potential:
    """Return the universal screened Coulomb potential of two atoms.

    V(r) = Z1 Z2 e^2/(4 pi eps_0 r) phi(r/a), phi four exponentials

    Parameters
    ----------
    one, other : float
        Atomic numbers [-].

    Returns
    -------
    callable
        Energy [J] over distance [m].

    Examples
    --------
    >>> argon = universal_potential(18, 18)
    >>> round(float(argon(np.array(2e-10)) / ELEMENTARY_CHARGE), 2)  # eV at 2 angstrom
    3.13

    References
    ----------
    .. [1] ziegler1985
    """
    table = properties("screening")["universal"]
    share = np.array([float(table[f"share_{k}"]) for k in (1, 2, 3, 4)])
    decay = np.array([float(table[f"decay_{k}"]) for k in (1, 2, 3, 4)]) / screening_length(one, other)

    def potential(r: Array) -> Array:
        return np.asarray(one * other * COULOMB / r * (np.exp(-np.multiply.outer(r, decay)) @ share))

    return potential


def deflection(potential: Potential, impact: Array, energy: Array) -> Array:
    """Return the angle by which a repulsive potential turns two atoms in their centre of mass.

    chi = pi - 2 b int_{r0}^inf dr / (r^2 sqrt(1 - V/E - b^2/r^2)), r0 the nearest point, by 48 Gauss points over
    the angle t of r = r0/sin t

    Parameters
    ----------
    potential : callable
        Energy [J] over distance [m], falling.
    impact : ndarray
        Impact parameters b [m].
    energy : ndarray
        Relative energies E [J], of a shape that goes with `impact`.

    Returns
    -------
    ndarray
        Angles from 0 to pi [rad].

    Examples
    --------
    >>> coulomb = lambda r: 1.0 / r  # tan(chi/2) = 1/(2 E b)
    >>> float(deflection(coulomb, np.array([0.5]), np.array([1.0]))[0] / np.pi).__round__(9)
    0.5

    References
    ----------
    .. [1] bird1994
    .. [2] ziegler1985
    """
    b, e = np.broadcast_arrays(np.asarray(impact, dtype=float), np.asarray(energy, dtype=float))
    near, far = np.full(b.shape, math.log(NEAREST)), np.full(b.shape, math.log(FARTHEST))
    for _ in range(48):
        middle = 0.5 * (near + far)
        r = np.exp(middle)
        inside = 1.0 - potential(r) / e - (b / r) ** 2 < 0.0
        near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    nearest = np.exp(far)
    turn = 0.25 * math.pi * (_NODE + 1.0)
    sine, cosine = np.sin(turn), np.cos(turn)
    r = nearest[..., None] / sine
    left = 1.0 - potential(r) / e[..., None] - (b[..., None] / r) ** 2
    within = (cosine / np.sqrt(np.maximum(left, 1e-300))) @ (0.25 * math.pi * _WEIGHT)
    return np.asarray(np.clip(math.pi - 2.0 * b / nearest * within, 0.0, math.pi))


def _reach(potential: Potential, energy: Array) -> Array:
    """Return the impact parameter [m] beyond which a pair turns by less than the cut, for each energy."""
    low, high = np.full(energy.shape, 1e-13), np.full(energy.shape, 5e-9)
    for _ in range(30):
        middle = np.sqrt(low * high)
        turns = deflection(potential, middle, energy) > CUT
        low, high = np.where(turns, middle, low), np.where(turns, high, middle)
    return np.asarray(low)


def momentum_transfer(potential: Potential, energy: Array, power: int = 1) -> Array:
    """Return the cross section of momentum transfer, or with power 2 that of viscosity.

    Q_l = 2 pi int (1 - cos^l chi) b db, out to three times the cut's impact parameter

    Parameters
    ----------
    potential : callable
        Energy [J] over distance [m].
    energy : ndarray
        Relative energies [J], shape (energy,).
    power : int
        l [-].

    Returns
    -------
    ndarray
        Cross sections [m2], shape (energy,).

    Examples
    --------
    >>> found = momentum_transfer(universal_potential(29, 18), np.array([1.0, 10.0]) * ELEMENTARY_CHARGE)
    >>> (found * 1e20).round(1).tolist()  # square angstrom, Cu in Ar at 1 and 10 eV
    [22.9, 10.0]

    References
    ----------
    .. [1] bird1994
    """
    reach = _reach(potential, energy)[:, None]
    x = 0.5 * (_NODE + 1.0)
    b = np.concatenate([x, 1.0 + 2.0 * x], axis=0) * reach
    weight = np.concatenate([0.5 * _WEIGHT, _WEIGHT]) * reach
    cosine = np.cos(deflection(potential, b, energy[:, None]))
    return np.asarray(2.0 * math.pi * (weight * b * (1.0 - cosine**power)).sum(axis=1))


def viscosity_spheres(gas: str, energy: Array) -> Array:
    """Return the cross section of variable hard spheres that have a rare gas's viscosity.

    sigma = pi d^2 24/((5 - 2 w)(7 - 2 w)) (E / k T_0)^(1/2 - w), d the hard-sphere diameter at T_0 = 273.15 K

    Parameters
    ----------
    gas : str
        Name of the gas.
    energy : ndarray
        Relative energy of two of its atoms [J].

    Returns
    -------
    ndarray
        Cross sections [m2].

    Examples
    --------
    >>> found = viscosity_spheres("Ar", np.array([273.15 * BOLTZMANN]))
    >>> round(float(found[0] / np.pi) ** 0.5 * 1e12)  # pm; 417 in Bird's table
    420

    References
    ----------
    .. [1] bird1994
    .. [2] kitbase2020
    """
    row = properties("rare_gases")[gas]
    w, d = float(row["viscosity_exponent"]), 2.0 * float(row["collision_radius"])
    size = math.pi * d**2 * 24.0 / ((5.0 - 2.0 * w) * (7.0 - 2.0 * w))
    return np.asarray(size * (energy / (BOLTZMANN * ICE)) ** (0.5 - w))


@cache
def pair_law(atomic_number: int, gas: str) -> PairLaw:
    """Return how an atom meets a rare gas, over eight decades of energy.

    Angles are those of the screened potential at all energies. Its cross section is multiplied by (q_vhs / q_zbl)^(1-s)
    of the gas with itself, s from 0 at 0.1 eV to 1 at 2 eV, smooth in ln E: thermal argon in argon diffuses as its
    viscosity says, and a metal of which nothing is measured is taken to be off by as much. What lies beyond the cut
    is made good by a slightly larger cross section, so the momentum transferred is exact.

    Parameters
    ----------
    atomic_number : int
        Of the atom that flies [-].
    gas : str
        Rare gas.

    Returns
    -------
    PairLaw
        The tables.

    Examples
    --------
    >>> law = pair_law(29, "Ar")
    >>> energies = np.array([0.03, 0.3, 3.0]) * ELEMENTARY_CHARGE
    >>> np.interp(energies, law.energy, law.momentum_transfer * 1e20).round(0).tolist()  # Cu: square angstrom
    [52.0, 28.0, 16.0]

    References
    ----------
    .. [1] ziegler1985
    .. [2] bird1994
    .. [3] aziz1990
    """
    energy = np.geomspace(LOWEST, HIGHEST, STEPS + 1) * ELEMENTARY_CHARGE
    own = float(properties("rare_gases")[gas]["atomic_number"])
    blend = properties("screening")["blend"]
    low, high = float(blend["low"]), float(blend["high"])
    x = np.clip(np.log(energy / low) / math.log(high / low), 0.0, 1.0)
    s = x * x * (3.0 - 2.0 * x)
    missed = viscosity_spheres(gas, energy) / momentum_transfer(universal_potential(own, own), energy)
    potential = universal_potential(atomic_number, own)
    wanted = momentum_transfer(potential, energy) * missed ** (1.0 - s)
    share = np.linspace(0.0, 1.0, IMPACTS)
    cosine = np.cos(deflection(potential, _reach(potential, energy)[:, None] * share, energy[:, None]))
    cosine[:, 0] = -1.0
    return PairLaw(energy, wanted, wanted / _lost(cosine), cosine)


def _lost(cosine: Array) -> Array:
    """Return the mean of 1 - cos chi over the disk of impact parameters, straight lines between the table's."""
    b = np.linspace(0.0, 1.0, cosine.shape[1])
    inner, outer, step = b[:-1], b[1:], b[1]
    first, last = 1.0 - cosine[:, :-1], 1.0 - cosine[:, 1:]
    return np.asarray((step / 3.0 * (first * (2.0 * inner + outer) + last * (inner + 2.0 * outer))).sum(axis=1))
