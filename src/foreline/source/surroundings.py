"""What a step's surroundings tell a source that depends on its gas: flows, pressures, temperature, wafer, feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """One step as the vacuum room found it, all SI.

    `gases`: flow let in [mol/s]; `pressures`: partial pressures of all gases [Pa]; `temperature` [K] and `volume` [m3]
    of the chamber; `wafer_radius` [m]; `aspect_ratio` of the feature as that of a round hole [-], 0 without one.
    """

    gases: Mapping[str, float]
    pressures: Mapping[str, float]
    temperature: float
    volume: float
    wafer_radius: float
    aspect_ratio: float = 0.0

    @property
    def pressure(self) -> float:
        """Total pressure [Pa]."""
        return sum(self.pressures.values())
