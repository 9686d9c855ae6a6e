"""Conductors, barriers and impurities by name, from the table; a spread says how well each number is known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from foreline.data import Datum, properties
from foreline.errors import OutsideValidity

Row = TypeVar("Row")
ROOM = 293.15  # K, the temperature of the table


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A value and the range it may lie in."""

    low: float
    value: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Conductor:
    """A metal that can carry the current; SI units, at 20 degC."""

    name: str
    resistivity: float
    mean_free_path: float
    temperature_coefficient: float
    melting_point: float
    specularity: Spread
    reflection: Spread
    reflection_slope: float = 0.0  # dR/dp along which measured wires are met as well
    sources: tuple[str, ...]


def conductor(name: str) -> Conductor:
    """Return a metal of the conductor table.

    Parameters
    ----------
    name : str
        Chemical symbol.

    Returns
    -------
    Conductor
        Resistivity [Ohm m], mean free path [m], temperature coefficient [1/K], melting point [K], p [1] and R [1].

    Raises
    ------
    OutsideValidity
        E503 if the metal is not in the table.

    Examples
    --------
    >>> conductor("Cu").mean_free_path
    3.99e-08

    References
    ----------
    .. [1] gall2016
    """
    table = {item: row for item, row in properties("conductors").items() if "mean_free_path" in row}
    row = find(name, table, "metal", "E503")
    return Conductor(
        name=name,
        resistivity=row["resistivity"].value,
        mean_free_path=row["mean_free_path"].value,
        temperature_coefficient=row["temperature_coefficient"].value,
        melting_point=row["melting_point"].value,
        specularity=_spread(row, "specularity"),
        reflection=_spread(row, "reflection"),
        reflection_slope=row["reflection_slope"].value if "reflection_slope" in row else 0.0,
        sources=tuple(sorted({datum.source for key, datum in row.items() if not key.startswith("impurity")})),
    )


def barrier_film(name: str) -> tuple[Spread, tuple[str, ...]]:
    """Return the resistivity of a barrier film, the same at any thickness and temperature, and its sources.

    A material that is in the table as a metal only (a Co or Ru liner) is taken at its bulk value.

    Parameters
    ----------
    name : str
        Material, 'TaN'.

    Returns
    -------
    Spread
        Resistivity [Ohm m].
    tuple of str
        Source keys.

    Raises
    ------
    OutsideValidity
        E503 if the material is not in the table.

    Examples
    --------
    >>> round(barrier_film("Ta")[0].value, 9)
    1.9e-06

    References
    ----------
    .. [1] barrier-films
    """
    row = find(name, properties("conductors"), "barrier", "E503")
    if "film_resistivity" in row:
        return _spread(row, "film_resistivity"), (row["film_resistivity"].source,)
    bulk = row["resistivity"]
    # a liner of a few nanometres conducts worse than the bulk, by up to about a factor of five
    return Spread(low=bulk.value, value=bulk.value, high=5 * bulk.value), (bulk.source,)


def impurity_coefficient(metal: str, element: str) -> Datum:
    """Return the increase of resistivity by an impurity, d(rho)/dc with c the fraction of atoms.

    Parameters
    ----------
    metal : str
        Chemical symbol of the host, in the table.
    element : str
        Chemical symbol of the impurity; one without an entry of its own gets the host's 'other'.

    Returns
    -------
    Datum
        Value [Ohm m] with source and status.

    Examples
    --------
    >>> impurity_coefficient("Cu", "O").status
    'assumed'

    References
    ----------
    .. [1] foreline-assumed
    """
    row = properties("conductors")[metal]
    return row.get(f"impurity_{element}", row["impurity_other"])


def find(name: str, table: Mapping[str, Row], what: str, code: str) -> Row:
    """Return a row by name, or say which names there are.

    Parameters
    ----------
    name : str
        What the user wrote.
    table : mapping
        Name to row.
    what, code : str
        For the message.

    Returns
    -------
    object
        The row.

    Raises
    ------
    OutsideValidity
        With `code`, if the name is not in the table.

    Examples
    --------
    >>> find("b", {"a": 1, "b": 2}, "letter", "E503")
    2

    References
    ----------
    .. [1] foreline-assumed
    """
    if name in table:
        return table[name]
    raise OutsideValidity(f"unknown {what} {name!r}{_did_you_mean(name, table)}; known are {', '.join(table)}", code)


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a suggestion, or nothing."""
    names = list(known)
    close = [k for k in names if k.lower() == name.lower()] or difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f", did you mean {close[0]!r}?" if close else ""


def _spread(row: Mapping[str, Datum], key: str) -> Spread:
    """Return one property with its range."""
    return Spread(low=row[f"{key}_low"].value, value=row[key].value, high=row[f"{key}_high"].value)
