"""A precursor pulse in a round hole: molecules fly straight, stick on empty sites, leave others in all directions.

The hole is cut into rings that exchange molecules by exact view factors; what arrives is solved anew as the sites fill.
"""

from __future__ import annotations

import math

import numpy as np

from foreline.states import Array

RINGS = 80  # at least, and four a diameter of depth: 2 % of exposure
DEEPEST = 60.0  # aspect ratio this is meant for
_MOST_FILLED = 0.1  # of a ring's sites in one step
_MOST_STEPS = 20_000


def exchange(aspect_ratio: float, rings: int = RINGS) -> tuple[Array, Array, Array]:
    """Return which part of the molecules at each ring comes from each other ring, and from the mouth.

    Two discs at distance d exchange G(d) = A (x - sqrt(x^2 - 4)) / 2, x = 2 + (2 d)^2 for a diameter of 1; rings of the
    wall exchange differences of it. The last element is the bottom.

    Parameters
    ----------
    aspect_ratio : float
        Depth over diameter [-].
    rings : int
        Rings of the wall [-].

    Returns
    -------
    tuple of ndarray
        View factors (ring + 1, ring + 1) and of the mouth (ring + 1,) [-], areas (ring + 1,) [diameter^2].

    Examples
    --------
    >>> views, mouth, area = exchange(2.0, 10)
    >>> bool(np.allclose(views.sum(axis=1) + mouth, 1.0))
    True

    References
    ----------
    .. [1] hottel1967
    """
    disc = 0.25 * math.pi

    def between(distance: Array) -> Array:
        x = 2.0 + (2.0 * distance) ** 2
        # x - sqrt(x^2 - 4) without cancellation
        both: Array = disc * 2.0 / (x + np.sqrt(x * x - 4.0))
        return both

    top = np.arange(rings) * aspect_ratio / rings
    low = top + aspect_ratio / rings
    high, near = np.maximum(top[:, None], top), np.minimum(low[:, None], low)
    upper, lower = np.minimum(top[:, None], top), np.maximum(low[:, None], low)
    gap = np.maximum(high - near, 0.0)
    apart = between(gap) - between(high - upper) - between(lower - near) + between(lower - upper)
    wall = np.pi * (low - top)
    own = wall - 2.0 * (disc - between(low - top))
    np.fill_diagonal(apart, own)
    to_mouth = between(top) - between(low)
    to_bottom = between(aspect_ratio - low) - between(aspect_ratio - top)
    through = between(np.array(aspect_ratio))
    shared = np.zeros((rings + 1, rings + 1))
    shared[:-1, :-1] = apart
    shared[-1, :-1] = shared[:-1, -1] = to_bottom
    area = np.append(wall, disc)
    return shared / area[:, None], np.append(to_mouth, through) / area, area


def pulse(
    aspect_ratio: float, sticking: float, exposure: float = math.inf, mean: float = 1.0 - 1e-6
) -> tuple[float, float, float]:
    """Return how a pulse fills a hole's sites, up to an exposure or a mean coverage.

    F = mouth + views (1 - s) F with s = s0 (1 - theta);  d(theta)/dX = s0 (1 - theta) F

    Parameters
    ----------
    aspect_ratio : float
        Depth over diameter [-].
    sticking : float
        On an empty site s0 [-].
    exposure : float
        Molecules per site on the flat wafer to stop at [-].
    mean : float
        Mean coverage of wall and bottom to stop at [-].

    Returns
    -------
    tuple of float
        Exposure [-], mean coverage [-], coverage of the bottom [-].

    Examples
    --------
    >>> x, mean, bottom = pulse(10.0, 1.0, mean=0.99)
    >>> abs(x / 191.48 - 1.0) < 0.02
    True

    References
    ----------
    .. [1] cremers2019
    .. [2] foreline-computed
    """
    rings = max(RINGS, math.ceil(4.0 * aspect_ratio))
    views, mouth, area = exchange(aspect_ratio, rings)
    weight = area / area.sum()
    empty = np.ones(rings + 1)
    unit = np.eye(rings + 1)
    done = 0.0

    def sticks(left: Array) -> Array:
        """Rate at which the empty sites of each ring fill, s0 F."""
        flux = np.linalg.solve(unit - views * (1.0 - sticking * left), mouth)
        return np.asarray(sticking * flux, dtype=np.float64)

    for _ in range(_MOST_STEPS):
        left = float(weight @ empty)
        if done >= exposure or left <= 1.0 - mean:
            break
        rate = sticks(empty)
        step = min(_MOST_FILLED / float((rate * empty).max()), max(2.0 / sticking, 0.02 * done), exposure - done)
        rate = sticks(empty * np.exp(-0.5 * step * rate))
        after = empty * np.exp(-step * rate)
        rest = float(weight @ after)
        if rest < 1.0 - mean:  # back to where the mean is met; within a step it falls exponentially
            share = math.log(left / (1.0 - mean)) / math.log(left / rest)
            step, after = share * step, empty * np.exp(-share * step * rate)
            return done + step, 1.0 - float(weight @ after), 1.0 - float(after[-1])
        empty, done = after, done + step
    return done, 1.0 - float(weight @ empty), 1.0 - float(empty[-1])
