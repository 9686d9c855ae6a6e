"""Multi-stage Roots, or Roots and claw, to atmosphere; with or without an integrated booster."""

from __future__ import annotations

from foreline.tool.pumps import MultiStageRoots
from foreline.vacuum.catalogue import find
from foreline.vacuum.pumps.contract import Inlet
from foreline.vacuum.pumps.dry import DryIntoChamber, DryMachine, mount
from foreline.vacuum.pumps.power import isothermal


def build_multi_stage_roots(declared: MultiStageRoots, inlet: Inlet) -> DryMachine | DryIntoChamber:
    """Return the machine of a declared multi-stage Roots pump.

    Parameters
    ----------
    declared : MultiStageRoots
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
    >>> pump = MultiStageRoots(kind="multi-stage-roots", model="Edwards iXH100", inlet="line", outlet="atmosphere")
    >>> machine = build_multi_stage_roots(pump, Inlet("backing", gas_set(("N2",)), 293.15))
    >>> round(machine.limits.ultimate, 2), round(machine.power(np.array([2.0]), np.array([101325.0])), 2)
    (2.0, 2100.0)

    References
    ----------
    .. [1] edwards-ixh
    .. [2] pfeiffer-knowhow
    """
    pump = find(declared.model, "multi-stage-roots")
    law, notices = isothermal(declared, pump, inlet.name, "generic multi-stage Roots")
    return mount(declared, inlet, pump, law, notices)
