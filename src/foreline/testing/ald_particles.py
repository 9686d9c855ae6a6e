"""A pulse in a round hole by molecules flown one by one: a second opinion on `foreline.source.ald_hole`.

It shares no code with the solution: no view factors, no system of equations, but cosine directions, a quadratic for the
next wall, and sites that fill as molecules stick.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def _cosine(random: np.random.Generator, normal: Any) -> Any:
    """Return directions by the cosine law: a unit normal plus a random unit vector."""
    c, phi = 2.0 * random.random(normal.shape[1]) - 1.0, 2.0 * math.pi * random.random(normal.shape[1])
    s = np.sqrt(1.0 - c * c)
    d = normal + np.stack([s * np.cos(phi), s * np.sin(phi), c])
    return d / np.linalg.norm(d, axis=0)


def counted(aspect: float, sticking: float, means: tuple[float, ...], sites: int, seed: int) -> list[float]:
    """Return the exposures [molecules a site on the flat wafer] that fill a hole to mean coverages.

    Examples
    --------
    >>> [round(x) for x in counted(4.0, 1.0, (0.5,), 4000, seed=1)]
    [14]
    """
    random, rings, circles = np.random.default_rng(seed), 80, 12
    wall = np.full(rings, math.pi * aspect / rings)
    area = np.append(wall, 0.25 * math.pi * np.diff(np.arange(circles + 1.0) ** 2) / circles**2)
    each, theta, batch = area.sum() / sites, np.zeros(rings + circles), sites // 100
    launched, filled = 0, 0
    found: list[float] = []
    while len(found) < len(means):
        launched += batch
        x = np.stack([0.5 * np.sqrt(random.random(batch)), np.zeros(batch), np.zeros(batch)])
        d = _cosine(random, np.tile([[0.0], [0.0], [1.0]], batch))
        new = np.zeros_like(theta)
        while x.shape[1]:
            a, b = np.maximum(d[0] ** 2 + d[1] ** 2, 1e-300), x[0] * d[0] + x[1] * d[1]
            t = (-b + np.sqrt(b * b - a * np.minimum(x[0] ** 2 + x[1] ** 2 - 0.25, 0.0))) / a
            z = x[2] + t * d[2]
            stays, deep = z > 0.0, z > aspect
            t = np.where(deep, (aspect - x[2]) / np.where(deep, d[2], 1.0), t)
            x, deep = (x + t * d)[:, stays], deep[stays]
            circle = rings + np.minimum(2 * circles * np.hypot(x[0], x[1]), circles - 1).astype(int)
            at = np.where(deep, circle, np.minimum(x[2] / aspect * rings, rings - 1).astype(int))
            stuck = random.random(at.size) < sticking * (1.0 - theta[at])
            new += np.bincount(at[stuck], minlength=theta.size)
            x, deep = x[:, ~stuck], deep[~stuck]
            d = _cosine(random, np.where(deep, [[0.0], [0.0], [-1.0]], np.stack([-2 * x[0], -2 * x[1], 0 * x[0]])))
        theta += new * each / area
        filled += int(new.sum())
        while len(found) < len(means) and filled >= means[len(found)] * sites:
            found.append(launched * each / (0.25 * math.pi))
    return found
