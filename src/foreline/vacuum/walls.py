"""What walls give off: water from a distribution of desorption energies, with re-adsorption, and hydrogen.

Each bin b of equal site count holds N_b molecules that leave with k_b = nu exp(-E_b/RT); the gas refills free sites
with the impingement rate times a sticking that is linear in them:

    dN_b/dt = s A p/sqrt(2 pi M R T)/n (1 - N_b/sites_b) - k_b N_b

A uniform distribution of energies empties bin after bin and gives q ~ 1/t. Known limit: the exponents measured for the
dependence on speed over area (0.47 and 0.83) do not come out. A film in balance with its vapour loses water by speed
times time, so that its exponent in speed is one plus that in time: no reversible wall has those and 1/t as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from foreline.data import Datum
from foreline.states import Array
from foreline.units import GAS_CONSTANT

BINS = 20  # 1.75 kJ/mol apart, less than R T: the steps do not show
AVOGADRO = 6.02214076e23
REFERENCE_TEMPERATURE = 293.15  # K, at which hydrogen outgassing was measured


@dataclass(frozen=True)
class Walls:
    """Walls of all chambers: sites [mol] and rates [1/s] of each bin, and what sticks and comes out."""

    area: Array  # [chamber], m2
    sites: Array  # [chamber, bin], mol
    rate: Array  # [chamber, bin], 1/s
    uptake: Array  # [chamber, bin], mol/(s Pa) into the bin when it is empty
    hydrogen: Array  # [chamber], mol/s


def desorption_rate(energy: float | Array, attempt_rate: float, temperature: float) -> Array:
    """Return the desorption rate of a site, k = nu exp(-E / R T).

    Parameters
    ----------
    energy : float or array
        Desorption energy [J/mol].
    attempt_rate : float
        Attempt rate nu [1/s].
    temperature : float
        Wall temperature [K].

    Returns
    -------
    array
        Rate [1/s].

    Examples
    --------
    >>> f"{float(desorption_rate(95e3, 1e13, 293.15)):.2g}"
    '0.00012'

    References
    ----------
    .. [1] redhead1996
    """
    return attempt_rate * np.exp(-np.asarray(energy, dtype=float) / (GAS_CONSTANT * temperature))


def outgassing_rate(material: Mapping[str, Datum], time: float | Array, temperature: float) -> Array:
    """Return the water outgassing of a first pumped wall without re-adsorption, q = R T sum N_b k_b exp(-k_b t).

    Parameters
    ----------
    material : mapping
        A row of the table `outgassing`.
    time : float or array
        Time under vacuum [s].
    temperature : float
        Wall temperature [K].

    Returns
    -------
    array
        Throughput per area [Pa m/s].

    Examples
    --------
    >>> from foreline.data import properties
    >>> q = float(outgassing_rate(properties("outgassing")["stainless-steel"], 3600.0, 293.15))
    >>> f"{q:.2g} Pa m/s"  # 1.7e-8 Torr l/(s cm2)
    '2.3e-05 Pa m/s'

    References
    ----------
    .. [1] redhead1996
    .. [2] foreline-computed
    """
    sites = float(material["water_sites"]) / BINS / AVOGADRO
    k = desorption_rate(_energies(material), float(material["attempt_rate"]), temperature)
    t = np.asarray(time, dtype=float)[..., None]
    return np.asarray((sites * k * np.exp(-k * t)).sum(-1) * GAS_CONSTANT * temperature)


def _hydrogen(material: Mapping[str, Datum], temperature: float) -> float:
    """Return hydrogen outgassing [mol/(m2 s)], with the energy of its diffusion where the table has one."""
    rate = float(material["hydrogen"]) / (GAS_CONSTANT * REFERENCE_TEMPERATURE)
    if "hydrogen_energy" not in material:
        return rate
    energy = float(material["hydrogen_energy"])
    return rate * math.exp(-energy / GAS_CONSTANT * (1 / temperature - 1 / REFERENCE_TEMPERATURE))


def _energies(material: Mapping[str, Datum]) -> Array:
    """Return the middle of each energy bin [J/mol]."""
    low, high = float(material["lowest_energy"]), float(material["highest_energy"])
    return low + (high - low) * (np.arange(BINS) + 0.5) / BINS


def walls(area: Array, temperature: Array, materials: list[Mapping[str, Datum]], water_mass: float) -> Walls:
    """Return the walls of chambers.

    Parameters
    ----------
    area, temperature : array
        Surface [m2] and temperature [K], shape [chamber].
    materials : list of mappings
        Row of the table `outgassing`, one a chamber.
    water_mass : float
        Molar mass of water [kg/mol].

    Returns
    -------
    Walls
        Sites, rates, uptake and hydrogen.

    Examples
    --------
    >>> from foreline.data import properties
    >>> row = properties("outgassing")["stainless-steel"]
    >>> one = walls(np.array([1.0]), np.array([293.15]), [row], 0.018015)
    >>> one.sites.shape, round(float(one.sites.sum()) * AVOGADRO / 1e20, 3)
    ((1, 20), 3.0)

    References
    ----------
    .. [1] redhead1996
    .. [2] comsol-water
    .. [3] fedchak2020
    .. [4] grant1988
    """
    sites = np.array([[float(m["water_sites"]) / BINS / AVOGADRO] * BINS for m in materials]) * area[:, None]
    rate = np.array(
        [
            desorption_rate(_energies(m), float(m["attempt_rate"]), t)
            for m, t in zip(materials, temperature, strict=True)
        ]
    )
    sticking = np.array([float(m["sticking"]) for m in materials])
    uptake = sticking * area / np.sqrt(2 * math.pi * water_mass * GAS_CONSTANT * temperature) / BINS
    uptake = np.repeat(uptake[:, None], BINS, axis=1)
    hydrogen = area * np.array([_hydrogen(m, float(t)) for m, t in zip(materials, temperature, strict=True)])
    return Walls(area, sites, rate, uptake, hydrogen)


def equilibrium(surface: Walls, water_pressure: Array) -> Array:
    """Return the coverage in equilibrium with water vapour, N = sites a/(a + k), a = impingement on a site.

    Parameters
    ----------
    surface : Walls
        The walls.
    water_pressure : array
        Partial pressure of water [Pa], shape [chamber].

    Returns
    -------
    array
        Water on the walls [mol], shape [chamber, bin].

    Examples
    --------
    >>> from foreline.data import properties
    >>> row = properties("outgassing")["stainless-steel"]
    >>> one = walls(np.array([1.0]), np.array([293.15]), [row], 0.018015)
    >>> round(float(equilibrium(one, np.array([1000.0])).sum() / one.sites.sum()), 3)
    1.0

    References
    ----------
    .. [1] redhead1996
    """
    hit = surface.uptake * water_pressure[:, None] / surface.sites
    return np.asarray(surface.sites * hit / (hit + surface.rate))


def net_desorption(surface: Walls, on_wall: Array, water_pressure: Array) -> Array:
    """Return what leaves each bin, k_b N_b less what the gas puts back.

    Parameters
    ----------
    surface : Walls
        The walls.
    on_wall : array
        Water on the walls [mol], shape [chamber, bin].
    water_pressure : array
        Partial pressure of water [Pa], shape [chamber].

    Returns
    -------
    array
        Net desorption [mol/s], shape [chamber, bin].

    Examples
    --------
    >>> from foreline.data import properties
    >>> row = properties("outgassing")["stainless-steel"]
    >>> one, wet = walls(np.array([1.0]), np.array([293.15]), [row], 0.018015), np.array([10.0])
    >>> abs(net_desorption(one, equilibrium(one, wet), wet)).max() < 1e-12
    np.True_

    References
    ----------
    .. [1] redhead1996
    """
    back = surface.uptake * water_pressure[:, None] * (1 - on_wall / surface.sites)
    return np.asarray(surface.rate * on_wall - back)
