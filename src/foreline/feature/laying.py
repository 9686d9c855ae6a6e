"""One film on one front: the next front, the layer's profile, the voids it closed, and what is to be said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.feature.arrival import Law
from foreline.feature.cleaning import Pocket
from foreline.feature.front import Front, Growth, grow, neck
from foreline.feature.outline import Outline, Symmetry, reflected
from foreline.feature.profile import bottom_corners, bottom_rise, centroid, film_over, wall_growth
from foreline.states import Array, FilmState, LayerProfile, Notice, VoidState
from foreline.tool.feature import Feature

_OPEN_VIEWS = 0.01  # of all views, missed before they were closed; more is said
_MOMENTS = 24  # of a layer's history
_PROBE = 1e-6  # of the width: a layer of no thickness has the coverage of a very thin one


@dataclass(frozen=True)
class Laid:
    """A front with one more film, and what is known of that film."""

    front: Front
    layer: LayerProfile
    voids: tuple[VoidState, ...]
    notices: tuple[Notice, ...]


def digits(ratios: Array) -> Array:
    """Return ratios to 12 digits, so that no rounding of units decides a branch.

    Parameters
    ----------
    ratios : Array
        Any [-].

    Returns
    -------
    Array
        The same to 12 digits [-].

    Examples
    --------
    >>> digits(np.array([0.1 + 0.2])).tolist()
    [0.3]

    References
    ----------
    .. [1] foreline-assumed
    """
    return np.array([float(f"{value:.12g}") for value in ratios.ravel()]).reshape(ratios.shape)


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
    corners = bottom_corners(old)
    rows = []
    for k in some:
        new = growth.chains[k]
        shut = any(closed_at <= growth.field[k] for closed_at, _ in growth.voids)
        opening = 0.0 if shut and growth.after.closed else neck(new, before.symmetry)[0]
        rows.append([growth.field[k], bottom_rise(old, new), wall_growth(old, new), film_over(corners, new), opening])
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
        least = film_over(before.chain, after.chain)
        corner = film_over(bottom_corners(before.chain), after.chain)
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
    x = 0.0 if pocket.on_axis else x
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


def lay(feature: Feature, drawn: Outline, front: Front, film: FilmState, law: Law, sticking: float) -> Laid:
    """Return a front after one film of the thickness the film has at its first radius.

    Parameters
    ----------
    feature : Feature
        What was etched [m].
    drawn : Outline
        Its section [m].
    front : Front
        Before the film, in units of the section.
    film : FilmState
        Thickness at the first radius [m], time [s].
    law : Law
        From where atoms arrive.
    sticking : float
        Probability to stay at each hit [-].

    Returns
    -------
    Laid
        Front, layer [m], voids [m], notices.

    Raises
    ------
    NotConverged
        E404 or E410 if the surface cannot be followed.

    Examples
    --------
    >>> from foreline.feature import solve
    >>> from foreline.tool.feature import Trench
    >>> solve(Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm"), [], []).layers
    ()

    References
    ----------
    .. [1] cale1990
    """
    metres = float(np.mean(film.thickness[0]))
    growth = grow(front, float(digits(np.array(metres / drawn.unit))) or _PROBE, law, sticking)
    layer = _layer(feature, drawn, film, front, growth)
    notices = []
    if growth.closure > _OPEN_VIEWS:
        message = f"views of the hole's rings missed {growth.closure:.1%} before they were scaled to close"
        notices.append(Notice(code="W411", where=film.step, message=message))
    if metres > 0.5 * feature.pitch:
        message = f"film of {metres * 1e9:.3g} nm is thicker than half the pitch"
        notices.append(Notice(code="W403", where=film.step, message=message))
    if not metres > 0.0:
        return Laid(front, layer, (), tuple(notices))
    if growth.after.closed and not front.closed:
        message = f"the {feature.kind} closed under {metres * 1e9:.3g} nm of film; nothing more reaches its inside"
        notices.append(Notice(code="W401", where=film.step, message=message))
    voids = tuple(_void(drawn, film, at, pocket) for at, pocket in growth.voids)
    return Laid(growth.after, layer, voids, tuple(notices))
