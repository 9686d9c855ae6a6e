"""The line of a tool, and the same at the spots of the wafer where the feature was grown: how R and life differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from foreline.states import FeatureState, FilmState, LineSpot, Notice, SpotState, WireState
from foreline.wire.core import continuous_seed
from foreline.wire.cross_section import cross_section
from foreline.wire.electromigration import stress_test
from foreline.wire.line import finished_line

if TYPE_CHECKING:
    from foreline.tool.feature import CrossSection, Trench
    from foreline.tool.wafer import Wire


def solve(wire: Wire, trench: Trench | CrossSection, feature: FeatureState, films: Sequence[FilmState]) -> WireState:
    """Return the finished line, and what it is at each spot of the wafer if the feature was grown there.

    Parameters
    ----------
    wire : Wire
        Metal, length, dielectric, current density, mission.
    trench : Trench or CrossSection
        Width at the mouth, depth and pitch.
    feature : FeatureState
        The trench after all layers, with its spots.
    films : sequence of FilmState
        The films, for their impurities; matched to the layers by step.

    Returns
    -------
    WireState
        As `finished_line`, with spots.

    Raises
    ------
    OutsideValidity
        As `finished_line`.

    References
    ----------
    .. [1] foreline-computed
    """
    line = finished_line(wire, trench, feature, films)
    if not feature.spots:
        return line
    states = [finished_line(wire, trench, _there(feature, spot), _dirtier(spot, films)) for spot in feature.spots]
    test = wire.electromigration or stress_test(wire.metal)
    exponent = test.exponent if test else math.nan
    spots = tuple(
        _told(wire, _there(feature, spot), spot, state, states[0], exponent)
        for spot, state in zip(feature.spots, states, strict=True)
    )
    said = [*line.notices, *_new(line, feature.spots, states)]
    return replace(line, spots=spots, notices=tuple(said))


def _there(feature: FeatureState, spot: SpotState) -> FeatureState:
    """Return the feature as it is at a spot."""
    return replace(
        feature, layers=spot.layers, voids=spot.voids, opening=spot.opening, closed=spot.closed, spots=()
    )  # fmt: skip


def _dirtier(spot: SpotState, films: Sequence[FilmState]) -> list[FilmState]:
    """Return the films with the impurity of a spot: residual gas reaches all of the wafer alike, metal does not."""
    local = {layer.step: layer.field_thickness for layer in spot.layers}
    found = []
    for film in films:
        metal = local.get(film.step, film.mean_thickness) / film.mean_thickness
        ratio = {name: c / (1 - c) / metal for name, c in film.impurity.items()} if metal > 0 else film.impurity
        found.append(replace(film, impurity={name: x / (1 + x) for name, x in ratio.items()}))
    return found


def _told(
    wire: Wire, feature: FeatureState, spot: SpotState, state: WireState, centre: WireState, exponent: float
) -> LineSpot:
    """Return one spot beside the centre."""
    section = cross_section(feature, wire.metal, continuous_seed(wire))
    inside = [one.core_area + one.void_area for one in (state, centre)]
    by_core = inside[1] / inside[0]
    by_voids = (centre.core_area / inside[1]) / (state.core_area / inside[0])
    by_resistivity = state.resistivity / centre.resistivity
    ratio = state.resistance / centre.resistance
    by_density = (centre.current_density / state.current_density) ** exponent
    return LineSpot(
        name=spot.name,
        radius=spot.radius,
        seed=section.seed.thinnest if section.seed else math.nan,
        core_area=state.core_area,
        void_area=state.void_area,
        resistance=state.resistance,
        capacitance=state.capacitance,
        delay=state.delay,
        current_density=state.current_density,
        lifetime=state.lifetime,
        failed_fraction=state.failed_fraction,
        by_core=by_core - 1,
        by_voids=by_voids - 1,
        by_resistivity=by_resistivity - 1,
        by_barrier=ratio / (by_core * by_voids * by_resistivity) - 1,
        life_by_density=by_density - 1,
        life_by_heat=state.median_life / centre.median_life / by_density - 1,
    )


def _new(line: WireState, spots: Sequence[SpotState], states: Sequence[WireState]) -> list[Notice]:
    """Return what is said of voids at a spot and not of the line."""
    known = {notice.code for notice in line.notices}
    return [
        replace(notice, message=f"{spot.name}: {notice.message}")
        for spot, state in zip(spots, states, strict=True)
        for notice in state.notices
        if notice.code in ("W501", "W541") and notice.code not in known
    ]
