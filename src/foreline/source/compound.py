"""Compounds of `compounds.csv`: the volume of a formula unit, and what sputtering one gives."""

from __future__ import annotations

from collections.abc import Mapping

from foreline.data import Datum, entry, properties
from foreline.data.metals import atomic_volume
from foreline.units import AVOGADRO


def compound(name: str) -> Mapping[str, Datum]:
    """Return the row of a compound.

    Parameters
    ----------
    name : str
        Formula, TiN.

    Returns
    -------
    Mapping
        Property to `Datum` in SI.

    Raises
    ------
    OutsideValidity
        E230 if the table has no such compound.

    Examples
    --------
    >>> float(compound("TiN")["density"])
    5210.0

    References
    ----------
    .. [1] crc
    """
    return entry("compounds", name, "no data for the compound", "E230")


def formula_volume(material: str) -> float:
    """Return the volume of one formula unit of a solid, M / (rho N_A).

    Parameters
    ----------
    material : str
        A compound of the table, or a metal.

    Returns
    -------
    float
        Volume [m3].

    Raises
    ------
    OutsideValidity
        E205 if neither table knows the material.

    Examples
    --------
    >>> round(formula_volume("TiN") * 1e30, 2), round(formula_volume("Cu") * 1e30, 2)  # cubic angstrom
    (19.72, 11.78)

    References
    ----------
    .. [1] crc
    .. [2] mendeleev2025
    """
    if material not in properties("compounds"):
        return atomic_volume(material)
    row = compound(material)
    return float(row["molar_mass"]) / (float(row["density"]) * AVOGADRO)


def metal_of(name: str) -> str:
    """Return the metal of a nitride: 'TiN' -> 'Ti'.

    Parameters
    ----------
    name : str
        Formula of the table.

    Returns
    -------
    str
        Chemical symbol.

    Examples
    --------
    >>> metal_of("TaN")
    'Ta'

    References
    ----------
    .. [1] foreline-computed
    """
    return name.removesuffix("N")
