"""Cryopump: gas freezes or sorbs on cold surfaces and stays there until the pump is regenerated.

    flow_g = p_g S_g / (R T) (1 + (Q/Q_max)^4)^(-1/4),   Q = sum p_g S_g
    S_g = a_g A c_g / 4

a_g is the probability that a molecule which enters the inlet A is captured, c_g its mean speed. Speeds printed by the
maker hold at 20 degC and follow c_g with temperature. Q_max is the heat load at which the cold stage warms up: speed
falls there, and throughput rises no further. H2 stays in charcoal, N2, O2 and Ar freeze beside it, water on the warm
stage: each fills on its own. Vapour pressures of what is frozen, and the loss of H2 speed with charcoal's filling, are
left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foreline.data import Datum, properties
from foreline.states import Array, Notice
from foreline.tool.pumps import Cryo
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE, STANDARD_TEMPERATURE
from foreline.vacuum.catalogue import CataloguePump, find
from foreline.vacuum.gas import ROOM_TEMPERATURE, gas_set, mean_speed
from foreline.vacuum.packing import Compiled, Law, pump_flow
from foreline.vacuum.pumps.contract import Inlet, Limits
from foreline.vacuum.pumps.heat import Heat, capture_heat, captured_gas

COLD, CHARCOAL, WARM = 0, 1, 2  # places that gases fill together: frozen at 15 K, sorbed there, frozen at 80 K
FREEZES_COLD, FREEZES_WARM = 60.0, 250.0  # K, boiling points above which a gas freezes at 15 K and at 80 K
SHARPNESS = 4  # of the loss of speed at the highest throughput
FULL_SPEED = 0.5  # share of the highest throughput below which speed is lost by less than 2 %


@dataclass(frozen=True)
class CryoMachine:
    """A mounted cryopump."""

    speed: Array  # [gas], m3/s
    capacity: Array  # [gas], mol
    stage: Array  # [gas], index of the place each gas fills
    max_throughput: float  # [Pa m3/s]
    temperature: float
    electrical: float
    water: float
    water_share: float  # of all heat, if there is water
    capture_heat: Array  # [gas], J/mol
    limits: Limits
    purge: float = 0.0
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()

    @cached_property
    def kernel(self) -> Compiled:
        """R T, highest throughput; speeds of the gases."""
        head = np.array([GAS_CONSTANT * self.temperature, self.max_throughput])
        return Compiled(Law.CRYO, np.concatenate([head, self.speed]))

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] into the pump; what is captured does not come back."""
        return pump_flow(self.kernel, p_in, p_out)

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the power [W] of the compressor, which runs alike at any load."""
        return self.electrical

    def heat(self, p_in: Array, p_out: Array) -> Heat:
        """Return where the power goes, with the heat that helium carries from the gas to the compressor."""
        left = float(np.maximum(self.flow(p_in, p_out), 0.0) @ self.capture_heat)
        return captured_gas(self.power(p_in, p_out), left, self.water, self.water_share)

    def filling(self, p_in: Array) -> float:
        """Return the share of its capacity that the fullest place of the pump takes up each second [1/s]."""
        share = np.maximum(self.flow(p_in, p_in), 0.0) / self.capacity
        return float(np.bincount(self.stage, share).max())


def capture_probability(speed: float, diameter: float, molar_mass: float) -> float:
    """Return the share of entering molecules that a pump keeps, a = 4 S / (A c) at 20 degC.

    Parameters
    ----------
    speed : float
        Pumping speed [m3/s].
    diameter : float
        Of the inlet [m].
    molar_mass : float
        Of the gas [kg/mol].

    Returns
    -------
    float
        Probability [1].

    Examples
    --------
    >>> round(capture_probability(4.0, 0.203, 0.018015), 2)  # water in an 8 inch pump
    0.84

    References
    ----------
    .. [1] jousten2016
    """
    return 16 * speed / (math.pi * diameter**2 * float(mean_speed(molar_mass, ROOM_TEMPERATURE)))


def place_of(gas: str) -> int:
    """Return the place of a pump that a gas fills, by its boiling point T_b.

    T_b > 250 K: the warm stage, at 80 K of a vapour pressure below about 1e-7 Pa; T_b > 60 K: the cold stage; else
    charcoal.

    Parameters
    ----------
    gas : str
        A gas of the table.

    Returns
    -------
    int
        COLD, CHARCOAL or WARM.

    Examples
    --------
    >>> [place_of(gas) for gas in ("Ar", "CF4", "D2", "H2O", "WF6")]
    [0, 0, 1, 2, 2]

    References
    ----------
    .. [1] crc
    """
    boils = float(properties("gases")[gas]["boiling_point"])
    return WARM if boils > FREEZES_WARM else COLD if boils > FREEZES_COLD else CHARCOAL


def _like(gas: str, quantity: str, generic: Mapping[str, Datum]) -> str:
    """Return the gas of the generic pump whose number stands for another's: one that goes to the same place."""
    if f"{quantity}_{gas.lower()}" in generic:
        return gas.lower()
    if gas in ("O2", "D2"):
        return {"O2": "n2", "D2": "h2"}[gas]
    return {COLD: "ar", CHARCOAL: "he", WARM: "h2o"}[place_of(gas)]


def build_cryo(declared: Cryo, inlet: Inlet) -> CryoMachine:
    """Return the machine of a declared cryopump.

    Speeds come from the declaration, then from the catalogue, then from S = a A c/4 with capture probabilities of an
    8 inch pump; capacities, crossover and highest throughput of that pump are scaled with the inlet's area.

    Parameters
    ----------
    declared : Cryo
        The pump of the tool file.
    inlet : Inlet
        Where it is mounted.

    Returns
    -------
    CryoMachine
        The machine, with notices of what was assumed.

    Raises
    ------
    InputError
        If the model is not in the catalogue.

    Examples
    --------
    >>> pump = Cryo(kind="cryo", model="CTI Cryo-Torr 8", inlet="cold")
    >>> machine = build_cryo(pump, Inlet("cryo", gas_set(("N2", "H2")), 293.15))
    >>> machine.speed.round(2).tolist(), round(machine.limits.crossover, 1)
    ([1.5, 2.5], 20.0)

    References
    ----------
    .. [1] vacuum-simulator
    .. [2] cti-cryotorr8
    """
    pump = find(declared.model, "cryo") if declared.model is not None else None
    generic = properties("pumps")["generic cryo"]
    area = _area(declared, pump, generic)
    size = area / (math.pi / 4 * float(generic["inlet_diameter"]) ** 2)
    speed, guessed = _speeds(declared, pump, generic, area, inlet)
    assumed = [f"speed for {', '.join(guessed)}"] if guessed else []

    def number(name: str, given: float | None, scale: float) -> float:
        if given is not None:
            return given
        if pump is not None and name in pump.spec:
            return float(pump.spec[name])
        assumed.append(name.replace("_", " "))
        return float(generic[name]) * scale

    capacity, unknown = _capacities(declared, pump, generic, size, inlet)
    assumed += [f"capacity for {', '.join(unknown)}"] if unknown else []
    crossover = number("crossover", declared.crossover, size)
    highest = number("max_throughput", declared.max_throughput, size) * GAS_CONSTANT * STANDARD_TEMPERATURE
    power, water = number("power", declared.power, 1.0), number("water", declared.water, 1.0)
    peak = float(speed[inlet.gases.names.index("N2")]) if "N2" in inlet.gases.names else float(speed.max())
    notices: tuple[Notice, ...] = ()
    if assumed:
        told = f"{pump.name}: {', '.join(assumed)} not in the catalogue" if pump else f"{', '.join(assumed)} not given"
        text = f"{told}, taken as for a usual 8 inch cryopump, by inlet area; give them"
        notices = (Notice(code="W140", where=f"pumps.{inlet.name}", message=text),)
    used = [datum.source for name, datum in (pump.spec if pump else generic).items() if name.startswith("speed_")]
    used += ["cti-cryotorr8", "foreline-assumed"] if assumed else []
    return CryoMachine(
        speed * math.sqrt(inlet.temperature / ROOM_TEMPERATURE), capacity,
        np.array([place_of(gas) for gas in inlet.gases.names]),
        highest, inlet.temperature, power, water, float(properties("pump_heat")["cryo"]["water_share"]),
        capture_heat(inlet.gases.names, inlet.temperature),
        Limits(0.0, 0.0, FULL_SPEED * highest / peak, float("inf"), peak, captures=True, crossover=crossover),
        notices=notices, sources=tuple(dict.fromkeys(used)),
    )  # fmt: skip


def _area(declared: Cryo, pump: CataloguePump | None, generic: Mapping[str, Datum]) -> float:
    """Return the inlet area [m2]: as declared, of the catalogue, or what the N2 speed asks for."""
    if declared.diameter is not None:
        return math.pi / 4 * declared.diameter**2
    if pump is None and "N2" in declared.speed:
        nitrogen = float(mean_speed(gas_set(("N2",)).molar_mass[0], ROOM_TEMPERATURE))
        return 4 * declared.speed["N2"] / (float(generic["capture_n2"]) * nitrogen)
    return math.pi / 4 * float(generic["inlet_diameter"]) ** 2


def _capacities(
    declared: Cryo, pump: CataloguePump | None, generic: Mapping[str, Datum], size: float, inlet: Inlet
) -> tuple[Array, list[str]]:
    """Return what the pump holds [mol] of each gas, and the gases for which that had to be assumed."""
    given: Mapping[str, float] = {str(gas): held for gas, held in declared.capacity.items()}
    volumes, guessed = [], []
    for gas in inlet.gases.names:
        name = f"capacity_{gas.lower()}"
        held = given.get(gas) or (pump.number(name) if pump is not None else None)
        if held is None:
            held = float(generic[f"capacity_{_like(gas, 'capacity', generic)}"]) * size
            guessed.append(gas)
        volumes.append(held)
    return np.array(volumes) * STANDARD_PRESSURE / (GAS_CONSTANT * STANDARD_TEMPERATURE), guessed


def _speeds(
    declared: Cryo, pump: CataloguePump | None, generic: Mapping[str, Datum], area: float, inlet: Inlet
) -> tuple[Array, list[str]]:
    """Return S [m3/s] of each gas at 20 degC, and the gases for which capture had to be assumed."""
    known = {gas: pump.number(f"speed_{gas.lower()}") for gas in inlet.gases.names} if pump is not None else {}
    declared_speed: Mapping[str, float] = {str(gas): fast for gas, fast in declared.speed.items()}
    speeds, guessed = [], []
    for gas, mass in zip(inlet.gases.names, inlet.gases.molar_mass, strict=True):
        given = declared_speed.get(gas) or known.get(gas)
        if given is None:
            like = _like(gas, "capture", generic)
            given = float(generic[f"capture_{like}"]) * area * float(mean_speed(mass, ROOM_TEMPERATURE)) / 4
            guessed.append(gas)
        speeds.append(given)
    return np.array(speeds), guessed
