"""Boat: a pool of metal in a sheet heated by its current; it emits upwards from its flat surface."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from foreline.data import properties
from foreline.data.metals import atomic_volume, metal
from foreline.source.evaporated import Said, emission, temperature_details
from foreline.source.evaporation import depletion, evaporation_flux, radiated, too_cold
from foreline.source.hot_strip import Conductor, Melt, wire_table
from foreline.source.resistive import attack, conductor_details, covered, driven, profile, sheet, sooner, vapour_load
from foreline.source.vapour_pressure import known
from foreline.states import Array, Detail, EmissionState
from foreline.tool.evaporation import Boat
from foreline.units import AVOGADRO


def emit(declared: Boat, name: str, step: str, gas: str) -> EmissionState:
    """Return what a boat emits.

    Parameters
    ----------
    declared : Boat
        Sheet, pool, charge, power or current, all SI.
    name : str
        The source's name in the tool file.
    step : str
        The process step.
    gas : str
        The step's main gas; evaporation needs none.

    Returns
    -------
    EmissionState
        Emitted flux of a disc of the pool's area, power balance, current, life.

    Raises
    ------
    OutsideValidity
        E210 or E205 if the metal is unknown, E212 if the boat melts, E215 if nothing evaporates.
    NotConverged
        E216 if the boat's temperature is not found.

    Examples
    --------
    >>> boat = Boat(kind="boat", boat={"material": "W", "length": "100 mm", "width": "12 mm", "thickness": "0.25 mm"},
    ...     pool={"length": "20 mm", "width": "8 mm"}, charge={"material": "Au", "mass": "1 g"}, power="600 W",
    ...     position={"height": "350 mm"})
    >>> state = emit(boat, "au", "film", "Ar")
    >>> {part: round(watts) for part, watts in state.power_parts.items()}
    {'radiation': 469, 'clamps': 117, 'evaporation': 13}

    References
    ----------
    .. [1] carslaw1959
    .. [2] alcock1984
    """
    where, symbol = f"sources.{name}", declared.charge.material
    known(symbol)
    zone = covered(declared.boat.length, declared.pool.length)
    width = declared.pool.width * zone
    conductor = sheet(declared.boat, declared.clamp_temperature)
    pool = _melt(declared, zone)
    conductor = replace(conductor, melt=pool)
    found = driven(declared, conductor, vapour_load(symbol, width), where)
    cell = 0.5 * declared.boat.length / width.size
    leaving = 2.0 * cell * width * evaporation_flux(symbol, found.temperature)  # 1/s, both halves
    atoms = float(leaving.sum())
    t = float(leaving @ found.temperature) / atoms if atoms > 0.0 else float(found.temperature[-1])
    too_cold(symbol, t, where)
    _, end = depletion(0.0, 1.0, atoms * float(metal(symbol, "molar_mass")) / AVOGADRO)
    charge_life = math.nan if declared.charge.mass is None else declared.charge.mass * end
    own = (*conductor_details(conductor, found, declared.boat.thickness), *_shares(conductor, t))
    heater_life = next(d.value for d in own if d.name == "heater_life")
    eps = float(np.interp(t, *wire_table(conductor.metal, "emissivity")))
    return emission(
        declared, name, step, material=symbol, species={symbol: 1.0}, atoms=atoms,
        radius=math.sqrt(declared.pool.length * declared.pool.width / math.pi), temperature=t,
        power_density=float(radiated(t, eps)),
        parts={"radiation": found.radiation, "clamps": found.conduction, "evaporation": found.evaporation},
        consumption=float(evaporation_flux(symbol, found.temperature[width > 0.0]).max()) * atomic_volume(symbol),
        life=sooner(charge_life, heater_life), details=(*own, *temperature_details(symbol, t)),
        curves=(profile(found),), said=[*attack(conductor.metal, symbol), *_left_out(pool, symbol)],
        sources=("carslaw1959", *(("jones1927",) if conductor.metal == "W" else ("malter1939", "crc")), "ho1972"),
    )  # fmt: skip


def _melt(declared: Boat, zone: Array) -> Melt | None:
    """Return the pool at half of its charge, the mean over its life; nothing if its mass or resistivity is unknown."""
    symbol, mass, pool = declared.charge.material, declared.charge.mass, declared.pool
    row = properties("evaporants").get(symbol, {})
    if mass is None or not {"liquid_resistivity", "conductivity", "emissivity"} <= row.keys():
        return None
    volume = 0.5 * mass / float(metal(symbol, "molar_mass")) * AVOGADRO * atomic_volume(symbol)
    return Melt(
        section=volume / pool.length * zone,
        width=pool.width * zone,
        resistivity=float(row["liquid_resistivity"]),
        conductivity=float(row["conductivity"]),
        emissivity=float(row["emissivity"]),
    )


def _shares(conductor: Conductor, temperature: float) -> tuple[Detail, ...]:
    """Return the part of the current that flows through the melt."""
    if conductor.melt is None:
        return ()
    through = float(conductor.melt.section.max()) / conductor.melt.resistivity
    strip = conductor.section / float(np.interp(temperature, *wire_table(conductor.metal, "resistivity")))
    return (
        Detail(name="melt_share", label="Current through the melt", value=through / (through + strip), unit="",
               why="melt and sheet in parallel at the pool, half of the charge left"),
    )  # fmt: skip


def _left_out(pool: Melt | None, symbol: str) -> Said:
    """Say where the melt's own conduction is not counted."""
    if pool is not None:
        return []
    return [("W249", f"the {symbol} melt's part in carrying the current is not counted: give the charge's mass, or its "
                     "liquid resistivity is not in the table; the rate at a current is an upper bound")]  # fmt: skip
