"""One step on one front: the next front, the layer's profile, the voids it closed, and what is to be said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from foreline.feature.cleaning import Pocket
from foreline.feature.front import Front, Growth, etched, grow, neck
from foreline.feature.outline import Outline, Symmetry, reflected
from foreline.feature.polish import polished
from foreline.feature.profile import bottom_corners, bottom_rise, centroid, film_over, wall_growth
from foreline.feature.steps import Step
from foreline.states import Array, LayerProfile, Notice, VoidState
from foreline.tool.feature import Feature

_OPEN_VIEWS = 0.01  # of all views, missed before they were closed; more is said
_MOMENTS = 24  # of a layer's history
_DRAWN = 1e-4  # of the width, to which a picture's surfaces are kept
_BESIDE = 0.2  # of the width, field followed beside a lip that ions may eat into
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


def _surface(feature: Feature, drawn: Outline, chain: Array) -> Array:
    """Return the surface in metres, field to field."""
    line = _full(drawn, chain)
    middle = 0.5 * float(line[0, 0] + line[-1, 0])
    edges = middle - 0.5 * feature.pitch, middle + 0.5 * feature.pitch
    return np.concatenate([[[edges[0], line[0, 1]]], line, [[edges[1], line[-1, 1]]]])


def _histories(feature: Feature, drawn: Outline, before: Front, growth: Growth) -> dict[str, Any]:
    """Return field, bottom, wall and corner thickness, opening and surface at some moments of a layer [m]."""
    count, unit = len(growth.field), drawn.unit
    some = np.unique(np.linspace(0, count - 1, min(count, _MOMENTS)).round().astype(int))
    old = before.chain
    places = -math.floor(math.log10(_DRAWN * unit))
    corners = bottom_corners(old)
    rows = []
    for k in some:
        new = growth.chains[k]
        shut = any(closed_at <= growth.progress[k] for closed_at, _ in growth.voids)
        opening = 0.0 if shut and growth.after.closed else neck(new, before.symmetry)[0]
        rows.append([growth.field[k], bottom_rise(old, new), wall_growth(old, new), film_over(corners, new), opening])
    names = ("field_history", "bottom_history", "wall_history", "corner_history", "opening_history")
    curves = {name: unit * np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    surfaces = tuple(np.round(_surface(feature, drawn, growth.chains[k]), places) for k in some)
    return {**curves, "surface_history": surfaces}


def _layer(feature: Feature, drawn: Outline, step: Step, before: Front, growth: Growth) -> LayerProfile:
    """Return the profile of one layer from the surfaces on its two sides."""
    metres = step.thickness
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
        step=step.name,
        kind=step.kind,
        material=step.material,
        surface=_surface(feature, drawn, (after if real else before).chain),
        bottom_thickness=bottom * real,
        wall_thickness=wall * real,
        field_thickness=metres,
        bottom_coverage=bottom / field,
        wall_coverage=wall / field,
        minimum_thickness=least * real,
        balance=growth.balance,
        corner_thickness=corner * real,
        time=step.time,
        **(_histories(feature, drawn, before, growth) if real and not before.closed else {}),
    )


def _void(drawn: Outline, step: Step, growth: Growth, at: float, pocket: Pocket) -> VoidState:
    """Return a closed pocket of one layer in metres."""
    line = pocket.outline * drawn.unit
    if pocket.on_axis:
        line = reflected(line)
    area, x, z = centroid(line)
    x = 0.0 if pocket.on_axis else x
    return VoidState(
        step=step.name,
        outline=line,
        area=area,
        x=x,
        z=z,
        field_thickness=float(np.interp(at, growth.progress, growth.field)) * drawn.unit,
        time=step.time * at / growth.progress[-1],
    )


def begin(feature: Feature, drawn: Outline, steps: Sequence[Step]) -> Front:
    """Return the front of an etched section, with some field beside it where ions may eat into its lips.

    Parameters
    ----------
    feature : Feature
        What was etched [m].
    drawn : Outline
        Its section [m].
    steps : Sequence[Step]
        What will be done to it.

    Returns
    -------
    Front
        Open, nothing buried.

    Examples
    --------
    >>> from foreline.feature.outline import outline
    >>> from foreline.tool.feature import Trench
    >>> trench = Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm")
    >>> float(begin(trench, outline(trench), []).open[0, 0])
    -0.502

    References
    ----------
    .. [1] foreline-assumed
    """
    between = feature.pitch - float(np.ptp(drawn.whole[[0, -1], 0]))
    beside = min(_BESIDE, 0.4 * between / drawn.unit) if any(step.erodes for step in steps) else 0.0
    return etched(digits(drawn.points / drawn.unit), drawn.symmetry, beside)


def lay(feature: Feature, drawn: Outline, front: Front, step: Step) -> Laid:
    """Return a front after one step.

    Parameters
    ----------
    feature : Feature
        What was etched [m].
    drawn : Outline
        Its section [m].
    front : Front
        Before the step, in units of the section.
    step : Step
        What is done.

    Returns
    -------
    Laid
        Front, layer [m], voids [m], notices.

    Raises
    ------
    NotConverged
        E404 or E410 if the surface cannot be followed.
    OutsideValidity
        E450 if a polish meets nothing.

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
    notices = list(step.notices)
    if step.motion is None:
        after, opened = polished(front, step.level / drawn.unit)
        fall = float(after.open[0, 1] - front.open[0, 1])
        ends = np.array([0.0, fall]) * np.sign(fall)
        growth = Growth(after, 0.0, 0.0, ends, np.array([0.0, fall]), (front.chain, after.chain), ())
        step = replace(step, thickness=fall * drawn.unit)
        if opened:
            message = f"the polish opens {opened} void{'s' * (opened > 1)}: slurry will stay in there"
            notices.append(Notice(code="W452", where=f"feature.steps.{step.name}", message=message))
    else:
        amount = float(digits(np.array(abs(step.thickness) / drawn.unit))) or _PROBE
        growth = grow(front, amount if step.amount is None else step.amount, step.motion)
    layer = _layer(feature, drawn, step, front, growth)
    notices += _noticed(feature, front, step, growth, layer)
    if step.thickness == 0.0:
        return Laid(front, layer, (), tuple(notices))
    voids = tuple(_void(drawn, step, growth, at, pocket) for at, pocket in growth.voids)
    return Laid(growth.after, layer, voids, tuple(notices))


def _noticed(feature: Feature, front: Front, step: Step, growth: Growth, layer: LayerProfile) -> list[Notice]:
    """Return what a layer makes one say."""
    found = []
    metres = step.thickness
    if growth.closure > _OPEN_VIEWS:
        message = f"views of the hole's rings missed {growth.closure:.1%} before they were scaled to close"
        found.append(Notice(code="W411", where=step.name, message=message))
    if metres > 0.5 * feature.pitch and step.kind == "film":
        message = f"film of {metres * 1e9:.3g} nm is thicker than half the pitch"
        found.append(Notice(code="W403", where=step.name, message=message))
    if step.erodes and metres > 0.0 and layer.bottom_thickness < 0.0:
        message = f"ions take {-layer.bottom_thickness * 1e9:.3g} nm off the bottom, at the rates of {step.material}"
        found.append(Notice(code="W451", where=step.name, message=message))
    if metres > 0.0 and growth.after.closed and not front.closed:
        message = f"the {feature.kind} closed under {metres * 1e9:.3g} nm of film; nothing more reaches its inside"
        found.append(Notice(code="W401", where=step.name, message=message))
    return found
