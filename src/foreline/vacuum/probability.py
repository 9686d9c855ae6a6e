"""When ducts of which only the transmission probability is known carry more than molecular flow."""

from __future__ import annotations

import math

import numpy as np

from foreline.states import Array, VacuumState
from foreline.tool import Tool
from foreline.tool.elements import Transmission
from foreline.vacuum.gas import GasSet, gas_set
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


def beyond_molecular(tool: Tool, state: VacuumState) -> list[tuple[str, str]]:
    """Return the ducts of known probability that carry more than molecular flow, and when.

    Parameters
    ----------
    tool : Tool
        The declared tool, joints as ducts.
    state : VacuumState
        What `foreline.vacuum.solve` made of it.

    Returns
    -------
    list of tuple
        Name of the duct, and when in words: lambda <= size/2, both in [m].

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum import solve
    >>> tool = loads(text("template.yaml")).tool
    >>> beyond_molecular(tool, solve(tool))  # it has shapes alone
    []

    References
    ----------
    .. [1] jousten2016
    """
    gases, row = gas_set(state.gases), {name: i for i, name in enumerate(state.chambers)}
    rough = state.time < state.crossover_time
    found = []
    for name, duct in tool.ducts.items():
        if not any(isinstance(element, Transmission) for element in duct.path):
            continue
        ends, size = [row[duct.start], row[duct.end]], bore(duct)
        temperature = 0.5 * (tool.chambers[duct.start].temperature + tool.chambers[duct.end].temperature)
        open_ = {"always": rough | True, "roughing": rough, "high-vacuum": ~rough}[duct.open]
        after = molecular_after(state.time[open_], state.pressure[open_][:, ends].mean(1), gases, temperature, size)
        when = [f"before {after:.3g} s of the pump-down" if after < math.inf else "in all of the pump-down"]
        when = when if after > -math.inf else []
        for point in state.steps if duct.open != "roughing" else ():
            if mean_free_path(point.pressure[ends].mean(0), gases, temperature) <= MOLECULAR * size:
                when.append(f"in {point.name}")
        if when:
            found.append((name, ", ".join(when)))
    return found
