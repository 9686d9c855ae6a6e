"""Boat: a pool of metal in a sheet heated by its current; it emits upwards from its flat surface."""

from __future__ import annotations

import math

import numpy as np

from foreline.data.metals import atomic_volume, metal
from foreline.source.evaporated import emission, temperature_details
from foreline.source.evaporation import depletion, evaporation_flux, radiated, too_cold
from foreline.source.hot_strip import wire_table
from foreline.source.resistive import attack, conductor_details, covered, driven, profile, sheet, sooner, vapour_load
from foreline.source.vapour_pressure import known
from foreline.states import EmissionState
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
    {'radiation': 463, 'clamps': 110, 'evaporation': 27}

    References
    ----------
    .. [1] carslaw1959
    .. [2] alcock1984
    """
    where, symbol = f"sources.{name}", declared.charge.material
    known(symbol)
    conductor = sheet(declared.boat, declared.clamp_temperature)
    width = declared.pool.width * covered(declared.boat.length, declared.pool.length)
    found = driven(declared, conductor, vapour_load(symbol, width), where)
    cell = 0.5 * declared.boat.length / width.size
    leaving = 2.0 * cell * width * evaporation_flux(symbol, found.temperature)  # 1/s, both halves
    atoms = float(leaving.sum())
    t = float(leaving @ found.temperature) / atoms if atoms > 0.0 else float(found.temperature[-1])
    too_cold(symbol, t, where)
    _, end = depletion(0.0, 1.0, atoms * float(metal(symbol, "molar_mass")) / AVOGADRO)
    charge_life = math.nan if declared.charge.mass is None else declared.charge.mass * end
    own = conductor_details(conductor, found, declared.boat.thickness)
    eps = float(np.interp(t, *wire_table(conductor.metal, "emissivity")))
    return emission(
        declared, name, step, material=symbol, species={symbol: 1.0}, atoms=atoms,
        radius=math.sqrt(declared.pool.length * declared.pool.width / math.pi), temperature=t,
        power_density=float(radiated(t, eps)),
        parts={"radiation": found.radiation, "clamps": found.conduction, "evaporation": found.evaporation},
        consumption=float(evaporation_flux(symbol, found.temperature[width > 0.0]).max()) * atomic_volume(symbol),
        life=sooner(charge_life, own[-1].value), details=(*own, *temperature_details(symbol, t)),
        curves=(profile(found),), said=attack(conductor.metal, symbol),
        sources=("carslaw1959", *(("jones1927",) if conductor.metal == "W" else ("malter1939", "crc")), "ho1972"),
    )  # fmt: skip
