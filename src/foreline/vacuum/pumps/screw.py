"""Screw pump to atmosphere, with or without an integrated booster.

Where the inner volume ratio is known, power is friction plus the indicated work of pockets that shrink by it:

    P = share P_motor + S (p (Vi^(k-1) - 1)/(k - 1) + pe/Vi - p)

A combination with a booster has no volume ratio of its own: its power is that at ultimate plus isothermal work.
"""

from __future__ import annotations

from foreline.data import properties
from foreline.tool.pumps import Screw
from foreline.vacuum.catalogue import CataloguePump, find
from foreline.vacuum.pumps.contract import Inlet
from foreline.vacuum.pumps.dry import DryIntoChamber, DryMachine, mount
from foreline.vacuum.pumps.power import InnerCompression, inner_work, isothermal


def build_screw(declared: Screw, inlet: Inlet) -> DryMachine | DryIntoChamber:
    """Return the machine of a declared screw pump.

    Parameters
    ----------
    declared : Screw
        The pump of the tool file.
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
    >>> import numpy as np
    >>> from foreline.vacuum.gas import gas_set
    >>> pump = Screw(kind="screw", model="Edwards GXS160", inlet="line", outlet="atmosphere")
    >>> machine = build_screw(pump, Inlet("backing", gas_set(("N2",)), 293.15))
    >>> round(machine.limits.ultimate, 2), round(machine.power(np.array([0.7]), np.array([101325.0])), -1)
    (0.7, 3720.0)

    References
    ----------
    .. [1] edwards-gxs
    """
    pump = find(declared.model, "screw")
    inner = _inner(declared, pump)
    if inner is not None:
        return mount(declared, inlet, pump, inner)
    law, notices = isothermal(declared, pump, inlet.name, "generic screw")
    return mount(declared, inlet, pump, law, notices)


def _inner(declared: Screw, pump: CataloguePump) -> InnerCompression | None:
    """Return the power law of a screw with known volume ratio; a declared power at ultimate moves the friction."""
    ratio, motor, displacement = pump.number("internal_volume_ratio"), pump.number("motor"), pump.number("peak_speed")
    if ratio is None or motor is None or displacement is None:
        return None
    friction = float(properties("pumps")["generic screw"]["mechanical_share"]) * motor
    if declared.power is not None:
        friction = declared.power - float(inner_work(0.0, displacement, ratio))
        if friction < 0:  # less than the gas alone takes: another machine than the catalogue's
            return None
    return InnerCompression(friction, displacement, ratio)
