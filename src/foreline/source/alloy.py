"""Alloys: what a melt of several metals loses first, and how a batch of it drifts."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from foreline.data.metals import metal
from foreline.source.evaporation import hertz_knudsen
from foreline.source.vapour_pressure import branch_pressure
from foreline.states import Array


def alloy_fluxes(fractions: Mapping[str, float], activity: Mapping[str, float], temperature: float) -> dict[str, float]:
    """Return what each element of a melt contributes to the vapour.

    Gamma_i = gamma_i x_i p_i(T) / sqrt(2 pi m_i k T)    (Raoult, with activity coefficients)

    p_i is that of the pure liquid, supercooled if need be; of the solid where the table has no liquid.

    Parameters
    ----------
    fractions : mapping
        Element to atomic fraction x_i in the melt [-].
    activity : mapping
        Element to activity coefficient gamma_i [-]; one where it is not given.
    temperature : float
        Temperature of the melt [K].

    Returns
    -------
    dict
        Element to flux [1/m2/s].

    Raises
    ------
    OutsideValidity
        E210 or E205 if an element is unknown.

    Examples
    --------
    >>> flux = alloy_fluxes({"Ni": 0.78, "Cr": 0.22}, {}, 1700.0)
    >>> round(flux["Cr"] / sum(flux.values()), 2)
    0.69

    References
    ----------
    .. [1] maissel1970
    """
    found = {}
    for element, x in fractions.items():
        liquid, solid = (branch_pressure(element, temperature, phase) for phase in (True, False))
        pure = solid if math.isnan(liquid) else liquid
        mass = float(metal(element, "molar_mass"))
        found[element] = activity.get(element, 1.0) * x * float(hertz_knudsen(pure, mass, temperature))
    return found


def atomic_fractions(mass_fractions: Mapping[str, float]) -> dict[str, float]:
    """Return atomic fractions for fractions by mass.

    x_i = (w_i / M_i) / sum (w_j / M_j)

    Parameters
    ----------
    mass_fractions : mapping
        Element to mass fraction or mass w_i [- or kg].

    Returns
    -------
    dict
        Element to atomic fraction [-].

    Raises
    ------
    OutsideValidity
        E205 if an element is not in `metals.csv`.

    Examples
    --------
    >>> round(atomic_fractions({"Ni": 0.8, "Cr": 0.2})["Cr"], 4)
    0.2201

    References
    ----------
    .. [1] mendeleev2025
    """
    moles = {element: w / float(metal(element, "molar_mass")) for element, w in mass_fractions.items()}
    total = sum(moles.values())
    return {element: n / total for element, n in moles.items()}


def batch_drift(
    atoms: Mapping[str, float], activity: Mapping[str, float], temperature: float, area: float, points: int = 41
) -> tuple[Array, dict[str, Array]]:
    """Return how the vapour of a batch of alloy drifts until the batch is gone, at constant temperature and area.

    dN_i/dt = -A gamma_i x_i Gamma_i has the closed solution N_i = N_i0 exp(-f_i u),
    t = sum N_i0 (1 - exp(-f_i u)) / (f_i A) with f_i = gamma_i Gamma_i; it ends at sum N_i0 / (f_i A).

    Parameters
    ----------
    atoms : mapping
        Element to atoms N_i0 in the batch [-].
    activity : mapping
        Element to activity coefficient gamma_i, taken constant [-]; one where it is not given.
    temperature : float
        Temperature of the melt [K].
    area : float
        Area A of the melt [m2].
    points : int
        Number of times [-].

    Returns
    -------
    tuple
        Times (point,) [s] from zero to nearly the end, and element to atomic fraction in the vapour (point,) [-].

    Raises
    ------
    OutsideValidity
        E210 or E205 if an element is unknown.

    Examples
    --------
    >>> time, vapour = batch_drift({"Ni": 0.78, "Cr": 0.22}, {}, 1700.0, 1e-4)
    >>> [round(float(x), 2) for x in vapour["Cr"][[0, -1]]]
    [0.69, 0.0]

    References
    ----------
    .. [1] maissel1970
    """
    speed = alloy_fluxes(dict.fromkeys(atoms, 1.0), activity, temperature)
    slowest = min(speed.values())
    # Spaced so that the times are about even: the last of the slowest element leaves exponentially in u.
    u = -np.log(np.linspace(1.0, 1e-3, points)) / slowest
    left = {element: n * np.exp(-speed[element] * u) for element, n in atoms.items()}
    time = sum((atoms[e] - left[e]) / (speed[e] * area) for e in atoms)
    leaving = {element: left[element] * speed[element] for element in atoms}
    total = sum(leaving.values())
    return np.asarray(time), {element: np.asarray(flux / total) for element, flux in leaving.items()}
