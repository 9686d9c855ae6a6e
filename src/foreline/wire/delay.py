"""Delay of a distributed RC line driven by an ideal step, open at its end."""

from __future__ import annotations

import math

T50 = 0.37874783827  # of R C L^2: `step_time(0.5)`


def step_response(time: float) -> float:
    """Return the voltage at the open end after a unit step at the other.

    v(x) = 1 - (4/pi) sum_n (-1)^n/(2n+1) exp(-(2n+1)^2 pi^2 x/4), x = t/(R C L^2); for short times its image,
    v(x) = 2 sum_n (-1)^n erfc((2n+1)/(2 sqrt(x))).

    Parameters
    ----------
    time : float
        t over R C L^2 [1].

    Returns
    -------
    float
        Voltage over the step [1].

    Examples
    --------
    >>> round(step_response(T50), 9)
    0.5

    References
    ----------
    .. [1] sakurai1983delay
    """
    if time <= 0:
        return 0.0
    if time < 0.1:
        return 2 * sum((-1.0) ** n * math.erfc((2 * n + 1) / (2 * math.sqrt(time))) for n in range(4))
    odd = ((-1.0) ** n / (2 * n + 1) * math.exp(-((2 * n + 1) ** 2) * math.pi**2 / 4 * time) for n in range(8))
    return 1 - 4 / math.pi * sum(odd)


def step_time(fraction: float) -> float:
    """Return when the open end has reached a fraction of the step, by bisection of `step_response`.

    Parameters
    ----------
    fraction : float
        Between 0 and 1 [1].

    Returns
    -------
    float
        t over R C L^2 [1].

    Examples
    --------
    >>> [round(step_time(v), 6) for v in (0.1, 0.5, 0.9)]
    [0.130159, 0.378748, 1.031105]

    References
    ----------
    .. [1] sakurai1983delay
    """
    low, high = 0.0, 16.0  # at 16 the response has no distance from 1 left in double precision
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if step_response(middle) < fraction else (low, middle)
    return (low + high) / 2


def delay_50(resistance: float, capacitance: float, length: float) -> float:
    """Return the time to half the step at the end of a line.

    t50 = 0.378748 R C L^2; Elmore's 0.5 R C L^2 is 32 % too long.

    Parameters
    ----------
    resistance : float
        R, per length [Ohm/m].
    capacitance : float
        C, per length [F/m].
    length : float
        L [m].

    Returns
    -------
    float
        t50 [s].

    Examples
    --------
    >>> round(delay_50(4e6, 1.6e-10, 1e-3) * 1e12, 1)
    242.4

    References
    ----------
    .. [1] sakurai1983delay
    """
    return T50 * resistance * capacitance * length**2
