"""Gas that enters from outside besides leaks: through seals, as purge, and what the history of the walls leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foreline.data import properties
from foreline.states import Array, Notice
from foreline.tool import Tool
from foreline.tool.vacuum import Bake, Chamber, Outgassing, Seal, Vent
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE, STANDARD_TEMPERATURE
from foreline.vacuum.gas import GasSet
from foreline.vacuum.polymers import reference_temperature, seal_shape, sheets, warmer, with_polymers
from foreline.vacuum.wall_history import exposed, exposed_fraction, hydrogen_left, pumped, soaked
from foreline.vacuum.walls import BINS, REFERENCE_TEMPERATURE, Walls, equilibrium, walls

NEAR = 20.0  # K; closer to its reference temperature a rate is taken as it is
PHASES = ("always", "roughing", "high-vacuum")


@dataclass(frozen=True)
class GasLoads:
    """What enters each chamber, what it is filled with at the start, and its walls."""

    seals: Array  # [chamber, gas], mol/s
    purge: Array  # [phase, chamber, gas], mol/s, in the order of PHASES
    fill: Array  # [chamber, gas], mole fractions at the start
    start_cover: Array  # [chamber, bin], filled fraction of the sites at the start; nan where wet with the fill
    walls: Walls
    notices: tuple[Notice, ...]
    sources: tuple[str, ...]


def seal_flow(permeability: float | Array, length: float, squeeze: float, pressure: float | Array) -> Array:
    """Return the steady flow through an O-ring, Q = K p L F(s) / (R T0), T0 = 0 degC.

    F is the shape factor of the squeezed cord, see `seal_shape`; its diameter cancels.

    Parameters
    ----------
    permeability : float or array
        K, volume of gas at 0 degC times thickness per area, time and pressure ratio [m2/s].
    length : float
        Of the cord [m].
    squeeze : float
        Fraction s of the diameter by which it is flattened [1].
    pressure : float or array
        Partial pressure outside; inside is vacuum [Pa].

    Returns
    -------
    array
        Flow [mol/s].

    Examples
    --------
    >>> from foreline.units import GAS_CONSTANT
    >>> q = float(seal_flow(12e-12, 1.0, 0.2, 101325.0)) * GAS_CONSTANT * 273.15  # 1 atm of helium on 1 m of FKM
    >>> f"{q:.2g} Pa m3/s"
    '1.5e-06 Pa m3/s'

    References
    ----------
    .. [1] parker-oring
    .. [2] peacock1980
    .. [3] nasa-tnd4394
    """
    amount = np.asarray(permeability) * np.asarray(pressure) / (GAS_CONSTANT * STANDARD_TEMPERATURE)
    return np.asarray(amount * length * seal_shape(squeeze))


def surfaces(tool: Tool, temperature: Array, water_mass: float) -> Walls:
    """Return the walls of all chambers with the polymers in them, each at one temperature.

    Bins of the wall come first, then one a mode of diffusion, dN/dt = uptake p - k N, k from Arrhenius' law.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    temperature : array
        Of walls and polymers [K], shape [chamber].
    water_mass : float
        Molar mass of water [kg/mol].

    Returns
    -------
    Walls
        Sites [mol], rates [1/s] and uptake [mol/(s Pa)], shape [chamber, bin]; hydrogen as if not baked [mol/s].

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> surfaces(loads(text("template.yaml")).tool, np.full(5, 293.15), 0.018015).sites.shape
    (5, 20)

    References
    ----------
    .. [1] redhead1996
    .. [2] crank1975
    """
    return _surfaces(list(tool.chambers.values()), temperature, water_mass)


def _surfaces(chambers: list[Chamber], temperature: Array, water_mass: float) -> Walls:
    """Return the walls of some chambers with their polymers."""
    table, area = properties("outgassing"), np.array([chamber.surface for chamber in chambers])
    bare = walls(area, temperature, [table[chamber.material] for chamber in chambers], water_mass)
    bare = _factored(bare, [chamber.outgassing for chamber in chambers])
    return with_polymers(bare, tuple(sheets(chamber) for chamber in chambers), temperature)


def gas_loads(tool: Tool, gases: GasSet, air: Array) -> GasLoads:
    """Return the gas loads of all chambers of a tool.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    gases : GasSet
        The gases, in the order of all arrays.
    air : array
        Mole fractions of the humid air outside [1], shape [gas].

    Returns
    -------
    GasLoads
        Inflow [mol/s], mole fractions and filled sites at the start [1], walls.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.gas import gas_set, humid_air
    >>> one = gas_loads(loads(text("template.yaml")).tool, gas_set(), humid_air(0.45))
    >>> one.seals.sum(), one.purge.sum(), one.fill.sum(1).tolist()
    (np.float64(0.0), np.float64(0.0), [1.0, 1.0, 1.0, 1.0, 1.0])

    References
    ----------
    .. [1] peacock1980
    .. [2] redhead1996
    """
    chambers, table = list(tool.chambers.values()), properties("outgassing")
    mass = float(gases.molar_mass[gases.names.index("H2O")])
    surface = surfaces(tool, np.array([c.temperature for c in chambers]), mass)
    notices: list[Notice] = []
    used: list[str] = []
    hydrogen, start = surface.hydrogen.copy(), np.full(surface.sites.shape, np.nan)
    fill = np.repeat(air[None], len(chambers), axis=0)
    seals, purge = np.zeros_like(fill), np.zeros((len(PHASES), *fill.shape))
    vapour = float(air[gases.names.index("H2O")]) * STANDARD_PRESSURE
    for i, (name, chamber) in enumerate(tool.chambers.items()):
        notices += _notices(f"chambers.{name}", chamber)
        used += _used(chamber)
        for seal in chamber.seals:
            row = properties("permeation")[seal.material]
            through = np.array([float(row[gas]) if gas in row else 0.0 for gas in gases.names])
            through *= warmer(float(row["energy"]), chamber.temperature)
            seals[i] += seal_flow(through, seal.length, seal.squeeze, air * STANDARD_PRESSURE)
        if chamber.purge is not None:
            purge[PHASES.index(chamber.purge.open), i, gases.names.index(chamber.purge.gas)] += chamber.purge.flow
        if chamber.bake is not None:
            hydrogen[i] *= hydrogen_left(table[chamber.material], chamber.bake.temperature, chamber.bake.duration)[0]
        if chamber.vented is not None and chamber.vented.gas != "air":
            dry = _dry(chamber, chamber.vented, chamber.bake, vapour, mass)
            start[i, : len(dry)] = dry / surface.sites[i, : len(dry)]
            start[i, len(dry) :] = 0.0
            share = exposed_fraction(chamber.volume, chamber.vented.exposed)
            fill[i] *= share
            fill[i, gases.names.index(chamber.vented.gas)] += 1 - share
    return GasLoads(
        seals, purge, fill, start, replace(surface, hydrogen=hydrogen), tuple(notices), tuple(dict.fromkeys(used))
    )


def _dry(chamber: Chamber, vent: Vent, bake: Bake | None, vapour: float, mass: float) -> Array:
    """Return the water on a wall that was wet, then pumped, baked, vented dry, and opened."""
    cold = _surfaces([chamber], np.array([chamber.temperature]), mass)
    water = equilibrium(cold, np.array([vapour]))[0]
    water = pumped(cold, water, vent.speed, chamber.temperature, vent.pumped)
    if bake is not None:
        hot = _surfaces([chamber], np.array([bake.temperature]), mass)
        water = pumped(hot, water, vent.speed, bake.temperature, bake.duration)
    bare = replace(cold, sites=cold.sites[:, :BINS], rate=cold.rate[:, :BINS], uptake=cold.uptake[:, :BINS])
    wall = exposed(bare, water[:BINS], vapour, chamber.temperature, chamber.volume, vent.exposed)
    return np.concatenate([wall, soaked(cold, water, vapour, vent.exposed)[BINS:]])


def _factored(bare: Walls, factors: list[Outgassing]) -> Walls:
    """Return walls with declared factors on water sites and hydrogen, one a chamber."""
    water, hydrogen = (np.array([getattr(f, name) for f in factors]) for name in ("water", "hydrogen"))
    return replace(bare, sites=bare.sites * water[:, None], hydrogen=bare.hydrogen * hydrogen)


def _notices(where: str, chamber: Chamber) -> list[Notice]:
    """Return what a chamber's gas loads assume."""
    row, found = properties("outgassing")[chamber.material], []
    if abs(chamber.temperature - REFERENCE_TEMPERATURE) > NEAR and "hydrogen_energy" not in row:
        text = f"hydrogen outgassing of {chamber.material} is that of 20 degC; water follows the temperature"
        found.append(Notice(code="W105", where=where, message=text))
    vent, bake = chamber.vented, chamber.bake
    if bake is not None and (vent is None or vent.gas == "air"):
        text = "the bake is followed by a vent with room air: its walls are wet again, only hydrogen is less"
        found.append(Notice(code="W150", where=f"{where}.bake", message=text))
    if bake is not None and hydrogen_left(row, bake.temperature, bake.duration)[1]:
        text = "diffusion alone would leave less hydrogen than in vacuum-fired steel; its rate is taken"
        found.append(Notice(code="W152", where=f"{where}.bake", message=text))
    if chamber.seals and abs(chamber.temperature - reference_temperature()) > NEAR:
        text = f"permeability measured at 23 degC, taken to {chamber.temperature - 273.15:.4g} degC by a usual energy"
        found.append(Notice(code="W151", where=f"{where}.seals", message=text))
    if chamber.polymers or any(seal.cord is not None and _water_known(seal) for seal in chamber.seals):
        text = "of polymers and cords only the water counts, and its data are good to a factor of 3"
        found.append(Notice(code="W155", where=where, message=text))
    for i, seal in enumerate(chamber.seals):
        if seal.cord is not None and not _water_known(seal):
            text = f"how fast water leaves a cord of {seal.material} is not known; it counts for its permeation only"
            found.append(Notice(code="W156", where=f"{where}.seals.{i}", message=text))
    if vent is not None and vent.gas != "air" and vent.exposed > 0:
        text = "room air comes in through the open door by diffusion in still air; draught brings more water"
        found.append(Notice(code="W153", where=f"{where}.vented", message=text))
    return found


def _water_known(seal: Seal) -> bool:
    return "water_diffusivity" in properties("permeation")[seal.material]


def _used(chamber: Chamber) -> list[str]:
    """Return the sources of a chamber's gas loads."""
    row = properties("outgassing")[chamber.material]
    baked, warm = chamber.bake is not None, chamber.temperature != REFERENCE_TEMPERATURE
    only_baked = {"hydrogen_diffusivity", "hydrogen_floor", "baked_temperature", "baked_time", "thickness"}
    skipped = (set() if baked else only_baked) | (set() if baked or warm else {"hydrogen_energy"})
    used = [datum.source for name, datum in row.items() if name not in skipped]
    for seal in chamber.seals:
        row_ = properties("permeation")[seal.material]
        used += [datum.source for name, datum in row_.items() if name != "water_diffusivity" or seal.cord is not None]
    for part in chamber.polymers:
        used += [datum.source for datum in properties("polymers")[part.material].values()]
    used += ["crank1975"] if sheets(chamber) else []
    used += ["crank1975"] if baked and "hydrogen_diffusivity" in row else []
    used += ["montgomery1947"] if chamber.vented is not None and chamber.vented.exposed > 0 else []
    return used
