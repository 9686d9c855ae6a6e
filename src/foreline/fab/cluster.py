"""Stage times of a cluster tool: how long each part is busy per wafer, at the least."""

from __future__ import annotations


def load_lock_time(pump_down: float, vent: float, wafers: int, count: int, move: float) -> float:
    """Return the time load locks are busy per wafer, t = ((t_pump + t_vent) / n_wafers + 2 w) / n_locks.

    Each wafer is picked from a lock once and placed in one once.

    Parameters
    ----------
    pump_down : float
        From atmosphere to the transfer pressure [s].
    vent : float
        Venting [s].
    wafers : int
        Wafers a lock hands over per cycle [-].
    count : int
        Equal load locks that take turns [-].
    move : float
        One pick or place, travel included [s].

    Returns
    -------
    float
        Time per wafer [s].

    Examples
    --------
    >>> load_lock_time(pump_down=20.0, vent=15.0, wafers=1, count=2, move=8.0)
    25.5

    References
    ----------
    .. [1] perkinson1994
    """
    return ((pump_down + vent) / wafers + 2 * move) / count


def robot_time(visits: int, move: float) -> float:
    """Return the time a robot is busy per wafer, t = 2 (N + 1) w.

    Each of the N chambers visited costs a place and a pick, and so does the load lock.

    Parameters
    ----------
    visits : int
        Chambers a wafer visits, in order [-].
    move : float
        One pick or place, travel included [s].

    Returns
    -------
    float
        Time per wafer [s].

    Examples
    --------
    >>> robot_time(visits=4, move=8.0)
    80.0

    References
    ----------
    .. [1] perkinson1994
    """
    return 2 * (visits + 1) * move


def chamber_time(process: float, visits: int, move: float, blades: int = 1) -> float:
    """Return the time one process chamber is taken per wafer, t = P + 4 w per visit, P + 2 w with two blades.

    After a wafer is done a robot with one blade picks it, places it on, picks the next and places it: four moves. With
    two it picks one and places the other.

    Parameters
    ----------
    process : float
        All process, overhead and waiting time in this chamber [s].
    visits : int
        Times a wafer enters this chamber [-].
    move : float
        One pick or place, travel included [s].
    blades : int
        Of the robot, 1 or 2 [-].

    Returns
    -------
    float
        Time per wafer [s].

    Examples
    --------
    >>> chamber_time(process=60.0, visits=1, move=8.0), chamber_time(process=60.0, visits=1, move=8.0, blades=2)
    (92.0, 76.0)

    References
    ----------
    .. [1] perkinson1994
    """
    return process + (4 if blades == 1 else 2) * visits * move
