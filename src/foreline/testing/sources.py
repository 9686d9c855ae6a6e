"""The contract any source must pass, built in or plugin.

from foreline.testing.sources import check_source
def test_my_source():
    check_source(my_build, [weak, middle, strong])
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foreline.source.contract import Emit
from foreline.states import EmissionState, Notice
from foreline.tool.source import SourceBase

ATOM_BALANCE = 1e-12
POWER_BALANCE = 1e-9


def check_emission(state: EmissionState) -> None:
    """Raise AssertionError if one emission is not finite, not positive, or does not balance.

    Examples
    --------
    >>> from foreline.source import solve
    >>> from foreline.tool.source import DcMagnetron
    >>> gun = DcMagnetron(kind="dc-magnetron", target={"material": "Cu", "diameter": "50 mm", "thickness": "6 mm"},
    ...     racetrack=[{"radius": "15 mm", "width": "8 mm"}], power="50 W", voltage="395 V",
    ...     position={"height": "150 mm"})
    >>> check_emission(solve(gun, "cu", "film", "Ar"))
    """
    scalars = {
        "cosine_exponent": state.cosine_exponent, "atom_rate": state.atom_rate, "ion_current": state.ion_current,
        "ion_energy": state.ion_energy, "yield_per_ion": state.yield_per_ion, "power": state.power,
        "consumption": state.consumption, **state.power_parts,
    }  # fmt: skip
    for label, value in scalars.items():
        _require(bool(np.isfinite(value)) and value >= 0.0, f"{label} = {value} is not a finite number >= 0")
    _require(state.atom_rate > 0.0, "a source that emits nothing must raise, not return zeros")
    _require(state.power > 0.0, "a source cannot emit without power")
    rings = (state.ring_radius, state.ring_flux, state.ring_area)
    _require(state.ring_radius.ndim == 1 and len({r.shape for r in rings}) == 1, "ring arrays differ in shape")
    for label, ring in zip(("ring_radius", "ring_flux", "ring_area"), rings, strict=True):
        _require(bool(np.all(np.isfinite(ring)) and np.all(ring >= 0.0)), f"{label} is not finite and >= 0")
    _require(bool(np.all(np.diff(state.ring_radius) > 0.0)), "ring radii must rise from the centre outwards")
    atoms = float(state.ring_flux @ state.ring_area)
    _require(
        abs(atoms / state.atom_rate - 1.0) <= ATOM_BALANCE,
        f"the rings emit {atoms!r} atoms/s, atom_rate says {state.atom_rate!r}",
    )
    parts = sum(state.power_parts.values())
    _require(
        abs(parts / state.power - 1.0) <= POWER_BALANCE,
        f"power_parts add up to {parts!r} W, power says {state.power!r} W",
    )
    _require(all(isinstance(n, Notice) and n.code for n in state.notices), "every notice needs a code")


def check_source(build: Emit, rising: Sequence[SourceBase], gas: str = "Ar") -> None:
    """Raise AssertionError if a source breaks the contract.

    `rising` is one declaration several times, with nothing changed but the power, lowest first.

    Examples
    --------
    >>> from foreline.source import solve
    >>> from foreline.tool.source import DcMagnetron
    >>> guns = [DcMagnetron(kind="dc-magnetron", target={"material": "Ti", "diameter": "50 mm", "thickness": "6 mm"},
    ...     racetrack=[{"radius": "15 mm", "width": "8 mm"}], power=power, voltage="400 V",
    ...     position={"height": "150 mm"}) for power in ("50 W", "100 W", "200 W")]
    >>> check_source(solve, guns)
    """
    _require(len(rising) > 1, "give at least two declarations of rising power")
    states = [build(declared, "source", "step", gas) for declared in rising]
    for state in states:
        check_emission(state)
        _require((state.name, state.step) == ("source", "step"), "the state must carry the names it was given")
    _require(bool(np.all(np.diff([s.power for s in states]) > 0.0)), "the declarations do not rise in power")
    _require(bool(np.all(np.diff([s.atom_rate for s in states]) >= 0.0)), "more power emits fewer atoms")
    again = build(rising[0], "source", "step", gas)
    _require(
        bool(np.array_equal(again.ring_flux, states[0].ring_flux)),
        "the same declaration gives another result: not pure",
    )


def _require(holds: bool, message: str) -> None:
    """Raise AssertionError with a message, also under `python -O`."""
    if not holds:
        raise AssertionError(message)
