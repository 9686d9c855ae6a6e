"""What is known of a hole in three dimensions: how much film its places get, with standard errors."""

from __future__ import annotations

from dataclasses import dataclass

from foreline.states.quantities import quantity


@dataclass(frozen=True, kw_only=True)
class PlaceLayer:
    """One film at one place of a bare hole."""

    step: str
    coverage: float = quantity("", "Step coverage, bare hole", "flux over that on the field, before any film grows")
    coverage_error: float = quantity("", "Its standard error", "of random paths")


@dataclass(frozen=True, kw_only=True)
class PlaceState:
    """A place on the surface of a hole in three dimensions; x across the pattern, y along it, z up, 0 at the field."""

    name: str
    x: float = quantity("m", "Place, across", "from the pattern's middle")
    y: float = quantity("m", "Place, along", "from the pattern's middle")
    z: float = quantity("m", "Place, height", "0 at the field")
    layers: tuple[PlaceLayer, ...]
