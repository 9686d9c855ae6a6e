"""Roots booster between two chambers; the outlet is pumped by another pump.

    Q = S_b p_in - S_b L(p_out) p_out,   L(p) = A (p / 100 Pa)^-m + C p

and above the difference max_difference an overflow valve lets gas back from outlet to inlet. A gas leaks with
A sqrt(M_N2/M) and C mu_N2/mu, mu of the mixture at the outlet. The drive gives S_b (p_out - p_in) and friction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foreline.data import Datum, properties
from foreline.errors import InputError, OutsideValidity
from foreline.states import Array, Check, Notice
from foreline.tool.pumps import RootsBooster
from foreline.units import GAS_CONSTANT
from foreline.vacuum.catalogue import CataloguePump, find
from foreline.vacuum.gas import gas_set, viscosity
from foreline.vacuum.packing import Compiled, Law, pump_flow
from foreline.vacuum.pumps.contract import Inlet, Limits
from foreline.vacuum.pumps.heat import Casing, Heat, casing
from foreline.vacuum.pumps.stage_chain import UNIT_PRESSURE, leak_fraction

VALVE = 200.0  # conductance of the open overflow valve over the displacement
SOFT = 0.01  # of the set difference, over which the valve begins to open
LEAST = 10.0  # [W], friction is never less


@dataclass(frozen=True)
class BoosterLaw:
    """What a booster does with N2: displacement, leak and limit."""

    displacement: float  # [m3/s]
    molecular: float  # A
    exponent: float  # m
    viscous: float  # [1/Pa], C
    limit: float  # [Pa], difference at which the overflow valve opens


@dataclass(frozen=True)
class RootsBoosterMachine:
    """A mounted booster."""

    name: str
    law: BoosterLaw
    molecular: Array  # [gas], A of each
    molar_mass: Array
    viscosity: Array  # [gas], Pa s
    nitrogen_viscosity: float
    temperature: float
    friction: float
    purge: float
    water: float
    limits: Limits
    casing: Casing
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()

    def _overflow(self, p_in: Array, p_out: Array) -> Array:
        """Return how far the difference of totals exceeds the set one [Pa], soft at the corner, [...]."""
        soft = SOFT * self.law.limit
        return np.asarray(np.logaddexp(0.0, (p_out.sum(-1) - p_in.sum(-1) - self.law.limit) / soft) * soft)

    @cached_property
    def kernel(self) -> Compiled:
        """S over R T, exponent, C mu, limit, its softness, overflow valve; A, sqrt M and mu of the gases."""
        law = self.law
        head = [
            law.displacement / (GAS_CONSTANT * self.temperature), law.exponent,
            law.viscous * self.nitrogen_viscosity, law.limit, SOFT * law.limit, VALVE,
        ]  # fmt: skip
        molecular = self.molecular * UNIT_PRESSURE**law.exponent
        return Compiled(Law.BOOSTER, np.concatenate([head, molecular, np.sqrt(self.molar_mass), self.viscosity]))

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] from inlet to outlet."""
        return pump_flow(self.kernel, p_in, p_out)

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return friction and S_b (p_out - p_in), the difference held by the overflow valve."""
        held = float(p_out.sum() - p_in.sum() - self._overflow(p_in, p_out))
        return self.friction + self.law.displacement * max(0.0, held)

    def heat(self, p_in: Array, p_out: Array) -> Heat:
        """Return where the power goes."""
        return self.casing.heat(self.power(p_in, p_out), self.flow(p_in, p_out), self.purge)

    def rules(self, p_in: Array, p_out: Array) -> tuple[Check, ...]:
        """Return R120: the overflow valve is not a place to run on."""
        difference = float(p_out.sum() - p_in.sum())
        text = f"{self.name}: {difference:.3g} Pa difference, overflow valve opens at {self.law.limit:.3g} Pa"
        passed = difference < (1 - SOFT) * self.law.limit
        return (Check(code="R120", title="Booster runs with its overflow valve shut", passed=passed, detail=text),)


def inlet_pressure(law: BoosterLaw, outlet: Array, throughput: Array) -> Array:
    """Return the inlet pressure of a booster, p_in = Q / S_b + L(p_out) p_out, not less than p_out minus the limit.

    Parameters
    ----------
    law : BoosterLaw
        The booster, with N2.
    outlet : array
        Pressure between booster and next pump [Pa], shape [...].
    throughput : array
        What the next pump takes there [Pa m3/s], shape [...].

    Returns
    -------
    array
        Inlet pressure [Pa], shape [...].

    Examples
    --------
    >>> law = BoosterLaw(0.333, 0.03, 0.35, 1.6e-5, 6e3)
    >>> outlet = np.array([100.0, 2e4])
    >>> [round(float(p), 1) for p in inlet_pressure(law, outlet, 0.0278 * outlet)]
    [11.5, 14000.0]

    References
    ----------
    .. [1] pfeiffer-knowhow
    """
    leak = leak_fraction(outlet, law.molecular, law.exponent, law.viscous)
    return np.maximum(throughput / law.displacement + leak * outlet, outlet - law.limit)


def cut_in_pressure(limit: float, backing: float, booster: float) -> float:
    """Return the inlet pressure below which the overflow valve closes, p = dp / (1 - S_back / S_b) at its outlet.

    Parameters
    ----------
    limit : float
        Set difference dp [Pa].
    backing, booster : float
        Speeds of the next pump and of the booster [m3/s].

    Returns
    -------
    float
        Outlet pressure [Pa] at which the undisturbed booster makes the set difference, leaks neglected; infinite if the
        next pump is the larger one.

    Examples
    --------
    >>> round(cut_in_pressure(7e3, 250 / 3600, 2155 / 3600))
    7919

    References
    ----------
    .. [1] pfeiffer-okta
    """
    return limit / (1 - backing / booster) if backing < booster else float("inf")


def build_roots_booster(declared: RootsBooster, inlet: Inlet) -> RootsBoosterMachine:
    """Return the machine of a declared booster.

    Parameters
    ----------
    declared : RootsBooster
        The pump of the tool file.
    inlet : Inlet
        Where it is mounted.

    Returns
    -------
    RootsBoosterMachine
        The machine, with a notice of what was taken as usual.

    Raises
    ------
    InputError
        If the model is not in the catalogue, or neither model nor displacement is given.
    OutsideValidity
        E121, if it exhausts to the atmosphere.

    Examples
    --------
    >>> booster = RootsBooster(kind="roots-booster", model="Edwards EH1200", inlet="tank", outlet="line")
    >>> machine = build_roots_booster(booster, Inlet("booster", gas_set(("N2",)), 293.15))
    >>> round(machine.law.displacement * 3600), machine.law.limit
    (1195, 9000.0)

    References
    ----------
    .. [1] edwards-eh
    .. [2] pfeiffer-knowhow
    """
    if declared.outlet == "atmosphere":
        raise OutsideValidity(
            f"pump {inlet.name!r}: a Roots booster overheats against the atmosphere; let it exhaust into a chamber "
            "that a dry pump pumps",
            "E121",
        )
    pump = find(declared.model, "roots-booster") if declared.model is not None else None
    generic = properties("pumps")["generic Roots booster"]
    displacement = _displacement(declared, pump, inlet.name)
    law, assumed = _law(declared, pump, generic, displacement)
    friction = declared.power
    if friction is None:
        friction = float(generic["power_per_displacement"]) * displacement * declared.speed_ratio
        assumed.append("power")
    text = f"{inlet.name}: {', '.join(assumed)} taken as usual for Roots boosters; give what is known"
    notices = (Notice(code="W121", where=f"pumps.{inlet.name}", message=text),) if assumed else ()
    nitrogen = gas_set(("N2",))
    catalogue_water = pump.number("water") if pump is not None else None
    water = declared.water if declared.water is not None else catalogue_water or 0.0
    sources = (pump.spec["displacement"].source,) if pump is not None else ()
    full = max(friction, LEAST) + law.displacement * law.limit
    return RootsBoosterMachine(
        inlet.name,
        law, law.molecular * np.sqrt(nitrogen.molar_mass[0] / inlet.gases.molar_mass), inlet.gases.molar_mass,
        viscosity(inlet.gases, inlet.temperature), float(viscosity(nitrogen, inlet.temperature)[0]),
        inlet.temperature, max(friction, LEAST), 0.0, water, Limits(peak_speed=law.displacement),
        casing("roots-booster", inlet, full, 0.0, water, catalogue_water), notices,
        (*sources, *(("foreline-computed",) if assumed else ())),
    )  # fmt: skip


def _displacement(declared: RootsBooster, pump: CataloguePump | None, name: str) -> float:
    """Return the nominal displacement [m3/s]."""
    if declared.displacement is not None:
        return declared.displacement
    if pump is None:
        raise InputError(f"pump {name!r}: give `model` or `displacement` of the booster")
    return float(pump.spec["displacement"])


def _law(
    declared: RootsBooster, pump: CataloguePump | None, generic: Mapping[str, Datum], displacement: float
) -> tuple[BoosterLaw, list[str]]:
    """Return the law at the declared speed, and what had to be taken as usual."""
    assumed = []
    if None in (declared.leak_molecular, declared.leak_exponent, declared.leak_viscous):
        assumed.append("leak")

    def usual(given: float | None, name: str) -> float:
        return given if given is not None else float(generic[name])

    limit = declared.max_difference
    if limit is None and pump is not None:
        limit = pump.number("max_difference")
    if limit is None:
        limit = float(generic["max_difference"])
        assumed.append("max_difference")
    speed = displacement * declared.speed_ratio
    if declared.power_limit is not None:
        limit = min(limit, declared.power_limit / speed)
    viscous = declared.leak_viscous / UNIT_PRESSURE if declared.leak_viscous is not None else None
    return BoosterLaw(
        speed, usual(declared.leak_molecular, "leak_molecular") / declared.speed_ratio,
        usual(declared.leak_exponent, "leak_exponent"), usual(viscous, "leak_viscous") / declared.speed_ratio, limit,
    ), assumed  # fmt: skip
