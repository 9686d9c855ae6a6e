"""What a phase of a sequence makes of the network: valves, gas, pumps and warm walls, at rest or on the move."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from foreline.data import properties
from foreline.states import Array, Notice
from foreline.tool import Tool
from foreline.tool.pumps import Cryo
from foreline.tool.sequence import Venting
from foreline.units import GAS_CONSTANT
from foreline.vacuum.gas import ROOM_TEMPERATURE, GasSet
from foreline.vacuum.gas_loads import gas_loads
from foreline.vacuum.network import Network, Wiring, wire
from foreline.vacuum.pumps import Machine
from foreline.vacuum.spin import AtRest, RotorLaw, rotor_speed, turning
from foreline.vacuum.walls import Walls


@dataclass(frozen=True)
class Setting:
    """What is set on the panel: one value a duct, chamber or pump."""

    opening: Array  # [duct], share of the conductance
    warm: Array  # [chamber], K, of the walls
    flow: Array  # [chamber, gas], mol/s, process gas
    target: Array  # [pump], rotational speed asked for, over nominal


def choked_flow(diameter: float, supply: float, molar_mass: float, heat_ratio: float) -> float:
    """Return the flow through a choked nozzle from gas at 20 degC.

    n = A p0 sqrt(k / (M R T0)) (2 / (k + 1))^((k + 1) / (2 (k - 1))), whatever the pressure behind it below about half
    of p0. A real orifice lets 0.6 to 0.98 of it through.

    Parameters
    ----------
    diameter : float
        Of the throat [m].
    supply : float
        Absolute pressure p0 in front of it [Pa].
    molar_mass : float
        M [kg/mol].
    heat_ratio : float
        k [1].

    Returns
    -------
    float
        Flow [mol/s].

    Examples
    --------
    >>> round(choked_flow(1e-3, 101325.0, 0.028964, 1.4) * 8.314462618 * 293.15 / 101325.0 * 6e4, 2)  # l/min of air
    9.36

    References
    ----------
    .. [1] jousten2016
    """
    k = heat_ratio
    rest = (2 / (k + 1)) ** ((k + 1) / (2 * (k - 1)))
    area = math.pi / 4 * diameter**2
    return float(area * supply * math.sqrt(k / (molar_mass * GAS_CONSTANT * ROOM_TEMPERATURE)) * rest)


def vent_flow(vent: Venting, gases: GasSet, air: Array, pressure: float, per_mole: float) -> Array:
    """Return the flow of a vent, n = (p_end - p) V / (R T t), as given, or of its choked nozzle.

    Parameters
    ----------
    vent : Venting
        As declared.
    gases : GasSet
        The gases.
    air : array
        Mole fractions of the humid air outside [1], shape [gas].
    pressure : float
        In the chamber as the vent begins [Pa].
    per_mole : float
        R T / V of the chamber [Pa/mol].

    Returns
    -------
    array
        Flow of each gas [mol/s], shape [gas].

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set, humid_air
    >>> gases, per_mole = gas_set(), 8.314 * 293.15 / 0.01
    >>> slow = vent_flow(Venting(gas="N2", time="10 s"), gases, humid_air(0.45, gases.names), 0.0, per_mole)
    >>> round(float(slow.sum()), 4)  # 10 L in 10 s
    0.0416

    References
    ----------
    .. [1] jousten2016
    """
    share = air / air.sum() if vent.gas == "air" else np.array([float(name == vent.gas) for name in gases.names])
    if vent.flow is not None:
        return np.asarray(vent.flow * share)
    if vent.time is not None:
        return np.asarray(max(vent.pressure - pressure, 0.0) / per_mole / vent.time * share)
    assert vent.diameter is not None  # noqa: S101  (`Venting` asks for one of the three)
    ratio = float(properties("gases")["N2" if vent.gas == "air" else vent.gas]["heat_capacity_ratio"])
    mass = float((gases.molar_mass * share).sum())
    return np.asarray(choked_flow(vent.diameter, vent.supply, mass, ratio) * share)


def warm_walls(tool: Tool, network: Network, temperature: Array) -> tuple[Walls, Array, tuple[Notice, ...]]:
    """Return walls and seals at other temperatures, the gas left as it was.

    Desorption and hydrogen follow their energies, uptake the impingement of gas as warm as the wall.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    network : Network
        Its network.
    temperature : array
        Of the walls [K], shape [chamber].

    Returns
    -------
    Walls, array and tuple of Notice
        The walls, what comes through their seals [mol/s], shape [chamber, gas], and what was assumed.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> tool = loads(text("template.yaml")).tool
    >>> network = build_network(tool)
    >>> hot, _, _ = warm_walls(tool, network, network.temperature + 130.0)
    >>> bool(hot.hydrogen[0] > 100 * network.walls.hydrogen[0])
    True

    References
    ----------
    .. [1] redhead1996
    .. [2] grant1988
    """
    chambers = {
        name: chamber.model_copy(update={"temperature": float(t), "vented": None})
        for (name, chamber), t in zip(tool.chambers.items(), temperature, strict=True)
    }
    air = network.air / network.air.sum()
    loads = gas_loads(tool.model_copy(update={"chambers": chambers}), network.gases, air)
    known = {(one.code, one.where) for one in network.notices}
    new = tuple(one for one in loads.notices if (one.code, one.where) not in known and one.code != "W150")
    return loads.walls, loads.seals, new


def between(cold: Walls, hot: Walls, start: Array, end: Array, now: Array) -> Walls:
    """Return walls at a temperature between two, ln of each rate linear in 1/T, as of anything with an energy.

    Parameters
    ----------
    cold, hot : Walls
        The walls at `start` and `end`.
    start, end, now : array
        Temperatures [K], shape [chamber].

    Returns
    -------
    Walls
        At `now`.

    Examples
    --------
    >>> from foreline.data import properties
    >>> from foreline.vacuum.walls import walls
    >>> row, t = properties("outgassing")["stainless-steel"], (np.array([300.0]), np.array([400.0]), np.array([350.0]))
    >>> cold, hot, mid = (walls(np.array([1.0]), one, [row], 0.018) for one in t)
    >>> bool(np.allclose(between(cold, hot, *t).rate, mid.rate, rtol=1e-12))
    True

    References
    ----------
    .. [1] redhead1996
    """
    moved = end != start
    span = np.where(moved, 1 / np.where(moved, end, start + 1.0) - 1 / start, 1.0)
    share = np.where(moved, (1 / now - 1 / start) / span, 0.0)

    def mixed(a: Array, b: Array) -> Array:
        x = share if a.ndim == 1 else share[:, None]
        safe = (a > 0) & (b > 0)
        return np.where(safe, np.where(safe, a, 1.0) ** (1 - x) * np.where(safe, b, 1.0) ** x, a + (b - a) * x)

    return replace(
        hot, rate=mixed(cold.rate, hot.rate), uptake=mixed(cold.uptake, hot.uptake),
        hydrogen=mixed(cold.hydrogen, hot.hydrogen), sites=cold.sites,
    )  # fmt: skip


@dataclass(frozen=True)
class Edges:
    """A phase's network at every moment of one part of it."""

    network: Network
    mounted: tuple[Machine, ...]  # at the speeds asked for; turbos at nominal
    before: Setting  # as the phase began
    after: Setting  # as asked for
    walls: tuple[Walls, Walls]  # at the wall temperatures of both
    seals: tuple[Array, Array]  # [chamber, gas], mol/s, at the wall temperatures of both
    vent: Array  # [chamber, gas], mol/s, now open
    rotors: tuple[tuple[int, RotorLaw, float, float], ...]  # pump, law, speed and pressure as the part begins
    speed: Array  # [pump], as the part begins
    off: tuple[tuple[int, Machine], ...]  # pumps that regenerate
    since: float  # [s], since the phase began, of the part
    ramp: float  # [s]

    def share(self, since: float) -> float:
        """Return how much of the ramp is over a time into the part [1]."""
        return min((self.since + since) / self.ramp, 1.0) if self.ramp > 0 else 1.0

    def opening(self, since: float) -> Array:
        """Return the openings of all ducts [1], [duct]."""
        x = self.share(since)
        return np.asarray(self.before.opening + (self.after.opening - self.before.opening) * x)

    def warm(self, since: float) -> Array:
        """Return the wall temperatures [K], [chamber]."""
        x = self.share(since)
        return np.asarray(self.before.warm + (self.after.warm - self.before.warm) * x)

    def speeds(self, since: float) -> Array:
        """Return the rotational speeds over nominal [1], [pump]."""
        speed = self.speed.copy()
        for pump, law, now, pressure in self.rotors:
            speed[pump] = rotor_speed(law, now, float(self.after.target[pump]), pressure, since)
        return speed

    def machines(self, speed: Array) -> tuple[Machine, ...]:
        """Return the machines at these rotational speeds [1], [pump]; regenerating pumps are at rest."""
        found = [turning(machine, float(n)) for machine, n in zip(self.mounted, speed, strict=True)]
        for i, machine in self.off:
            found[i] = machine
        return tuple(found)

    def moving(self) -> bool:
        """Tell whether anything changes during the part."""
        return bool(self.rotors) or (self.ramp > self.since and (
            (self.before.opening != self.after.opening).any() or (self.before.warm != self.after.warm).any()
        ))  # fmt: skip

    def wiring(self) -> Wiring | Callable[[float], Wiring]:
        """Return the edges for `integrate`: as they are, or as a function of time since the part's beginning [s]."""
        live = (self.opening(0.0) > 0) | (self.after.opening > 0)
        machines = self.machines(self.speed)
        fixed = replace(
            self.network, open=tuple("high-vacuum" if one else "roughing" for one in live), machines=machines,
            alike=_alike(self.network, machines, tuple(pump for pump, *_ in self.rotors)), walls=self.walls[1],
            loads=replace(self.network.loads, seals=self.seals[1]),
        )  # fmt: skip
        base = wire(fixed, "high-vacuum")
        duct = np.flatnonzero(live)

        def at(since: float) -> Wiring:
            network = fixed
            x = self.share(since)
            if x < 1.0:
                walls = between(*self.walls, self.before.warm, self.after.warm, self.warm(since))
                seals = (1 - x) * self.seals[0] + x * self.seals[1]
                network = replace(network, walls=walls, loads=replace(network.loads, seals=seals))
            if self.rotors:
                network = replace(network, machines=self.machines(self.speeds(since)))
            inflow = network.enters("high-vacuum") + self.after.flow + self.vent
            return replace(base, network=network, opening=self.opening(since)[duct], inflow=inflow)

        return at if self.moving() else at(0.0)


def _alike(network: Network, machines: tuple[Machine, ...], turning: tuple[int, ...]) -> tuple[Array, ...]:
    """Return the groups of pumps that are still alike; a pump whose machine changes stands alone."""
    groups = []
    for group in network.alike:
        same = [i for i in group if machines[i] is network.machines[i] and i not in turning]
        groups += [np.array(same)] if same else []
        groups += [np.array([i]) for i in group if i not in same]
    return tuple(groups)


def at_rest(network: Network, pump: int) -> AtRest:
    """Return what stands in for a cryopump that is warm: it takes nothing, compressor and heater take their power.

    Parameters
    ----------
    network : Network
        The network.
    pump : int
        Index of the pump.

    Returns
    -------
    AtRest
        A shut pump.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> at_rest(build_network(loads(text("template.yaml")).tool), 1).conductance
    0.0

    References
    ----------
    .. [1] ohio-45r
    """
    nothing = np.zeros(len(network.gases))
    return AtRest(ROOM_TEMPERATURE, watts=network.machines[pump].power(nothing, nothing))


def regeneration_time(tool: Tool, pump: str) -> float:
    """Return how long a cryopump takes from warming up to cold again.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    pump : str
        Its name.

    Returns
    -------
    float
        As declared, or usual [s].

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> regeneration_time(loads(text("template.yaml")).tool, "turbo") / 3600
    3.5

    References
    ----------
    .. [1] ohio-45r
    .. [2] cti-cryotorr8
    """
    declared, usual = tool.pumps[pump], properties("sequence")["cryo"]
    given = declared.regeneration_time if isinstance(declared, Cryo) else None
    return given if given is not None else float(usual["warm_up"]) + float(usual["cool_down"])
