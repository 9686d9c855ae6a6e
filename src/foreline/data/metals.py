"""The metals of `metals.csv`: what one atom of a solid takes of its volume."""

from __future__ import annotations

from foreline.data import Datum, entry
from foreline.errors import OutsideValidity
from foreline.units import AVOGADRO


def metal(symbol: str, name: str) -> Datum:
    """Return one property of a metal.

    Raises
    ------
    OutsideValidity
        E205 if `metals.csv` does not know the metal or the property; the message suggests the nearest metal.

    Examples
    --------
    >>> float(metal("Cu", "density"))
    8960.0
    """
    known = entry("metals", symbol, "no data for the material", "E205")
    if name not in known:
        raise OutsideValidity(f"metals.csv has no {name} of {symbol}", "E205")
    return known[name]


def atomic_volume(symbol: str) -> float:
    """Return the volume of one atom in the solid, M / (rho N_A), in m3.

    Raises
    ------
    OutsideValidity
        E205 if `metals.csv` does not know the metal.

    Examples
    --------
    >>> round(atomic_volume("Cu") * 1e30, 2)  # cubic angstrom
    11.78
    """
    return float(metal(symbol, "molar_mass")) / (float(metal(symbol, "density")) * AVOGADRO)
