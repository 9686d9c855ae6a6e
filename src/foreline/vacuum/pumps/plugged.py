"""A plugin's machine behind a guard: what it returns is looked at before the network uses it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from foreline.states import Array, Notice
from foreline.tool.plugins import Kind, attempt, promise
from foreline.tool.pumps import PumpBase
from foreline.vacuum.pumps.contract import Inlet, Limits, Machine
from foreline.vacuum.pumps.heat import Heat

_OPTIONAL = {"outlet_temperature": float, "heat": Heat, "rules": tuple}  # of the protocols beside Machine
_PARTS = ("limits", "purge", "water", "notices", "sources", "flow", "power")


@dataclass(frozen=True)
class PluggedMachine:
    """A machine from a plugin; E196 where it fails or returns what is no finite number."""

    machine: Machine
    name: str  # of the kind
    where: str  # in the tool file

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
        """Return molar flows [mol/s], the machine's, if they are finite where the pressures are."""
        flow = np.asarray(attempt(self.where, self.name, self.machine.flow, p_in, p_out))
        promise(self.where, self.name, flow.shape == p_in.shape, "flow has the shape [..., gas] of its pressures")
        asked = np.isfinite(p_in).all() and np.isfinite(p_out).all()
        promise(self.where, self.name, bool(not asked or np.isfinite(flow).all()), "flow is finite")
        return flow

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the electrical power [W], if it is one."""
        power = attempt(self.where, self.name, lambda: float(self.machine.power(p_in, p_out)))
        promise(self.where, self.name, bool(np.isfinite(power)) and power >= 0, "power is finite and not negative")
        return float(power)

    def also(self, name: str, *arguments: Any) -> Any:
        """Call one of the methods that a machine may have."""
        value = attempt(self.where, self.name, getattr(self.machine, name), *arguments)
        promise(self.where, self.name, isinstance(value, _OPTIONAL[name]), f"{name} returns what the contract says")
        return value


def plug(name: str, kind: Kind, declared: PumpBase, inlet: Inlet) -> PluggedMachine:
    """Return the machine that a plugin builds, behind its guard.

    Parameters
    ----------
    name : str
        The plugin's kind.
    kind : Kind
        What the plugin brings.
    declared : PumpBase
        The pump of the tool file.
    inlet : Inlet
        Where it is mounted.

    Returns
    -------
    PluggedMachine
        The machine.

    Raises
    ------
    PhysicsError
        E196, if the plugin fails or its machine lacks what a machine has.

    Examples
    --------
    >>> from foreline.tool.pumps import Turbo
    >>> from foreline.vacuum.gas import gas_set
    >>> from foreline.vacuum.pumps.turbo import build_turbo
    >>> pump = Turbo(kind="turbo", model="Leybold MAG W 1300", inlet="throat", outlet="line")
    >>> plug("mine", Kind(Turbo, build_turbo), pump, Inlet("turbo", gas_set(), 293.15)).purge
    0.0

    References
    ----------
    .. [1] foreline-computed
    """
    where = f"pumps.{inlet.name}"
    machine = attempt(where, name, kind.build, declared, inlet)
    missing = [part for part in _PARTS if not hasattr(machine, part)]
    promise(where, name, not missing, f"a machine has {', '.join(missing)}")
    promise(where, name, isinstance(machine.limits, Limits), "limits are a foreline.vacuum.pumps.Limits")
    sound = attempt(where, name, lambda: bool(machine.purge >= 0 and machine.water >= 0))
    promise(where, name, sound, "purge and water are not negative")
    plugged = PluggedMachine(machine, name, where)
    more = [one for one in _OPTIONAL if callable(getattr(machine, one, None))]
    vars(plugged).update({one: partial(plugged.also, one) for one in more})  # only what a machine has, it is asked for
    return plugged
