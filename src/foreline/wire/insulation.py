"""The dielectric beside a finished line over its mission, and the line cut by repeaters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from foreline.data import properties
from foreline.states import BreakdownState, Check, Notice, RepeaterState
from foreline.wire.breakdown import (
    InsulationTest,
    Law,
    Space,
    breakdown_time,
    broken_fraction,
    equivalent_time,
    linear,
    power,
    root,
    table_insulation,
)
from foreline.wire.delay import repeaters
from foreline.wire.missions import Mission

if TYPE_CHECKING:
    from foreline.tool.wafer import Wire

FASTEST_EDGE = 1e-12  # s, no gate in use switches faster


def solve_breakdown(wire: Wire, space: float, profile: Mission) -> BreakdownState | None:
    """Return life and failed fraction of the dielectric between two lines over a mission; none without a voltage.

    F by `broken_fraction` with the root of the field, the field and its power: they agree at the test's field and in
    their slope there, and part on the way down to use.

    Parameters
    ----------
    wire : Wire
        As declared.
    space : float
        Between two lines [m].
    profile : Mission
        Temperatures of the lines [K], hours [s], allowed failures [1].

    Returns
    -------
    BreakdownState or None
        Lives [s], fractions [1].

    Examples
    --------
    >>> from foreline.tool.insulation import Breakdown
    >>> from foreline.tool.wafer import Dielectric, Wire
    >>> from foreline.wire.missions import mission
    >>> wire = Wire(metal="Cu", length="100 um", current_density="1 MA/cm2", breakdown=Breakdown(voltage="1 V"),
    ...             dielectric=Dielectric(permittivity=2.7, below="140 nm"))
    >>> state = solve_breakdown(wire, 20e-9, mission("consumer"))
    >>> state.life_linear < state.life < state.life_power, state.roughness_cost
    (True, 1.0)

    References
    ----------
    .. [1] chen2006
    .. [2] mcpherson1998
    .. [3] croes2013
    .. [4] miner1945
    """
    if wire.breakdown is None:
        return None
    given, test = wire.breakdown, _test(wire)
    rough = Space(
        mean=space,
        deviation=given.space_sigma or 0.0,
        roughness=given.roughness or 0.0,
        correlation=given.correlation or properties("breakdown")["low-k"]["correlation"].value,
        facing=given.facing or 2 * wire.length,
    )
    even = replace(rough, deviation=0.0, roughness=0.0)
    speed = equivalent_time(1.0, test, profile.temperatures, profile.shares)

    def failed(law: Law) -> float:
        return broken_fraction(profile.hours * speed, given.voltage, rough, test, law)

    def life(law: Law) -> tuple[float, float]:
        times = [breakdown_time(profile.allowed_failures, given.voltage, one, test, law) for one in (rough, even)]
        return times[0] / speed, times[1] / times[0] if times[0] > 0 else float("inf")

    usual, cautious, hopeful = (life(law) for law in (root, linear, power))
    return BreakdownState(
        space=space,
        field=given.voltage / space,
        life=usual[0],
        life_linear=cautious[0],
        life_power=hopeful[0],
        failed=failed(root),
        failed_linear=failed(linear),
        failed_power=failed(power),
        roughness_cost=usual[1],
        roughness_cost_linear=cautious[1],
        roughness_cost_power=hopeful[1],
        sources=("chen2006", "mcpherson1998", "croes2013", "miner1945", *test.sources),
    )


def breakdown_notices(wire: Wire, state: BreakdownState | None, profile: Mission) -> list[Notice]:
    """Say what the life of the dielectric rests on, and where the laws disagree about the mission.

    Parameters
    ----------
    wire : Wire
        As declared.
    state : BreakdownState or None
        As solved: failed fractions [1].
    profile : Mission
        Allowed failures [1].

    Returns
    -------
    list of Notice
        W546, W547.

    Examples
    --------
    >>> from foreline.tool.wafer import Dielectric, Wire
    >>> from foreline.wire.missions import mission
    >>> wire = Wire(metal="Cu", length="100 um", current_density="1 MA/cm2",
    ...             dielectric=Dielectric(permittivity=2.7, below="140 nm"))
    >>> breakdown_notices(wire, None, mission("consumer"))
    []

    References
    ----------
    .. [1] croes2013
    """
    if state is None or wire.breakdown is None:
        return []
    found = []
    if wire.breakdown.test is None:
        text = "breakdown of the dielectric from an assumed test; give your own in wire.breakdown.test"
        found.append(Notice(code="W546", where="wire.breakdown.test", message=text))
    verdicts = {one <= profile.allowed_failures for one in (state.failed_linear, state.failed, state.failed_power)}
    if len(verdicts) == 2:
        text = (
            f"laws of breakdown disagree about the mission: {state.failed_linear:.2g} failed by E, "
            f"{state.failed:.2g} by root-E, {state.failed_power:.2g} by a power of E"
        )
        found.append(Notice(code="W547", where="wire.breakdown", message=text))
    return found


def ringing_notices(damped: float, flight: float) -> list[Notice]:
    """Say where inductance, which delay and circuit leave out, would matter.

    W548 if the damping is below 1 and an edge takes longer to fly along the line than a gate to switch, 1 ps.

    Parameters
    ----------
    damped : float
        Damping of the line [1].
    flight : float
        L sqrt(L' C) [s].

    Returns
    -------
    list of Notice
        W548, or none.

    Examples
    --------
    >>> [notice.code for notice in ringing_notices(0.5, 5e-12)], ringing_notices(0.5, 1e-13)
    (['W548'], [])

    References
    ----------
    .. [1] foreline-computed
    """
    if damped >= 1 or flight <= FASTEST_EDGE:
        return []
    text = (
        f"damping {damped:.2g}, {flight * 1e12:.2g} ps to fly along it: the line may ring; its delay knows R and C only"
    )
    return [Notice(code="W548", where="wire.length", message=text)]


def check_breakdown(state: BreakdownState | None, profile: Mission) -> tuple[Check, ...]:
    """Return rule R546: the dielectric outlives the mission by the root-E law; none without a voltage.

    life at the allowed failures >= switched-on hours.

    Parameters
    ----------
    state : BreakdownState or None
        As solved: lives [s].
    profile : Mission
        Hours [s] and allowed failures [1].

    Returns
    -------
    tuple of Check
        One check, or none.

    Examples
    --------
    >>> from foreline.wire.missions import mission
    >>> check_breakdown(None, mission("consumer"))
    ()

    References
    ----------
    .. [1] chen2006
    """
    if state is None:
        return ()
    return (
        Check(
            code="R546",
            title="Dielectric outlives its mission",
            passed=state.life >= profile.hours,
            detail=(
                f"{profile.name}: {state.life / 3600:.3g} h by root-E until a fraction {profile.allowed_failures:.2g} "
                f"has broken down, {profile.hours / 3600:.3g} h needed; {state.life_linear / 3600:.3g} h by E, "
                f"{state.life_power / 3600:.3g} h by a power of E"
            ),
        ),
    )


def solve_repeaters(wire: Wire, resistance: float, capacitance: float) -> RepeaterState | None:
    """Return the line cut by repeaters where its delay is least; none without a driver.

    k = L sqrt(0.4 R C/(0.7 R0 C0)), h = sqrt(R0 C/(R C0)).

    Parameters
    ----------
    wire : Wire
        As declared.
    resistance, capacitance : float
        Of the line per length [Ohm/m, F/m].

    Returns
    -------
    RepeaterState or None
        Number and size [1], delay [s].

    Examples
    --------
    >>> from foreline.tool.insulation import Driver
    >>> from foreline.tool.wafer import Dielectric, Wire
    >>> wire = Wire(metal="Cu", length="1 mm", current_density="1 MA/cm2",
    ...             driver=Driver(resistance="10 kOhm", capacitance="0.1 fF"),
    ...             dielectric=Dielectric(permittivity=2.7, below="140 nm"))
    >>> round(solve_repeaters(wire, 4e6, 1.6e-10).number, 1)
    19.1

    References
    ----------
    .. [1] bakoglu1985
    """
    if wire.driver is None:
        return None
    number, size, delay = repeaters(
        resistance, capacitance, wire.driver.resistance, wire.driver.capacitance, wire.length
    )
    return RepeaterState(number=number, size=size, delay=delay)


def _test(wire: Wire) -> InsulationTest:
    """Return the test of the tool file, or the table's."""
    given = wire.breakdown.test if wire.breakdown is not None else None
    if given is None:
        return table_insulation()
    return InsulationTest(
        life=given.life,
        field=given.field,
        temperature=given.temperature,
        length=given.length,
        activation_energy=given.activation_energy,
        slope=given.slope,
        shape=given.shape,
    )
