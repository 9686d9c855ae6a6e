"""Pumps that keep their gas: what lies behind their valve stays evacuated, and rules on how much they may take."""

from __future__ import annotations

import math

import numpy as np

from foreline.errors import OutsideValidity
from foreline.states import Array, Check, OperatingPoint, VacuumState
from foreline.tool import Tool
from foreline.tool.pumps import Cryo
from foreline.tool.vacuum import Phase
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE, STANDARD_TEMPERATURE
from foreline.vacuum.equations import layout_of
from foreline.vacuum.network import Network
from foreline.vacuum.pumps.cryo import CryoMachine
from foreline.vacuum.pumps.ion import IonMachine
from foreline.vacuum.walls import equilibrium

BEFORE = 1e-4  # Pa of air behind the closed valve of a pump that keeps its gas
SHORTEST_LIFE = 8766 * 3600.0  # s, below which an ion pump is in the wrong place
STANDARD_CCM = 1e-6 * STANDARD_PRESSURE / (GAS_CONSTANT * STANDARD_TEMPERATURE) / 60  # mol/s


def joined(network: Network, row: int, phase: Phase) -> set[int]:
    """Return the rows of chambers that ducts of a phase join to one chamber, itself included, pumps left out.

    Parameters
    ----------
    network : Network
        The network.
    row : int
        Row of the chamber.
    phase : str
        'roughing' or 'high-vacuum'; ducts that are always open join either.

    Returns
    -------
    set of int
        Rows.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> sorted(network.chambers[i] for i in joined(network, 0, "high-vacuum"))
    ['pvd', 'throat']

    References
    ----------
    .. [1] jousten2016
    """
    ways = [set(map(int, ends)) for ends, when in zip(network.duct_ends, network.open, strict=True)
            if when in ("always", phase)]  # fmt: skip
    found, grown = {row}, True
    while grown:
        more = set().union(*(ends for ends in ways if ends & found)) - found
        found |= more
        grown = bool(more)
    return found


def has_foreline(network: Network, chamber: int) -> bool:
    """Return whether any pump that passes its gas on pumps a chamber in high vacuum.

    Parameters
    ----------
    network : Network
        The network.
    chamber : int
        Row of the chamber.

    Returns
    -------
    bool
        False where only cryopumps and ion pumps do.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> has_foreline(build_network(loads(text("template.yaml")).tool), 0)
    True

    References
    ----------
    .. [1] jousten2016
    """
    near = joined(network, chamber, "high-vacuum")
    ends = zip(network.machines, network.pump_ends, strict=True)
    return any(int(pair[0]) in near and not machine.limits.captures for machine, pair in ends)


def seal(network: Network, state: Array, *, vented: bool) -> Array:
    """Return a start state with the chambers evacuated that only pumps which keep their gas can reach.

    Cold cryopumps and started ion pumps wait behind their valve: 1e-4 Pa of air there, walls in equilibrium with it.

    Parameters
    ----------
    network : Network
        The network.
    state : array
        Amounts at the start [mol], as `start_state` lays them out.
    vented : bool
        Whether the chambers that rough are above the crossover pressure.

    Returns
    -------
    array
        Amounts at the start [mol].

    Raises
    ------
    OutsideValidity
        E140, if a cryopump is open to chambers that start vented.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.equations import start_state
    >>> from foreline.vacuum.network import build_network
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> state = start_state(network, 101325.0)
    >>> seal(network, state, vented=True) is state  # no such pump here
    True

    References
    ----------
    .. [1] jousten2016
    """
    keeps = [machine.limits.captures for machine in network.machines]
    rows: set[int] = set()
    for machine, name, ends in zip(network.machines, network.pumps, network.pump_ends, strict=True):
        if not machine.limits.captures:
            continue
        behind = joined(network, int(ends[0]), "roughing")
        others = {int(e) for kept, pair in zip(keeps, network.pump_ends, strict=True) if not kept for e in pair}
        if not behind & others:
            rows |= behind
        elif vented and math.isfinite(machine.limits.crossover):
            raise OutsideValidity(
                f"pumps.{name}: {network.chambers[int(ends[0])]!r} is open to chambers that start vented, where a "
                "cryopump can be neither cold nor kept; put it into a chamber of its own behind a duct with "
                "'open: high-vacuum'",
                "E140",
            )
    if not rows:
        return state
    layout, place = layout_of(network), sorted(rows)
    air = network.air / network.air.sum() * BEFORE
    left = state.copy()
    gas = left[layout.gas].reshape(layout.chambers, layout.gases)
    gas[place] = air / network.pressure_of_mole[place, None]
    water = np.full(layout.chambers, air[network.gases.names.index("H2O")])
    walls = left[layout.wall].reshape(layout.chambers, -1)
    walls[place] = equilibrium(network.walls, water)[place]
    return left


def capture_checks(tool: Tool, network: Network, state: VacuumState) -> list[Check]:
    """List the rules of cryopumps and ion pumps that were checked, with their numbers.

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
    list of Check
        R140 to R144 where they apply.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum import solve
    >>> from foreline.vacuum.network import build_network
    >>> tool = loads(text("template.yaml")).tool
    >>> capture_checks(tool, build_network(tool), solve(tool))
    []

    References
    ----------
    .. [1] cti-cryotorr8
    .. [2] ion-pump-practice
    """
    found = []
    for i, (name, machine) in enumerate(zip(network.pumps, network.machines, strict=True)):
        declared, row = tool.pumps[name], int(network.pump_ends[i, 0])
        if isinstance(machine, CryoMachine) and isinstance(declared, Cryo):
            found += _crossover(network, state, name, machine, row)
            found += _filling(declared, state, name, machine, row)
            found.append(_helium(tool, network, name, row))
            found += _load(state, name, machine, row)
        elif isinstance(machine, IonMachine):
            found.append(_life(state, name, machine, row))
    return found


def _check(code: str, title: str, passed: bool, detail: str) -> Check:
    return Check(code=code, title=title, passed=bool(passed), detail=detail)


def _crossover(network: Network, state: VacuumState, name: str, machine: CryoMachine, row: int) -> list[Check]:
    """Check the gas that rushes in as the valve opens; pumps on the same chambers share it."""
    together = joined(network, row, "high-vacuum")
    new = sorted(together - joined(network, row, "roughing"))
    if not new or math.isnan(state.crossover_time):
        return []
    moment = int(np.argmin(np.abs(state.time - state.crossover_time)))
    sharing = sum(
        isinstance(one, CryoMachine) and int(ends[0]) in together
        for one, ends in zip(network.machines, network.pump_ends, strict=True)
    )
    amount = float((state.pressure[moment, new].sum(-1) * network.volume[new]).sum()) / sharing
    most = machine.limits.crossover
    text = f"{name}: {amount:.3g} Pa m3 rush in as its valve opens, it takes {most:.3g} Pa m3"
    return [_check("R140", "Crossover within the cryopump's limit", amount <= most, text)]


def _points(state: VacuumState) -> tuple[OperatingPoint, ...]:
    return (state.idle, *state.steps)


def _filling(declared: Cryo, state: VacuumState, name: str, machine: CryoMachine, row: int) -> list[Check]:
    """Check that no operating point, were it to last, fills the pump before it is regenerated."""
    found = []
    interval = declared.regeneration_interval
    for point in _points(state):
        lasts = 1 / max(machine.filling(point.pressure[row]), 1e-30)
        text = (
            f"{point.name}: {name} is full after {lasts / 3600:.3g} h without pause, "
            f"regenerated every {interval / 3600:.3g} h"
        )
        found.append(_check("R141", "Cryopump lasts until its regeneration", lasts >= interval, text))
    return found


def _helium(tool: Tool, network: Network, name: str, row: int) -> Check:
    """Check that no step lets helium in where a cryopump pumps."""
    here = {network.chambers[i] for i in joined(network, row, "high-vacuum")}
    steps = [step for step, one in tool.process.items() if one.chamber in here and one.gases.get("He")]
    text = f"{name}: {'helium in ' + ', '.join(steps) if steps else 'no step in its chambers lets helium in'}"
    return _check("R142", "No helium for a cryopump", not steps, text)


def _load(state: VacuumState, name: str, machine: CryoMachine, row: int) -> list[Check]:
    """Check that each step leaves the cold stage cold."""
    found = []
    for point in state.steps:
        load = float(machine.flow(point.pressure[row], point.pressure[row]).sum())
        most = machine.max_throughput / (GAS_CONSTANT * STANDARD_TEMPERATURE)
        text = (
            f"{point.name}: {name} takes {load / STANDARD_CCM:.3g} sccm, its cold stage {most / STANDARD_CCM:.3g} sccm"
        )
        found.append(_check("R143", "Gas load leaves the cryopump cold", load <= most / 2, text + "; half is safe"))
    return found


def _life(state: VacuumState, name: str, machine: IonMachine, row: int) -> Check:
    """Check that an ion pump lives a year at idle."""
    p = float(state.idle.pressure[row].sum())
    text = f"{name}: its cathodes last {machine.life(p) / 3600:.3g} h at the {p:.3g} Pa of idle"
    return _check("R144", "Ion pump lasts a year at idle", machine.life(p) >= SHORTEST_LIFE, text)
