"""Layer after layer into one trench, hole or section."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.feature.cleaning import Pocket
from foreline.feature.front import Front, Growth, etched, grow, neck
from foreline.feature.outline import Outline, Symmetry, outline, reflected
from foreline.feature.profile import (
    bottom_rise,
    centroid,
    corner_film,
    grid,
    signed_distance,
    thinnest,
    wall_growth,
)
from foreline.states import Array, Check, FeatureState, FilmState, LayerProfile, Notice, VoidState
from foreline.tool.feature import Feature

MOST_ASPECT = 50.0  # deeper, the walls need more panels than this method has
TESTED_ASPECT = 16.0
MOST_THICKNESS = 20.0  # of the width
EXPONENTS = 0.5, 1000.0  # of the arrival law
_OPEN_VIEWS = 0.01  # of all views, missed before they were closed; more is said
_MOMENTS = 24  # of a layer's history
_PROBE = 1e-6  # of the width: a layer of no thickness has the coverage of a very thin one
_SOURCES = ("cale1990", "hottel1967", "floyd1962", "foreline-computed", "foreline-assumed")


def _digits(ratios: Array) -> Array:
    """Return ratios to 12 digits, so that no rounding of units decides a branch."""
    return np.array([float(f"{value:.12g}") for value in ratios.ravel()]).reshape(ratios.shape)


def _arrival(film: FilmState) -> tuple[float, tuple[Notice, ...]]:
    """Return the exponent of the arrival law the method can use, with a notice if it is not the film's."""
    given = float(film.arrival_exponent)
    low, high = EXPONENTS
    if low <= given <= high:
        return given, ()
    used = high if given > high else 1.0
    message = f"arrival law cos^n with n = {given:.3g} replaced by n = {used:g} in the trench"
    return used, (Notice(code="W402", where=film.step, message=message),)


def _asked(feature: Feature, drawn: Outline, films: Sequence[FilmState], sticking: Sequence[float]) -> list[Notice]:
    """Refuse what the method cannot answer, and say what it has not been tested for."""
    aspect = -float(drawn.points[:, 1].min()) / drawn.unit
    if feature.width >= feature.pitch:
        message = (
            f"{feature.kind} width {feature.width:.3g} m is not below the pitch {feature.pitch:.3g} m: no field between"
        )
        raise OutsideValidity(message, "E401")
    if aspect > MOST_ASPECT:
        raise OutsideValidity(f"aspect ratio {aspect:.3g} is above {MOST_ASPECT:g}", "E402")
    for film, stays in zip(films, sticking, strict=True):
        thickness = float(np.mean(film.thickness[0]))
        if not 0.0 <= thickness <= MOST_THICKNESS * drawn.unit:
            raise OutsideValidity(f"{film.step}: film of {thickness:.3g} m on a {drawn.unit:.3g} m opening", "E403")
        if not 0.0 < stays <= 1.0:
            raise OutsideValidity(f"{film.step}: sticking {stays:.3g} is not between 0 and 1", "E403")
    said = []
    if feature.kind == "dual-damascene":
        message = "the via is computed as a slot as long as the trench; a round one gets less on wall and bottom"
        said.append(Notice(code="W410", where="feature", message=message))
    if aspect > TESTED_ASPECT:
        message = f"aspect ratio {aspect:.3g} is above the tested {TESTED_ASPECT:g}"
        said.append(Notice(code="W404", where="feature", message=message))
    return said


def _full(drawn: Outline, chain: Array) -> Array:
    """Return a drawn part as the whole section in metres."""
    return drawn.unit * (chain if drawn.symmetry is Symmetry.NONE else reflected(chain))


def _surface(feature: Feature, drawn: Outline, front: Front) -> Array:
    """Return the surface in metres, field to field."""
    line = _full(drawn, front.chain)
    middle = 0.5 * float(line[0, 0] + line[-1, 0])
    edges = middle - 0.5 * feature.pitch, middle + 0.5 * feature.pitch
    return np.concatenate([[[edges[0], line[0, 1]]], line, [[edges[1], line[-1, 1]]]])


def _histories(before: Front, growth: Growth, unit: float) -> dict[str, Array]:
    """Return field, bottom, wall and corner thickness and opening at some moments of a layer [m]."""
    count = len(growth.field)
    some = np.unique(np.linspace(0, count - 1, min(count, _MOMENTS)).round().astype(int))
    old = before.chain
    rows = []
    for k in some:
        new = growth.chains[k]
        shut = any(closed_at <= growth.field[k] for closed_at, _ in growth.voids)
        opening = 0.0 if shut and growth.after.closed else neck(new, before.symmetry)[0]
        rows.append([growth.field[k], bottom_rise(old, new), wall_growth(old, new), corner_film(old, new), opening])
    names = ("field_history", "bottom_history", "wall_history", "corner_history", "opening_history")
    return {name: unit * np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def _layer(feature: Feature, drawn: Outline, film: FilmState, before: Front, growth: Growth) -> LayerProfile:
    """Return the profile of one layer from the surfaces on its two sides."""
    metres = float(np.mean(film.thickness[0]))
    field = metres / drawn.unit or _PROBE
    bottom = wall = least = corner = 0.0
    after = growth.after
    if not before.closed:
        bottom = bottom_rise(before.chain, after.chain)
        wall = wall_growth(before.chain, after.chain)
        least = thinnest(before.chain, after.chain)
        corner = corner_film(before.chain, after.chain)
    real = drawn.unit if metres else 0.0  # a probe leaves nothing behind
    return LayerProfile(
        step=film.step,
        material=film.material,
        surface=_surface(feature, drawn, after if real else before),
        bottom_thickness=bottom * real,
        wall_thickness=wall * real,
        field_thickness=metres,
        bottom_coverage=bottom / field,
        wall_coverage=wall / field,
        minimum_thickness=least * real,
        balance=growth.balance,
        corner_thickness=corner * real,
        time=float(film.time),
        **(_histories(before, growth, drawn.unit) if real and not before.closed else {}),
    )


def _void(drawn: Outline, film: FilmState, at: float, pocket: Pocket) -> VoidState:
    """Return a closed pocket of one layer in metres."""
    line = pocket.outline * drawn.unit
    if pocket.on_axis:
        line = reflected(line)
    area, x, z = centroid(line)
    metres = float(np.mean(film.thickness[0]))
    return VoidState(
        step=film.step,
        outline=line,
        area=area,
        x=x,
        z=z,
        field_thickness=at * drawn.unit,
        time=float(film.time) * at * drawn.unit / metres,
    )


def solve(feature: Feature, films: Sequence[FilmState], sticking: Sequence[float]) -> FeatureState:
    """Return a feature after all films: the surface moves along its normals by Gamma / Gamma_field x film thickness.

    Gamma is the flux of a line-of-sight model with diffuse re-emission on the current surface, mouth closing included.

    Parameters
    ----------
    feature : Feature
        Trench, via, dual damascene or cross-section [m].
    films : Sequence[FilmState]
        Films in the order they are laid; thickness at the first radius [m], arrival exponent [-].
    sticking : Sequence[float]
        Sticking coefficient of each film, 0 < s <= 1 [-].

    Returns
    -------
    FeatureState
        Surfaces [m], thicknesses [m], coverages [-], opening [m], voids, signed distances [m], notices.

    Raises
    ------
    OutsideValidity
        E401 width not below the pitch; E402 aspect ratio above 50; E403 thickness or sticking without meaning; E412 no
        section.
    NotConverged
        E404 or E410 if the surface cannot be followed.

    Examples
    --------
    >>> from foreline.tool.feature import Trench
    >>> solve(Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm"), [], []).opening
    7e-08

    References
    ----------
    .. [1] cale1990
    .. [2] hottel1967
    """
    drawn = outline(feature)
    notices = _asked(feature, drawn, films, sticking)
    front = etched(_digits(drawn.points / drawn.unit), drawn.symmetry)
    layers, voids = [], []
    for film, stays in zip(films, sticking, strict=True):
        exponent, replaced = _arrival(film)
        notices += replaced
        metres = float(np.mean(film.thickness[0]))
        growth = grow(front, float(_digits(np.array(metres / drawn.unit))) or _PROBE, exponent, stays)
        layers.append(_layer(feature, drawn, film, front, growth))
        if growth.closure > _OPEN_VIEWS:
            message = f"views of the hole's rings missed {growth.closure:.1%} before they were scaled to close"
            notices.append(Notice(code="W411", where=film.step, message=message))
        if metres > 0.5 * feature.pitch:
            message = f"film of {metres * 1e9:.3g} nm is thicker than half the pitch"
            notices.append(Notice(code="W403", where=film.step, message=message))
        if metres > 0.0:
            voids += [_void(drawn, film, at, pocket) for at, pocket in growth.voids]
            if growth.after.closed and not front.closed:
                message = (
                    f"the {feature.kind} closed under {metres * 1e9:.3g} nm of film; nothing more reaches its inside"
                )
                notices.append(Notice(code="W401", where=film.step, message=message))
            front = growth.after
    half = 0.5 * feature.pitch
    whole = drawn.whole
    middle = 0.5 * float(whole[0, 0] + whole[-1, 0])
    etched_line = np.concatenate([[[middle - half, 0.0]], whole, [[middle + half, 0.0]]])
    surfaces = [etched_line, *(layer.surface for layer in layers)]
    x, z = grid(surfaces)
    return FeatureState(
        outline=etched_line,
        layers=tuple(layers),
        opening=0.0 if front.closed else neck(front.open, front.symmetry)[0] * drawn.unit,
        closed=front.closed,
        kind=feature.kind,
        round=drawn.symmetry is Symmetry.AXIS,
        voids=tuple(voids),
        grid_x=x,
        grid_z=z,
        distance=np.stack([signed_distance(surface, x, z) for surface in surfaces]),
        notices=tuple(notices),
        sources=_SOURCES,
    )


def check(feature: Feature, state: FeatureState) -> tuple[Check, ...]:
    """Return the rules of a lined feature: mouth open, first layer thick enough everywhere, particles balanced.

    Parameters
    ----------
    feature : Feature
        As given to `solve`.
    state : FeatureState
        What `solve` returned.

    Returns
    -------
    tuple[Check, ...]
        R401, R402, R403.

    Examples
    --------
    >>> from foreline.tool.feature import Trench
    >>> trench = Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm")
    >>> [(c.code, c.passed) for c in check(trench, solve(trench, [], []))]
    [('R401', True), ('R402', True), ('R403', True)]

    References
    ----------
    .. [1] foreline-assumed
    """
    least = float(properties("feature")["barrier"]["minimum_thickness"])
    thin = state.layers[0].minimum_thickness if state.layers else math.inf
    worst = max((layer.balance for layer in state.layers), default=0.0)
    return (
        Check(
            code="R401",
            title="Mouth open for the fill",
            passed=not state.closed,
            detail=f"opening {state.opening * 1e9:.3g} nm of {outline(feature).unit * 1e9:.3g} nm",
        ),
        Check(
            code="R402",
            title="First layer lines the whole feature",
            passed=thin >= least,
            detail=f"thinnest {thin * 1e9:.3g} nm, needed {least * 1e9:.3g} nm (assumed)",
        ),
        Check(
            code="R403",
            title="Particles in the feature balance",
            passed=worst <= 1e-9,
            detail=f"|entering - absorbed - leaving| / entering = {worst:.1e}",
        ),
    )
