"""Residual gas that the growing film buries."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from foreline.data import Datum, properties
from foreline.data.gases import NOBLE
from foreline.units import AVOGADRO, BOLTZMANN

# Atoms each molecule leaves in the film; noble gases leave none. Of other gases the sticking is not known.
ATOMS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {"N2": {"N": 2}, "O2": {"O": 2}, "H2O": {"O": 1, "H": 2}, "H2": {"H": 2}, **{gas: {} for gas in sorted(NOBLE)}}
)
NEGLIGIBLE = 1e-6  # molecules that arrive over metal atoms, below which a gas is not worth a word


def impingement(pressure: float, molar_mass: float, temperature: float) -> float:
    """Return the flux of gas molecules on a surface.

    Gamma = p / sqrt(2 pi m k T)

    Parameters
    ----------
    pressure : float
        Partial pressure [Pa].
    molar_mass : float
        Molar mass [kg/mol].
    temperature : float
        Gas temperature [K].

    Returns
    -------
    float
        Molecules per area and time [1/m2/s].

    Examples
    --------
    >>> f"{impingement(1e-4, 0.028014, 293.15):.3e}"
    '2.907e+18'

    References
    ----------
    .. [1] bird1994
    """
    return pressure / math.sqrt(2.0 * math.pi * molar_mass / AVOGADRO * BOLTZMANN * temperature)


def sticking(metal: str, gas: str) -> Datum:
    """Return the sticking probability of a gas on a fresh film of a metal.

    Parameters
    ----------
    metal : str
        Chemical symbol; a metal without a row of its own takes the row 'other'.
    gas : str
        N2, O2, H2O or H2.

    Returns
    -------
    Datum
        Probability [-] with its source and status.

    Examples
    --------
    >>> float(sticking("Ti", "N2")), sticking("Cu", "H2O").status
    (0.5, 'assumed')

    References
    ----------
    .. [1] nitrogen-mo-ti-films
    .. [2] gases-on-tungsten
    .. [3] oxygen-on-nickel1982
    .. [4] harra1976
    .. [5] foreline-assumed
    """
    table = properties("sticking")
    return table[metal if metal in table else "other"][gas]


def buried(
    metal_flux: float, metal: str, pressures: Mapping[str, float], temperature: float
) -> tuple[dict[str, float], tuple[Datum, ...]]:
    """Return the atomic fractions of O, N and H in a film that grows in residual gas.

    c_e = sum of s_i Gamma_i n_ei / (metal + all impurity atoms), Gamma_i = p_i / sqrt(2 pi m_i k T)

    Parameters
    ----------
    metal_flux : float
        Metal atoms that stay in the film [1/m2/s].
    metal : str
        Chemical symbol of the film.
    pressures : mapping
        Partial pressure of each gas at the wafer [Pa]; gases that are not in `ATOMS` are left out.
    temperature : float
        Gas temperature [K].

    Returns
    -------
    tuple
        Element to atomic fraction [-], and the sticking probabilities used.

    Examples
    --------
    >>> found, _ = buried(1e20, "Cu", {"Ar": 0.1, "O2": 1e-6}, 293.15)
    >>> found["N"], f"{found['O']:.2e}"
    (0.0, '5.44e-05')

    References
    ----------
    .. [1] foreline-computed
    """
    atoms = {"O": 0.0, "N": 0.0, "H": 0.0}
    used = []
    for gas, pressure in pressures.items():
        if not ATOMS.get(gas) or pressure <= 0.0:
            continue
        probability = sticking(metal, gas)
        used.append(probability)
        flux = impingement(pressure, float(properties("gases")[gas]["molar_mass"]), temperature)
        for element, count in ATOMS[gas].items():
            atoms[element] += float(probability) * flux * count
    total = metal_flux + sum(atoms.values())
    return {element: amount / total for element, amount in atoms.items()}, tuple(used)


def unknown(metal_flux: float, pressures: Mapping[str, float], temperature: float) -> tuple[str, ...]:
    """Return the gases at the wafer whose sticking is not known, Gamma_i > 1e-6 of the metal's flux.

    Parameters
    ----------
    metal_flux : float
        Metal atoms that stay in the film [1/m2/s].
    pressures : mapping
        Partial pressure of each gas at the wafer [Pa].
    temperature : float
        Gas temperature [K].

    Returns
    -------
    tuple of str
        Names: fluorides, chlorides, carbon compounds and others that are not in `ATOMS`.

    Examples
    --------
    >>> unknown(1e20, {"Ar": 0.1, "O2": 1e-6, "CF4": 1e-5, "CO": 1e-12}, 293.15)
    ('CF4',)

    References
    ----------
    .. [1] bird1994
    """
    table = properties("gases")
    arrive = {
        gas: impingement(pressure, float(table[gas]["molar_mass"]), temperature)
        for gas, pressure in pressures.items()
        if gas not in ATOMS and pressure > 0.0
    }
    return tuple(gas for gas, flux in arrive.items() if flux > NEGLIGIBLE * metal_flux)
