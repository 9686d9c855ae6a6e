"""A network a little different from the declared one: what a fit turns, and nothing a tool file has a field for."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from foreline.states import Array, Notice
from foreline.units import GAS_CONSTANT
from foreline.vacuum.network import Network, reached, wire
from foreline.vacuum.packing import Compiled
from foreline.vacuum.pumps import Limits, Machine
from foreline.vacuum.pumps.contract import HasKernel
from foreline.vacuum.walls import BINS


@dataclass(frozen=True)
class Scales:
    """Factors on what a network is made of; one and zero leave it as it is."""

    speed: float = 1.0  # of the pumps that rough the chamber
    high_vacuum_speed: float = 1.0  # of the other pumps of the chamber
    volume: float = 1.0  # of the chamber
    water: float = 1.0  # on the number of water sites, all walls
    energy: float = 0.0  # J/mol, added to every desorption energy of water
    spread: float = 1.0  # on the width of the desorption energies about their mean
    hydrogen: float = 1.0  # on the hydrogen that walls give off
    leak: float = 0.0  # mol/s, air added to the chamber's leak; may be negative


@dataclass(frozen=True)
class ScaledMachine:
    """A machine whose flow is multiplied with a factor; its ultimate pressure stays, and so does all it says."""

    machine: Machine
    factor: float

    @property
    def limits(self) -> Limits:
        """What the data cover."""
        return self.machine.limits

    @property
    def purge(self) -> float:
        """Purge nitrogen [mol/s]."""
        return self.machine.purge

    @property
    def water(self) -> float:
        """Cooling water [m3/s]."""
        return self.machine.water

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was assumed."""
        return self.machine.notices

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the numbers used."""
        return self.machine.sources

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s], the machine's times the factor."""
        return self.factor * self.machine.flow(p_in, p_out)

    @property
    def kernel(self) -> Compiled:
        """The machine's compiled law, if it has one, with the factor."""
        if not isinstance(self.machine, HasKernel):
            raise AttributeError("kernel")
        law = self.machine.kernel
        return replace(law, factor=law.factor * self.factor)

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the machine's power [W]."""
        return self.machine.power(p_in, p_out)

    def __getattr__(self, name: str) -> Any:
        """Return whatever else the machine knows; its compiled law lacks the factor."""
        if name in ("machine", "kernel"):
            raise AttributeError(name)
        return getattr(self.machine, name)


def pumps_of(network: Network, chamber: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the pumps that rough a chamber to the atmosphere, and the other pumps that gas from it reaches.

    Parameters
    ----------
    network : Network
        The network.
    chamber : int
        Row of the chamber.

    Returns
    -------
    tuple of two tuples of int
        Indices of roughing pumps and of high-vacuum pumps.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> pumps_of(build_network(loads(text("template.yaml")).tool), 0)
    ((1,), (0,))

    References
    ----------
    .. [1] foreline-computed
    """
    rough, high = (reached(wire(network, phase), chamber) for phase in ("roughing", "high-vacuum"))
    ends = [(int(a), int(b)) for a, b in network.pump_ends]
    roughing = tuple(i for i, (a, b) in enumerate(ends) if a in rough and b == network.atmosphere)
    others = tuple(i for i, (a, _) in enumerate(ends) if a in high | rough and i not in roughing)
    return roughing, others


def scaled(network: Network, chamber: int, scales: Scales) -> Network:
    """Return a network with pumps, walls, volume and leak changed.

    A flow is multiplied whole, what streams back included, so a slower pump keeps its ultimate pressure. Energies act
    on the rates: ln k' = mean + spread (ln k - mean) - dE/(R T).

    Parameters
    ----------
    network : Network
        The declared network.
    chamber : int
        Row of the chamber whose volume, leak and pumps are meant.
    scales : Scales
        The factors.

    Returns
    -------
    Network
        The changed network.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> wetter = scaled(network, 0, Scales(water=2.0, volume=1.1))
    >>> float(wetter.walls.sites[0, 0] / network.walls.sites[0, 0]), round(float(wetter.volume[0]), 3)
    (2.0, 0.066)

    References
    ----------
    .. [1] redhead1996
    """
    roughing, others = pumps_of(network, chamber)
    factors = dict.fromkeys(roughing, scales.speed) | dict.fromkeys(others, scales.high_vacuum_speed)
    machines = tuple(
        ScaledMachine(machine, factors[i]) if factors.get(i, 1.0) != 1.0 else machine
        for i, machine in enumerate(network.machines)
    )
    volume, leak = network.volume.copy(), network.leak.copy()
    volume[chamber] *= scales.volume
    leak[chamber] += scales.leak * network.air / network.air.sum()
    sites, rate = network.walls.sites.copy(), network.walls.rate.copy()  # the walls' own bins; polymers stay
    sites[:, :BINS] *= scales.water
    rates = np.log(rate[:, :BINS])
    mean = rates.mean(-1, keepdims=True)
    shift = scales.energy / (GAS_CONSTANT * network.temperature[:, None])
    rate[:, :BINS] = np.exp(mean + scales.spread * (rates - mean) - shift)
    walls = dataclasses.replace(
        network.walls, sites=sites, rate=rate, hydrogen=network.walls.hydrogen * scales.hydrogen
    )
    alike = tuple(
        np.array(part) for group in network.alike for part in _split(group, [factors.get(int(i), 1.0) for i in group])
    )
    return dataclasses.replace(network, machines=machines, volume=volume, leak=leak, walls=walls, alike=alike)


def _split(group: Array, factors: list[float]) -> list[list[int]]:
    """Return the pumps of a group that still have one law, those with equal factors."""
    return [[int(i) for i, f in zip(group, factors, strict=True) if f == one] for one in dict.fromkeys(factors)]
