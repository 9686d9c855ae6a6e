"""What a fit may turn: each parameter starts at the declared value, with a prior width from the table `fit_priors`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from foreline.data import properties
from foreline.errors import UsageError, echo
from foreline.states import Array
from foreline.tool import Tool
from foreline.tool.pumps import DryPump, GasCooledRoots, LiquidRing, RotaryVane, Turbo
from foreline.units import AVOGADRO, GAS_CONSTANT, STANDARD_TEMPERATURE
from foreline.vacuum.network import Network
from foreline.vacuum.scaled import Scales, pumps_of
from foreline.vacuum.walls import BINS

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "speed": "speed of the roughing pump",
        "high-vacuum-speed": "speed of the high-vacuum pump",
        "volume": "volume of the chamber",
        "water": "water sites on the walls",
        "energy": "mean desorption energy of water",
        "spread": "width of the desorption energies",
        "hydrogen": "hydrogen from the walls",
        "leak": "air leak",
        "start": "time zero of the clock",
    }
)
THROUGHPUT = GAS_CONSTANT * STANDARD_TEMPERATURE  # J/mol: leaks are counted at 0 degC, as in a tool file
DEFAULT = ("water", "hydrogen", "leak", "speed")


@dataclass(frozen=True)
class Target:
    """A field of the tool file that a parameter multiplies."""

    path: str
    declared: float  # in `unit`
    unit: str

    def line(self, ratio: float) -> str:
        """Return the field with a ratio of the declared value, as `--set` takes it.

        Examples
        --------
        >>> Target("chambers.a.volume", 0.05, "m3").line(1.024)
        'chambers.a.volume=0.0512 m3'
        """
        return f"{self.path}={self.declared * ratio:.4g} {self.unit}".rstrip()


@dataclass(frozen=True)
class Parameter:
    """One thing a fit turns. Factors are turned in their logarithm, shifts as they are."""

    name: str
    title: str
    start: float  # in `unit`
    unit: str
    prior: float  # one standard deviation, of ln value, or of the value in `unit` for a shift
    shift: bool = False
    targets: tuple[Target, ...] = ()  # what the tool file has for it

    def value(self, x: float) -> float:
        """Return the value `x` prior widths from the start."""
        return self.start + self.prior * x if self.shift else self.start * math.exp(self.prior * x)


def parameters(tool: Tool, network: Network, chamber: str, names: Sequence[str] = ()) -> tuple[Parameter, ...]:
    """Return the parameters of a fit with their starts and prior widths.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    network : Network
        Its network.
    chamber : str
        Where the gauge was.
    names : sequence of str
        Which; default: water, hydrogen, leak, speed, and the high-vacuum pump's if there is one.

    Returns
    -------
    tuple of Parameter
        In the order asked for.

    Raises
    ------
    UsageError
        If a name is unknown, comes twice, or means nothing in this tool.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> tool = loads(text("template.yaml")).tool
    >>> [one.name for one in parameters(tool, build_network(tool), "pvd")]
    ['water', 'hydrogen', 'leak', 'speed', 'high-vacuum-speed']

    References
    ----------
    .. [1] foreline-assumed
    """
    row = network.chambers.index(chamber)
    _, high = pumps_of(network, row)
    asked = tuple(names) or (*DEFAULT, *(["high-vacuum-speed"] if high else []))
    known = [name for name in TITLES if name != "high-vacuum-speed" or high]
    for name in asked:
        if name not in known:
            raise UsageError(f"no parameter {echo(name)} to fit here; there are: {', '.join(known)}")
        if asked.count(name) > 1:
            raise UsageError(f"the parameter {name!r} comes twice")
    return tuple(_parameter(tool, network, row, name) for name in asked)


def _parameter(tool: Tool, network: Network, row: int, name: str) -> Parameter:
    table = properties("fit_priors")
    shifts = {"energy": "prior_energy", "start": "prior_time"}
    prior = float(table[name][shifts[name]]) if name in shifts else math.log(float(table[name]["prior"]))
    start, unit, shift = 1.0, "", False
    targets: tuple[Target, ...] = ()
    chamber = network.chambers[row]
    walls = network.walls
    if name in ("speed", "high-vacuum-speed"):
        group = pumps_of(network, row)[name != "speed"]
        if len(group) == 1 and network.machines[group[0]].limits.peak_speed > 0:
            start, unit = network.machines[group[0]].limits.peak_speed, "m3/s"
        targets = _speed_fields(tool, network, group)
    elif name == "volume":
        start, unit = float(network.volume[row]), "m3"
        targets = (Target(f"chambers.{chamber}.volume", start, unit),)
    elif name == "water":
        start, unit = float(walls.sites[row, :BINS].sum() / walls.area[row]) * AVOGADRO, "1/m2"
    elif name == "hydrogen":
        rate = float(walls.hydrogen[row]) * GAS_CONSTANT * float(network.temperature[row])
        start, unit = rate / float(walls.area[row]), "Pa m/s"
    elif name == "leak":
        start = tool.chambers[chamber].leak * THROUGHPUT or float(table["leak"]["start"])
        unit = "Pa m3/s"
        targets = (Target(f"chambers.{chamber}.leak", start, unit),)
    elif name == "energy":
        material = properties("outgassing")[tool.chambers[chamber].material]
        start, unit, shift = (float(material["lowest_energy"]) + float(material["highest_energy"])) / 2, "J/mol", True
    elif name == "start":
        start, unit, shift = 0.0, "s", True
    if name in ("water", "hydrogen"):
        targets = tuple(
            Target(f"chambers.{n}.outgassing.{name}", getattr(c.outgassing, name), "") for n, c in tool.chambers.items()
        )
    return Parameter(name, TITLES[name], start, unit, prior, shift, targets)


def _speed_fields(tool: Tool, network: Network, group: Sequence[int]) -> tuple[Target, ...]:
    """Return the fields that scale the flow of all pumps of a group; none if one of them has no such field."""
    found = []
    for i in group:
        name = network.pumps[i]
        pump, where = tool.pumps[name], f"pumps.{name}"
        if isinstance(pump, DryPump):
            found.append(Target(f"{where}.speed_factor", pump.speed_factor, ""))
        elif isinstance(pump, Turbo):
            found.append(Target(f"{where}.speed", network.machines[i].limits.peak_speed, "m3/s"))
        elif isinstance(pump, LiquidRing | GasCooledRoots | RotaryVane):
            found.append(Target(f"{where}.displacement", pump.displacement, "m3/s"))
        else:
            return ()
    return tuple(found)


def scales(asked: Sequence[Parameter], x: Array, declared_leak: float) -> tuple[Scales, float]:
    """Return what a point of the fit means for the network, and the shift of the clock.

    Parameters
    ----------
    asked : sequence of Parameter
        The parameters.
    x : array
        Distances from their starts [prior widths], shape [parameter].
    declared_leak : float
        Leak of the chamber as declared [mol/s].

    Returns
    -------
    tuple of Scales and float
        The factors, and the time [s] on the data's clock at which the valve opened.

    Examples
    --------
    >>> import numpy as np
    >>> one = Parameter("water", "", 3e20, "1/m2", np.log(3.0))
    >>> changed, late = scales([one], np.array([1.0]), 0.0)
    >>> round(changed.water, 6), late
    (3.0, 0.0)

    References
    ----------
    .. [1] foreline-computed
    """
    value = {one.name: one.value(float(xi)) for one, xi in zip(asked, x, strict=True)}
    ratio = {one.name: value[one.name] / one.start for one in asked if not one.shift}
    energy = next((value[one.name] - one.start for one in asked if one.name == "energy"), 0.0)
    found = Scales(
        speed=ratio.get("speed", 1.0),
        high_vacuum_speed=ratio.get("high-vacuum-speed", 1.0),
        volume=ratio.get("volume", 1.0),
        water=ratio.get("water", 1.0),
        energy=energy,
        spread=ratio.get("spread", 1.0),
        hydrogen=ratio.get("hydrogen", 1.0),
        leak=value["leak"] / THROUGHPUT - declared_leak if "leak" in value else 0.0,
    )
    return found, value.get("start", 0.0)
