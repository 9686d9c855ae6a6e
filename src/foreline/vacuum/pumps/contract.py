"""What a pump must be able to do, for the network that asks and for the plugin author who answers.

A plugin registers a `foreline.tool.plugins.Kind` whose `build(declared, inlet)` returns a machine:

- `flow` must take arrays of any leading shape, `[..., gas]`, and return finite molar flows of the same shape: what goes
  from inlet to outlet, negative where gas comes back. It must rise with each gas's own inlet pressure, be smooth (the
  network differentiates it numerically), and take pressures of zero and slightly below.
- What leaves the inlet arrives at the outlet: a machine keeps nothing. Purge gas that enters behind the last stage is
  reported by `purge`, not by `flow`; purge that streams back to the inlet is a negative flow.
- A machine may also have the methods of `Heats`, `Warms` and `Ruled`; the solver and the rules look for them.
- A machine may be a `HasKernel`: one of the compiled laws and its numbers. Others are called from Python at every step
  of the integrator, some 10 us a pump and call.
- `foreline.testing.pumps.check_machine` is the test to pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from foreline.states import Array, Check, Notice
from foreline.vacuum.gas import GasSet
from foreline.vacuum.packing import Compiled
from foreline.vacuum.pumps.heat import Heat


@dataclass(frozen=True)
class Inlet:
    """Where a machine is mounted: its name in the tool file, the gases in order, gas and coolant temperature [K]."""

    name: str
    gases: GasSet
    temperature: float
    cooling_water: float | None = None  # of the site; None where there is no site


@dataclass(frozen=True)
class Limits:
    """What a machine's data cover; the rules check against these, the flow goes on smoothly beyond."""

    ultimate: float = 0.0  # [Pa], no net flow of N2 below it
    lowest_inlet: float = 0.0  # [Pa], first point of the speed curve
    highest_inlet: float = float("inf")  # [Pa], last point of the speed curve
    critical_backing: float = float("inf")  # [Pa], outlet pressure at which compression breaks down
    peak_speed: float = 0.0  # [m3/s]
    captures: bool = False  # keeps its gas: the outlet pressure has no meaning
    crossover: float = float("inf")  # [Pa m3], most gas taken at once when its valve opens


class Machine(Protocol):
    """One pump, mounted: pure functions of pressures, and what it uses."""

    @property
    def limits(self) -> Limits:
        """What the data cover."""

    @property
    def purge(self) -> float:
        """Purge nitrogen [mol/s]."""

    @property
    def water(self) -> float:
        """Cooling water [m3/s]."""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was assumed."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the numbers used."""

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] from inlet to outlet, [..., gas], at partial pressures [Pa], [..., gas]."""

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the electrical power [W] at partial pressures [Pa], [gas]."""


@runtime_checkable
class Heats(Protocol):
    """A machine that knows where its power goes: water, air and gas, which sum to `power`."""

    def heat(self, p_in: Array, p_out: Array) -> Heat:
        """Return its heat balance at partial pressures [Pa], [gas]."""


@runtime_checkable
class Warms(Protocol):
    """A machine that knows how hot its gas leaves; asked where it is not one of `Heats`."""

    def outlet_temperature(self, p_in: Array, p_out: Array) -> float:
        """Return the temperature [K] of what it discharges at partial pressures [Pa], [gas]."""


@runtime_checkable
class Ruled(Protocol):
    """A machine with rules of its own."""

    def rules(self, p_in: Array, p_out: Array) -> tuple[Check, ...]:
        """Return its rules, passed or not, at partial pressures [Pa], [gas]."""


@runtime_checkable
class HasKernel(Protocol):
    """A machine whose flow is a compiled law."""

    @property
    def kernel(self) -> Compiled:
        """The law and its numbers."""
