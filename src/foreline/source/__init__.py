"""Sources: what leaves the target or crucible, in atoms per area and time; one file a technique."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from foreline.errors import DataError
from foreline.source import dc_magnetron
from foreline.source.contract import Emit
from foreline.states import EmissionState
from foreline.tool.plugins import attempt, kinds, promise
from foreline.tool.source import DcMagnetron, SourceBase

__all__ = ["solve"]

_TECHNIQUES: Mapping[type[SourceBase], Emit] = MappingProxyType({DcMagnetron: dc_magnetron.emit})


def solve(declared: SourceBase, name: str, step: str, gas: str) -> EmissionState:
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
