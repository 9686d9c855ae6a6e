"""Sources: what leaves the target or crucible, in atoms per area and time; one file a technique."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from foreline.errors import DataError
from foreline.source import (
    ald,
    boat,
    cvd,
    dc_magnetron,
    electron_beam,
    filament,
    flash,
    induction,
    laser_ablation,
    pulsed,
    reactive,
)
from foreline.source.contract import Emit, EmitInGas, Grow
from foreline.source.surroundings import Surroundings
from foreline.states import EmissionState, GrowthState
from foreline.tool.evaporation import Boat, ElectronBeam, Filament, Flash, Induction
from foreline.tool.laser import LaserAblation
from foreline.tool.plasma import Hipims, PulsedMagnetron, ReactiveMagnetron, RfMagnetron
from foreline.tool.plugins import attempt, kinds, promise
from foreline.tool.source import DcMagnetron, SourceBase
from foreline.tool.surface import Ald, Cvd, SurfaceSource

__all__ = ["grow", "solve"]

_TECHNIQUES: Mapping[type[SourceBase], Emit] = MappingProxyType(
    {
        Filament: filament.emit,
        Boat: boat.emit,
        ElectronBeam: electron_beam.emit,
        Flash: flash.emit,
        Induction: induction.emit,
        DcMagnetron: dc_magnetron.emit,
        RfMagnetron: pulsed.emit_rf,
        PulsedMagnetron: pulsed.emit_pulsed,
        Hipims: pulsed.emit_hipims,
        LaserAblation: laser_ablation.emit,
    }
)
# What these emit depends on the pressure of a gas, not only on which it is.
_IN_GAS: Mapping[type[SourceBase], EmitInGas] = MappingProxyType({ReactiveMagnetron: reactive.emit})
_GROWING: Mapping[type[SurfaceSource], Grow] = MappingProxyType({Cvd: cvd.grow, Ald: ald.grow})


def solve(declared: SourceBase, name: str, step: str, gas: str, around: Surroundings | None = None) -> EmissionState:
    """Return what a declared source emits in one process step.

    The declaration's type chooses the technique; a type from a plugin is answered by the plugin's `build`.

    Parameters
    ----------
    declared : SourceBase
        The source as declared in the tool file, all SI.
    name : str
        Its name in the tool file.
    step : str
        The process step it serves.
    gas : str
        The step's main gas.
    around : Surroundings, optional
        What the vacuum room found for this step; a source in reactive gas needs it.

    Returns
    -------
    EmissionState
        Emitted flux per ring of the source face, plume law, power balance, consumption.

    Raises
    ------
    OutsideValidity
        If the technique does not model this gas, material or energy.
    DataError
        If no technique and no plugin knows this kind of source.
    PhysicsError
        E196, if a plugin fails or returns something else.

    Examples
    --------
    >>> from foreline.tool.source import DcMagnetron
    >>> gun = DcMagnetron(kind="dc-magnetron", target={"material": "Cu", "diameter": "50 mm", "thickness": "6 mm"},
    ...     racetrack=[{"radius": "15 mm", "width": "8 mm"}], power="50 W", voltage="395 V",
    ...     position={"height": "150 mm"})
    >>> solve(gun, "cu", "film", "Ar").material
    'Cu'

    References
    ----------
    .. [1] lieberman2005
    """
    in_gas = _IN_GAS.get(type(declared))
    if in_gas is not None:
        if around is None:
            raise DataError(f"sources.{name} depends on the gas around it; solve it with its surroundings")
        return in_gas(declared, name, step, gas, around)
    built_in = _TECHNIQUES.get(type(declared))
    if built_in is not None:
        return built_in(declared, name, step, gas)
    for plugin, kind in kinds("foreline.sources").items():
        if isinstance(declared, kind.declared):
            where = f"sources.{name}"
            state: EmissionState = attempt(where, plugin, kind.build, declared, name, step, gas)
            promise(where, plugin, isinstance(state, EmissionState), "build returns an EmissionState")
            promise(where, plugin, bool(np.isfinite(state.ring_flux).all()), "the flux is finite")
            emits = math.isfinite(state.atom_rate) and state.atom_rate > 0
            promise(where, plugin, emits, "what emits nothing raises an error")
            return state
    raise DataError(f"sources.{name}: no technique for {type(declared).__name__}")


def grow(declared: SurfaceSource, name: str, step: str, around: Surroundings) -> GrowthState:
    """Return what a declared gas-phase source grows in one process step.

    The declaration's type chooses the technique; a type from a plugin is answered by the plugin's `build`.

    Parameters
    ----------
    declared : SurfaceSource
        The source as declared in the tool file, all SI.
    name, step : str
        Its name in the tool file, the process step it serves.
    around : Surroundings
        What the vacuum room found for this step.

    Returns
    -------
    GrowthState
        Growth rate along the wafer's radius, reaction probability, mass and power balance.

    Raises
    ------
    OutsideValidity
        If the technique does not model this chemistry or this point.
    DataError
        If no technique and no plugin knows this kind of source, or a plugin returns something else.

    Examples
    --------
    >>> from foreline.tool.surface import Cvd
    >>> source = Cvd(kind="cvd", chemistry="W-H2", temperature="400 degC", precursor="100 sccm")
    >>> around = Surroundings(gases={"H2": 1.5e-3}, pressures={"H2": 4000.0}, temperature=293.15, volume=0.02,
    ...     wafer_radius=0.15)
    >>> grow(source, "w", "plug", around).material
    'W'

    References
    ----------
    .. [1] cvd-textbook
    """
    built_in = _GROWING.get(type(declared))
    if built_in is not None:
        return built_in(declared, name, step, around)
    for plugin, kind in kinds("foreline.sources").items():
        if isinstance(declared, kind.declared):
            where = f"sources.{name}"
            state: GrowthState = attempt(where, plugin, kind.build, declared, name, step, around)
            promise(where, plugin, isinstance(state, GrowthState), "build returns a GrowthState")
            promise(where, plugin, bool(np.isfinite(state.growth).all()), "the growth rate is finite")
            return state
    raise DataError(f"sources.{name}: no technique for {type(declared).__name__}")
