"""A cluster tool's schedule: when wafers are done, and what its parts do meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from foreline.fab.engine import Activity, ChamberNow, Clean, Cluster, LockNow, Locks, Visit
from foreline.states import Array


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When each wafer was back in a load lock [s], and what was done meanwhile with the wafers asked for."""

    finished: Array
    activities: tuple[Activity, ...]


def simulate(
    visits: Sequence[Visit],
    locks: Locks | None,
    move: float,
    blades: int = 1,
    cleans: Mapping[str, Clean] | None = None,
    wafers: int = 200,
    shown: range = range(0),
) -> Schedule:
    """Run wafers through a cluster tool, event by event.

    A robot with one blade moves the wafer that is farthest on its way, as soon as it can; one with two goes round the
    chambers and swaps. A load lock takes wafers in and out under one vacuum and goes for more as soon as it is empty
    while the tool could take more.

    Parameters
    ----------
    visits : sequence of Visit
        A wafer's way through the chambers, no chamber twice in a row, with the time in each [s].
    locks : Locks, optional
        Where wafers come from; without, they are under vacuum already.
    move : float
        One pick or place, travel included [s].
    blades : int
        Of the robot, 1 or 2 [-].
    cleans : mapping, optional
        Chamber -> its clean [s].
    wafers : int
        How many are run [-].
    shown : range
        Those of which every activity is returned [-].

    Returns
    -------
    Schedule
        Time at which each wafer was back [s], and activities in order of their end.

    Examples
    --------
    >>> from foreline.fab.engine import Visit
    >>> found = simulate([Visit(chamber="a", time=60.0), Visit(chamber="b", time=60.0)], None, move=5.0, wafers=20)
    >>> float(found.finished[-1] - found.finished[-2])  # one blade, process-bound: P + 4 w
    80.0

    References
    ----------
    .. [1] perkinson1994
    """
    from simpy import Environment

    env = Environment()
    names = list(dict.fromkeys(visit.chamber for visit in visits))
    revisits = len(names) < len(visits)
    swaps = blades > 1 and not revisits
    gates = locks or Locks(count=1, wafers=wafers, pump=0.0, vent=0.0)
    cluster = Cluster(
        env=env,
        visits=visits,
        locks=[LockNow(name=f"load lock {i + 1}" if locks else "vacuum") for i in range(gates.count)],
        slots=gates.wafers,
        away=gates.pump + gates.vent,
        move=move,
        total=wafers,
        shown=shown,
        chambers={name: ChamberNow(name=name, clean=(cleans or {}).get(name)) for name in names},
        capacity=len(names) + swaps,
        ahead=[{one.chamber for one in visits[i + 1 :]} for i in range(len(visits))] if revisits else [],
        bell=env.event(),
        waiting=wafers,
    )
    for lock in cluster.locks:
        env.process(cluster.lock_cycle(lock, gates.pump, gates.vent))
    env.run(env.process(cluster.two_blades() if swaps else cluster.one_blade()))
    return Schedule(finished=np.array(cluster.finished), activities=tuple(cluster.activities))


def period(finished: Array) -> float:
    """Return the mean time between two wafers once their rhythm repeats, T = (t_n - t_(n-k)) / k.

    k is the smallest number of wafers after which all intervals come again, from half of the wafers on and without the
    last eighth, which the tool empties itself of; if none is found, the mean over these is returned.

    Parameters
    ----------
    finished : ndarray, shape (wafer,)
        When each wafer was done [s].

    Returns
    -------
    float
        Time per wafer [s].

    Examples
    --------
    >>> import numpy as np
    >>> period(np.cumsum([9.0, 9.0, *[1.0, 2.0] * 7]))
    1.5

    References
    ----------
    .. [1] foreline-computed
    """
    steps = np.diff(finished)[len(finished) // 2 - 1 : -(len(finished) // 8) or None]
    for k in range(1, len(steps) // 2 + 1):
        if np.allclose(steps[k:], steps[:-k], rtol=1e-9, atol=1e-9 * float(steps.max())):
            return float(steps[-k:].mean())
    return float(steps.mean())
