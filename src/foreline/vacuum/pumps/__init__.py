"""Pump machines, one file a type; `build` mounts a declared pump."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from foreline.errors import InputError
from foreline.tool.plugins import kinds
from foreline.tool.pumps import (
    Cryo,
    GasCooledRoots,
    Ion,
    LiquidRing,
    MultiStageRoots,
    PumpBase,
    RootsBooster,
    RotaryVane,
    Screw,
    Scroll,
    Turbo,
)
from foreline.vacuum.pumps.contract import Inlet, Limits, Machine
from foreline.vacuum.pumps.cryo import build_cryo
from foreline.vacuum.pumps.gas_cooled_roots import build_gas_cooled_roots
from foreline.vacuum.pumps.ion import build_ion
from foreline.vacuum.pumps.liquid_ring import build_liquid_ring
from foreline.vacuum.pumps.multi_stage_roots import build_multi_stage_roots
from foreline.vacuum.pumps.plugged import plug
from foreline.vacuum.pumps.roots_booster import build_roots_booster
from foreline.vacuum.pumps.rotary_vane import build_rotary_vane
from foreline.vacuum.pumps.screw import build_screw
from foreline.vacuum.pumps.scroll import build_scroll
from foreline.vacuum.pumps.turbo import build_turbo

__all__ = ["Inlet", "Limits", "Machine", "build"]

_BUILDERS: Mapping[type[PumpBase], Callable[[Any, Inlet], Machine]] = MappingProxyType(
    {
        MultiStageRoots: build_multi_stage_roots,
        Turbo: build_turbo,
        Cryo: build_cryo,
        Ion: build_ion,
        LiquidRing: build_liquid_ring,
        GasCooledRoots: build_gas_cooled_roots,
        RotaryVane: build_rotary_vane,
        Screw: build_screw,
        Scroll: build_scroll,
        RootsBooster: build_roots_booster,
    }
)


def build(declared: PumpBase, inlet: Inlet) -> Machine:
    """Return the machine of a declared pump: a built-in type, or the one a plugin brings.

    Parameters
    ----------
    declared : PumpBase
        The pump of the tool file.
    inlet : Inlet
        Where it is mounted.

    Returns
    -------
    Machine
        The pump as the network sees it.

    Raises
    ------
    InputError
        If the model is not in the catalogue, or no installed plugin knows the kind.
    OutsideValidity
        E105, if a pump measured against the atmosphere exhausts into a chamber.
    PhysicsError
        E196, if a plugin fails.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> pump = Turbo(kind="turbo", model="Leybold MAG W 1300", inlet="throat", outlet="line")
    >>> round(build(pump, Inlet("turbo", gas_set(), 293.15)).limits.peak_speed, 2)
    1.17

    References
    ----------
    .. [1] slac-gatt
    """
    built_in = _BUILDERS.get(type(declared))
    if built_in is not None:
        return built_in(declared, inlet)
    for name, kind in kinds("foreline.pumps").items():
        if type(declared) is kind.declared:
            return plug(name, kind, declared, inlet)
    raise InputError(f"pump {inlet.name!r}: no machine is installed for {type(declared).__name__}")
