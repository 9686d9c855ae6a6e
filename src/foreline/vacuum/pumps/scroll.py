"""Scroll pump to atmosphere: air-cooled, without purge; power by the maker's curve where there is one."""

from __future__ import annotations

import numpy as np

from foreline.tool.pumps import Scroll
from foreline.vacuum.catalogue import find
from foreline.vacuum.pumps.contract import Inlet
from foreline.vacuum.pumps.dry import DryIntoChamber, DryMachine, mount
from foreline.vacuum.pumps.power import Measured, isothermal


def build_scroll(declared: Scroll, inlet: Inlet) -> DryMachine | DryIntoChamber:
    """Return the machine of a declared scroll pump.

    Parameters
    ----------
    declared : Scroll
        The pump of the tool file; a declared power at ultimate shifts the maker's curve.
    inlet : Inlet
        Where it is mounted.

    Returns
    -------
    DryMachine or DryIntoChamber
        The machine, with notices of what the catalogue does not say.

    Raises
    ------
    InputError
        If the model is not in the catalogue.
    OutsideValidity
        E105 or E120, see `foreline.vacuum.pumps.dry.mount`.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> pump = Scroll(kind="scroll", model="Edwards XDS35i", inlet="line", outlet="atmosphere")
    >>> machine = build_scroll(pump, Inlet("backing", gas_set(("N2",)), 293.15))
    >>> [round(machine.power(np.array([p]), np.array([101325.0]))) for p in (1.0, 100.0, 1e4)]
    [429, 384, 1010]

    References
    ----------
    .. [1] edwards-xds
    """
    pump = find(declared.model, "scroll")
    # Scroll pumps are cooled by air and need no purge: no purge and no water where nothing is declared.
    whole = declared.model_copy(update={"purge": declared.purge or 0.0, "water": declared.water or 0.0})
    curve = pump.curve("power", "N2")
    if curve is None:
        law, notices = isothermal(whole, pump, inlet.name, "generic scroll")
        return mount(whole, inlet, pump, law, notices)
    shift = 0.0 if declared.power is None else declared.power - float(curve.value[0])
    power = np.maximum(curve.value + shift, min(declared.power or np.inf, float(curve.value.min())))
    return mount(whole, inlet, pump, Measured(np.log(curve.pressure), power))
