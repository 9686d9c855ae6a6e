"""Layer after layer into one trench."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.feature.front import Front, etched, grow, neck
from foreline.feature.mesh import whole
from foreline.feature.profile import bottom_rise, thinnest, wall_growth
from foreline.states import Array, Check, FeatureState, FilmState, LayerProfile, Notice
from foreline.tool.wafer import Trench

MOST_ASPECT = 50.0  # deeper, the walls need more panels than this method has
TESTED_ASPECT = 16.0
MOST_THICKNESS = 20.0  # of the width
EXPONENTS = 0.5, 1000.0  # of the arrival law
_PROBE = 1e-6  # of the width: a layer of no thickness has the coverage of a very thin one
_SOURCES = ("cale1990", "hottel1967", "floyd1962", "foreline-computed", "foreline-assumed")


def _digits(value: float) -> float:
    """Return a ratio to 12 digits, so that no rounding of units decides a branch."""
    return float(f"{value:.12g}")


def _arrival(film: FilmState) -> tuple[float, tuple[Notice, ...]]:
    """Return the exponent of the arrival law the method can use, with a notice if it is not the film's."""
    given = float(film.arrival_exponent)
    low, high = EXPONENTS
    if low <= given <= high:
        return given, ()
    used = high if given > high else 1.0
    message = f"arrival law cos^n with n = {given:.3g} replaced by n = {used:g} in the trench"
    return used, (Notice(code="W402", where=film.step, message=message),)


def _asked(trench: Trench, films: Sequence[FilmState], sticking: Sequence[float]) -> tuple[Notice, ...]:
    """Refuse what the method cannot answer, and say what it has not been tested for."""
    aspect = trench.depth / trench.width
    if trench.width >= trench.pitch:
        raise OutsideValidity(
            f"trench width {trench.width:.3g} m is not below the pitch {trench.pitch:.3g} m: no field between", "E401"
        )
    if aspect > MOST_ASPECT:
        raise OutsideValidity(f"aspect ratio {aspect:.3g} is above {MOST_ASPECT:g}", "E402")
    for film, stays in zip(films, sticking, strict=True):
        thickness = float(np.mean(film.thickness[0]))
        if not 0.0 <= thickness <= MOST_THICKNESS * trench.width:
            raise OutsideValidity(f"{film.step}: film of {thickness:.3g} m on a {trench.width:.3g} m trench", "E403")
        if not 0.0 < stays <= 1.0:
            raise OutsideValidity(f"{film.step}: sticking {stays:.3g} is not between 0 and 1", "E403")
    if aspect <= TESTED_ASPECT:
        return ()
    message = f"aspect ratio {aspect:.3g} is above the tested {TESTED_ASPECT:g}"
    return (Notice(code="W404", where="feature", message=message),)


def _surface(trench: Trench, front: Front) -> Array:
    """Return the surface in metres, field to field."""
    line = whole(front.chain) * trench.width
    edge = 0.5 * trench.pitch
    return np.concatenate([[[-edge, line[0, 1]]], line, [[edge, line[-1, 1]]]])


def _layer(trench: Trench, film: FilmState, before: Front, after: Front, balance: float) -> LayerProfile:
    """Return the profile of one layer from the surfaces on its two sides."""
    metres = float(np.mean(film.thickness[0]))
    field = metres / trench.width or _PROBE
    bottom = wall = least = 0.0
    if not before.closed:
        bottom = bottom_rise(before.chain, after.chain)
        wall = wall_growth(before.chain, after.chain)
        least = thinnest(before.chain, after.chain)
    real = trench.width if metres else 0.0  # a probe leaves nothing behind
    return LayerProfile(
        step=film.step,
        material=film.material,
        surface=_surface(trench, after if real else before),
        bottom_thickness=bottom * real,
        wall_thickness=wall * real,
        field_thickness=metres,
        bottom_coverage=bottom / field,
        wall_coverage=wall / field,
        minimum_thickness=least * real,
        balance=balance,
    )


def solve(trench: Trench, films: Sequence[FilmState], sticking: Sequence[float]) -> FeatureState:
    """Return the trench after all films: the surface moves along its normals by Gamma / Gamma_field x film thickness.

    Gamma is the flux of a line-of-sight model with diffuse re-emission on the current surface, mouth closing included.

    Parameters
    ----------
    trench : Trench
        Width, depth and pitch [m].
    films : Sequence[FilmState]
        Films in the order they are laid; thickness at the first radius [m], arrival exponent [-].
    sticking : Sequence[float]
        Sticking coefficient of each film, 0 < s <= 1 [-].

    Returns
    -------
    FeatureState
        Surfaces [m], thicknesses [m], coverages [-], opening [m], notices.

    Raises
    ------
    OutsideValidity
        E401 width not below the pitch; E402 aspect ratio above 50; E403 thickness or sticking without meaning.
    NotConverged
        E404 if the surface cannot be followed.

    Examples
    --------
    >>> solve(Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm"), [], []).opening
    7e-08

    References
    ----------
    .. [1] cale1990
    .. [2] hottel1967
    """
    notices = list(_asked(trench, films, sticking))
    front = etched(_digits(trench.depth / trench.width))
    layers = []
    for film, stays in zip(films, sticking, strict=True):
        exponent, replaced = _arrival(film)
        notices += replaced
        metres = float(np.mean(film.thickness[0]))
        after, balance = grow(front, _digits(metres / trench.width) or _PROBE, exponent, stays)
        layers.append(_layer(trench, film, front, after, balance))
        if metres > 0.5 * trench.pitch:
            message = f"film of {metres * 1e9:.3g} nm is thicker than half the pitch"
            notices.append(Notice(code="W403", where=film.step, message=message))
        if metres > 0.0:
            if after.closed and not front.closed:
                message = f"the trench closed under {metres * 1e9:.3g} nm of film; nothing more reaches its inside"
                notices.append(Notice(code="W401", where=film.step, message=message))
            front = after
    x, z = 0.5 * trench.width, -trench.depth
    edge = 0.5 * trench.pitch
    return FeatureState(
        outline=np.array([[-edge, 0.0], [-x, 0.0], [-x, z], [x, z], [x, 0.0], [edge, 0.0]]),
        layers=tuple(layers),
        opening=0.0 if front.closed else neck(front.open)[0] * trench.width,
        closed=front.closed,
        notices=tuple(notices),
        sources=_SOURCES,
    )


def check(trench: Trench, state: FeatureState) -> tuple[Check, ...]:
    """Return the rules of a lined trench: mouth open, first layer thick enough everywhere, particles balanced.

    Parameters
    ----------
    trench : Trench
        As given to `solve`.
    state : FeatureState
        What `solve` returned.

    Returns
    -------
    tuple[Check, ...]
        R401, R402, R403.

    Examples
    --------
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
            detail=f"opening {state.opening * 1e9:.3g} nm of {trench.width * 1e9:.3g} nm",
        ),
        Check(
            code="R402",
            title="First layer lines the whole trench",
            passed=thin >= least,
            detail=f"thinnest {thin * 1e9:.3g} nm, needed {least * 1e9:.3g} nm (assumed)",
        ),
        Check(
            code="R403",
            title="Particles in the trench balance",
            passed=worst <= 1e-9,
            detail=f"|entering - absorbed - leaving| / entering = {worst:.1e}",
        ),
    )
