"""A pump's speed curve, kept as throughput against inlet pressure so that it can only rise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from foreline.states import Array


class Beyond(Enum):
    """What a curve does above its last point; the value is d ln Q / d ln p."""

    CONSTANT_SPEED = 1.0
    CONSTANT_THROUGHPUT = 0.0


@dataclass(frozen=True)
class Curve:
    """Monotone cubic of ln(p S) over ln p; constant speed below the first point."""

    log_pressure: Array  # [knot]
    cubic: Array  # [4, piece], ln(p S) in powers of the distance from the knot on the left, highest first
    beyond: Beyond

    def speed(self, pressure: Array) -> Array:
        """Return S(p) [m3/s] at inlet pressures [Pa]."""
        knots = self.log_pressure
        x = np.log(np.maximum(pressure, 1e-290))
        low = np.minimum(x - knots[0], 0.0)
        high = np.maximum(x - knots[-1], 0.0)
        inside = x - low - high
        i = knots[1:-1].searchsorted(inside, side="right")
        s = inside - knots[i]
        a, b, c, d = self.cubic[:, i]
        return np.asarray(np.exp(((a * s + b) * s + c) * s + d - inside + (self.beyond.value - 1) * high))

    def throughput(self, pressure: Array) -> Array:
        """Return p S(p) [Pa m3/s] at inlet pressures [Pa]; zero at zero."""
        return np.asarray(self.speed(pressure) * pressure)

    @cached_property
    def numbers(self) -> Array:
        """The curve in a row, as `foreline.vacuum.kernels` reads it."""
        head = [len(self.log_pressure), self.beyond.value]
        return np.concatenate([head, self.log_pressure, self.cubic.ravel()])

    @property
    def first(self) -> float:
        """Lowest pressure of the data [Pa]."""
        return float(np.exp(self.log_pressure[0]))

    @property
    def last(self) -> float:
        """Highest pressure of the data [Pa]."""
        return float(np.exp(self.log_pressure[-1]))


def fit_curve(pressure: Array, speed: Array, beyond: Beyond) -> Curve:
    """Return the monotone cubic through points of a speed curve.

    Slopes are weighted harmonic means of the neighbouring secants of ln(p S) over ln p, so throughput rises with
    pressure between any two points at which it does.

    Parameters
    ----------
    pressure, speed : array
        Points, rising in pressure: inlet pressure [Pa] and speed [m3/s], shape [point], two or more.
    beyond : Beyond
        What happens above the last point.

    Returns
    -------
    Curve
        The curve.

    Raises
    ------
    ValueError
        If pressures or throughputs do not rise.

    Examples
    --------
    >>> curve = fit_curve(np.array([1.0, 10.0, 100.0]), np.array([0.02, 0.03, 0.025]), Beyond.CONSTANT_SPEED)
    >>> [round(float(s), 4) for s in curve.speed(np.array([0.1, 1.0, 30.0, 1e4]))]
    [0.02, 0.02, 0.0284, 0.025]

    References
    ----------
    .. [1] fritsch1984
    """
    x, y = np.log(pressure), np.log(pressure * speed)
    h = np.diff(x)
    secant = np.diff(y) / h
    rounding = 1e-13 * np.abs(y).max(initial=1.0) / h if len(x) > 1 else h  # of the two logarithms in y
    if len(x) < 2 or (h <= 0).any() or (secant < -rounding).any():
        raise ValueError("a speed curve needs two points or more, and throughput that rises with pressure")
    secant = np.maximum(secant, 0.0)
    slope = np.empty_like(x)
    slope[0], slope[-1] = secant[0], secant[-1]
    left, right = 2 * h[1:] + h[:-1], h[1:] + 2 * h[:-1]
    with np.errstate(divide="ignore"):
        slope[1:-1] = (left + right) / (left / secant[:-1] + right / secant[1:])
    begin, end = slope[:-1], slope[1:]
    cubic = np.array([(begin + end - 2 * secant) / h**2, (3 * secant - 2 * begin - end) / h, begin, y[:-1]])
    return Curve(x, cubic, beyond)
