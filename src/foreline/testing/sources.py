"""The contract any source must pass, built in or plugin.

from foreline.testing.sources import check_source
def test_my_source():
    check_source(my_build, [weak, middle, strong])
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foreline.source.contract import Emit
from foreline.states import EmissionState, GrowthState, Notice
from foreline.tool.source import SourceBase
from foreline.units import unit

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
        "cosine_exponent": state.cosine_exponent, "atom_rate": state.atom_rate, "mean_energy": state.mean_energy,
        "ion_fraction": state.ion_fraction, "virtual_height": state.virtual_height, "power": state.power,
        **state.power_parts,
    }  # fmt: skip
    for label, value in (("consumption", state.consumption), ("life", state.life), ("heat_load", state.heat_load)):
        _require(bool(np.isnan(value)) or value >= 0.0, f"{label} = {value} is neither nan nor >= 0")
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
    _require(state.ion_fraction <= 1.0, f"ion_fraction = {state.ion_fraction} is above 1")
    shares = list(state.species.values())
    _require(min(shares, default=-1.0) >= 0.0, "species needs one element or more, each with a fraction >= 0")
    _require(abs(sum(shares) - 1.0) <= ATOM_BALANCE, f"the fractions of species add up to {sum(shares)!r}")
    _details(state)
    _require(all(isinstance(n, Notice) and n.code for n in state.notices), "every notice needs a code")


def check_growth(state: GrowthState) -> None:
    """Raise AssertionError if one growth is not finite, not positive, or does not balance.

    Examples
    --------
    >>> from foreline.source import grow
    >>> from foreline.source.surroundings import Surroundings
    >>> from foreline.tool.surface import Cvd
    >>> source = Cvd(kind="cvd", chemistry="W-H2", temperature="400 degC", precursor="100 sccm")
    >>> around = Surroundings(gases={"H2": 1.5e-3}, pressures={"H2": 4000.0}, temperature=293.15, volume=0.02,
    ...     wafer_radius=0.15)
    >>> check_growth(grow(source, "w", "plug", around))
    """
    for label in ("film_volume", "temperature", "fed", "used", "unused", "power"):
        value = getattr(state, label)
        _require(bool(np.isfinite(value)) and value >= 0.0, f"{label} = {value} is not a finite number >= 0")
    _require(0.0 < state.sticking <= 1.0, f"sticking = {state.sticking} is not between 0 and 1")
    _require(state.radius.ndim == 1 and state.radius.shape == state.growth.shape, "radius and growth differ in shape")
    _require(bool(np.all(np.diff(state.radius) > 0.0)), "radii must rise from the centre outwards")
    _require(bool(np.all(np.isfinite(state.growth)) and np.all(state.growth >= 0.0)), "growth is not finite and >= 0")
    _require(bool(np.any(state.growth > 0.0)), "a source that grows nothing must raise, not return zeros")
    _require(
        abs((state.used + state.unused) / state.fed - 1.0) <= ATOM_BALANCE,
        f"used {state.used!r} and unused {state.unused!r} mol/s do not add up to {state.fed!r} fed",
    )
    parts = sum(state.power_parts.values())
    _require(
        abs(parts - state.power) <= POWER_BALANCE * state.power,
        f"power_parts add up to {parts!r} W, power says {state.power!r} W",
    )
    _details(state)
    _require(all(isinstance(n, Notice) and n.code for n in state.notices), "every notice needs a code")


def _details(state: EmissionState | GrowthState) -> None:
    """Require that what only this technique has is told in SI, each thing once."""
    told = [*(d.name for d in state.details), *(c.name for c in state.curves)]
    _require(len(set(told)) == len(told), f"details and curves share a name: {sorted(told)}")
    for detail in state.details:
        _require(bool(detail.label and detail.why), f"detail {detail.name} has no label or no why")
        _require(unit(detail.unit).factor == 1.0, f"detail {detail.name} is in {detail.unit!r}, not in SI")
        _require(not np.isinf(detail.value), f"detail {detail.name} is infinite")
    for curve in state.curves:
        _require(unit(curve.x_unit).factor == unit(curve.y_unit).factor == 1.0, f"curve {curve.name} is not in SI")
        _require(curve.x.shape == curve.y.shape and curve.x.ndim == 1, f"curve {curve.name}: x and y differ in shape")
        _require(
            bool(np.all(np.isfinite(curve.x)) and np.all(np.isfinite(curve.y))), f"curve {curve.name} is not finite"
        )


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
