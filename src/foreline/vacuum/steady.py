"""Operating points: gas balance of every chamber with what flows in, walls frozen at the end of the pump-down.

Newton's method in partial pressures with the edge slopes of the network; a pressure is never let below a fiftieth of
its last value in one step. Chambers cut off from every pump in this phase keep the pressure they have.
"""

from __future__ import annotations

import math

import numpy as np

from foreline.errors import NotConverged, OutsideValidity
from foreline.states import Array
from foreline.tool.wafer import StepBase
from foreline.units import readable
from foreline.vacuum.network import Network, Wiring, edge_flows, edge_slopes, reached, wire

BALANCE = 1e-9  # of the throughput, what all chambers and gases together may miss
ROUNDING = 16 * np.finfo(float).eps  # of what pumps carry to and fro, where nearly all of it comes back
SETTLED = 1e-11  # relative change of a pressure in the last step
STEPS = 80
SHARES = (1e-4, 1e-3, 1e-2, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)  # of the gas, on the way to a balance not found at once
WAITS = 400  # implicit steps in time, each twice as long as the last
HIGHEST = 1e9  # Pa, where a search for pressures turns back
TIGHTEST = 1e-3  # opening of a throttle that is as good as shut


def steady_pressures(wiring: Wiring, inflow: Array, guess: Array) -> tuple[Array, float]:
    """Return the partial pressures at which every chamber's flows balance.

    Parameters
    ----------
    wiring : Wiring
        The open edges.
    inflow : array
        What enters from outside and from the walls [mol/s], shape [chamber, gas].
    guess : array
        Partial pressures to start from [Pa], shape [chamber, gas].

    Returns
    -------
    tuple of array and float
        Partial pressures [Pa], shape [chamber, gas], and the mass balance, sum of |net flow| over sum of inflow [1].

    Raises
    ------
    NotConverged
        E107, if the flows do not balance.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> p, balance = steady_pressures(wire(network, "high-vacuum"), network.inflow, np.full((5, 6), 1e-3))
    >>> balance < 1e-9, bool(1.9 < p[2].sum() < 2.1)  # the foreline is at the ultimate pressure of its pump
    (True, True)

    References
    ----------
    .. [1] jousten2016
    """
    network = wiring.network
    free = np.array([i for i in range(len(guess)) if network.atmosphere in reached(wiring, i)], dtype=int)
    enters = np.zeros_like(inflow)
    enters[free] = inflow[free]
    p, balance, balanced = _newton(wiring, free, enters, np.maximum(guess, 1e-30))
    if not balanced:  # walk there: with little gas a vacuum system is linear
        p = np.maximum(guess, 1e-30)
        for share in SHARES:
            p, balance, balanced = _newton(wiring, free, share * enters, p)
    if not balanced:  # or wait there: between two regimes of a pump the way is long and no step of Newton's finds it
        p, balance, balanced = _newton(wiring, free, enters, _waited(wiring, free, enters, np.maximum(guess, 1e-30)))
    if not balanced:
        raise NotConverged(
            f"the gas balance of an operating point misses by {balance:.1e} of its throughput; most likely more gas "
            "enters than a pump carries at the end of its curve: a smaller leak or surface, or a larger pump",
            "E107",
        )
    return p, balance


def _newton(wiring: Wiring, free: Array, enters: Array, p: Array) -> tuple[Array, float, bool]:
    """Return pressures, what the flows miss over the inflow, and whether that is rounding."""
    for _ in range(STEPS):
        net, matrix, carried = _linear(wiring, free, enters, p)
        old = p[free]
        p = p.copy()
        p[free] = np.clip(old + _solved(matrix, -net.ravel(), old.ravel()).reshape(old.shape), old / 50, HIGHEST)
        # Traces count down to 1e-12 of the total; a gas that nothing brings in shrinks to nothing.
        if (np.abs(p[free] - old) <= SETTLED * (old + 1e-12 * old.sum(1, keepdims=True))).all():
            break
    missed = float(np.abs(_net(wiring, free, enters, p)).sum())
    # Where nearly all that pumps carry comes back, its rounding is more than the flow that is let in.
    balance = missed / float(max(enters.sum() + ROUNDING / BALANCE * carried, 1e-30))
    return p, balance, bool(balance < BALANCE)


def _waited(wiring: Wiring, free: Array, enters: Array, p: Array) -> Array:
    """Return pressures after implicit steps of C dp/dt = net flow, C = V/(R T), that grow until nothing moves."""
    p, dt = p.copy(), 1e-6
    capacity = np.repeat(1 / wiring.network.pressure_of_mole[free], p.shape[1])
    for _ in range(WAITS):
        net, matrix, _ = _linear(wiring, free, enters, p)
        old = p[free]
        step = _solved(matrix - np.diag(capacity / dt), -net.ravel(), old.ravel()).reshape(old.shape)
        if (np.abs(step).sum(1) > old.sum(1)).any() and dt > 1e-9:
            dt /= 4
            continue
        p[free] = np.clip(old + step, old / 50, HIGHEST)
        dt *= 2
        if dt > 1e12:
            break
    return p


def _net(wiring: Wiring, free: Array, enters: Array, p: Array) -> Array:
    """Return what more flows into each chamber than out of it [mol/s], shape [free chamber, gas]."""
    everywhere = np.concatenate([p, wiring.network.air[None]])
    flow = edge_flows(wiring, everywhere[wiring.start], everywhere[wiring.end])
    return np.asarray((wiring.incidence[: len(p)] @ flow + enters)[free])


def _linear(wiring: Wiring, free: Array, enters: Array, p: Array) -> tuple[Array, Array, float]:
    """Return the net flows, their derivatives by all pressures, and what pumps and ducts carry to and fro [mol/s]."""
    c, g = p.shape
    rows, n = wiring.incidence[:c], len(free) * g
    everywhere = np.concatenate([p, wiring.network.air[None]])
    at_start, at_end = everywhere[wiring.start], everywhere[wiring.end]
    by_start, by_end = edge_slopes(wiring, at_start, at_end)
    matrix = np.zeros((c, g, c, g))
    for edge, (start, end) in enumerate(zip(wiring.start, wiring.end, strict=True)):
        column = rows[:, edge][:, None, None]
        matrix[:, :, start, :] += column * by_start[edge]
        if end < c:
            matrix[:, :, end, :] += column * by_end[edge]
    carried = np.abs(by_start) * at_start[:, None, :] + np.abs(by_end) * at_end[:, None, :]
    return _net(wiring, free, enters, p), matrix[free][:, :, free].reshape(n, n), float(carried.sum())


def _solved(matrix: Array, right: Array, scale: Array) -> Array:
    """Return the Newton step, the smallest one where the flows do not depend on some pressure."""
    try:
        return np.asarray(np.linalg.solve(matrix, right))
    except np.linalg.LinAlgError:
        return np.asarray(scale * np.linalg.lstsq(matrix * scale, right, rcond=None)[0])


def throttled(
    network: Network, chamber: int, inflow: Array, guess: Array, step: StepBase, name: str
) -> tuple[Array, float, float, Wiring]:
    """Return the operating point of a process step, its throttle set for the step's pressure.

    Parameters
    ----------
    network : Network
        The network.
    chamber : int
        Row of the step's chamber.
    inflow : array
        What enters each chamber, process gas included [mol/s], shape [chamber, gas].
    guess : array
        Partial pressures to start from [Pa], shape [chamber, gas].
    step : StepBase
        The declared step.
    name : str
        Its name, for messages.

    Returns
    -------
    tuple of array, float, float, Wiring
        Partial pressures [Pa], opening of the throttle [1], mass balance [1], and the edges as set.

    Raises
    ------
    OutsideValidity
        E102, if the pressure is higher with everything open; E103, if the throttle would have to be tighter than shut;
        E104, if no duct may be throttled.
    NotConverged
        E107, if the flows do not balance.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> tool = loads(text("template.yaml")).tool
    >>> network, step = build_network(tool), tool.process["barrier"]
    >>> gas = network.inflow
    >>> gas[0, network.gases.names.index("Ar")] += step.gases["Ar"]
    >>> p, opening, _, _ = throttled(network, 0, gas, np.full((5, 6), 1e-3), step, "barrier")
    >>> round(float(p[0].sum()), 9), 0.1 < opening < 0.3
    (0.1, True)

    References
    ----------
    .. [1] jousten2016
    """
    from scipy.optimize import brentq

    found: dict[float, tuple[Array, float, Wiring]] = {}
    where, valves = network.chambers[chamber], _valves(network, chamber)

    def at(opening: float) -> float:
        """Return the chamber pressure at an opening."""
        if opening not in found:
            nearest = min(found, key=lambda other: abs(math.log(other / opening))) if found else None
            wiring = wire(network, "high-vacuum", dict.fromkeys(valves, opening))
            try:
                p, balance = steady_pressures(wiring, inflow, found[nearest][0] if nearest is not None else guess)
            except NotConverged as error:
                given = {gas: readable(flow, "mol/s") for gas, flow in step.gases.items()}
                flows = ", ".join(f"{size:.3g} {unit} of {gas}" for gas, (size, unit) in given.items())
                raise NotConverged(
                    f"process.{name}: {where!r} finds no steady pressure at {flows}; most likely that is more than its "
                    "pump carries at the end of its curve: give less gas, or take a larger pump",
                    "E107",
                ) from error
            found[opening] = p, balance, wiring
        return float(found[opening][0][chamber].sum())

    wanted, opening = step.pressure, 1.0
    if wanted is not None and abs(at(1.0) / wanted - 1) > 1e-9:
        if not valves:
            raise OutsideValidity(
                f"process.{name}: {where!r} settles at {at(1.0):.4g} Pa and no duct may hold it at {wanted:.4g} Pa; "
                "mark one `throttle: true` or leave out the pressure",
                "E104",
            )
        if at(1.0) > wanted:
            raise OutsideValidity(
                f"process.{name}: {where!r} is at {at(1.0):.4g} Pa with the throttle fully open, above the "
                f"{wanted:.4g} Pa asked for; give less gas, a larger pump, or a higher pressure",
                "E102",
            )
        if at(TIGHTEST) < wanted:
            raise OutsideValidity(
                f"process.{name}: {where!r} is at {at(TIGHTEST):.4g} Pa with the throttle at {TIGHTEST:g} of its "
                f"opening, below the {wanted:.4g} Pa asked for; give more gas, a smaller pump, or a lower pressure",
                "E103",
            )
        log_opening = brentq(
            lambda x: math.log(at(math.exp(x)) / wanted), math.log(TIGHTEST), 0.0, xtol=1e-13, rtol=1e-14
        )
        opening = math.exp(log_opening)
        at(opening)
    else:
        at(1.0)
    p, balance, wiring = found[opening]
    return p, opening, balance, wiring


def _valves(network: Network, chamber: int) -> list[int]:
    """Return the throttled ducts open in high vacuum: those at the chamber, or else all."""
    may = [i for i, flag in enumerate(network.throttle) if flag and network.open[i] != "roughing"]
    near = [i for i in may if chamber in network.duct_ends[i]]
    return near or may


def foreline_row(network: Network, chamber: int) -> int:
    """Return the row whose pressure is the foreline pressure of a chamber.

    That is where the nearest pump that exhausts into a chamber gives its gas; without one, the nearest pump's inlet.

    Parameters
    ----------
    network : Network
        The network.
    chamber : int
        Row of the process chamber.

    Returns
    -------
    int
        Row of the foreline.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> network.chambers[foreline_row(network, 0)]
    'foreline'

    References
    ----------
    .. [1] jousten2016
    """
    live = [i for i, phase in enumerate(network.open) if phase != "roughing"]
    order, seen = [chamber], {chamber}
    for here in order:
        for duct in live:
            a, b = (int(x) for x in network.duct_ends[duct])
            for one, other in ((a, b), (b, a)):
                if one == here and other not in seen:
                    seen.add(other)
                    order.append(other)
    reach = [(order.index(int(a)), int(a), int(b)) for a, b in network.pump_ends if int(a) in seen]
    onward = sorted(r for r in reach if r[2] != network.atmosphere)
    if onward:
        return onward[0][2]
    return sorted(reach)[0][1] if reach else chamber
