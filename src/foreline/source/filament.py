"""Filament: a hot wire, wet with the metal in its middle, evaporates it in all directions.

The wire's balance gives its temperature along the length (`hot_strip`); half of what evaporates flies towards the
wafer's side. The charge shrinks as a drop does, so its last tenth takes longer than its first.
"""

from __future__ import annotations

import math

import numpy as np

from foreline.data.metals import metal
from foreline.source.evaporated import emission, temperature_details
from foreline.source.evaporation import depletion, energy_per_atom, evaporation_flux, radiated, too_cold
from foreline.source.hot_strip import Conductor, wire_table
from foreline.source.resistive import attack, conductor_details, covered, driven, profile, sooner, vapour_load
from foreline.source.vapour_pressure import known
from foreline.states import Detail, EmissionState
from foreline.tool.evaporation import Filament
from foreline.units import AVOGADRO

SHRINKS = 2.0 / 3.0  # area over mass, of a drop


def emit(declared: Filament, name: str, step: str, gas: str) -> EmissionState:
    """Return what a filament emits.

    Parameters
    ----------
    declared : Filament
        Wire, charge, power or current, all SI.
    name : str
        The source's name in the tool file.
    step : str
        The process step.
    gas : str
        The step's main gas; evaporation needs none.

    Returns
    -------
    EmissionState
        Emitted flux into the half space of the wafer, power balance, current, life.

    Raises
    ------
    OutsideValidity
        E210 or E205 if the metal is unknown, E212 if the wire melts, E215 if nothing evaporates.
    NotConverged
        E216 if the wire's temperature is not found.

    Examples
    --------
    >>> coil = Filament(kind="filament", wire={"material": "W", "diameter": "1 mm", "length": "100 mm"},
    ...     charge={"material": "Al", "mass": "200 mg"}, power="150 W", position={"height": "250 mm"})
    >>> state = emit(coil, "al", "film", "Ar")
    >>> {part: round(watts) for part, watts in state.power_parts.items()}
    {'radiation': 48, 'clamps': 33, 'evaporation': 70}

    References
    ----------
    .. [1] jones1927
    .. [2] alcock1984
    """
    where, symbol, wire = f"sources.{name}", declared.charge.material, declared.wire
    known(symbol)
    girth = math.pi * wire.diameter
    conductor = Conductor(wire.material, wire.length, 0.25 * girth * wire.diameter, girth, declared.clamp_temperature)
    width = girth * covered(wire.length, wire.wetted * wire.length)
    found = driven(declared, conductor, vapour_load(symbol, width), where)
    cell = 0.5 * wire.length / width.size
    leaving = 2.0 * cell * width * evaporation_flux(symbol, found.temperature)  # 1/s, both halves
    total = float(leaving.sum())
    # The vapour's own mean temperature: that at which the whole wetted length would take as much energy an atom.
    t = float(leaving @ found.temperature) / total if total > 0.0 else float(found.temperature[-1])
    too_cold(symbol, t, where)
    _, end = depletion(0.0, 1.0, total * float(metal(symbol, "molar_mass")) / AVOGADRO, SHRINKS)
    charge_life = math.nan if declared.charge.mass is None else declared.charge.mass * end
    own = conductor_details(conductor, found, wire.diameter)
    details = (
        *own,
        *temperature_details(symbol, t),
        Detail(name="evaporated", label="Evaporated in all directions", value=total, unit="1/s",
               why="int Gamma dA over the wetted wire; half flies to the wafer's side"),
        Detail(name="energy_per_atom", label="Energy per evaporated atom", value=float(energy_per_atom(symbol, t)),
               unit="J", why="dH / N_A - k T / 2", sources=("alcock1984",)),
    )  # fmt: skip
    eps = float(np.interp(t, *wire_table(wire.material, "emissivity")))
    face = math.pi * (0.5 * declared.face) ** 2
    # The coil's projected wire cannot glow brighter than its own surface spread over the face.
    glow = float(radiated(t, eps)) * min(1.0, 0.25 * girth * wire.length / face)
    return emission(
        declared, name, step, material=symbol, species={symbol: 1.0}, atoms=0.5 * total, radius=0.5 * declared.face,
        temperature=t, power_density=glow,
        parts={"radiation": found.radiation, "clamps": found.conduction, "evaporation": found.evaporation},
        consumption=math.nan, life=sooner(charge_life, own[-1].value), details=details, curves=(profile(found),),
        said=attack(wire.material, symbol), sources=("jones1927", "carslaw1959", *_tables(wire.material)),
    )  # fmt: skip


def _tables(metal_of_wire: str) -> tuple[str, ...]:
    """Name the sources of a wire metal's tables."""
    return ("jones1927", "ho1972") if metal_of_wire == "W" else ("malter1939", "crc", "ho1972")
