"""What a tool's own gases ask of pumps and gauges that nobody measured with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from foreline.data import properties
from foreline.data.gases import hazards
from foreline.states import Array, Notice, OperatingPoint
from foreline.tool import Tool
from foreline.tool.pumps import (
    Cryo,
    DryPump,
    GasCooledRoots,
    Ion,
    LiquidRing,
    PumpBase,
    RootsBooster,
    RotaryVane,
    Turbo,
)
from foreline.vacuum.gas import GASES
from foreline.vacuum.gauges import ION_ERROR, estimated, ion_gauge_factor
from foreline.vacuum.network import Network

ION_HIGHEST = 1.0  # Pa, far above which no ion gauge is asked
VISIBLE = 0.01  # share of a gauge's reading above which an estimated factor is worth a word
TAKEN = 0.01  # share of a step's flow of a gas that makes a pump one that takes it
TREATED = (
    (Turbo, "turbos take them by molar mass"),
    (DryPump, "dry pumps like N2"),
    (RotaryVane | LiquidRing, "oil and liquid ring pumps like N2"),
    (RootsBooster | GasCooledRoots, "Roots pumps leak by molar mass and viscosity"),
    (Cryo, "cryopumps by boiling point"),
    (Ion, "ion pumps like N2, noble gases like Ar"),
)
UNFIT: tuple[tuple[type[PumpBase], tuple[str, ...], str], ...] = (
    (Cryo, ("flammable", "oxidising", "toxic", "corrosive"), "regeneration sets all of it free at once"),
    (Ion, ("oxidising", "corrosive"), "its cathodes are attacked"),
    (RotaryVane, ("pyrophoric", "oxidising", "corrosive"), "its oil, or air from its ballast, reacts"),
    (
        LiquidRing,
        ("pyrophoric", "corrosive"),
        "its seal reacts or dissolves it; here it is pumped as inert gas",
    ),
)


def gas_notices(tool: Tool, network: Network, points: Sequence[OperatingPoint]) -> list[Notice]:
    """Return what is assumed for the gases beyond air and walls.

    A pump takes a gas if more than 1 % of what the step lets go passes it, n_pump > 0.01 n_step.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    network : Network
        Its network.
    points : sequence of OperatingPoint
        Its process steps, in order; pressures [Pa].

    Returns
    -------
    list of Notice
        W191 to W193; nothing for a tool of the six gases.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> tool = loads(text("template.yaml")).tool
    >>> gas_notices(tool, build_network(tool), [])
    []

    References
    ----------
    .. [1] clp2008
    .. [2] flaim1971
    """
    names = network.gases.names
    others = [gas for gas in names if gas not in GASES]
    if not others:
        return []
    ways = [told for kinds, told in TREATED if any(isinstance(pump, kinds) for pump in tool.pumps.values())]
    text = f"no pump of the catalogue was measured with {_listed(others)}: {', '.join(ways) or 'plugins decide'}"
    found = [Notice(code="W191", where="process", message=text)]
    guessed = np.array([gas in estimated(names) for gas in names])
    factor = np.array([ion_gauge_factor(gas) for gas in names])
    for point in points:
        shown = point.pressure[network.chambers.index(point.chamber)] * factor
        if point.chamber_pressure < ION_HIGHEST and shown[guessed].sum() > VISIBLE * shown.sum():
            which = _listed([gas for gas, p, guess in zip(names, shown, guessed, strict=True) if guess and p > 0])
            text = f"the ion gauge's factor for {which} is estimated, within a factor of {ION_ERROR:g}"
            found.append(Notice(code="W192", where=f"process.{point.name}", message=text))
    return [*found, *_unfit(tool, network, points, others)]


def gas_sources(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sources of the properties of the gases beyond air and walls, n(names) > 6.

    Parameters
    ----------
    names : tuple of str
        Gases of a network.

    Returns
    -------
    tuple of str
        Keys, each once.

    Examples
    --------
    >>> gas_sources(("N2", "CF4"))[:2]
    ('ciaaw2021', 'poling2001')

    References
    ----------
    .. [1] ciaaw2021
    .. [2] neufeld1972
    """
    tables = (properties("gases"), properties("gauges"))
    used = [datum.source for gas in names if gas not in GASES for table in tables for datum in table[gas].values()]
    return tuple(dict.fromkeys(used))


def _listed(gases: Sequence[str]) -> str:
    return ", ".join(gases[:-1]) + (" and " if len(gases) > 1 else "") + gases[-1]


def _unfit(tool: Tool, network: Network, points: Sequence[OperatingPoint], gases: Sequence[str]) -> Iterable[Notice]:
    """Yield the pumps that take a gas they should not, once for each."""
    for label, machine, (start, end) in zip(network.pumps, network.machines, network.pump_ends, strict=True):
        rule = next((rule for rule in UNFIT if isinstance(tool.pumps[label], rule[0])), None)
        if rule is None:
            continue
        _, classes, why = rule
        taken: list[str] = []
        for point in points:
            everywhere = np.concatenate([point.pressure, network.air[None]])
            flow: Array = machine.flow(everywhere[start], everywhere[end])
            for gas, let_go in point.leaves.items():
                if gas in gases and flow[network.gases.names.index(gas)] > TAKEN * let_go > 0:
                    taken += [gas] if set(hazards(gas)) & set(classes) and gas not in taken else []
        if taken:
            kinds = sorted({kind for gas in taken for kind in hazards(gas) if kind in classes})
            text = f"{label} takes {_listed(taken)} ({', '.join(kinds)}): {why}"
            yield Notice(code="W193", where=f"pumps.{label}", message=text)
