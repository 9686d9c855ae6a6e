"""The contract test every pump machine must pass, shipped for plugins.

A plugin's test is three lines: mount the pump with an `Inlet`, call `check_machine`, and be done.
"""

from __future__ import annotations

import numpy as np

from foreline.states import Array
from foreline.vacuum.gas import GasSet
from foreline.vacuum.pumps.contract import Heats, Machine

PRESSURES = tuple(float(p) for p in np.geomspace(1e-10, 1.2e5, 61))  # Pa, totals at which a machine is tried


def check_machine(machine: Machine, gases: GasSet, outlet: Array) -> None:
    """Try a machine over fifteen decades of inlet pressure and raise AssertionError at the first broken promise.

    Checked: flows are finite, of the shape asked for, and alike one by one and all at once; each gas's flow out of the
    inlet rises with its own pressure; a dry pump's flow of nitrogen changes sign at its ultimate pressure; the flow is
    smooth enough to be differentiated; zero and slightly negative pressures are taken; power is positive and finite;
    of a machine that says where its power goes, water, air and gas sum to it; purge and water are not negative.

    Parameters
    ----------
    machine : Machine
        The mounted pump.
    gases : GasSet
        The gases it was mounted for.
    outlet : array
        Partial pressures at its outlet [Pa], shape [gas].

    Raises
    ------
    AssertionError
        With the promise that is broken.

    Examples
    --------
    >>> from foreline.tool.pumps import MultiStageRoots
    >>> from foreline.vacuum.gas import gas_set, humid_air
    >>> from foreline.vacuum.pumps import Inlet, build
    >>> declared = MultiStageRoots(
    ...     kind="multi-stage-roots", model="Edwards iXH100", inlet="line", outlet="atmosphere")
    >>> check_machine(build(declared, Inlet("backing", gas_set(), 293.15)), gas_set(), 101325 * humid_air(0.45))
    """
    mixtures = np.concatenate([np.eye(len(gases)), np.full((1, len(gases)), 1 / len(gases))])
    p = np.array(PRESSURES)[:, None, None] * mixtures
    out = np.broadcast_to(outlet, p.shape)
    flow = machine.flow(p, out)
    _promise(flow.shape == p.shape, "flow has the shape [..., gas] of its pressures")
    _promise(bool(np.isfinite(flow).all()), "flow is finite")
    single = np.array([[machine.flow(one, outlet) for one in row] for row in p])
    _promise(bool(np.allclose(single, flow, rtol=1e-12, atol=0)), "flow of many pressures is that of each alone")
    _rises(machine, gases, p, out, flow)
    _ends(machine, gases, outlet)
    for bad in (np.zeros(len(gases)), np.full(len(gases), -1e-12)):
        _promise(bool(np.isfinite(machine.flow(bad, outlet)).all()), "flow takes zero and slightly negative pressures")
    for one in p[:, -1]:
        power = machine.power(one, outlet)
        _promise(bool(np.isfinite(power)) and power > 0, "power is positive and finite")
        if isinstance(machine, Heats):
            heat = machine.heat(one, outlet)
            total = heat.to_water + heat.to_air + heat.to_gas
            _promise(abs(total - power) <= 1e-9 * power, "heat to water, to air and to gas sum to the power")
    _promise(machine.purge >= 0 and machine.water >= 0, "purge and water are not negative")


def _promise(kept: bool, what: str) -> None:
    if not kept:
        raise AssertionError(f"broken promise: {what}")


def _rises(machine: Machine, gases: GasSet, p: Array, out: Array, flow: Array) -> None:
    """Check that each pure gas's flow rises with pressure, and that small steps change it little."""
    for i, name in enumerate(gases.names):
        own = flow[:, i, i]
        rises = (np.diff(own) >= -1e-9 * np.abs(own[1:])) | (own[1:] < 0)
        _promise(bool(rises.all()), f"flow of pure {name} rises with its pressure")
    step = np.abs(machine.flow(p * (1 + 1e-6), out) - flow)
    scale = np.abs(flow) + np.abs(machine.flow(np.zeros_like(p), out)) + 1e-300
    _promise(bool((step.sum(-1) <= 1e-3 * scale.sum(-1)).all()), "flow has no jumps")


def _ends(machine: Machine, gases: GasSet, outlet: Array) -> None:
    """Check that pure nitrogen stops at the ultimate pressure."""
    ultimate = machine.limits.ultimate
    if ultimate <= 0 or "N2" not in gases.names:
        return
    nitrogen = np.array([1.0 if name == "N2" else 0.0 for name in gases.names])

    def at(times: float) -> float:
        return float(machine.flow(ultimate * times * nitrogen, outlet).sum())

    _promise(abs(at(1.0)) <= 1e-9 * abs(at(2.0)), "no net flow of nitrogen at the ultimate pressure")
    _promise(at(0.5) < 0 < at(2.0), "nitrogen comes back below the ultimate pressure and leaves above it")
