"""Capacitance of a section straight from level sets, on the grid they live on: no mesher.

A potential on every node; a link between two nodes that a conductor's boundary cuts carries eps (V - phi)/(share left),
so that the boundary acts where it is, not at the nearest node. A link through two dielectrics is their series.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.units import VACUUM_PERMITTIVITY

_SHORTEST = 1e-6  # share of a link that a boundary may leave
_STRIPS = (np.arange(8) - 3.5) / 8  # across a link, where its dielectrics are looked up
_CORNER = 2 ** (4 / 3) - 1  # error of a right-angled corner: h^(4/3)


@dataclass(frozen=True, kw_only=True)
class Dielectric:
    """Where a dielectric is (level set below 0) [row, column], and its relative permittivity."""

    level_set: Array
    permittivity: float


def polygon_level_set(polygon: Array, x: Array, y: Array) -> Array:
    """Return the signed distance to a polygon on a grid, negative inside.

    min over edges of |p - nearest point of the edge|, the sign by the parity of crossings.

    Parameters
    ----------
    polygon : ndarray, shape (corner, 2)
        Corners [m].
    x, y : ndarray
        Columns and rows of the grid [m].

    Returns
    -------
    ndarray, shape (row, column)
        Distance [m].

    Examples
    --------
    >>> import numpy as np
    >>> square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    >>> polygon_level_set(square, np.array([0.5, 3.0]), np.array([0.25])).tolist()
    [[-0.25, 2.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    px, py = np.meshgrid(x, y)
    nearest = np.full(px.shape, np.inf)
    odd = np.zeros(px.shape, bool)
    for (ax, ay), (bx, by) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        wx, wy = bx - ax, by - ay
        along = np.clip(((px - ax) * wx + (py - ay) * wy) / (wx * wx + wy * wy), 0.0, 1.0)
        nearest = np.minimum(nearest, np.hypot(px - ax - along * wx, py - ay - along * wy))
        if wy != 0:
            odd ^= ((ay > py) != (by > py)) & (px < ax + (py - ay) * wx / wy)
    return np.where(odd, -nearest, nearest)


def section_capacitance(
    conductors: Sequence[Array],
    permittivity: float,
    dielectrics: Sequence[Dielectric] = (),
    grounded_top: bool = False,
) -> Array:
    """Return the capacitance matrix of a section given by level sets on a square grid.

    sum over links of eps (phi_i - phi_j) = 0, cut links eps (phi_i - V)/theta, theta = s_i/(s_i - s_j) by the level set
    s; Q_k = sum over the links cut by conductor k. Row 0 is a grounded plane, the sides are mirrors.

    Parameters
    ----------
    conductors : sequence of ndarray, shape (row, column)
        A level set each, below 0 inside [any length].
    permittivity : float
        Relative, of all that no dielectric fills [1].
    dielectrics : sequence of Dielectric
        A later one replaces an earlier one where both are.
    grounded_top : bool
        Whether the last row is a grounded plane; else it is a mirror.

    Returns
    -------
    ndarray, shape (conductor, conductor)
        Maxwell's capacitance matrix [F/m].

    Raises
    ------
    OutsideValidity
        E530 if two conductors share a node or a link, E531 if one covers no node, E532 if one covers the plane.

    Examples
    --------
    >>> import numpy as np
    >>> x, y = np.linspace(0.0, 2.0, 81), np.linspace(0.0, 2.0, 81)
    >>> plate = section_capacitance([1.0 - np.repeat(y[:, None], 81, axis=1)], 1.0)
    >>> round(float(plate[0, 0]) / 8.8541878128e-12, 9)  # 2 m wide, 1 m above the plane
    2.0

    References
    ----------
    .. [1] gibou2002
    .. [2] foreline-computed
    """
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    owner = _owners(conductors, grounded_top)
    shape = owner.shape
    free = owner < 0
    free[0] = False
    if grounded_top:
        free[-1] = False
    number = np.full(shape, -1)
    number[free] = np.arange(int(free.sum()))
    size, count = int(free.sum()), len(conductors)
    nodes = np.arange(owner.size).reshape(shape)
    rows, columns, values = [], [], []
    load = np.zeros((size, count))
    own = np.zeros(count)
    for upwards, (first, second, edge) in enumerate(_links(nodes)):
        strength = edge * _conductance(shape, bool(upwards), permittivity, dielectrics)
        a, b = number.ravel()[first], number.ravel()[second]
        who_a, who_b = owner.ravel()[first], owner.ravel()[second]
        if np.any((who_a >= 0) & (who_b >= 0) & (who_a != who_b)):
            raise OutsideValidity("two conductors share a link of the grid: they touch, or it is too coarse", "E530")
        for k, level in enumerate(conductors):
            cut = (who_a == k) != (who_b == k)
            inner = np.where(who_a == k, first, second)[cut]
            outer = np.where(who_a == k, second, first)[cut]
            outside, inside = level.ravel()[outer], level.ravel()[inner]
            left = np.clip(outside / (outside - inside), _SHORTEST, 1.0)
            strength[cut] /= left
            lone = number.ravel()[outer]
            np.add.at(load[:, k], lone[lone >= 0], strength[cut][lone >= 0])
            own[k] += float(strength[cut].sum())
        for here, there in ((a, b), (b, a)):
            live = here >= 0
            rows.append(here[live])
            columns.append(here[live])
            values.append(strength[live])
            both = live & (there >= 0)
            rows.append(here[both])
            columns.append(there[both])
            values.append(-strength[both])
    index = (np.concatenate(rows), np.concatenate(columns))
    matrix = csc_array((np.concatenate(values), index), shape=(size, size))
    potential = splu(matrix, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}).solve(load)
    return VACUUM_PERMITTIVITY * (np.diag(own) - load.T @ potential)


def extrapolated_capacitance(
    conductors: Sequence[Array],
    permittivity: float,
    dielectrics: Sequence[Dielectric] = (),
    grounded_top: bool = False,
) -> Array:
    """Return the capacitance matrix of a section with sharp corners, from its grid and every second node of it.

    C = C_h + (C_h - C_2h)/(2^(4/3) - 1): corners of 90 deg make an error of h^(4/3). An odd number of rows and columns.

    Parameters
    ----------
    conductors, permittivity, dielectrics, grounded_top
        As `section_capacitance` takes them: level sets [any length], relative permittivity [1].

    Returns
    -------
    ndarray, shape (conductor, conductor)
        Maxwell's capacitance matrix [F/m].

    Raises
    ------
    OutsideValidity
        As `section_capacitance`; E531 also if every second node misses the section's edge.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.linspace(-2.4, 2.4, 97)  # 20 cells between two squares
    >>> reach = np.maximum(np.abs(x[:, None]), np.abs(x))
    >>> coax = extrapolated_capacitance([reach - 1, np.maximum(2 - reach, reach - 2.2)], 1.0)
    >>> bool(abs(-coax[0, 1] / 8.8541878128e-12 / 10.2340926 - 1) < 1e-3)
    True

    References
    ----------
    .. [1] foreline-computed
    """
    if any(n % 2 == 0 for n in conductors[0].shape):
        raise OutsideValidity("every second node of this grid misses its edge", "E531")
    fine = section_capacitance(conductors, permittivity, dielectrics, grounded_top)
    thin = [Dielectric(level_set=one.level_set[::2, ::2], permittivity=one.permittivity) for one in dielectrics]
    coarse = section_capacitance([one[::2, ::2] for one in conductors], permittivity, thin, grounded_top)
    return np.asarray(fine + (fine - coarse) / _CORNER)


def _owners(conductors: Sequence[Array], grounded_top: bool) -> NDArray[np.int64]:
    """Return the number of the conductor at each node, -1 for none."""
    owner = np.full(np.asarray(conductors[0]).shape, -1)
    for k, level in enumerate(conductors):
        inside = level < 0
        if not inside.any():
            raise OutsideValidity(f"conductor {k + 1} covers no node of the grid: no thickness, or too coarse", "E531")
        if np.any(owner[inside] >= 0):
            raise OutsideValidity(f"conductor {k + 1} overlaps another", "E530")
        if inside[0].any() or (grounded_top and inside[-1].any()):
            raise OutsideValidity(f"conductor {k + 1} covers a grounded plane", "E532")
        owner[inside] = k
    return owner


def _links(nodes: NDArray[np.int64]) -> list[tuple[NDArray[np.int64], NDArray[np.int64], Array]]:
    """Return the ends of all links and the share of a cell they stand for: half along a mirror or plane."""
    across, up = np.ones((nodes.shape[0], nodes.shape[1] - 1)), np.ones((nodes.shape[0] - 1, nodes.shape[1]))
    across[[0, -1]] = 0.5
    up[:, [0, -1]] = 0.5
    return [
        (nodes[:, :-1].ravel(), nodes[:, 1:].ravel(), across.ravel()),
        (nodes[:-1].ravel(), nodes[1:].ravel(), up.ravel()),
    ]


def _conductance(
    shape: tuple[int, ...], upwards: bool, permittivity: float, dielectrics: Sequence[Dielectric]
) -> Array:
    """Return the permittivity of all links along one axis: parts in series along, strips side by side across."""
    rows, columns = shape if not upwards else shape[::-1]
    mean = np.zeros((rows, columns - 1))
    for offset in _STRIPS:
        through = np.full((rows, columns - 1), 1 / permittivity)
        for one in dielectrics:
            level = one.level_set.T if upwards else one.level_set
            padded = np.concatenate([level[1:2], level, level[-2:-1]])  # beyond a mirror or plane it is the same
            beside = padded[2:] if offset > 0 else padded[:-2]
            here = level + abs(offset) * (beside - level)
            a, b = here[:, :-1], here[:, 1:]
            apart = np.where(a == b, 1.0, np.abs(a - b))
            inside = np.where((a < 0) & (b < 0), 1.0, np.where((a >= 0) & (b >= 0), 0.0, -np.minimum(a, b) / apart))
            through = through * (1 - inside) + inside / one.permittivity
        mean += 1 / through / len(_STRIPS)
    return (mean.T if upwards else mean).ravel()
