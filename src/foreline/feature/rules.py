"""The rules of a lined feature, at every spot of the wafer it was grown at."""

from __future__ import annotations

import math

from foreline.data import properties
from foreline.feature.outline import outline
from foreline.states import Check, FeatureState, SpotState
from foreline.tool.feature import CrossSection, Feature, Solid


def check(feature: Feature, state: FeatureState) -> tuple[Check, ...]:
    """Return the rules of a lined feature: mouth open, first layer thick enough everywhere, particles balanced.

    Each looks at all spots of the wafer the feature was grown at, and names the worst if it is not the film's first. In
    a `Solid` no film grows: there is neither a mouth that closes nor a balance.

    Parameters
    ----------
    feature : Feature
        As given to `solve`.
    state : FeatureState
        What `solve` returned.

    Returns
    -------
    tuple[Check, ...]
        R401, R402 (of lift-off R466), R403; R465 where spots were asked for, R450 with a polish.

    Examples
    --------
    >>> from foreline.feature import solve
    >>> from foreline.tool.feature import Trench
    >>> trench = Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm")
    >>> [(c.code, c.passed) for c in check(trench, solve(trench, [], []))]
    [('R401', True), ('R402', True), ('R403', True)]

    References
    ----------
    .. [1] foreline-assumed
    """
    everywhere: list[FeatureState | SpotState] = [state, *state.spots]
    least = float(properties("feature")["barrier"]["minimum_thickness"])
    places = [("", state.layers, state.opening), *((spot.name, spot.layers, spot.opening) for spot in state.spots)]
    lining = [(layers[0].minimum_thickness, name) for name, layers, _ in places if layers]
    thin, where = min(lining, default=(math.inf, ""))
    opening, narrow = min((opening, name) for name, _, opening in places)
    worst, off = max(((layer.balance, name) for name, layers, _ in places for layer in layers), default=(0.0, ""))
    lined = _lining(isinstance(feature, CrossSection) and feature.lift_off, thin, least, _at(where))
    if isinstance(feature, Solid):
        return (lined,)
    found = [
        Check(
            code="R401",
            title="Mouth open for the fill",
            passed=all(not one.closed or _plated_full(one) for one in everywhere),
            detail=f"opening {opening * 1e9:.3g} nm of {outline(feature).unit * 1e9:.3g} nm{_at(narrow)}",
        ),
        lined,
        Check(
            code="R403",
            title="Particles in the feature balance",
            passed=worst <= 1e-9,
            detail=f"|entering - absorbed - leaving| / entering = {worst:.1e}{_at(off)}",
        ),
    ]
    if state.spots:
        holes = [(void.area, spot.name) for spot in state.spots for void in spot.voids]
        largest, hollow = max(holes, default=(0.0, ""))
        detail = f"largest {largest * 1e18:.3g} nm2{_at(hollow)}" if holes else f"none at {len(state.spots)} spots"
        found.append(Check(code="R465", title="No void at any spot of the wafer", passed=not holes, detail=detail))
    return (*found, *_polish(feature, state))


def _lining(lift_off: bool, thin: float, least: float, at: str) -> Check:
    """Return whether the first layer is whole, or for lift-off, torn."""
    found = f"thinnest {thin * 1e9:.3g} nm{at}"
    if lift_off:
        return Check(
            code="R466",
            title="Film on the resist and in the opening apart",
            passed=thin < least,
            detail=f"{found}, a film is whole from {least * 1e9:.3g} nm (assumed)",
        )
    return Check(
        code="R402",
        title="First layer lines the whole feature",
        passed=thin >= least,
        detail=f"{found}, needed {least * 1e9:.3g} nm (assumed)",
    )


def _plated_full(state: FeatureState | SpotState) -> bool:
    """Return whether plating closed the mouth, as it should, and left no void."""
    shut = [layer.kind for layer in state.layers if layer.opening_history.size and layer.opening_history[-1] == 0.0]
    return not state.voids and shut[:1] == ["electroplate"]


def _polish(feature: Feature, state: FeatureState) -> tuple[Check, ...]:
    """Return the rule of a polish, if there is one."""
    if not any(step.kind == "cmp" for step in feature.steps.values()):
        return ()
    opened = [notice.message for notice in state.notices if notice.code == "W452"]
    detail = opened[0] if opened else "no void reaches the plane"
    return (Check(code="R450", title="No void opened by the polish", passed=not opened, detail=detail),)


def _at(spot: str) -> str:
    """Return a spot as words; none for the film's first radius."""
    return f" at {spot}" if spot else ""
