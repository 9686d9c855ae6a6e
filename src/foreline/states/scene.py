"""What test particles found in one scene: rates, pressures and maps, facet by facet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.states.quantities import Array, Notice, quantity
from foreline.states.view import View


@dataclass(frozen=True, kw_only=True)
class FacetState:
    """One facet: what landed on it, what stayed, and the gas in front of it."""

    name: str
    area: float = quantity("m2", "Area", "of both sides where both see gas")
    temperature: float = quantity("K", "Temperature", "of the wall")
    sticking: float = quantity("", "Sticking", "share of landing molecules that stay")
    hits: int
    absorbed: int
    emitted: float = quantity("1/s", "Emitted", "molecules it gives off in a second")
    share: float = quantity("", "Caught share", "of all emitted molecules, absorbed / flown")
    share_error: float = quantity("", "Caught share, standard error", "by the spread of batches")
    impingement: float = quantity("1/m2/s", "Impingement rate", "hits / flown x emitted rate / area")
    impingement_error: float = quantity("1/m2/s", "Impingement rate, standard error", "by the spread of batches")
    pressure: float = quantity(
        "Pa",
        "Pressure",
        "impingement x sqrt(2 pi m k T), T of this wall, of a gas at rest at T; nan of a metal's atoms",
    )
    pressure_error: float = quantity("Pa", "Pressure, standard error", "as of the impingement rate")
    pumping_speed: float = quantity(
        "m3/s", "Pumping speed", "opacity x sticking x area x sqrt(k T/(2 pi m)); nan of a metal"
    )
    map: Array = quantity("1/m2/s", "Impingement map [u, v]", "hits of a pixel / flown x emitted rate / its area")
    map_error: Array = quantity("1/m2/s", "Impingement map, error [u, v]", "sqrt(hits) of a pixel: as if independent")
    angles: NDArray[np.int64]  # hits in even bins of the angle to the normal, 0 to 90 degrees
    density: float = quantity("1/m3", "Number density", "sum of 1/normal speed of all crossings; nan without a clock")
    density_error: float = quantity("1/m3", "Number density, standard error", "by the spread of batches")
    push: float = quantity(
        "Pa", "Pressure by momentum", "sum of m x normal speed of all crossings; nan without a clock"
    )
    push_error: float = quantity("Pa", "Pressure by momentum, standard error", "by the spread of batches")
    came: NDArray[np.int64]  # hits in each bin of time, and after the last; empty without a clock
    stayed: NDArray[np.int64]  # of these, caught
    caught_rate: Array = quantity("1/s", "Caught in time [time]", "burst's answer convolved with the inflow, if any")
    map_method: str = ""  # of its map: counted hits, radiosity, quadrature or next event; "" without a map
    map_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SceneState:
    """One run of test particles through one scene."""

    name: str
    gas: str
    facets: tuple[FacetState, ...]
    target: str
    emitted: float = quantity("1/s", "Emitted", "molecules all facets give off in a second")
    particles: int
    wall_hits: int
    leaked: int
    lost: int
    seed: int
    late: int  # on their way when the clock stopped
    phases: int  # chambers flown in, where parts move
    times: Array = quantity("s", "Ends of the bins of time [time]", "as declared; empty without a clock")
    atom_volume: float = quantity("m3", "Volume of an atom in the film", "M/(density N_A) of a metal, nan of a gas")
    filled: tuple[str, ...]  # facets whose coverage was followed
    filling_times: Array = quantity("s", "Times of filling [step]", "chosen so that coverage changes by 2 % at most")
    coverage: Array = quantity("", "Coverage [step, facet]", "integral of absorbed - desorbed over sites")
    coverage_error: Array = quantity("", "Coverage, standard error [step, facet]", "of particles alone")
    gaps: Array = quantity("m", "Places where probe rays left before they flew out [gap, xyz]", "at most ten")
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()
    method: str = "particles"  # or radiosity, which flies none
    reason: str = ""  # why this one
    view: View | None = None  # the chamber as the report draws it; only where a page is asked for
