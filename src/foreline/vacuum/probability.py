"""When ducts of which only the transmission probability is known carry more than molecular flow."""

from __future__ import annotations

import math

import numpy as np

from foreline.states import Array, Notice
from foreline.tool import Tool
from foreline.tool.elements import Transmission
from foreline.vacuum.gas import GasSet
from foreline.vacuum.regime import MOLECULAR, bore, mean_free_path


def molecular_after(time: Array, mean: Array, gases: GasSet, temperature: float, size: float) -> float:
    """Return when flow through a duct becomes molecular for good, lambda > size/2 at the mean of its ends' pressures.

    Parameters
    ----------
    time : array
        Times [s], shape [time].
    mean : array
        Mean partial pressures of both ends [Pa], shape [time, gas].
    gases : GasSet
        The gases.
    temperature : float
        Of the gas [K].
    size : float
        Narrowest width [m].

    Returns
    -------
    float
        Time [s]; minus infinity if it always is, infinity if it never is.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> p = np.array([[1e3], [1.0], [1e-3]])
    >>> molecular_after(np.array([0.0, 10.0, 100.0]), p, gas_set(("N2",)), 293.15, 0.1)
    100.0

    References
    ----------
    .. [1] jousten2016
    """
    thick = np.flatnonzero(mean_free_path(mean, gases, temperature) <= MOLECULAR * size)
    if not len(thick):
        return -math.inf
    return float(time[thick[-1] + 1]) if thick[-1] + 1 < len(time) else math.inf


def probability_notices(
    tool: Tool, gases: GasSet, time: Array, pressure: Array, crossover: float, points: dict[str, Array]
) -> list[Notice]:
    """Return W356 for each duct of known probability that carries more than molecular flow.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    gases : GasSet
        Its gases.
    time, pressure : array
        Of the pump-down [s], [Pa], shapes [time] and [time, chamber, gas].
    crossover : float
        When roughing ends [s].
    points : dict
        Partial pressures [Pa] of operating points by name, shape [chamber, gas].

    Returns
    -------
    list of Notice
        One a duct at most.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.gas import gas_set
    >>> tool, p = loads(text("template.yaml")).tool, np.ones((1, 5, 1))
    >>> probability_notices(tool, gas_set(("N2",)), np.zeros(1), p, 0.0, {})
    []

    References
    ----------
    .. [1] foreline-computed
    """
    row = {name: i for i, name in enumerate(tool.chambers)}
    found = []
    for name, duct in tool.ducts.items():
        if not any(isinstance(element, Transmission) for element in duct.path):
            continue
        ends, size = [row[duct.start], row[duct.end]], bore(duct)
        temperature = 0.5 * (tool.chambers[duct.start].temperature + tool.chambers[duct.end].temperature)
        rough = time < crossover
        open_ = {"always": rough | True, "roughing": rough, "high-vacuum": ~rough}[duct.open]
        after = molecular_after(time[open_], pressure[open_][:, ends].mean(1), gases, temperature, size)
        thick = [
            point
            for point, p in points.items()
            if duct.open != "roughing" and mean_free_path(p[ends].mean(0), gases, temperature) <= MOLECULAR * size
        ]
        if after == -math.inf and not thick:
            continue
        when = [f"before {after:.3g} s of the pump-down" if after < math.inf else "in all of the pump-down"]
        when = [*(when if after > -math.inf else []), *(f"in {point}" for point in thick)]
        text = f"flow is not molecular {', '.join(when)}; there it is a round tube of the same probability"
        found.append(Notice(code="W356", where=f"ducts.{name}", message=text))
    return found
