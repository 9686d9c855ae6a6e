"""What a picture in three dimensions needs of a chamber: polygons, edges, maps and flight paths, rounded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.states.quantities import Array, quantity


@dataclass(frozen=True, kw_only=True)
class ViewFacet:
    """One facet as polygons; a triangle repeats its last corner."""

    name: str
    corners: Array = quantity("m", "Corners [corner, xyz]", "of the polygons that stand for the surface")
    polygons: NDArray[np.int64]  # [polygon, 4], corners
    edges: NDArray[np.int64]  # [edge, 2], corners; where it ends or bends sharply
    values: Array  # [polygon], of the view's map; empty without one
    area: float  # m2, of the surface itself
    temperature: float  # K
    sticking: float
    emits: float  # 1/s


@dataclass(frozen=True, kw_only=True)
class FlightPaths:
    """Paths of some particles, one after the other."""

    label: str
    places: Array = quantity("m", "Places [place, xyz]", "start, collisions, walls, end")
    lengths: NDArray[np.int64]  # [path], how many places it has


@dataclass(frozen=True, kw_only=True)
class View:
    """One chamber with what flew in it."""

    name: str
    facets: tuple[ViewFacet, ...]
    paths: tuple[FlightPaths, ...] = ()
    map_label: str = ""
    map_unit: str = ""
    note: str = ""  # what is assumed or left out in it
