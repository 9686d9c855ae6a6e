"""What arrives on the wafer of one step, however it was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from foreline.states import Array, Arrivals, View


@dataclass(frozen=True)
class Laid:
    """Flux on the wafer, and what is known of how it came."""

    radius: Array  # m, of the map
    azimuth: Array  # rad
    flux: Array  # 1/m2/s, [radius, azimuth]
    mean_flux: float  # 1/m2/s, over the part of the wafer that counts
    arrived: float  # 1/s, on the whole wafer
    cosine: float  # mean of arrival at the centre
    kept: float  # mean flux over that of straight flight
    kept_error: float
    map_error: float  # largest standard error on the map over its mean
    energy: float  # J, mean on arrival
    thermal: float  # share that had come down to 2 k T
    arrivals: Arrivals | None
    said: list[tuple[str, str]]  # codes and messages
    draw: Callable[[Array], View]  # of the film's thickness on the map [m]
    wafers: dict[str, float] = field(default_factory=dict)  # mean flux on each that was mapped [1/m2/s]
