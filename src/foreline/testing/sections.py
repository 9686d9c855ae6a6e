"""Sections whose capacitance is known: closed forms, and what independent programs computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from foreline.states import Array
from foreline.units import VACUUM_PERMITTIVITY
from foreline.wire.blocks import Block, corners
from foreline.wire.boundary import polygon_capacitance
from foreline.wire.section import Dielectric, extrapolated_capacitance, polygon_level_set, section_capacitance

SQUARE = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
SQUARES = {0.5: 10.2340926, 0.75: 26.2349147}  # concentric squares, ratio of the sides -> C/eps
# Three lines between planes in 2.5: boundary elements and finite elements of order 8 (NGSolve) agree to 1e-8.
LINES = tuple(Block(left=x * 1e-9, right=(x + 20) * 1e-9, bottom=40e-9, top=80e-9) for x in (-50, -10, 30))
BARS = tuple(np.array(corners(block)) for block in LINES)
CEILING, LOW_K = 120e-9, 2.5
THREE_LINES = 1e-12 * np.array(
    [[126.90108, -57.22888, -0.671495], [-57.22888, 157.67622, -57.22888], [-0.671495, -57.22888, 126.90108]]
)
FACE = 3.6562  # aF/um per nm: dC22 if the middle line's right face moves, by differences
# The section of `process_like` by NGSolve: order 10, 268,598 unknowns; orders 4, 6, 8 differ by 2e-6 and less.
PROCESS_LIKE = 1e-12 * np.array(
    [
        [127.6130068, -53.082061, -0.8143433],
        [-53.082061, 171.3731286, -72.1468562],
        [-0.8143433, -72.1468562, 146.7230328],
    ]
)
_EDGES = np.array([8, 12, 16, 24, 32])


def strip_between_planes(width: float) -> float:
    """Return C/eps of a strip without thickness midway between two planes.

    C/eps = 4 K(k)/K(k'), k = tanh(pi w/(2 b)).

    Parameters
    ----------
    width : float
        w over the distance b of the planes [1].

    Returns
    -------
    float
        C/eps [1].

    Examples
    --------
    >>> round(strip_between_planes(0.5), 7)
    3.7510816

    References
    ----------
    .. [1] cohn1954
    """
    from scipy.special import ellipk

    k = math.tanh(math.pi * width / 2)
    return 4 * float(ellipk(k * k)) / float(ellipk(1 - k * k))


def ring(edges: int, radius: float, height: float = 0.0) -> Array:
    """Return a regular polygon of a circle's area.

    r' = r sqrt(2 pi / (n sin(2 pi/n))).

    Parameters
    ----------
    edges : int
        n [1].
    radius, height : float
        r of the circle, and the height of its middle [m].

    Returns
    -------
    ndarray, shape (n, 2)
        Corners [m].

    Examples
    --------
    >>> ring(4, 1.0).round(4).tolist()[0]
    [1.2533, 0.0]

    References
    ----------
    .. [1] foreline-computed
    """
    angle = 2 * np.pi * np.arange(edges) / edges
    reach = radius * math.sqrt(2 * math.pi / (edges * math.sin(2 * math.pi / edges)))
    return np.column_stack([reach * np.cos(angle), height + reach * np.sin(angle)])


def round_limit(capacitance: Callable[[int], float]) -> float:
    """Return what polygons of a circle's area with 8 to 32 edges tend to.

    C(n) = C + c_3/n^3 + .. + c_6/n^6.

    Parameters
    ----------
    capacitance : callable
        C of a number of edges [any unit].

    Returns
    -------
    float
        C of the circle [the same unit].

    Examples
    --------
    >>> round(round_limit(lambda n: 2.0 + 5.0 / n**3 - 7.0 / n**5), 9)
    2.0

    References
    ----------
    .. [1] foreline-computed
    """
    powers = np.column_stack([np.ones(len(_EDGES)), *(float(1) / _EDGES**k for k in range(3, 2 + len(_EDGES)))])
    return float(np.linalg.solve(powers, np.array([capacitance(int(n)) for n in _EDGES]))[0])


def round_coax() -> float:
    """Return C/eps of a round coax, radii 1 and 2, by boundary elements.

    Exact: 2 pi/ln 2.

    Returns
    -------
    float
        C/eps [1].

    Examples
    --------
    >>> round(round_coax() * math.log(2) / (2 * math.pi), 6)
    1.0

    References
    ----------
    .. [1] foreline-computed
    """

    def polygons(edges: int) -> float:
        rings = [ring(edges, 1.0), ring(edges, 2.0)]
        return float(polygon_capacitance(rings, 1.0, floor=False, levels=1, degree=5)[0, 0])

    return round_limit(polygons) / VACUUM_PERMITTIVITY


def round_wire() -> float:
    """Return C/eps of a round wire, radius 1, its middle 2 above a plane, by boundary elements.

    Exact: 2 pi/acosh 2.

    Returns
    -------
    float
        C/eps [1].

    Examples
    --------
    >>> round(round_wire() * math.acosh(2) / (2 * math.pi), 6)
    1.0

    References
    ----------
    .. [1] foreline-computed
    """

    def polygon(edges: int) -> float:
        return float(polygon_capacitance([ring(edges, 1.0, 2.0)], 1.0, levels=1, degree=5)[0, 0])

    return round_limit(polygon) / VACUUM_PERMITTIVITY


def on_grid(square: bool, cells: int = 20) -> float:
    """Return C/eps of a coax, radii or half sides 1 and 2, from level sets.

    sum over links of eps (phi_i - phi_j) = 0 with cut links; a square one extrapolated from two grids.

    Parameters
    ----------
    square : bool
        Whether squares, else circles.
    cells : int
        Across the gap [1].

    Returns
    -------
    float
        C/eps [1].

    Examples
    --------
    >>> round(on_grid(square=False), 2)
    9.06

    References
    ----------
    .. [1] foreline-computed
    """
    axis = np.linspace(-2.4, 2.4, 2 * round(2.4 * cells) + 1)
    edge = np.maximum(np.abs(axis[:, None]), np.abs(axis))
    reach = edge if square else np.hypot(axis[:, None], axis)
    conductors = [reach - 1, np.maximum(2 - reach, edge - 2.2)]
    matrix = (extrapolated_capacitance if square else section_capacitance)(conductors, 1.0)
    return -float(matrix[0, 1]) / VACUUM_PERMITTIVITY


def rounded(polygon: Array, radius: float) -> Array:
    """Return a convex polygon, counter-clockwise, with arcs of twelve points for corners.

    Parameters
    ----------
    polygon : ndarray, shape (corner, 2)
        Corners [m].
    radius : float
        Of the arcs [m].

    Returns
    -------
    ndarray, shape (12 corner, 2)
        Corners [m].

    Examples
    --------
    >>> rounded(SQUARE, 0.5).min(axis=0).round(6).tolist()
    [-1.0, -1.0]

    References
    ----------
    .. [1] foreline-computed
    """
    found = []
    for before, here, after in zip(np.roll(polygon, 1, 0), polygon, np.roll(polygon, -1, 0), strict=True):
        a, b = ((way - here) / np.hypot(*(way - here)) for way in (before, after))
        half = math.acos(a @ b) / 2
        centre = here + (a + b) / np.hypot(*(a + b)) * radius / math.sin(half)
        first, last = (here + way * radius / math.tan(half) - centre for way in (a, b))
        start = math.atan2(first[1], first[0])
        turn = (math.atan2(last[1], last[0]) - start) % (2 * math.pi)
        angle = start + turn * np.linspace(0, 1, 12)
        found.append(centre + radius * np.column_stack([np.cos(angle), np.sin(angle)]))
    return np.concatenate(found)


def process_like(step: float) -> Array:
    """Return the capacitances of leaning, rounded lines with an air void and a cap between planes, from level sets.

    C = C_h + (C_h - C_2h)/(2^(4/3) - 1), permittivity 2.5, cap 5; the planes are 120 nm apart.

    Parameters
    ----------
    step : float
        Of the grid [nm].

    Returns
    -------
    ndarray, shape (3, 3)
        Maxwell's matrix [F/m].

    Examples
    --------
    >>> error = process_like(4.0) - PROCESS_LIKE
    >>> bool(np.linalg.norm(error) < 0.02 * np.linalg.norm(PROCESS_LIKE))
    True

    References
    ----------
    .. [1] foreline-computed
    """
    x, y = np.arange(-120.0, 120.0 + step / 2, step), np.arange(0.0, 120.0 + step / 2, step)
    *lines, void = process_like_polygons()
    height = np.repeat(y[:, None], x.size, axis=1)
    filled = [
        Dielectric(level_set=np.maximum(80 - height, height - 90), permittivity=5.0),
        Dielectric(level_set=polygon_level_set(void, x, y), permittivity=1.0),
    ]
    return extrapolated_capacitance([polygon_level_set(one, x, y) for one in lines], LOW_K, filled, True)


def process_like_polygons() -> Sequence[Array]:
    """Return the three lines of `process_like`, and its void.

    Returns
    -------
    sequence of ndarray
        Corners [nm].

    Examples
    --------
    >>> len(process_like_polygons())
    4

    References
    ----------
    .. [1] foreline-computed
    """
    lines = (np.array([[k, 40.0], [k + 20, 40.0], [k + 23, 80.0], [k - 3, 80.0]]) for k in (-50.0, -10.0, 30.0))
    void = np.array([[-26.0, 45.0], [-14.0, 45.0], [-14.0, 75.0], [-26.0, 75.0]])
    return [*(rounded(one, 5.0) for one in lines), rounded(void, 4.0)]
