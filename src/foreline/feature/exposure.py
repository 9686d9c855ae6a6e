"""Deep straight cavities: flux along a hole or a slit of any depth, and how a precursor's pulse fills its sites."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foreline.errors import OutsideValidity
from foreline.states import Array

MOST_ASPECT = 2000.0
_A_WIDTH = 4.0  # rings a width of depth
_LEAST, _MOST = 80, 1800  # rings
_MOST_FILLED = 0.1  # of a ring's sites in one step
_MOST_STEPS = 20_000


@dataclass(frozen=True)
class Cavity:
    """Rings of a straight cavity of width 1, the bottom last: `factor`[i, j] views [-], `mouth` views [-], `area`.

    `depth` [ring] is the middle of each ring, in widths.
    """

    depth: Array
    factor: Array
    mouth: Array
    area: Array


def cavity(aspect: float, round_hole: bool) -> Cavity:
    """Return the views in a straight cavity, four rings a width; more in shallow ones, fewer below 450 widths.

    Two openings at the distance d exchange G(d): of a hole pi (S - sqrt(S^2 - 1/4)) / 2 with S = 1/2 + d^2, of a slit
    sqrt(1 + d^2) - d. Rings of the wall exchange its second differences.

    Parameters
    ----------
    aspect : float
        Depth over width [-].
    round_hole : bool
        A hole of diameter 1, or a slit of width 1 between two walls that are alike.

    Returns
    -------
    Cavity
        Views [-] and areas [width^2, of a slit width].

    Raises
    ------
    OutsideValidity
        E413 beyond an aspect ratio of 2000.

    Examples
    --------
    >>> deep = cavity(888.0, True)
    >>> bool(abs(deep.factor.sum(axis=1) + deep.mouth - 1.0).max() < 1e-9)
    True

    References
    ----------
    .. [1] hottel1967
    """
    if not 0.0 < aspect <= MOST_ASPECT:
        raise OutsideValidity(
            f"aspect ratio {aspect:.3g} of a straight cavity is not between 0 and {MOST_ASPECT:g}", "E413"
        )
    count = min(max(_LEAST, math.ceil(_A_WIDTH * aspect)), _MOST)
    edge = aspect * np.linspace(0.0, 1.0, count + 1)

    def between(distance: Array) -> Array:
        if round_hole:
            x = 0.5 + distance * distance
            return np.asarray(0.125 * math.pi / (x + np.sqrt(x * x - 0.25)))
        return np.asarray(1.0 / (np.sqrt(1.0 + distance * distance) + distance))

    opening = 0.25 * math.pi if round_hole else 1.0
    table = between(np.abs(edge[:, None] - edge[None]))
    shared = np.zeros((count + 1, count + 1))
    shared[:-1, :-1] = table[:-1, 1:] + table[1:, :-1] - table[:-1, :-1] - table[1:, 1:]
    area = np.append((math.pi if round_hole else 2.0) * np.diff(edge), opening)
    own = area[:-1] - 2.0 * (opening - between(np.diff(edge)))
    shared[np.arange(count), np.arange(count)] = own
    shared[-1, :-1] = shared[:-1, -1] = table[-1, 1:] - table[-1, :-1]
    mouth = np.append(table[0, :-1] - table[0, 1:], table[0, -1])
    middle = np.append(0.5 * (edge[1:] + edge[:-1]), aspect)
    return Cavity(middle, shared / area[:, None], mouth / area, area)


def exposure_needed(aspect: float, sticking: float, mean: float, round_hole: bool = True) -> float:
    """Return how many precursor molecules a site of flat wafer must see until a cavity is covered to a given mean.

    d(theta)/dX = s0 (1 - theta) F with F the flux for the local sticking s0 (1 - theta), by implicit midpoints.

    Parameters
    ----------
    aspect : float
        Depth over width [-].
    sticking : float
        On an empty site [-].
    mean : float
        Mean coverage of wall and bottom, below 1 [-].
    round_hole : bool
        A hole, or a slit.

    Returns
    -------
    float
        Exposure, molecules per site [-].

    Raises
    ------
    OutsideValidity
        E413 if the mean is not between 0 and 1, or the cavity too deep.

    Examples
    --------
    >>> bool(abs(exposure_needed(10.0, 1.0, 0.99) / 191.48 - 1.0) < 0.02)
    True

    References
    ----------
    .. [1] cremers2019
    .. [2] foreline-computed
    """
    if not 0.0 < mean < 1.0:
        raise OutsideValidity(f"a mean coverage of {mean:.3g} is not between 0 and 1", "E413")
    rings = cavity(aspect, round_hole)
    weight = rings.area / rings.area.sum()
    empty, done = np.ones(len(weight)), 0.0
    unit = np.eye(len(weight))

    def filling(left: Array) -> Array:
        flux = np.linalg.solve(unit - rings.factor * (1.0 - sticking * left), rings.mouth)
        return np.asarray(sticking * flux, dtype=np.float64)

    for _ in range(_MOST_STEPS):
        left = float(weight @ empty)
        rate = filling(empty)
        step = min(_MOST_FILLED / float((rate * empty).max()), max(2.0 / sticking, 0.02 * done))
        rate = filling(empty * np.exp(-0.5 * step * rate))
        after = empty * np.exp(-step * rate)
        rest = float(weight @ after)
        if rest <= 1.0 - mean:  # back to where the mean is met; within a step it falls exponentially
            return done + step * math.log(left / (1.0 - mean)) / math.log(left / rest)
        empty, done = after, done + step
    raise OutsideValidity(f"the cavity needs more than {_MOST_STEPS} steps to fill", "E413")
