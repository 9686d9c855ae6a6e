"""Pumps that change their speed: a turbo's rotor spins up and coasts down, others stop behind a valve.

    spinning up     dn/dt = 1/t_up - b n, until n is asked for      b = p/(p + p_b)/t_b
    coasting down   dn/dt = -(1/t_c + b) n

n is the rotational speed over nominal, p the mean of the pressures at inlet and outlet. In vacuum the drive's constant
torque brings the rotor up in t_up; gas brakes it with a torque that goes with pressure until it no longer does. A
stopped turbo is an open tube; a stopped Roots booster turns with the gas, a conductance as large as its displacement;
any other stopped pump is shut by the valve in its inlet, as makers build it, and lets nothing back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from foreline.data import properties
from foreline.states import Array, Notice
from foreline.tool import Tool
from foreline.tool.pumps import PumpBase, Turbo
from foreline.units import GAS_CONSTANT
from foreline.vacuum.network import Network
from foreline.vacuum.packing import Compiled, Law, pump_flow
from foreline.vacuum.pumps import Inlet, Machine, build
from foreline.vacuum.pumps.contract import Limits
from foreline.vacuum.pumps.roots_booster import RootsBoosterMachine
from foreline.vacuum.pumps.turbo import TurboMachine


@dataclass(frozen=True)
class RotorLaw:
    """How fast a turbo's rotor follows its drive."""

    run_up: float  # [s], from rest to nominal speed in vacuum
    coast: float  # [s], e-fold without gas
    brake: float  # [s], e-fold in dense gas
    brake_pressure: float  # [Pa]


@dataclass(frozen=True)
class AtRest:
    """A pump that does not pump: shut, or with a conductance [m3/s] between its ends."""

    temperature: float
    conductance: float = 0.0
    watts: float = 0.0
    purge: float = 0.0
    water: float = 0.0
    limits: Limits = Limits()
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def kernel(self) -> Compiled:
        """C over R T."""
        return Compiled(Law.AT_REST, np.array([self.conductance / (GAS_CONSTANT * self.temperature)]))

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] of every gas alike, C (p_in - p_out) / (R T)."""
        return pump_flow(self.kernel, p_in, p_out)

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return what it takes all the same [W]: nothing, but for a cryopump that is warmed and cooled again."""
        return self.watts


def rotor_law(declared: Turbo, name: str) -> tuple[RotorLaw, tuple[Notice, ...]]:
    """Return how a turbo's rotor spins up and coasts down, and what of it was assumed.

    Parameters
    ----------
    declared : Turbo
        The pump of the tool file.
    name : str
        Its name there.

    Returns
    -------
    RotorLaw and tuple of Notice
        Times [s] and pressure [Pa]; W176.

    Examples
    --------
    >>> pump = Turbo(kind="turbo", model="Pfeiffer HiPace 700", inlet="throat", outlet="line")
    >>> rotor_law(pump, "turbo")[0].run_up
    120.0

    References
    ----------
    .. [1] pfeiffer-hipace
    .. [2] foreline-assumed
    """
    table = properties("sequence")
    usual, own = table["turbo"], table.get(declared.model or "", {})
    told = "braking" if "run_up" in own else "run-up time and braking"
    text = f"{name}: {told} of the rotor taken as usual for turbo pumps, good to a factor of two"
    law = RotorLaw(
        float(own.get("run_up", usual["run_up"])), float(usual["coast"]), float(usual["brake"]),
        float(usual["brake_pressure"]),
    )  # fmt: skip
    return law, (Notice(code="W176", where=f"pumps.{name}", message=text),)


def braking(law: RotorLaw, pressure: float) -> float:
    """Return the rate at which gas brakes a rotor, b = p / (p + p_b) / t_b.

    Parameters
    ----------
    law : RotorLaw
        The rotor.
    pressure : float
        Mean of inlet and outlet pressure [Pa].

    Returns
    -------
    float
        Rate [1/s].

    Examples
    --------
    >>> law = RotorLaw(240.0, 1200.0, 60.0, 100.0)
    >>> round(1 / braking(law, 100.0)), round(1 / braking(law, 101325.0))
    (120, 60)

    References
    ----------
    .. [1] foreline-assumed
    """
    p = max(pressure, 0.0)
    return p / (p + law.brake_pressure) / law.brake


def rotor_speed(law: RotorLaw, speed: float, target: float, pressure: float, time: float) -> float:
    """Return the speed of a rotor after some time at constant pressure.

    n = a/b + (n0 - a/b) exp(-b t) with a = 1/t_up below the target, a = 0 above; it stays at the target once there.

    Parameters
    ----------
    law : RotorLaw
        The rotor.
    speed, target : float
        Rotational speed now and as asked for, over nominal [1].
    pressure : float
        Mean of inlet and outlet pressure [Pa].
    time : float
        From now [s].

    Returns
    -------
    float
        Rotational speed over nominal [1].

    Examples
    --------
    >>> law = RotorLaw(240.0, 1200.0, 60.0, 100.0)
    >>> [round(rotor_speed(law, 0.0, 1.0, 1e-3, t), 3) for t in (120.0, 240.0, 300.0)]
    [0.5, 1.0, 1.0]
    >>> round(rotor_speed(law, 1.0, 0.0, 1e-3, 1200.0), 2), round(rotor_speed(law, 1.0, 0.0, 1e5, 120.0), 2)
    (0.37, 0.12)
    >>> round(rotor_speed(law, 0.0, 1.0, 1e5, 1e4), 2)  # not in air
    0.25

    References
    ----------
    .. [1] foreline-assumed
    """
    if speed == target:
        return target
    rate = braking(law, pressure)
    if speed > target:
        return max(target, speed * math.exp(-(rate + 1 / law.coast) * time))
    risen = -math.expm1(-rate * time) / rate if rate * time > 1e-12 else time
    return min(target, speed * math.exp(-rate * time) + risen / law.run_up)


def turning(machine: Machine, speed: float) -> Machine:
    """Return a turbo's machine at a rotational speed; any other machine as it is.

    Parameters
    ----------
    machine : Machine
        A mounted pump.
    speed : float
        Rotational speed over nominal [1].

    Returns
    -------
    Machine
        The same one if nothing changes.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> pump = Turbo(kind="turbo", model="Pfeiffer HiPace 700", inlet="throat", outlet="line")
    >>> turning(build(pump, Inlet("turbo", gas_set(), 293.15)), 0.5).speed_ratio
    0.5

    References
    ----------
    .. [1] foreline-computed
    """
    if isinstance(machine, TurboMachine) and machine.speed_ratio != speed:
        return replace(machine, speed_ratio=speed)
    return machine


def mounted(declared: PumpBase, machine: Machine, inlet: Inlet, speed: float) -> Machine:
    """Return a pump's machine at another rotational speed, or at rest; a turbo stays, it takes its time.

    Parameters
    ----------
    declared : PumpBase
        The pump of the tool file.
    machine : Machine
        Its machine as first mounted.
    inlet : Inlet
        Where it is mounted.
    speed : float
        Rotational speed over nominal [1]; 0 is at rest.

    Returns
    -------
    Machine
        The same one if nothing changes.

    Raises
    ------
    OutsideValidity
        E120, if nothing is known of this pump at that speed.

    Examples
    --------
    >>> from foreline.tool.pumps import MultiStageRoots
    >>> from foreline.vacuum.gas import gas_set
    >>> pump = MultiStageRoots(kind="multi-stage-roots", model="Edwards iXH100", inlet="line", outlet="atmosphere")
    >>> where = Inlet("dry", gas_set(), 293.15)
    >>> machine = build(pump, where)
    >>> p, air = np.full(6, 1.0), np.full(6, 17e3)
    >>> bool(mounted(pump, machine, where, 0.6).power(p, air) < 0.7 * machine.power(p, air))
    True

    References
    ----------
    .. [1] foreline-computed
    """
    if isinstance(machine, TurboMachine) or speed == getattr(declared, "speed_ratio", 1.0):
        return machine
    if speed == 0:
        free = machine.limits.peak_speed if isinstance(machine, RootsBoosterMachine) else 0.0
        return AtRest(inlet.temperature, conductance=free)
    return build(declared.model_copy(update={"speed_ratio": speed}), inlet)


def first_speeds(tool: Tool, network: Network) -> Array:
    """Return the rotational speed of each pump at the end of the pump-down.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    network : Network
        Its network.

    Returns
    -------
    array
        Over nominal [1], shape [pump].

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> tool = loads(text("template.yaml")).tool
    >>> first_speeds(tool, build_network(tool)).tolist()
    [1.0, 1.0, 1.0]

    References
    ----------
    .. [1] foreline-computed
    """
    return np.array([float(getattr(tool.pumps[name], "speed_ratio", 1.0)) for name in network.pumps])
