"""Whether a dry pump has the purge it needs: for its seals, against corrosion, against condensation in its exhaust."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from foreline.data import Datum, properties
from foreline.states import Array, Check, OperatingPoint, VacuumState
from foreline.tool import Tool
from foreline.tool.pumps import DryPump
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE, readable
from foreline.vacuum.catalogue import pumps
from foreline.vacuum.network import Network

REACHES = 0.01  # of a step's gas; less of it at a pump is none
TROUTON = 88.0  # J/(mol K), entropy of boiling of most liquids
EXHAUST_TEMPERATURE = 293.15  # K, of a line that nobody heats
DANGERS = ("corrosive", "pyrophoric")


def condensing_pressure(gas: Mapping[str, Datum], temperature: float) -> float:
    """Return the vapour pressure from the boiling point alone, p = p_0 exp(88/R (1 - T_b/T)), Trouton's rule.

    Parameters
    ----------
    gas : mapping
        A row of the table `gases`; a printed vapour pressure at 20 degC is taken as it is.
    temperature : float
        Temperature T [K].

    Returns
    -------
    float
        Pressure above which the gas condenses [Pa].

    Examples
    --------
    >>> from foreline.data import properties
    >>> round(condensing_pressure(properties("gases")["WF6"], 293.15) / 1e3)  # kPa
    112

    References
    ----------
    .. [1] trouton1884
    """
    if "vapour_pressure" in gas:
        return float(gas["vapour_pressure"])
    return STANDARD_PRESSURE * math.exp(TROUTON / GAS_CONSTANT * (1 - float(gas["boiling_point"]) / temperature))


def purge_checks(tool: Tool, network: Network, state: VacuumState) -> tuple[Check, ...]:
    """Check each dry pump's purge, Q_purge > 0 where it must be and x_g p < p_sat of each gas g in its exhaust.

    It must be where the maker's setting is not zero, or a corrosive or pyrophoric gas of a step reaches the pump. The
    exhaust x_g = Q_g/(sum Q + Q_purge) is at 20 degC and the declared exhaust pressure.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    network : Network
        Its network.
    state : VacuumState
        What `solve` made of it.

    Returns
    -------
    tuple of Check
        R155, one a dry pump that has a reason to be purged.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum import solve
    >>> from foreline.vacuum.network import build_network
    >>> tool = loads(text("template.yaml")).tool
    >>> [rule.passed for rule in purge_checks(tool, build_network(tool), solve(tool))]
    [True, True]

    References
    ----------
    .. [1] pfeiffer-knowhow
    .. [2] trouton1884
    """
    found = []
    for row, (name, pump) in enumerate(tool.pumps.items()):
        if not isinstance(pump, DryPump):
            continue
        purge, makers = network.machines[row].purge, pumps()[pump.model].number("purge")
        exhausts = [(point, _through(tool, network, point, row)) for point in state.steps]
        harmful = _harmful(network, exhausts)
        dew = _closest(network, exhausts, purge, pump.exhaust_pressure if pump.outlet == "atmosphere" else 0.0)
        if not makers and not harmful and dew is None:
            continue
        reasons = ([] if not makers else [f"its maker sets {_slm(makers)}"]) + harmful
        purged = f"purged with {_slm(purge)}" if purge else "no purge"
        text = f"{name}: {'; '.join((purged, *reasons, *([] if dew is None else [dew[1]])))}"
        passed = (purge > 0 or not reasons) and (dew is None or dew[0] < 1.0)
        found.append(Check(code="R155", title="Dry pump has its purge", passed=passed, detail=text))
    return tuple(found)


def _slm(flow: float) -> str:
    """Return a molar flow [mol/s] in words."""
    size, unit = readable(flow, "mol/s")
    return f"{size:.3g} {unit}"


def _through(tool: Tool, network: Network, point: OperatingPoint, row: int) -> Array:
    """Return what of a step's gases goes through a pump [mol/s], [gas]; zero for a gas that does not reach it."""
    everywhere = np.concatenate([point.pressure, network.air[None]])
    start, end = network.pump_ends[row]
    flow = np.maximum(network.machines[row].flow(everywhere[start], everywhere[end]), 0.0)
    brought = np.array([point.leaves.get(gas, 0.0) for gas in network.gases.names])
    return np.where((brought > 0) & (flow > REACHES * brought), flow, 0.0)


def _harmful(network: Network, exhausts: list[tuple[OperatingPoint, Array]]) -> list[str]:
    """Return the dangerous gases that reach a pump, each with its step."""
    table, found = properties("gases"), {}
    for point, flow in exhausts:
        for gas, size in zip(network.gases.names, flow, strict=True):
            what = [danger for danger in DANGERS if danger in table[gas]]
            if size > 0 and what and gas not in found:
                found[gas] = f"{gas} of {point.name} is {' and '.join(what)}"
    return list(found.values())


def _closest(
    network: Network, exhausts: list[tuple[OperatingPoint, Array]], purge: float, exhaust: float
) -> tuple[float, str] | None:
    """Return how near the exhaust comes to condensing, and in words; None if no gas could."""
    table, found = properties("gases"), []
    for point, flow in exhausts:
        whole = float(flow.sum()) + purge
        for gas, size in zip(network.gases.names, flow, strict=True):
            limit = condensing_pressure(table[gas], EXHAUST_TEMPERATURE)
            if size <= 0 or limit > exhaust:
                continue
            partial = size / whole * exhaust
            text = (
                f"{gas} of {point.name} at {partial:.3g} Pa in the exhaust, condenses at 20 degC above {limit:.3g} Pa"
            )
            found.append((partial / limit, text))
    return max(found, default=None)
