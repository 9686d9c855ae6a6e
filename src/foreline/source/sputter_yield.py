"""Sputter yield of metals under noble-gas ions: Yamamura and Tawara at normal incidence, Yamamura's angular factor.

Against the table of Laegreid and Wehner (remembered; 16 metals, Ar+, 100-600 eV) the formula has an rms factor of 1.41,
1.33, 1.27 and 1.19 at 100, 200, 300 and 600 eV, 13-17 % low on average from 200 eV up. Hence the `yield_factor` of a
source, and a stated model error of 25 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from foreline.data import entry, properties, rows
from foreline.errors import OutsideValidity
from foreline.states import Array, Detail
from foreline.units import ELEMENTARY_CHARGE, to_si

_U = to_si(1.0, "u")[0]
# Measured yields, the best known first, and where each is from.
SERIES: Mapping[str, str] = MappingProxyType(
    {"laegreid-plotted": "matsunami1984", "laegreid": "laegreid1961", "milling": "globalsino-milling"}
)
BETWEEN = 0.14  # rms by which milling rates and the table of Laegreid and Wehner differ at 500 eV
_RUNAWAY = 20.0  # logarithm of a factor that no target has
_BOHR_SCREENING = 0.4685  # angstrom, 0.8853 Bohr radii


@dataclass(frozen=True)
class Ion:
    """What hits the target: atomic number Z1, mass [kg]."""

    symbol: str
    atomic_number: float
    mass: float


@dataclass(frozen=True)
class Card:
    """One target of Yamamura and Tawara's table: Z2, mass [kg], surface binding energy [J], fit constants Q, W, s."""

    symbol: str
    atomic_number: float
    mass: float
    binding_energy: float
    q: float
    w: float
    s: float


def ion(symbol: str) -> Ion:
    """Return a noble-gas ion.

    Parameters
    ----------
    symbol : str
        He, Ne, Ar, Kr or Xe.

    Returns
    -------
    Ion
        Its atomic number and mass.

    Raises
    ------
    OutsideValidity
        E201 if the gas is not noble: its ions react with the target, which is not modelled.

    Examples
    --------
    >>> ion("Ar").atomic_number
    18.0

    References
    ----------
    .. [1] mendeleev2025
    """
    table = properties("rare_gases")
    if symbol not in table:
        raise OutsideValidity(
            f"sputtering by {symbol[:40]!r} is not modelled; the step's main gas must be one of {', '.join(table)}",
            "E201",
        )
    row = table[symbol]
    return Ion(symbol, float(row["atomic_number"]), float(row["mass"]))


def card(symbol: str) -> Card:
    """Return the constants of one target material.

    Parameters
    ----------
    symbol : str
        Chemical symbol of the target.

    Returns
    -------
    Card
        Its row of the table, in SI.

    Raises
    ------
    OutsideValidity
        E202 if the table has no such target; the message lists those it has.

    Examples
    --------
    >>> card("Cu").q, card("Cu").w
    (1.0, 0.73)

    References
    ----------
    .. [1] yamamura1996
    .. [2] plasmaedu
    """
    found = entry("sputter_yields", symbol, "no sputter yield of", "E202")
    return Card(symbol, **{name: float(datum) for name, datum in found.items()})


def threshold(ion: Ion, card: Card) -> float:
    """Return the threshold energy of sputtering.

    E_th = Us (1 + 5.7 M1/M2) / gamma for M1 <= M2, else 6.7 Us / gamma;  gamma = 4 M1 M2 / (M1 + M2)^2.

    Parameters
    ----------
    ion : Ion
        The projectile.
    card : Card
        The target.

    Returns
    -------
    float
        Threshold energy [J].

    Examples
    --------
    >>> round(threshold(ion("Ar"), card("Cu")) / 1.602176634e-19, 2)  # eV
    16.87

    References
    ----------
    .. [1] yamamura1996
    """
    factor = 1.0 + 5.7 * min(ion.mass / card.mass, 1.0)
    return card.binding_energy * factor / transfer(ion, card)


def transfer(ion: Ion, card: Card) -> float:
    """Return the largest fraction of its energy that the ion can hand to a target atom.

    gamma = 4 M1 M2 / (M1 + M2)^2

    Parameters
    ----------
    ion : Ion
        The projectile.
    card : Card
        The target.

    Returns
    -------
    float
        Fraction gamma [-].

    Examples
    --------
    >>> round(transfer(ion("Ar"), card("Cu")), 3)
    0.948

    References
    ----------
    .. [1] yamamura1996
    """
    return 4.0 * ion.mass * card.mass / (ion.mass + card.mass) ** 2


def normal_yield(energy: float | Array, ion: Ion, card: Card) -> Array:
    """Return the sputter yield at normal incidence.

    Y = 0.042 Q alpha*(M2/M1) / Us  Sn / (1 + Gamma k_e eps^0.3)  (1 - sqrt(E_th/E))^s,  zero below E_th, with
    Sn = 84.78 Z1 Z2 / (Z1^2/3 + Z2^2/3)^1/2  M1/(M1 + M2)  s_n(eps)  [eV A2] and Gamma = W / (1 + (M1/7)^3).

    Parameters
    ----------
    energy : float or ndarray
        Ion energy [J].
    ion : Ion
        The projectile.
    card : Card
        The target.

    Returns
    -------
    ndarray
        Atoms per ion [-], shape of `energy`.

    Examples
    --------
    >>> from foreline.source.sputter_yield import card, ion
    >>> round(float(normal_yield(500 * 1.602176634e-19, ion("Ar"), card("Cu"))), 3)
    1.676

    References
    ----------
    .. [1] yamamura1996
    .. [2] plasmaedu
    .. [3] laegreid1961
    """
    e = np.asarray(energy, dtype=float) / ELEMENTARY_CHARGE
    z1, z2, m1, m2 = ion.atomic_number, card.atomic_number, ion.mass / _U, card.mass / _U
    us = card.binding_energy / ELEMENTARY_CHARGE
    screening = z1 ** (2 / 3) + z2 ** (2 / 3)
    eps = 0.03255 / (z1 * z2 * screening**0.5) * m2 / (m1 + m2) * e
    root = np.sqrt(eps)
    stopping = 3.441 * root * np.log(eps + 2.718) / (1.0 + 6.355 * root + eps * (6.882 * root - 1.708))
    sn = 84.78 * z1 * z2 / screening**0.5 * m1 / (m1 + m2) * stopping
    electronic = 0.079 * (m1 + m2) ** 1.5 / (m1**1.5 * m2**0.5) * z1 ** (2 / 3) * z2**0.5 / screening**0.75
    ratio = m2 / m1
    heavy, light = 0.249 * ratio**0.56 + 0.0035 * ratio**1.5, 0.0875 * ratio**-0.15 + 0.165 * ratio
    alpha = heavy if ratio >= 1.0 else light
    gamma = card.w / (1.0 + (m1 / 7.0) ** 3)
    e_th = threshold(ion, card) / ELEMENTARY_CHARGE
    # Below the threshold the bracket is zero: the formula says that nothing is sputtered there.
    bracket = np.clip(1.0 - np.sqrt(e_th / np.maximum(e, e_th)), 0.0, None) ** card.s
    y: Array = 0.042 * card.q * alpha / us * sn / (1.0 + gamma * electronic * eps**0.3) * bracket
    return y


def angular_factor(
    angle: float | Array, energy: float, ion: Ion, card: Card, atomic_volume: float, sigmund: float = 5 / 3
) -> Array:
    """Return the yield at an angle of incidence relative to normal incidence, for ions heavier than helium.

    Y(theta)/Y(0) = x^f exp(-f cos(theta_opt) (x - 1)),  x = 1/cos(theta),  theta_opt = 90 deg - 286 deg psi^0.45,
    psi = (a/R0)^1.5 (Z1 Z2 / (Z1^2/3 + Z2^2/3)^1/2 / E)^1/2,  R0 = atomic_volume^1/3,
    f = f_s (1 + 2.5 (1 - zeta)/zeta),  zeta = 1 - sqrt(E_th/E) with the threshold of the 1983 report.

    Parameters
    ----------
    angle : float or ndarray
        Angle from the surface normal, below pi/2 [rad].
    energy : float
        Ion energy [J].
    ion : Ion
        The projectile.
    card : Card
        The target.
    atomic_volume : float
        Volume of one target atom [m3].
    sigmund : float
        Sigmund's exponent f_s, near 5/3 for mass ratios of sputtering [-].

    Returns
    -------
    ndarray
        Factor [-], shape of `angle`.

    Raises
    ------
    OutsideValidity
        E204 for light ions, below the threshold or so close above it that the fit runs away, or where the optimum angle
        is not between 0 and 90 degrees.

    Examples
    --------
    >>> from foreline.source.sputter_yield import card, ion
    >>> f = angular_factor(np.radians([0.0, 60.0]), 500 * 1.602176634e-19, ion("Ar"), card("Cu"), 1.178e-29)
    >>> f.round(2).tolist()
    [1.0, 1.82]

    References
    ----------
    .. [1] yamamura1983
    """
    x = 1.0 / np.cos(np.asarray(angle, dtype=float))
    e = energy / ELEMENTARY_CHARGE
    mass_ratio = ion.mass / card.mass
    e_th = 1.5 * card.binding_energy / ELEMENTARY_CHARGE / transfer(ion, card)
    e_th *= (1.0 + 1.38 * mass_ratio ** (0.834 if mass_ratio < 1.0 else 0.18)) ** 2
    if ion.mass < 5.0 * _U or e <= e_th or np.any(x < 1.0):
        raise OutsideValidity(
            f"the angular factor holds for ions heavier than helium above {e_th:.0f} eV at angles below 90 degrees; "
            f"asked: {ion.symbol}, {e:.0f} eV",
            "E204",
        )
    screening = ion.atomic_number ** (2 / 3) + card.atomic_number ** (2 / 3)
    lattice = (atomic_volume * 1e30) ** (1 / 3)
    a = _BOHR_SCREENING / screening**0.5
    psi = (a / lattice) ** 1.5 * np.sqrt(ion.atomic_number * card.atomic_number / screening**0.5 / e)
    optimum = np.radians(90.0 - 286.0 * psi**0.45)
    if optimum <= 0.0:
        raise OutsideValidity(f"no optimum angle at {e:.0f} eV; take a higher ion energy", "E204")
    root = np.sqrt(e_th / e)
    f = sigmund * (1.0 + 2.5 * root / (1.0 - root))
    power = f * (np.log(x) - np.cos(optimum) * (x - 1.0))
    if np.any(power > _RUNAWAY):
        raise OutsideValidity(f"the angular factor runs away at {e:.0f} eV, its threshold is {e_th:.0f} eV", "E204")
    factor: Array = np.exp(power)
    return factor


def measured_yields(material: str, series: str) -> tuple[Array, Array]:
    """Return measured yields of a target under argon ions at normal incidence.

    Y(E), as listed in `sputter_measured.csv`

    Parameters
    ----------
    material : str
        Target metal.
    series : str
        laegreid (the paper's table), laegreid-plotted (its points in a later figure) or milling (from etch rates).

    Returns
    -------
    tuple of ndarray
        Energies (point,) [J] and yields (point,) [-]; empty if it was not measured.

    Examples
    --------
    >>> energy, measured = measured_yields("Cu", "laegreid-plotted")
    >>> len(energy), float(measured[0])
    (5, 1.089)

    References
    ----------
    .. [1] laegreid1961
    .. [2] matsunami1984
    .. [3] globalsino-milling
    """
    found = [row for row in rows("sputter_measured") if (row["item"], row["property"]) == (material, series)]
    energy = [to_si(float(row["energy"]), row["energy_unit"])[0] for row in found]
    return np.array(energy), np.array([float(row["value"]) for row in found])


def calibration(material: str) -> tuple[Detail, ...]:
    """Return measured over computed yield of a target, for the metals that were measured in argon.

    Geometric mean of Y_measured / Y_Yamamura: over the points of Laegreid and Wehner above 150 eV, plotted ones where
    there are any; over the milling rate at 500 eV for metals they did not measure. The error is the rms scatter with
    energy, and the 14 % by which the two kinds of measurement differ.

    Parameters
    ----------
    material : str
        Target metal.

    Returns
    -------
    tuple of Detail
        One detail [-] with its error, or nothing.

    Examples
    --------
    >>> [round(detail.value, 2) for detail in calibration("Cu")], calibration("Zr")
    ([1.32], ())

    References
    ----------
    .. [1] laegreid1961
    .. [2] matsunami1984
    .. [3] globalsino-milling
    .. [4] yamamura1996
    """
    for series, source in SERIES.items():
        energy, measured = measured_yields(material, series)
        usual = energy > 150.0 * ELEMENTARY_CHARGE
        if not usual.any():
            continue
        ratio = np.log(measured[usual] / normal_yield(energy[usual], ion("Ar"), card(material)))
        return (
            Detail(name="measured_yield_factor", label="Measured over computed yield",
                   value=float(np.exp(ratio.mean())), unit="",
                   why="measured in Ar, 150-600 eV, over Yamamura-Tawara; not applied: set yield_factor",
                   error=math.expm1(math.hypot(float(ratio.std()), math.log(1.0 + BETWEEN))), sources=(source,)),
        )  # fmt: skip
    return ()
