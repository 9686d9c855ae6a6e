"""Resistance of a piece of conductor around voids, and how they crowd the current: finite volumes with cut cells.

The void is a level set on the corners of cubic cells. What it leaves open of each face carries current; cells keep
their middle, so that none is too small to be solved. Errors on both sides of a face cancel to first order: 5e-4 on 32
cells a side, where a staircase is 0.4 to 1.7 % off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.errors import NotConverged, OutsideValidity
from foreline.states import Array

_OPEN = 0.5  # share of a face that must be open for its current density to count as the conductor's


@dataclass(frozen=True, kw_only=True)
class Crowding:
    """Resistance over that of the full piece [1], and highest over mean current density of the full section [1]."""

    resistance: float
    density: float


def void_crowding(level_set: Array) -> Crowding:
    """Return resistance and crowding of a block with voids, current along the first axis, sides insulated.

    sum over faces of aperture (phi_i - phi_j)/h = 0, phi = 1 and 0 on both ends; R/R_0 = 1/G of unit conductivity.

    Parameters
    ----------
    level_set : ndarray, shape (x + 1, y + 1, z + 1)
        At the corners of cubic cells, below 0 in a void [any length].

    Returns
    -------
    Crowding
        Both factors [1].

    Raises
    ------
    OutsideValidity
        E539 if voids cut the piece in two, or cover an end.
    NotConverged
        E540 if the solver does not converge.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.linspace(-0.5, 0.5, 17)
    >>> ball = np.sqrt(x[:, None, None] ** 2 + x[:, None] ** 2 + x**2) - 0.2
    >>> bool(abs(1 / void_crowding(ball).resistance / 0.950563 - 1) < 3e-3)  # Rayleigh
    True

    References
    ----------
    .. [1] rayleigh1892
    .. [2] foreline-computed
    """
    from scipy.sparse import coo_array, diags_array
    from scipy.sparse.linalg import cg

    cells = tuple(n - 1 for n in level_set.shape)
    number, live = _numbered(level_set, cells)
    size = int(live.sum())
    diagonal, load = np.zeros(size), np.zeros(size)
    rows, columns, values = [], [], []
    for axis in range(3):
        open_share = _apertures(np.moveaxis(level_set, axis, 0))
        index = np.moveaxis(number, axis, 0)
        a, b, share = index[:-1].ravel(), index[1:].ravel(), open_share[1:-1].ravel()
        both = (a >= 0) & (b >= 0) & (share > 0)
        a, b, share = a[both], b[both], share[both]
        np.add.at(diagonal, a, share)
        np.add.at(diagonal, b, share)
        rows += [a, b]
        columns += [b, a]
        values += [-share, -share]
        if axis == 0:  # the ends are half a cell away
            for end, fixed in ((0, 1.0), (-1, 0.0)):
                at, share = index[end].ravel(), 2 * open_share[end].ravel()
                np.add.at(diagonal, at[at >= 0], share[at >= 0])
                np.add.at(load, at[at >= 0], share[at >= 0] * fixed)
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    matrix = (coo_array(entries, shape=(size, size)) + diags_array(diagonal)).tocsr()
    potential, failed = cg(matrix, load, rtol=1e-10, maxiter=20000, M=diags_array(1 / diagonal))
    if failed:
        raise NotConverged("the current around the voids was not found", "E540")
    return _told(level_set, number, potential, cells)


def _numbered(level_set: Array, cells: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the number of each cell that conducts from end to end, -1 for the others."""
    from scipy.ndimage import label

    solid = np.zeros(cells, bool)
    for x in (slice(None, -1), slice(1, None)):
        for y in (slice(None, -1), slice(1, None)):
            for z in (slice(None, -1), slice(1, None)):
                solid |= level_set[x, y, z] > 0
    parts, _ = label(solid)
    through = np.intersect1d(parts[0], parts[-1])
    through = through[through > 0]
    if through.size == 0 or (level_set[[0, -1]] < 0).any():
        raise OutsideValidity("voids cut the piece in two, or cover one of its ends", "E539")
    live = np.isin(parts, through)
    number = np.full(cells, -1)
    number[live] = np.arange(int(live.sum()))
    return number, live


def _apertures(level_set: Array) -> Array:
    """Return the open share of every face across the first axis: four triangles around each face's middle."""
    a, b = level_set[:, :-1, :-1], level_set[:, 1:, :-1]
    c, d = level_set[:, 1:, 1:], level_set[:, :-1, 1:]
    middle = (a + b + c + d) / 4
    corners = (a, b, c, d)
    return np.asarray(sum(_triangle(corners[i], corners[(i + 1) % 4], middle) for i in range(4)) / 4)


def _triangle(a: Array, b: Array, c: Array) -> Array:
    """Return the share of a triangle where what is linear between its corners is above 0."""
    low, middle, high = np.sort(np.stack([a, b, c]), axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        one = high**2 / ((high - low) * (high - middle))  # only the highest is above
        two = 1 - low**2 / ((middle - low) * (high - low))
    return np.where(low >= 0, 1.0, np.where(high <= 0, 0.0, np.where(middle <= 0, one, two)))


def _told(level_set: Array, number: NDArray[np.int64], potential: Array, cells: tuple[int, ...]) -> Crowding:
    """Return both factors from the potential."""
    whole = np.append(potential, np.nan)[number]  # nan where nothing conducts
    shares = [_apertures(np.moveaxis(level_set, axis, 0)) for axis in range(3)]
    entering = 2 * shares[0][0] * (1 - whole[0])
    current = float(np.nansum(entering))
    conductance = current * cells[0] / (cells[1] * cells[2])
    mean = current / (cells[1] * cells[2])
    along = np.diff(whole, axis=0)
    counted = along[shares[0][1:-1] > _OPEN]
    return Crowding(resistance=1 / conductance, density=float(np.nanmax(np.abs(counted))) / mean)
