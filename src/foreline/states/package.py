"""From the finished line to the next die."""

from __future__ import annotations

import math
from dataclasses import dataclass

from foreline.states.quantities import Notice, quantity


@dataclass(frozen=True, kw_only=True)
class LegState:
    """One leg of the way out of the die."""

    name: str
    kind: str
    resistance: float = quantity("Ohm", "Resistance", "of the whole leg, direct current")
    capacitance: float = quantity("F", "Capacitance", "to everything around it")
    inductance: float = quantity(
        "H", "Partial inductance", "mu0 L/(2 pi) (ln(2 L/r) - 1); nan: not known", default=math.nan
    )
    keep_out: float = quantity(
        "m", "Keep-out radius", "from the axis; beyond it stress moves holes by less than 5 %", default=math.nan
    )


@dataclass(frozen=True, kw_only=True)
class PackageState:
    """The way from one die's line to the next die, and the link over it."""

    legs: tuple[LegState, ...]
    resistance: float = quantity("Ohm", "Resistance to the next die", "sum over the legs, the line included")
    capacitance: float = quantity("F", "Capacitance to the next die", "sum over the legs, the line included")
    delay: float = quantity(
        "s", "Elmore delay to the next die", "sum R_i (C_i/2 + C beyond), the driver's R times all C"
    )
    bit_energy: float = quantity(
        "J/bit", "Energy per bit", "C V^2/4 of random data, and the circuits'", default=math.nan
    )
    edge_density: float = quantity("bit/s/m", "Bits per second and edge", "data rate x rows / pitch", default=math.nan)
    area_density: float = quantity("bit/s/m2", "Bits per second and area", "data rate / pitch^2", default=math.nan)
    published_low: float = quantity(
        "J/bit", "Published energy, low", "figures of a standard at this pitch, circuits included", default=math.nan
    )
    published_high: float = quantity(
        "J/bit", "Published energy, high", "figures of a standard at this pitch, circuits included", default=math.nan
    )
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()
