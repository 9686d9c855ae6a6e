"""Rules of the line: it and its dielectric outlive the mission, and its current density allows that."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from foreline.states import Check, WireState
from foreline.wire.electromigration import blech_product, highest_density
from foreline.wire.electromigration import stress_test as table_test
from foreline.wire.insulation import check_breakdown
from foreline.wire.missions import mission

if TYPE_CHECKING:
    from foreline.tool.wafer import Wire


def check(wire: Wire, state: WireState) -> tuple[Check, ...]:
    """Return the rules R501 (life at the mission), R502 (current density), R541 (worst spot) and R546 (dielectric).

    Without a stress test there is neither R501 nor R502; R541 only where the feature was grown across the wafer.

    R501: life at the allowed failures >= switched-on hours. R502: j <= max(j (life/hours)^(1/n), (jL)_c/L); it differs
    from R501 for lines short enough that back stress stops the metal.

    Without a stress test R501 and R502 are left out, without a voltage R546.

    Parameters
    ----------
    wire : Wire
        As declared.
    state : WireState
        As solved: life [s], current density [A/m2], length [m].

    Returns
    -------
    tuple of Check
        Up to four checks.

    Raises
    ------
    OutsideValidity
        E504 if there is no such mission.

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.states import FeatureState
    >>> from foreline.tool.feature import Trench
    >>> from foreline.tool.wafer import Dielectric, Wire
    >>> from foreline.wire import solve
    >>> wire = Wire(metal="Cu", length="100 um", current_density="1 MA/cm2",
    ...             dielectric=Dielectric(permittivity=2.7, below="140 nm"))
    >>> trench = Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm")
    >>> walls = np.array([[-70, 0], [-35, 0], [-35, -140], [35, -140], [35, 0], [70, 0]]) * 1e-9
    >>> state = solve(wire, trench, FeatureState(outline=walls, layers=(), opening=70e-9), ())
    >>> [(rule.code, rule.passed) for rule in check(wire, state)]
    [('R501', True), ('R502', True)]

    References
    ----------
    .. [1] black1969
    .. [2] blech1976
    """
    test, profile = wire.electromigration or table_test(wire.metal), mission(wire.mission)
    insulation = check_breakdown(state.breakdown, profile)
    if test is None or math.isnan(state.lifetime):
        return insulation
    allowed = highest_density(state.current_density, state.lifetime, profile.hours, test.exponent)
    blech = blech_product(wire.metal) / state.length
    immortal = blech > allowed
    limit = blech if immortal else allowed
    worst = min(state.spots, key=lambda spot: spot.lifetime, default=None)
    needed = f"{profile.hours / 3600:.3g} h needed"
    everywhere = Check(
        code="R541",
        title="Line outlives its mission all over the wafer",
        passed=worst is None or worst.lifetime >= profile.hours,
        detail="" if worst is None else f"{worst.lifetime / 3600:.3g} h at {worst.name}, {needed}",
    )
    return (
        Check(
            code="R501",
            title="Line outlives its mission",
            passed=state.lifetime >= profile.hours,
            detail=(
                f"{profile.name}: {state.lifetime / 3600:.3g} h under current until a fraction "
                f"{profile.allowed_failures:.2g} has failed, {profile.hours / 3600:.3g} h needed; "
                f"{state.failed_fraction:.2g} failed by then"
            ),
        ),
        Check(
            code="R502",
            title="Current density in the core",
            passed=state.current_density <= limit,
            detail=(
                f"{state.current_density * 1e-10:.3g} MA/cm2, allowed {limit * 1e-10:.3g} MA/cm2 "
                f"by {'the Blech product over the length' if immortal else 'the life at the mission'}"
            ),
        ),
        *((everywhere,) if state.spots else ()),
        *insulation,
    )
