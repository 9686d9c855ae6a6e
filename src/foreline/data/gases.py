"""The gases of `gases.csv`: what their molecules are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from foreline.data import properties
from foreline.errors import DataError

NAMES: tuple[str, ...] = tuple(properties("gases"))
NOBLE = frozenset({"He", "Ne", "Ar", "Kr", "Xe"})
HALOGENS = frozenset({"F", "Cl", "Br"})
HAZARDS = ("flammable", "pyrophoric", "oxidising", "toxic", "corrosive")


@cache
def atoms(gas: str) -> Mapping[str, int]:
    """Return the atoms of one molecule, read from its formula.

    Raises
    ------
    DataError
        If the name is no formula.

    Examples
    --------
    >>> dict(atoms("C4F8")), dict(atoms("BCl3"))
    ({'C': 4, 'F': 8}, {'B': 1, 'Cl': 3})
    """
    if not re.fullmatch(r"([A-Z][a-z]?\d*)+", gas):
        raise DataError(f"the gas {gas[:40]!r} is not written as a formula")
    count: dict[str, int] = {}
    for element, number in re.findall(r"([A-Z][a-z]?)(\d*)", gas):
        count[element] = count.get(element, 0) + int(number or 1)
    return MappingProxyType(count)


def hazards(gas: str) -> tuple[str, ...]:
    """Return the hazard classes of a gas, in the order of `HAZARDS`.

    Examples
    --------
    >>> hazards("SiH4"), hazards("Ar")
    (('flammable', 'pyrophoric'), ())
    """
    row = properties("gases")[gas]
    return tuple(name for name in HAZARDS if name in row)
