"""Valves that open slowly: a soft start through a throttled valve, and the time a valve takes to open.

Pumping starts through ducts throttled to a share of their conductance; once the chamber has fallen to a pressure they
open fully, in proportion to time. In a tool file: `soft_pump` and `opening_time` of `pump_down`, `soft_pump` of a load
lock; phases of a sequence have `opening` and `ramp`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from foreline.states import Array
from foreline.tool.vacuum import Phase, PumpDown, SoftPump
from foreline.vacuum.network import Network, Wiring, wire
from foreline.vacuum.pump_down import RELATIVE, Watch, integrate


@dataclass(frozen=True)
class SlowOpening:
    """Which ducts open slowly, how far at first, until which pressure of which chamber, and how long they take."""

    ducts: tuple[int, ...]
    chamber: int
    share: float = 0.0  # of the open conductance at first
    until: float = math.inf  # [Pa]
    time: float = 0.0  # [s], from that share to fully open


def slow_roughing(network: Network, declared: PumpDown, chamber: int) -> SlowOpening | None:
    """Return how the roughing valves of a tool open; None if at once.

    Parameters
    ----------
    network : Network
        The network.
    declared : PumpDown
        Of the tool file.
    chamber : int
        Row of the process chamber.

    Returns
    -------
    SlowOpening or None
        With the pressure [Pa] and times [s] that were declared.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> tool = loads(text("template.yaml")).tool
    >>> slow_roughing(build_network(tool), tool.pump_down.model_copy(update={"opening_time": 2.0}), 0)
    SlowOpening(ducts=(1,), chamber=0, share=0.0, until=inf, time=2.0)

    References
    ----------
    .. [1] foreline-computed
    """
    soft = declared.soft_pump
    if soft is None and not declared.opening_time:
        return None
    own = tuple(i for i, phase in enumerate(network.open) if phase == "roughing")
    ducts = _named(network, soft) or own or tuple(range(len(network.ducts)))
    if soft is None:
        return SlowOpening(ducts, chamber, time=declared.opening_time)
    return SlowOpening(ducts, chamber, soft.opening, soft.until, declared.opening_time)


def slow_lock(network: Network, soft: SoftPump | None, lock: int) -> SlowOpening | None:
    """Return how the valve of a load lock opens; None if at once.

    Parameters
    ----------
    network : Network
        The network.
    soft : SoftPump or None
        Of the tool file.
    lock : int
        Row of the load lock.

    Returns
    -------
    SlowOpening or None
        With the pressure [Pa] that was declared.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> slow_lock(network, SoftPump(opening="5 %", until="5e3 Pa"), 3).ducts
    (2,)

    References
    ----------
    .. [1] foreline-computed
    """
    if soft is None:
        return None
    live = [i for i, phase in enumerate(network.open) if phase != "roughing"]
    own = tuple(i for i in live if lock in network.duct_ends[i])
    return SlowOpening(_named(network, soft) or own, lock, soft.opening, soft.until)


def _named(network: Network, soft: SoftPump | None) -> tuple[int, ...]:
    return tuple(network.ducts.index(name) for name in soft.ducts) if soft is not None else ()


def integrate_slowly(
    network: Network, phase: Phase, slow: SlowOpening | None, state: Array, begin: float, times: Array,
    watches: tuple[Watch, ...], relative: float = RELATIVE,
) -> tuple[Array, Array, list[float]]:  # fmt: skip
    """Integrate a phase whose valves open slowly: throttled until a pressure, then opened over a time.

    Parameters
    ----------
    network : Network
        The network.
    phase : str
        'roughing' or 'high-vacuum'.
    slow : SlowOpening or None
        How its valves open; None: at once.
    state : array
        Amounts at the beginning [mol].
    begin : float
        Time of the beginning [s].
    times : array
        Output times after it [s]; the last ends the phase.
    watches : tuple of Watch
        Pressures to fall through, as for `integrate`.
    relative : float
        Tolerance of the integrator [1].

    Returns
    -------
    tuple of array, array, list of float
        As `integrate`: times [s], states [mol], time of each watch's first event [s].

    Raises
    ------
    NotConverged
        E106, if the integrator gives up.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.equations import start_state
    >>> from foreline.vacuum.network import build_network
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> t, _, (event,) = integrate_slowly(
    ...     network, "roughing", SlowOpening((1,), 0, 0.01, 9e4), start_state(network, 101325.0), 0.0,
    ...     np.array([5.0, 60.0]), (Watch(0, 8e4),))
    >>> 2 < event < 30
    True

    References
    ----------
    .. [1] foreline-computed
    """
    wiring = wire(network, phase)
    if slow is None:
        return integrate(wiring, state, begin, times, watches, relative)
    low = wire(network, phase, dict.fromkeys(slow.ducts, slow.share))
    found = [math.nan] * len(watches)
    t, y = np.empty(0), np.empty((0, len(state)))
    per_mole = float(network.pressure_of_mole[slow.chamber])
    gases = len(network.gases)
    own = slice(slow.chamber * gases, (slow.chamber + 1) * gases)

    def over(edges: Wiring | Callable[[float], Wiring], moments: Array, extra: tuple[Watch, ...]) -> bool:
        """Integrate one part; tell whether a watch ended the phase."""
        nonlocal t, y, begin, state, found
        t1, y1, events = integrate(edges, state, begin, moments, (*watches, *extra), relative)
        t, y, begin, state = np.concatenate([t, t1]), np.concatenate([y, y1]), float(t1[-1]), y1[-1]
        found = [a if not math.isnan(a) else b for a, b in zip(found, events, strict=False)]
        return any(one.terminal and not math.isnan(when) for one, when in zip(watches, found, strict=True))

    end = float(times[-1])
    soft = math.isfinite(slow.until) and float(state[own].sum()) * per_mole > slow.until
    if soft and (over(low, times, (Watch(slow.chamber, slow.until, terminal=True),)) or begin >= end):
        return t, y, found
    if slow.time > 0:
        opened = min(begin + slow.time, end)
        part = np.append(times[(times > begin) & (times < opened)], opened)

        def moving(since: float) -> Wiring:
            share = min(since / slow.time, 1.0)
            return replace(wiring, opening=low.opening + (wiring.opening - low.opening) * share)

        if over(moving, part, ()) or begin >= end:
            return t, y, found
    over(wiring, times[times > begin], ())
    return t, y, found
