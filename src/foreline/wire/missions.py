"""Where the line is used: temperatures with their shares, hours switched on, and how many lines may fail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.data import properties
from foreline.states import Array
from foreline.wire.materials import find


@dataclass(frozen=True, kw_only=True)
class Mission:
    """A mission profile; SI units, `hours` in seconds switched on."""

    name: str
    years: float
    hours: float
    allowed_failures: float
    temperatures: Array
    shares: Array
    sources: tuple[str, ...]


def mission(name: str) -> Mission:
    """Return a mission profile of the table.

    Parameters
    ----------
    name : str
        'consumer', 'automotive', 'defence-aerospace', 'medical', 'industrial' or 'other'.

    Returns
    -------
    Mission
        Years in the field [s], time switched on [s], allowed failed fraction [1], temperatures [K] and shares [1].

    Raises
    ------
    OutsideValidity
        E504 if there is no such mission.

    Examples
    --------
    >>> mission("automotive").hours / 3600, float(mission("automotive").temperatures[-1])
    (20000.0, 398.15)

    References
    ----------
    .. [1] microchip-mission
    .. [2] implant-monitor
    .. [3] mcpherson-cu
    .. [4] foreline-assumed
    """
    row = find(name, properties("missions"), "mission", "E504")
    count = sum(key.startswith("share_") for key in row)
    return Mission(
        name=name,
        years=row["years"].value,
        hours=row["hours"].value,
        allowed_failures=row["allowed_failures"].value,
        temperatures=np.array([row[f"temperature_{i}"].value for i in range(1, count + 1)]),
        shares=np.array([row[f"share_{i}"].value for i in range(1, count + 1)]),
        sources=tuple(sorted({datum.source for datum in row.values()})),
    )
