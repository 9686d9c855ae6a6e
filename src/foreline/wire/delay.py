"""Delay of a distributed RC line driven by an ideal step, open at its end."""

from __future__ import annotations

import math
from collections.abc import Sequence

SPEED_OF_LIGHT = 299792458.0  # m/s
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


def line_inductance(vacuum_capacitance: float) -> float:
    """Return the inductance of a line whose current comes back in its surroundings: neighbours and plane.

    L = mu0 eps0/C_0, C_0 the capacitance with every dielectric taken away; current at the surface.

    Parameters
    ----------
    vacuum_capacitance : float
        C_0 per length [F/m].

    Returns
    -------
    float
        L per length [H/m].

    Examples
    --------
    >>> round(line_inductance(6.3e-11) * 1e6, 3)
    0.177

    References
    ----------
    .. [1] foreline-computed
    """
    return 1 / (SPEED_OF_LIGHT**2 * vacuum_capacitance)


def damping(resistance: float, capacitance: float, inductance: float, length: float) -> float:
    """Return the damping of a line's first oscillation; above 1 it does not ring, well above it is an RC line.

    zeta = (R L/2) sqrt(C/L').

    Parameters
    ----------
    resistance, capacitance, inductance : float
        R, C and L' per length [Ohm/m, F/m, H/m].
    length : float
        L [m].

    Returns
    -------
    float
        zeta [1].

    Examples
    --------
    >>> round(damping(4e6, 1.6e-10, 1.8e-7, 1e-4), 2)
    5.96

    References
    ----------
    .. [1] foreline-computed
    """
    return resistance * length / 2 * math.sqrt(capacitance / inductance)


def repeaters(
    resistance: float, capacitance: float, driver_resistance: float, driver_capacitance: float, length: float
) -> tuple[float, float, float]:
    """Return how many repeaters make a line fastest, how large they are, and the delay with them.

    k = L sqrt(0.4 R C/(0.7 R0 C0)), h = sqrt(R0 C/(R C0)), and
    t50 = k (0.7 R0/h (C L/k + h C0) + R L/k (0.4 C L/k + 0.7 h C0)).

    Parameters
    ----------
    resistance, capacitance : float
        R and C of the line per length [Ohm/m, F/m].
    driver_resistance, driver_capacitance : float
        R0 and C0 of a repeater of size 1 [Ohm, F].
    length : float
        L [m].

    Returns
    -------
    tuple of float
        k, at least 1, and h [1]; t50 [s].

    Examples
    --------
    >>> k, h, t = repeaters(4e6, 1.6e-10, 10e3, 0.1e-15, 1e-3)
    >>> round(k, 1), round(h, 1), round(t * 1e12, 1)
    (19.1, 63.2, 62.2)

    References
    ----------
    .. [1] bakoglu1985
    """
    r, c = resistance * length, capacitance * length
    k = max(math.sqrt(0.4 * r * c / (0.7 * driver_resistance * driver_capacitance)), 1.0)
    h = math.sqrt(driver_resistance * c / (r * driver_capacitance))
    gate = h * driver_capacitance
    stage = 0.7 * driver_resistance / h * (c / k + gate) + r / k * (0.4 * c / k + 0.7 * gate)
    return k, h, k * stage


def elmore_delay(resistances: Sequence[float], capacitances: Sequence[float], parents: Sequence[int]) -> list[float]:
    """Return Elmore's delay to each node of a tree of distributed lines, in linear time.

    t_i = t_parent + R_i (C_i/2 + sum of C beyond i).

    Parameters
    ----------
    resistances, capacitances : sequence of float
        Of the line that ends in each node [Ohm, F]; a parent comes before its children.
    parents : sequence of int
        Where each line begins; -1 is the driver.

    Returns
    -------
    list of float
        Delay at each node [s].

    Examples
    --------
    >>> elmore_delay([1.0, 2.0], [1.0, 1.0], [-1, 0])
    [1.5, 2.5]

    References
    ----------
    .. [1] elmore1948
    """
    beyond = [0.0] * len(parents)
    for i in range(len(parents) - 1, -1, -1):
        if parents[i] >= 0:
            beyond[parents[i]] += beyond[i] + capacitances[i]
    times: list[float] = []
    for i, parent in enumerate(parents):
        start = times[parent] if parent >= 0 else 0.0
        times.append(start + resistances[i] * (capacitances[i] / 2 + beyond[i]))
    return times
