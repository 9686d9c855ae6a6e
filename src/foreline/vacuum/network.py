"""The vacuum system as arrays: volumes, edges (ducts, then pumps) between them, and what enters from outside.

Rows of the last-but-one axis of a pressure array are chambers, then the atmosphere. The incidence matrix moves what one
edge carries from one row to another, so whatever is computed from it keeps every molecule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foreline.errors import InputError
from foreline.states import Array, Notice
from foreline.tool import Tool
from foreline.tool.pumps import CapturePump, PumpBase
from foreline.tool.vacuum import Phase
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE
from foreline.vacuum.channels import channel
from foreline.vacuum.conductance import DuctGas, Paths, duct_gas, duct_numbers, paths
from foreline.vacuum.gas import GasSet, gas_set, humid_air, tool_gases
from foreline.vacuum.gas_loads import PHASES, GasLoads, gas_loads
from foreline.vacuum.packing import NOT_COMPILED, Motion, Packed, pack
from foreline.vacuum.pumps import Inlet, Machine, build
from foreline.vacuum.pumps.contract import HasKernel
from foreline.vacuum.pumps.heat import cooling_water
from foreline.vacuum.walls import Walls

STEP = 1e-6  # relative, of the numerical derivative of pumps called from Python


@dataclass(frozen=True)
class Network:
    """All that is constant in time."""

    gases: GasSet
    chambers: tuple[str, ...]
    volume: Array  # [chamber], m3
    temperature: Array  # [chamber], K
    walls: Walls
    leak: Array  # [chamber, gas], mol/s
    loads: GasLoads
    air: Array  # [gas], Pa
    ducts: tuple[str, ...]
    open: tuple[Phase, ...]  # [duct]
    throttle: tuple[bool, ...]  # [duct]
    duct_ends: Array  # [duct, 2], rows
    pieces: Paths
    pumps: tuple[str, ...]
    machines: tuple[Machine, ...]
    pump_ends: Array  # [pump, 2], rows; the atmosphere is the last row
    alike: tuple[Array, ...]  # indices of pumps with the same flow law, asked together
    notices: tuple[Notice, ...]
    sources: tuple[str, ...]

    @property
    def atmosphere(self) -> int:
        """Row of the atmosphere."""
        return len(self.chambers)

    @property
    def inflow(self) -> Array:
        """What enters each chamber in high vacuum [mol/s], [chamber, gas]; see `enters`."""
        return self.enters("high-vacuum")

    def enters(self, phase: Phase) -> Array:
        """Return what enters whatever the pressure: leak, seals, purge, H2 of the walls [mol/s], [chamber, gas]."""
        flow = self.leak + self.loads.seals + self.loads.purge[0]
        if phase != "always":
            flow += self.loads.purge[PHASES.index(phase)]
        flow[:, self.gases.names.index("H2")] += self.walls.hydrogen
        return np.asarray(flow)

    @property
    def pressure_of_mole(self) -> Array:
        """R T / V [Pa/mol], [chamber]."""
        return np.asarray(GAS_CONSTANT * self.temperature / self.volume)


@dataclass(frozen=True)
class Wiring:
    """The edges that are open in one phase, each duct with a factor on its flow."""

    network: Network
    start: Array  # [edge]
    end: Array
    pieces: Paths
    gas: DuctGas
    opening: Array  # [duct of the phase]
    incidence: Array  # [row, edge]
    inflow: Array  # [chamber, gas], mol/s, from outside

    @cached_property
    def packed(self) -> Packed:
        """The equations as rows of numbers, for the compiled kernels."""
        network, walls = self.network, self.network.walls
        c = len(network.chambers)
        arrival = np.where(self.end < c, self.end, c - 1 + np.cumsum(self.end >= c))  # each outlet has a counter
        motion = Motion(
            self.start, self.end, arrival, int((self.end >= c).sum()), network.pressure_of_mole, network.air,
            self.inflow, network.gases.names.index("H2O"), walls.sites, walls.uptake, walls.rate,
        )  # fmt: skip
        pumps = [machine.kernel if isinstance(machine, HasKernel) else NOT_COMPILED for machine in network.machines]
        return pack(duct_numbers(self.pieces, self.gas, self.opening), network.gases.molar_mass, pumps, motion)

    @cached_property
    def given(self) -> tuple[Array, ...]:
        """Indices of pumps that are called from Python, those alike together."""
        machines = self.network.machines
        return tuple(group for group in self.network.alike if not isinstance(machines[group[0]], HasKernel))


def build_network(tool: Tool) -> Network:
    """Return the network of a tool.

    Parameters
    ----------
    tool : Tool
        The declared tool.

    Returns
    -------
    Network
        Arrays in the order of the tool file.

    Raises
    ------
    InputError
        If a pump model is not in the catalogue, or joints are not yet ducts.
    OutsideValidity
        E105, if a pump is mounted where its data do not hold.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> build_network(loads(text("template.yaml")).tool).atmosphere
    5

    References
    ----------
    .. [1] fedchak2020
    .. [2] us-standard-atmosphere
    """
    if tool.joints:
        raise InputError("what passes the tool's joints is not known here; take `foreline.chain.piped`")
    gases = gas_set(tool_gases(tool))
    names = tuple(tool.chambers)
    row = {name: i for i, name in enumerate((*names, "atmosphere"))}
    chambers = list(tool.chambers.values())
    temperature = np.array([c.temperature for c in chambers])
    air = humid_air(tool.pump_down.humidity, gases.names)
    loads = gas_loads(tool, gases, air)
    machines = tuple(
        build(pump, Inlet(name, gases, tool.chambers[pump.inlet].temperature, cooling_water(tool.site)))
        for name, pump in tool.pumps.items()
    )
    notices = [notice for machine in machines for notice in machine.notices]
    used = [*loads.sources]
    used += [source for machine in machines for source in machine.sources]
    return Network(
        gases, names, np.array([c.volume for c in chambers]), temperature,
        loads.walls, np.array([c.leak for c in chambers])[:, None] * air, loads, air * STANDARD_PRESSURE,
        tuple(tool.ducts), tuple(d.open for d in tool.ducts.values()), tuple(d.throttle for d in tool.ducts.values()),
        np.array([[row[d.start], row[d.end]] for d in tool.ducts.values()], dtype=int).reshape(-1, 2),
        paths([[channel(element) for element in d.path] for d in tool.ducts.values()]),
        tuple(tool.pumps), machines,
        np.array([[row[p.inlet], row[_outlet(p)]] for p in tool.pumps.values()], dtype=int).reshape(-1, 2),
        _alike(tool), (*notices, *loads.notices), tuple(dict.fromkeys(used)),
    )  # fmt: skip


def _outlet(pump: PumpBase) -> str:
    """Return where a pump's gas goes; what is captured has left the network as if into the atmosphere."""
    return "atmosphere" if isinstance(pump, CapturePump) else pump.outlet


def _alike(tool: Tool) -> tuple[Array, ...]:
    """Return the indices of pumps declared alike and mounted at the same temperature."""
    groups: dict[tuple[str, str, float], list[int]] = {}
    for i, pump in enumerate(tool.pumps.values()):
        law = pump.model_dump_json(exclude={"inlet", "outlet"})
        # A dry pump's law differs between the atmosphere and a chamber at its outlet.
        ends = "atmosphere" if pump.outlet == "atmosphere" else ""
        key = (type(pump).__name__ + ends, law, tool.chambers[pump.inlet].temperature)
        groups.setdefault(key, []).append(i)
    return tuple(np.array(group) for group in groups.values())


def wire(network: Network, phase: Phase, throttle: Mapping[int, float] | None = None) -> Wiring:
    """Return the edges open in a phase.

    Parameters
    ----------
    network : Network
        The network.
    phase : str
        'roughing' or 'high-vacuum'; ducts that are always open join either.
    throttle : mapping of int to float, optional
        Opening of throttled ducts [1], by duct index.

    Returns
    -------
    Wiring
        Ducts of the phase, then all pumps.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> wire(network, "roughing").incidence.sum(0).tolist()  # every edge takes from one row and gives to one
    [0.0, 0.0, 0.0, 0.0, 0.0]

    References
    ----------
    .. [1] jousten2016
    """
    live = np.array([i for i, phases in enumerate(network.open) if phases in ("always", phase)], dtype=int)
    ends = np.concatenate([network.duct_ends[live], network.pump_ends])
    incidence = np.zeros((len(network.chambers) + 1, len(ends)))
    for edge, (start, end) in enumerate(ends):
        incidence[start, edge] -= 1
        incidence[end, edge] += 1
    opening = np.array([(throttle or {}).get(int(i), 1.0) for i in live])
    t = network.temperature[network.duct_ends[live]]
    gas = duct_gas(network.gases, t[:, 0], t[:, 1])
    pieces, inflow = network.pieces.take(live), network.enters(phase)
    return Wiring(network, ends[:, 0], ends[:, 1], pieces, gas, opening, incidence, inflow)


def edge_flows(wiring: Wiring, p_start: Array, p_end: Array) -> Array:
    """Return the flow through every open edge, ducts first, then pumps.

    Parameters
    ----------
    wiring : Wiring
        The open edges.
    p_start, p_end : array
        Partial pressures [Pa] at their ends, shape [..., edge, gas].

    Returns
    -------
    array
        Flow from start to end [mol/s], shape [..., edge, gas].

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> open_ = wire(build_network(loads(text("template.yaml")).tool), "roughing")
    >>> p = np.ones((5, 6))
    >>> bool(np.all(edge_flows(open_, p, p)[:2] == 0))  # no difference, no flow through ducts
    True

    References
    ----------
    .. [1] haefer1980
    """
    flow = wiring.packed.flows(p_start, p_end)
    for group in wiring.given:
        edges = group + len(wiring.opening)
        flow[..., edges, :] = wiring.network.machines[group[0]].flow(p_start[..., edges, :], p_end[..., edges, :])
    return flow


def edge_slopes(wiring: Wiring, p_start: Array, p_end: Array) -> tuple[Array, Array]:
    """Return how each edge's flow of gas g changes with pressure of gas h at its start and at its end.

    Exact for compiled laws, by the complex step; forward differences for pumps called from Python.

    Parameters
    ----------
    wiring : Wiring
        The open edges.
    p_start, p_end : array
        Partial pressures [Pa], shape [edge, gas].

    Returns
    -------
    tuple of arrays
        Derivatives [mol/(s Pa)] by the pressures at start and at end, shape [edge, g, h].

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> open_ = wire(build_network(loads(text("template.yaml")).tool), "roughing")
    >>> by_start, by_end = edge_slopes(open_, np.full((5, 6), 1e-6), np.full((5, 6), 1e-6))
    >>> bool(np.allclose(by_start[0], -by_end[0], rtol=1e-4, atol=1e-12))  # molecular: only the difference counts
    True

    References
    ----------
    .. [1] squire1998
    """
    by_start, by_end = wiring.packed.slopes(p_start, p_end)
    for group in wiring.given:
        edges = group + len(wiring.opening)
        by_start[edges], by_end[edges] = differences(
            wiring.network.machines[group[0]].flow, p_start[edges], p_end[edges]
        )
    return by_start, by_end


def differences(flow: Callable[[Array, Array], Array], p_start: Array, p_end: Array) -> tuple[Array, Array]:
    """Return derivatives of flows by forward differences; the step is relative to the gas and to the total.

    Parameters
    ----------
    flow : callable
        Flow [mol/s] of partial pressures [Pa] at start and end, [..., edge, gas].
    p_start, p_end : array
        Partial pressures [Pa], shape [edge, gas].

    Returns
    -------
    tuple of arrays
        Derivatives [mol/(s Pa)] by the pressures at start and at end, shape [edge, g, h].

    Examples
    --------
    >>> by_start, by_end = differences(lambda a, b: 2 * a - b, np.ones((1, 2)), np.ones((1, 2)))
    >>> by_start[0].round(6).tolist(), by_end[0].round(6).tolist()
    ([[2.0, 0.0], [0.0, 2.0]], [[-1.0, 0.0], [0.0, -1.0]])

    References
    ----------
    .. [1] foreline-computed
    """
    n = p_start.shape[-1]
    eye = np.eye(n)[:, None, :]
    step1 = STEP * (np.abs(p_start) + 1e-3 * np.abs(p_start).sum(-1, keepdims=True) + 1e-15)
    step2 = STEP * (np.abs(p_end) + 1e-3 * np.abs(p_end).sum(-1, keepdims=True) + 1e-15)
    zero = np.zeros_like(p_start)[None]
    start = p_start + np.concatenate([zero, eye * step1, np.repeat(zero, n, axis=0)])
    end = p_end + np.concatenate([np.repeat(zero, n + 1, axis=0), eye * step2])
    values = flow(start, end)
    change = values[1:] - values[0]
    by_start = change[:n] / step1.T[:, :, None]
    by_end = change[n:] / step2.T[:, :, None]
    return by_start.transpose(1, 2, 0), by_end.transpose(1, 2, 0)


def reached(wiring: Wiring, start: int) -> set[int]:
    """Return the rows of chambers that gas can reach from one chamber through ducts and pumps, itself included.

    Parameters
    ----------
    wiring : Wiring
        The open edges.
    start : int
        Row of the chamber.

    Returns
    -------
    set of int
        Rows; the atmosphere is among them if a pump leads there.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> sorted(reached(wire(build_network(loads(text("template.yaml")).tool), "high-vacuum"), 0))
    [0, 1, 2, 5]

    References
    ----------
    .. [1] jousten2016
    """
    ducts = len(wiring.opening)
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for edge, (a, b) in enumerate(zip(wiring.start, wiring.end, strict=True)):
            ways = ((a, b), (b, a)) if edge < ducts else ((a, b),)
            for way in ways:
                if way[0] == here and int(way[1]) not in found:
                    found.add(int(way[1]))
                    waiting.append(int(way[1]))
    return found
