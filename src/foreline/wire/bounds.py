"""Capacitance between two bounds that hold: potentials give the upper one, electric fluxes the lower one.

Both live on one grid of trapezoids, graded towards corners, as polynomials of one degree. Any potential with the right
values on the conductors stores more energy than the true one (Dirichlet), any divergence-free flux less (Thomson). In
the plane a flux is the curl of a stream function, so the same matrices serve both, with eps and 1/eps. Where the grid
ends the potential is 0 and no flux passes: both may be continued by nothing, so the bounds hold for open space.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foreline.errors import NotConverged
from foreline.states import Array
from foreline.units import VACUUM_PERMITTIVITY
from foreline.wire.blocks import Block, Layer, checked
from foreline.wire.trapezoids import Grid, grid

_ROUNDING = 1e-10  # relative, by which the bounds are moved outwards: far above what sparse solvers lose


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Maxwell's capacitance matrix between two bounds for each entry [F/m], shapes (conductor, conductor)."""

    low: Array
    high: Array

    @property
    def middle(self) -> Array:
        """Mean of both bounds [F/m]; it is much closer than their distance."""
        return (self.low + self.high) / 2

    @property
    def width(self) -> float:
        """Largest distance of the bounds of a diagonal entry over that entry [1]."""
        return float(np.max(np.diag(self.high - self.low) / np.diag(self.low)))


def capacitance_bounds(
    conductors: Sequence[Block],
    permittivity: float,
    layers: Sequence[Layer] = (),
    ceiling: float | None = None,
    width: float = 1e-3,
) -> Bounds:
    """Return the capacitance matrix of lines above a grounded plane, with guaranteed bounds.

    u.C u = min over phi of int eps |grad phi|^2, and v.C^-1 v = min over D of int |D|^2/eps; entries off the diagonal
    by |C_ij - M_ij| <= 1/2 sqrt(E_ii E_jj), E the difference of both matrices and M their mean.

    Parameters
    ----------
    conductors : sequence of Block
        The lines, above the plane at y = 0.
    permittivity : float
        Relative, of all that no layer fills [1].
    layers : sequence of Layer
        Dielectrics; a later one replaces an earlier one where both are.
    ceiling : float, optional
        Height of a second grounded plane [m]; open space without it.
    width : float
        What the bounds' distance may be, relative [1].

    Returns
    -------
    Bounds
        Both bounds [F/m].

    Raises
    ------
    OutsideValidity
        E530 overlapping or touching conductors, E531 one without thickness, E532 one outside the planes.
    NotConverged
        E533 if the width is not reached.

    Examples
    --------
    >>> lines = [Block(left=x * 1e-9, right=(x + 20) * 1e-9, bottom=40e-9, top=80e-9) for x in (-50, -10, 30)]
    >>> found = capacitance_bounds(lines, 2.5, ceiling=120e-9)
    >>> bool(found.low[1, 1] < 157.67622e-12 < found.high[1, 1]), found.width < 1e-3
    (True, True)

    References
    ----------
    .. [1] synge1957
    .. [2] foreline-computed
    """
    checked(conductors, layers, permittivity, ceiling)
    apart = np.inf
    for levels, degree in ((3, 4), (5, 5), (7, 7), (9, 8)):
        mesh = grid(conductors, permittivity, layers, ceiling, levels)
        found = _both(mesh, degree, len(conductors), ceiling is not None)
        if found.width <= width:
            return found
        apart = found.width
    raise NotConverged(f"bounds of the capacitance stay {apart:.2g} apart, {width:.2g} asked for", "E533")


class _Stiffness(NamedTuple):
    """Of each element between its own nodes [element, node, node], and the number of each node [element, node]."""

    each: Array
    nodes: NDArray[np.int64]
    across: int  # nodes from left to right
    up: int


def _both(mesh: Grid, degree: int, conductors: int, covered: bool) -> Bounds:
    """Return both bounds on one grid."""
    geometry = _elements(mesh, degree)
    upper = _primal(mesh, geometry, conductors)
    lower = _dual(mesh, geometry, conductors, covered)
    apart = upper - lower
    if not np.all(np.diag(apart) > -_ROUNDING * np.diag(upper)):
        raise NotConverged("the bounds of the capacitance have crossed by rounding: lengths differ too much", "E533")
    apart = np.maximum(apart, 0.0)
    reach = np.sqrt(np.outer(np.diag(apart), np.diag(apart))) / 2
    middle = (upper + lower) / 2
    slack = reach + _ROUNDING * np.sqrt(np.outer(np.diag(upper), np.diag(upper)))
    return Bounds(low=VACUUM_PERMITTIVITY * (middle - slack), high=VACUUM_PERMITTIVITY * (middle + slack))


@cache
def _shapes(degree: int) -> tuple[Array, Array, Array, Array, Array]:
    """Return nodes on (0, 1), Gauss points, their weights, and the shape functions' values and slopes there."""
    legendre = np.polynomial.legendre.Legendre.basis(degree)
    nodes = np.concatenate([[-1.0], np.sort(legendre.deriv().roots().real), [1.0]])
    points, weights = np.polynomial.legendre.leggauss(degree + 3)
    from_nodes = np.linalg.inv(np.polynomial.legendre.legvander(nodes, degree))
    values = np.polynomial.legendre.legvander(points, degree) @ from_nodes
    slope = np.array([np.polynomial.legendre.Legendre.basis(k).deriv()(points) for k in range(degree + 1)])
    slopes = 2 * slope.T @ from_nodes
    return (nodes + 1) / 2, (points + 1) / 2, weights / 2, values, slopes


def _elements(mesh: Grid, degree: int) -> _Stiffness:
    """Return int grad u grad v of each trapezoid, x = x(xi, eta) between its slanted sides, y linear in eta."""
    _, points, weights, values, slopes = _shapes(degree)
    count = (degree + 1) ** 2
    by_x = np.einsum("pa,qb->pqab", slopes, values).reshape(-1, count)
    by_y = np.einsum("pa,qb->pqab", values, slopes).reshape(-1, count)
    pairs = np.stack(
        [
            np.einsum("qa,qb->qab", by_x, by_x),
            np.einsum("qa,qb->qab", by_x, by_y) + np.einsum("qa,qb->qab", by_y, by_x),
            np.einsum("qa,qb->qab", by_y, by_y),
        ]
    ).reshape(-1, count**2)
    left, right = mesh.x[:, :-1], mesh.x[:, 1:]  # [row of nodes, column]
    wide = right - left
    height = np.diff(mesh.y)[:, None, None, None]
    a = wide[:-1, :, None, None] * (1 - points) + wide[1:, :, None, None] * points
    lean = (left[1:] - left[:-1])[:, :, None, None] + (wide[1:] - wide[:-1])[:, :, None, None] * points[:, None]
    weight = np.outer(weights, weights)
    first = weight * (height + lean**2 / height) / a
    second = -weight * lean / height * np.ones_like(a)
    third = weight * a / height * np.ones_like(lean)
    factors = np.stack([first, second, third], axis=2).reshape(first.shape[0] * first.shape[1], -1)
    each = (factors @ pairs).reshape(-1, count, count)
    rows, columns = first.shape[:2]
    across, up = columns * degree + 1, rows * degree + 1
    corner = (np.arange(rows)[:, None] * degree * across + np.arange(columns) * degree).ravel()
    inside = (np.arange(degree + 1)[None, :] * across + np.arange(degree + 1)[:, None]).ravel()
    return _Stiffness(each, corner[:, None] + inside, across, up)


def _assembled(geometry: _Stiffness, factor: Array) -> tuple[Any, NDArray[np.bool_]]:
    """Return the sparse matrix of all elements times their factor; those of factor 0 are left out."""
    from scipy.sparse import csc_array

    live = factor > 0
    nodes = geometry.nodes[live]
    count = nodes.shape[1]
    rows, columns = np.repeat(nodes, count, axis=1).ravel(), np.tile(nodes, (1, count)).ravel()
    size = geometry.across * geometry.up
    values = (geometry.each[live] * factor[live, None, None]).ravel()
    return csc_array((values, (rows, columns)), shape=(size, size)), live


def _primal(mesh: Grid, geometry: _Stiffness, conductors: int) -> Array:
    """Return the upper matrix over eps0: energies of the potentials that are 1 on one conductor."""
    from scipy.sparse.linalg import splu

    matrix, live = _assembled(geometry, mesh.permittivity.ravel())
    size = geometry.across * geometry.up
    fixed, value = np.ones(size, bool), np.zeros((size, conductors))
    fixed[geometry.nodes[live].ravel()] = False
    plane = np.arange(size).reshape(geometry.up, geometry.across)
    fixed[np.concatenate([plane[0], plane[-1], plane[:, 0], plane[:, -1]])] = True
    owner = mesh.owner.ravel()
    for k in range(conductors):
        on = geometry.nodes[owner == k].ravel()
        fixed[on], value[on, k] = True, 1.0
    free = np.flatnonzero(~fixed)
    by_free = matrix[free]
    value[free] = -splu(by_free[:, free].tocsc(), permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}).solve(
        by_free @ value
    )
    return np.asarray(value.T @ (matrix @ value))


def _dual(mesh: Grid, geometry: _Stiffness, conductors: int, covered: bool) -> Array:
    """Return the lower matrix over eps0: inverse of the energies of fluxes that carry one conductor's charge away."""
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    inverse = np.where(mesh.permittivity > 0, 1 / np.where(mesh.permittivity > 0, mesh.permittivity, 1), 0).ravel()
    matrix, live = _assembled(geometry, inverse)
    size = geometry.across * geometry.up
    plane = np.arange(size).reshape(geometry.up, geometry.across)
    # stream functions are constant where no flux may leave: 0 on the left, one unknown on the right between planes
    target = np.arange(size)
    closed = plane[:, -1]
    target[closed] = closed[0]
    dead = np.ones(size, bool)
    dead[geometry.nodes[live].ravel()] = False
    dead[plane[:, 0]] = True
    if not covered:
        dead[np.concatenate([plane[-1], closed])] = True
    dead |= target != np.arange(size)
    free = np.flatnonzero(~dead)

    ramps = _ramps(mesh, conductors)
    nodes_1d = (geometry.across - 1) // (mesh.x.shape[1] - 1)
    ramp = np.repeat(_shapes(nodes_1d)[0], nodes_1d + 1)
    load, energy = np.zeros((size, conductors)), np.zeros((conductors, conductors))
    scaled = {e: geometry.each[e] * inverse[e] for e in sorted({e for way in ramps for e in way})}
    for k, way in enumerate(ramps):
        for e in way:
            load[geometry.nodes[e], k] += scaled[e] @ ramp
            for m in range(conductors):
                energy[k, m] += ramp @ scaled[e] @ ramp if e in ramps[m] else 0.0
    number = np.full(size, -1)
    number[free] = np.arange(free.size)
    kept = np.flatnonzero(number[target] >= 0)
    tie = csc_array((np.ones(kept.size), (kept, number[target[kept]])), shape=(size, free.size))
    small: Any = (tie.T @ matrix @ tie).tocsc()
    right: Any = tie.T @ load
    stream = -splu(small, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}).solve(right)
    cross = right.T @ stream
    potential = energy + cross + cross.T + stream.T @ (small @ stream)
    lower = np.linalg.inv(potential)
    return np.asarray((lower + lower.T) / 2)


def _ramps(mesh: Grid, conductors: int) -> list[set[int]]:
    """Return for each conductor the elements of a way to the plane: down one column, on through what stands below."""
    columns = mesh.owner.shape[1]
    ways: dict[int, set[int]] = {}
    order = sorted(range(conductors), key=lambda k: int(np.flatnonzero((mesh.owner == k).any(axis=1))[0]))
    for k in order:
        rows, places = np.nonzero(mesh.owner == k)
        bottom = int(rows.min())
        row_places = places[rows == bottom]
        column = int(row_places[len(row_places) // 2])
        way: set[int] = set()
        for row in range(bottom - 1, -1, -1):
            below = int(mesh.owner[row, column])
            if below >= 0:
                way ^= ways[below]
                break
            way.add(row * columns + column)
        ways[k] = way
    return [ways[k] for k in range(conductors)]
