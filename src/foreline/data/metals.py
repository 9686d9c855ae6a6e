"""The metals of `metals.csv`: what one atom of a solid takes of its volume."""

from __future__ import annotations

import difflib

from foreline.data import Datum, properties
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
    table = properties("metals")
    if symbol not in table:
        near = difflib.get_close_matches(symbol[:40], table, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise OutsideValidity(f"no data for the material {symbol[:40]!r}; {hint}known: {', '.join(table)}", "E205")
    if name not in table[symbol]:
        raise OutsideValidity(f"metals.csv has no {name} of {symbol}", "E205")
    return table[symbol][name]


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
