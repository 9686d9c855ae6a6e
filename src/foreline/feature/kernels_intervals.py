"""An interval and what is hidden in it: reach in from its ends, islands within."""

from __future__ import annotations

from foreline.kernels import called
from foreline.states import Array

WHOLE = 1e-9  # of cos(phi) or tan(theta); what is hidden less than this is seen whole


@called
def trimmed(low: float, high: float, count: int, room: Array) -> tuple[float, float, int]:
    """Return an interval without those of `room` that reach in from its ends, and how many islands are left in it.

    Parameters
    ----------
    low, high : float
        The interval [-].
    count : int
        Intervals in the room [-].
    room : ndarray
        Their lower and upper ends (2, interval), reordered [-].

    Returns
    -------
    tuple of float, float, int
        The interval, empty with its ends equal, and the number of islands, which come first in the room [-].

    Examples
    --------
    >>> import numpy as np
    >>> trimmed(0.0, 1.0, 3, np.array([[0.4, 0.8, 0.7], [0.5, 2.0, 0.8]]))
    (0.0, 0.7, 1)

    References
    ----------
    .. [1] foreline-computed
    """
    changed = True
    while changed and count:
        changed = False
        k = 0
        while k < count:
            a, b = room[0, k], room[1, k]
            inside = a < high and b > low
            if inside and a <= low + WHOLE and b >= high - WHOLE:
                return low, low, 0
            take = True
            if inside and b >= high - WHOLE:
                high = a
            elif inside and a <= low + WHOLE:
                low = b
            elif inside:
                take = False
            if take:
                changed = True
                count -= 1
                room[0, k], room[1, k] = room[0, count], room[1, count]
            else:
                k += 1
        if high - low <= WHOLE:
            return low, low, 0
    return low, high, count


@called
def next_island(reach: float, count: int, room: Array) -> tuple[float, float]:
    """Return the lowest interval of a room beyond what is taken out already, and take it out of the room.

    Parameters
    ----------
    reach : float
        Up to here all is taken out [-].
    count : int
        Intervals in the room [-].
    room : ndarray
        Their lower and upper ends (2, interval) [-].

    Returns
    -------
    tuple of float
        Lower and upper end [-].

    Examples
    --------
    >>> import numpy as np
    >>> next_island(0.45, 1, np.array([[0.4], [0.5]]))
    (0.45, 0.5)

    References
    ----------
    .. [1] foreline-computed
    """
    first = 0
    for k in range(1, count):
        if room[0, k] < room[0, first]:
            first = k
    a, b = max(room[0, first], reach), room[1, first]
    room[0, first], room[1, first] = room[0, count - 1], room[1, count - 1]
    return a, b
