"""Declared holes in three dimensions: the films' step coverage at their places, as the bare hole gets it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from foreline.errors import OutsideValidity
from foreline.feature.monte_carlo import flux_at
from foreline.feature.profile import grid, signed_distance
from foreline.feature.solid import Hole, etched_solid, places, scaled, unit_of
from foreline.states import Array, FeatureState, FilmState, LayerProfile, Notice, PlaceLayer, PlaceState
from foreline.tool.feature import DualDamascene, Solid

MOST_ASPECT = 50.0  # deeper, too few paths come out
SEED = 0
THIN = 0.02  # of the narrowest opening: a thicker film changes the hole it grows in
MOST_SLOW = 1 << 22  # paths of a place


def round_vias(feature: DualDamascene, spacing: float) -> tuple[list[Hole], float]:
    """Return the openings of trenches with round vias in their floor, and the pattern's length.

    Parameters
    ----------
    feature : DualDamascene
        As declared [m].
    spacing : float
        Of the vias along the trench [m].

    Returns
    -------
    tuple[list[Hole], float]
        Trench and via [m], length [m].

    Examples
    --------
    >>> sizes = {"width": "30 nm", "depth": "60 nm", "via_width": "20 nm", "via_depth": "40 nm", "pitch": "60 nm"}
    >>> holes, span = round_vias(DualDamascene(kind="dual-damascene", **sizes), 1e-7)
    >>> [(hole.name, round(1e9 * hole.depth)) for hole in holes], span
    ([('trench', 60), ('via', 100)], 1e-07)

    References
    ----------
    .. [1] foreline-computed
    """
    radius = 0.5 * feature.via_width
    trench = Hole("trench", 0.0, 0.0, 0.5 * feature.width, math.inf, feature.depth, False)
    return [trench, Hole("via", 0.0, 0.0, radius, radius, feature.depth + feature.via_depth, True)], spacing


def declared(feature: Solid) -> tuple[list[Hole], float]:
    """Return the openings of a declared solid, and the pattern's length.

    Parameters
    ----------
    feature : Solid
        As declared [m].

    Returns
    -------
    tuple[list[Hole], float]
        Openings [m], length [m].

    Examples
    --------
    >>> via = {"kind": "round", "diameter": "20 nm", "depth": "60 nm"}
    >>> declared(Solid(kind="solid", openings={"via": via}, pitch="60 nm"))[0][0].across
    1e-08

    References
    ----------
    .. [1] foreline-computed
    """
    holes = [
        Hole(name, opening.x, opening.y, *feature.reach(name), opening.depth, opening.kind == "round")
        for name, opening in feature.openings.items()
    ]
    return holes, feature.along


def covered(
    holes: Sequence[Hole], span: float, films: Sequence[FilmState], sticking: Sequence[float], laws: Sequence[float],
    error: float = 0.01,
) -> tuple[tuple[PlaceState, ...], list[Notice]]:  # fmt: skip
    """Return the step coverage of each film at each place of a bare hole.

    Parameters
    ----------
    holes : Sequence[Hole]
        Openings [m].
    span : float
        Of the pattern along y [m].
    films : Sequence[FilmState]
        Their names and thicknesses [m].
    sticking, laws : Sequence[float]
        Of each film: sticking coefficient, and the n of its cos^n law [-].
    error : float
        Standard error over value to stop at [-].

    Returns
    -------
    tuple
        Places with their coverages, and notices.

    Raises
    ------
    OutsideValidity
        E402 for an opening too deep, E461 for a grid too large.

    Examples
    --------
    >>> covered([Hole("via", 0.0, 0.0, 5e-9, 5e-9, 1e-8, True)], 4e-8, [], [], [])[0][0].name
    'via-bottom'

    References
    ----------
    .. [1] veach1995
    """
    unit = unit_of(holes)
    for hole in holes:
        aspect = 0.5 * hole.depth / min(hole.across, hole.along)
        if aspect > MOST_ASPECT:
            raise OutsideValidity(f"{hole.name}: aspect ratio {aspect:.3g} is above {MOST_ASPECT:g}", "E402")
    small = scaled(holes, unit)
    where = places(small, span / unit)
    solid = etched_solid(small, span / unit)
    layers: list[list[PlaceLayer]] = [[] for _ in where]
    said = []
    for film, stays, law in zip(films, sticking, laws, strict=True):
        found = flux_at(solid, where, law, stays, error, SEED, most=MOST_SLOW)
        for kept, flux, off in zip(layers, found.flux, found.error, strict=True):
            kept.append(PlaceLayer(step=film.step, coverage=float(flux), coverage_error=float(off)))
        worst = float((found.error / np.maximum(found.flux, 1e-3)).max())
        if worst > error:
            message = f"coverages are known to {worst:.1%} of themselves or of a thousandth, {error:.1%} asked"
            said.append(Notice(code="W461", where=film.step, message=message))
    grown = sum(float(np.mean(film.thickness[0])) for film in films)
    if grown > THIN * unit:
        message = f"coverages are those of the bare hole; {1e9 * grown:.3g} nm of film narrow an opening of "
        said.append(Notice(code="W460", where="feature", message=message + f"{1e9 * unit:.3g} nm, so less arrives"))
    found_places = tuple(
        PlaceState(name=one.name, x=one.at[0] * unit, y=one.at[1] * unit, z=one.at[2] * unit, layers=tuple(kept))
        for one, kept in zip(where, layers, strict=True)
    )
    return found_places, said


def _section(holes: Sequence[Hole], pitch: float) -> Array:
    """Return the etched section across the pattern through the middle of the deepest opening, field to field."""
    deepest = max(holes, key=lambda hole: hole.depth)
    cuts = []
    for hole in holes:
        off = abs(deepest.y - hole.y)
        if off < hole.along:
            half = math.sqrt(hole.across**2 - off**2) if hole.round else hole.across
            cuts.append((hole.x - half, hole.x + half, hole.depth))
    edges = sorted({x for cut in cuts for x in cut[:2]})
    points, level = [[-0.5 * pitch, 0.0]], 0.0
    for k, x in enumerate(edges):
        after = 0.5 * (x + edges[k + 1]) if k + 1 < len(edges) else math.inf
        depth = max((d for low, high, d in cuts if low < after < high), default=0.0)
        if depth != level:
            points += [[x, -level], [x, -depth]]
            level = depth
    return np.array([*points, [0.5 * pitch, 0.0]])


def solve_solid(
    feature: Solid, films: Sequence[FilmState], sticking: Sequence[float],
    laws: Sequence[tuple[float, tuple[Notice, ...]]],
) -> FeatureState:  # fmt: skip
    """Return a hole in three dimensions with its films' coverages; the films themselves are not grown.

    Bottom and wall of a layer are those of the deepest opening, the wall the mean of its sides.

    Parameters
    ----------
    feature : Solid
        As declared [m].
    films : Sequence[FilmState]
        Films in the order they are laid [m].
    sticking : Sequence[float]
        Of each film [-].
    laws : Sequence[tuple]
        Of each film: the n of its cos^n law [-], and what is to be said of it.

    Returns
    -------
    FeatureState
        Coverages at places, thicknesses as long as films are thin [m].

    Raises
    ------
    OutsideValidity
        E402 for an opening too deep, E461 for a grid too large.

    Examples
    --------
    >>> via = {"kind": "round", "diameter": "20 nm", "depth": "60 nm"}
    >>> state = solve_solid(Solid(kind="solid", openings={"via": via}, pitch="60 nm"), [], [], [])
    >>> len(state.places), state.outline.tolist()[2]
    (5, [-1e-08, -6e-08])

    References
    ----------
    .. [1] veach1995
    """
    holes, span = declared(feature)
    found, notices = covered(holes, span, films, sticking, [law for law, _ in laws], feature.error)
    notices += [notice for _, said in laws for notice in said]
    deepest = max(holes, key=lambda hole: hole.depth).name
    line = _section(holes, feature.pitch)
    layers = []
    for k, film in enumerate(films):
        by_name = {place.name: place.layers[k].coverage for place in found}
        walls = [value for name, value in by_name.items() if name.rpartition("-")[::2] != (deepest, "bottom")]
        own = [value for name, value in by_name.items() if name.startswith(f"{deepest}-") and value in walls]
        bottom = by_name.get(f"{deepest}-bottom", math.nan)
        wall = float(np.mean(own)) if own else math.nan
        field = float(np.mean(film.thickness[0]))
        layers.append(
            LayerProfile(
                step=film.step, material=film.material, surface=line, bottom_thickness=bottom * field,
                wall_thickness=wall * field, field_thickness=field, bottom_coverage=bottom, wall_coverage=wall,
                minimum_thickness=min(by_name.values()) * field, balance=math.nan, time=float(film.time),
            )
        )  # fmt: skip
    x, z = grid([line])
    return FeatureState(
        outline=line, layers=tuple(layers), opening=unit_of(holes), kind=feature.kind, places=found,
        grid_x=x, grid_z=z, distance=np.stack([signed_distance(line, x, z)] * (1 + len(layers))),
        notices=tuple(notices), sources=("veach1995", "salmon2011", "foreline-computed"),
    )  # fmt: skip
