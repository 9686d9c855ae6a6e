"""The countries of `sites.csv` and the names people use for them."""

from __future__ import annotations

import difflib

from foreline.data import properties
from foreline.errors import InputError

_ALSO = (
    ("USA", "United States"), ("US", "United States"), ("U.S.", "United States"), ("U.S.A.", "United States"),
    ("United States of America", "United States"), ("UK", "United Kingdom"), ("U.K.", "United Kingdom"),
    ("Great Britain", "United Kingdom"), ("England", "United Kingdom"), ("Scotland", "United Kingdom"),
    ("Korea", "South Korea"), ("Republic of Korea", "South Korea"), ("ROK", "South Korea"),
    ("UAE", "United Arab Emirates"), ("U.A.E.", "United Arab Emirates"), ("Emirates", "United Arab Emirates"),
    ("KSA", "Saudi Arabia"), ("Türkiye", "Turkey"), ("Turkiye", "Turkey"), ("PRC", "China"),
    ("Mainland China", "China"), ("China Taiwan", "Taiwan"), ("Taiwan, China", "Taiwan"), ("ROC", "Taiwan"),
    ("Russian Federation", "Russia"), ("Holland", "Netherlands"), ("The Netherlands", "Netherlands"),
    ("Deutschland", "Germany"),
)  # fmt: skip


def countries() -> tuple[str, ...]:
    """Return the countries with a row in `sites.csv`.

    Examples
    --------
    >>> "Taiwan" in countries()
    True
    """
    return tuple(properties("sites"))


def country(name: str) -> str:
    """Return the country's name as `sites.csv` spells it; case and common aliases do not matter.

    Raises
    ------
    InputError
        If no row has this name; the message suggests the nearest.

    Examples
    --------
    >>> country("usa"), country("Korea"), country("U.A.E.")
    ('United States', 'South Korea', 'United Arab Emirates')
    >>> country("Taiwn")
    Traceback (most recent call last):
    foreline.errors.InputError: unknown country 'Taiwn'; did you mean 'Taiwan'?
    """
    spelled = {known.casefold(): known for known in countries()}
    also = {alias.casefold(): known for alias, known in _ALSO if known.casefold() in spelled}
    wanted = " ".join(name.split()).casefold()
    found = spelled.get(wanted) or also.get(wanted)
    if found is None:
        close = difflib.get_close_matches(wanted, [*spelled, *also], n=1, cutoff=0.6)
        hint = f"did you mean {(spelled | also)[close[0]]!r}?" if close else "known: " + ", ".join(sorted(countries()))
        raise InputError(f"unknown country {name!r}; {hint}")
    return found
