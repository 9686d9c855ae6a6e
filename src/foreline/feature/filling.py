"""Layer after layer into one trench, hole or section."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.feature.front import neck
from foreline.feature.laying import begin, lay
from foreline.feature.outline import Outline, Symmetry, outline
from foreline.feature.profile import grid, signed_distance
from foreline.feature.spots import spots
from foreline.feature.steps import sequence
from foreline.states import Check, FeatureState, FilmState, Ions, LayerProfile, Notice, SpotState, VoidState
from foreline.tool.feature import Feature

MOST_ASPECT = 50.0  # deeper, the walls need more panels than this method has
TESTED_ASPECT = 16.0
MOST_THICKNESS = 20.0  # of the width
EXPONENTS = 0.5, 1000.0  # of the arrival law
_SOURCES = ("cale1990", "hottel1967", "floyd1962", "foreline-computed", "foreline-assumed")


def _arrival(film: FilmState) -> tuple[float, tuple[Notice, ...]]:
    """Return the exponent of the arrival law the method can use, with a notice if it is not the film's."""
    given = float(film.arrival_exponent if film.ions is None else film.neutral_exponent)
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


def solve(
    feature: Feature, films: Sequence[FilmState], sticking: Sequence[float], ions: Mapping[str, Ions] | None = None
) -> FeatureState:
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
    ions : mapping, optional
        Of each declared etch by ions, by the name of its step.

    Returns
    -------
    FeatureState
        Surfaces [m], thicknesses [m], coverages [-], opening [m], voids, signed distances [m], notices.

    Raises
    ------
    OutsideValidity
        E401 width not below the pitch; E402 aspect ratio above 50; E403 thickness or sticking without meaning; E412 no
        section; E450 a step that cannot be done; E451 ions that take more than arrives.
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
    laws: list[float] = []
    for film in films:
        exponent, replaced = _arrival(film)
        laws.append(exponent)
        notices += replaced
    steps = sequence(feature, drawn, films, sticking, laws, ions or {})
    front = begin(feature, drawn, steps)
    layers: list[LayerProfile] = []
    voids: list[VoidState] = []
    for step in steps:
        laid = lay(feature, drawn, front, step)
        front = laid.front
        layers.append(laid.layer)
        voids += laid.voids
        notices += laid.notices
    places: tuple[SpotState, ...] = ()
    if feature.across_wafer and films:
        places, said = spots(feature, drawn, films, sticking, laws, ions or {})
        notices += said
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
        spots=places,
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
        R401, R402, R403; R450 with a polish.

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
            passed=not state.closed or _plated_full(state),
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
        *_polish_rule(feature, state),
    )


def _plated_full(state: FeatureState) -> bool:
    """Return whether plating closed the mouth, as it should, and left no void."""
    shut = next((notice.where for notice in state.notices if notice.code == "W401"), "")
    return not state.voids and any(layer.step == shut and layer.kind == "electroplate" for layer in state.layers)


def _polish_rule(feature: Feature, state: FeatureState) -> tuple[Check, ...]:
    """Return the rule of a polish, if there is one."""
    if not any(step.kind == "cmp" for step in feature.steps.values()):
        return ()
    opened = [notice.message for notice in state.notices if notice.code == "W452"]
    detail = opened[0] if opened else "no void reaches the plane"
    return (Check(code="R450", title="No void opened by the polish", passed=not opened, detail=detail),)
