"""Flat polygons, convex or not, cut into triangles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foreline.errors import InputError
from foreline.states import Array

FLAT = 1e-6  # of its size, within which corners must lie in one plane
STRAIGHT = 1e-12  # of its squared size: a corner that turns less lies on the edge and bounds no triangle
MOST_CORNERS = 5000


def triangulated(points: Array, where: str = "polygon") -> NDArray[np.int64]:
    """Return triangles that tile a polygon; each turns as the polygon does.

    Corners are cut off one by one where no other corner lies within (ear clipping); edges may touch, as they do where
    a slit leads to a hole, but not cross.

    Parameters
    ----------
    points : ndarray
        Corners along the edge [m], shape (corner, 3).
    where : str
        Name of the polygon in messages.

    Returns
    -------
    ndarray
        Corners of each triangle [-], shape (triangle, 3).

    Raises
    ------
    InputError
        If the corners are not in one plane, bound no area, or edges cross.

    Examples
    --------
    >>> el = np.array([[0, 0, 0], [2, 0, 0], [2, 1, 0], [1, 1, 0], [1, 2, 0], [0, 2, 0]], float)
    >>> len(triangulated(el))
    4

    References
    ----------
    .. [1] foreline-computed
    """
    if len(points) > MOST_CORNERS:
        raise InputError(f"{where}: {len(points)} corners; the limit is {MOST_CORNERS}")
    size = float(np.abs(points - points[0]).max())
    near = points - points[0]
    normal = np.cross(near, np.roll(near, -1, axis=0)).sum(axis=0)
    area = float(np.linalg.norm(normal))
    if len(points) < 3 or not area > STRAIGHT * size**2:
        raise InputError(f"{where}: its {len(points)} corners bound no area")
    normal = normal / area
    off = np.abs(near @ normal)
    if off.max() > FLAT * size:
        worst = int(off.argmax())
        raise InputError(f"{where}: corner {worst + 1} is {1e3 * off.max():.3g} mm out of the plane of the others")
    drop = int(np.abs(normal).argmax())  # seen along the axis its normal is nearest to, the right way round
    keep = [(1, 2), (2, 0), (0, 1)][drop] if normal[drop] > 0 else [(2, 1), (0, 2), (1, 0)][drop]
    flat = near[:, keep]
    _crossing(flat, where)
    return _clipped(flat, STRAIGHT * size**2, where)


def pierced(edge: Array, holes: Sequence[Array], where: str = "plate") -> Array:
    """Return a plate with holes as one polygon: slits without width lead from its edge to each hole.

    Parameters
    ----------
    edge : ndarray
        Corners along the plate's edge [m], shape (corner, 3).
    holes : sequence of ndarray
        Corners of each hole [m], either way round, shape (corner, 3).
    where : str
        Name of the plate in messages.

    Returns
    -------
    ndarray
        Corners of the polygon [m], shape (corner, 3), for `triangulated`.

    Raises
    ------
    InputError
        If a hole is not in the plate's plane, bounds no area, reaches over the edge or into another hole.

    Examples
    --------
    >>> plate = np.array([[0, 0, 0], [3, 0, 0], [3, 3, 0], [0, 3, 0]], float)
    >>> ring = pierced(plate, [plate / 3 + [1, 1, 0]])
    >>> len(ring), len(triangulated(ring))
    (10, 8)

    References
    ----------
    .. [1] foreline-computed
    """
    near = edge - edge[0]
    normal = np.cross(near, np.roll(near, -1, axis=0)).sum(axis=0)
    size, area = float(np.abs(near).max()), float(np.linalg.norm(normal))
    if not area > STRAIGHT * size**2:
        raise InputError(f"{where}.corners: its {len(edge)} corners bound no area")
    normal = normal / area
    x = near[int(np.abs(near).sum(axis=1).argmax())]
    x = x / np.linalg.norm(x)
    axes = np.stack([x, np.cross(normal, x)], axis=1)
    flats = []
    for k, hole in enumerate(holes):
        off = np.abs((hole - edge[0]) @ normal)
        flat = (hole - edge[0]) @ axes
        turned = float(_turn(flat[0], flat, np.roll(flat, -1, axis=0)).sum())
        if off.max() > FLAT * size:
            raise InputError(f"{where}.holes[{k}]: it is {1e3 * off.max():.3g} mm out of the plate's plane")
        if not abs(turned) > STRAIGHT * size**2:
            raise InputError(f"{where}.holes[{k}]: its {len(hole)} corners bound no area")
        flats.append(flat if turned < 0.0 else flat[::-1])
    whole = near @ axes
    for k, flat in enumerate(flats):
        if not _inside(flat, whole).all() or _meet(flat, whole):
            raise InputError(f"{where}.holes[{k}]: it reaches over the plate's edge")
        for j, other in enumerate(flats[:k]):
            if _meet(flat, other) or _inside(flat[:1], other).any() or _inside(other[:1], flat).any():
                raise InputError(f"{where}.holes[{k}]: it reaches into holes[{j}]")
    rest = list(flats)
    while rest:
        k = min(range(len(rest)), key=lambda i: float(np.linalg.norm(whole[:, None] - rest[i], axis=2).min()))
        hole = rest.pop(k)
        i, j = _slit(whole, hole, rest)
        whole = np.concatenate([whole[: i + 1], np.roll(hole, -j, axis=0), hole[j : j + 1], whole[i:]])
    return np.asarray(edge[0] + whole @ axes.T)


def _inside(points: Array, polygon: Array) -> NDArray[np.bool_]:
    """Tell which points lie in a polygon of the plane: a ray to the right crosses its edge an odd number of times."""
    a, b = polygon, np.roll(polygon, -1, axis=0)
    y = points[:, 1:]
    spans = (a[:, 1] > y) != (b[:, 1] > y)
    rise = np.where(spans, b[:, 1] - a[:, 1], 1.0)
    return np.asarray(
        (spans & (points[:, :1] < a[:, 0] + (y - a[:, 1]) / rise * (b[:, 0] - a[:, 0]))).sum(axis=1) % 2 == 1
    )


def _meet(one: Array, other: Array) -> bool:
    """Tell whether the edges of two polygons cross or touch."""
    c, d = other, np.roll(other, -1, axis=0)
    return any(
        bool(((_turn(a, b, c) * _turn(a, b, d) <= 0.0) & (_turn(c, d, a) * _turn(c, d, b) <= 0.0)).any())
        for a, b in zip(one, np.roll(one, -1, axis=0), strict=True)
    )


def _slit(whole: Array, hole: Array, rest: Sequence[Array]) -> tuple[int, int]:
    """Return the corners of polygon and hole between which the shortest slit meets nothing on its way."""
    apart = np.linalg.norm(whole[:, None] - hole, axis=2)
    parts = (whole, hole, *rest)
    starts, ends = np.concatenate(parts), np.concatenate([np.roll(part, -1, axis=0) for part in parts])
    for place in np.argsort(apart, axis=None, kind="stable"):
        i, j = divmod(int(place), len(hole))
        a, b = whole[i], hole[j]
        if not (_opens(whole, i, b) and _opens(hole, j, a)):
            continue
        own = [(starts == end).all(axis=1) | (ends == end).all(axis=1) for end in (a, b)]
        through = _turn(a, b, starts) * _turn(a, b, ends) <= 0.0
        through &= _turn(starts, ends, a) * _turn(starts, ends, b) <= 0.0
        if not (through & ~own[0] & ~own[1]).any():
            return i, j
    raise InputError("a hole that no slit leads to")


def _opens(corners: Array, i: int, to: Array) -> bool:
    """Tell whether the way from a corner to a place begins on the left of both edges that meet there."""
    before, at, after = corners[i - 1], corners[i], corners[(i + 1) % len(corners)]
    if _turn(at, after, before) >= 0.0:
        return bool(_turn(at, to, before) > 0.0 and _turn(to, at, after) > 0.0)
    return not bool(_turn(at, to, after) >= 0.0 and _turn(to, at, before) >= 0.0)


def _turn(a: Array, b: Array, c: Array) -> Array:
    """Return twice the area of triangles abc, positive if they turn left."""
    u, v = b - a, c - a
    return np.asarray(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])


def _crossing(flat: Array, where: str) -> None:
    """Raise if two edges cross; touching is allowed."""
    ends = np.roll(flat, -1, axis=0)
    for i in range(len(flat) - 1):
        a, b, c, d = flat[i], ends[i], flat[i + 1 :], ends[i + 1 :]
        through = (_turn(a, b, c) * _turn(a, b, d) < 0.0) & (_turn(c, d, a) * _turn(c, d, b) < 0.0)
        across = np.flatnonzero(through)
        if len(across):
            other = i + 1 + int(across[0])
            raise InputError(f"{where}: the edges from corners {i + 1} and {other + 1} cross")


def _clipped(flat: Array, least: float, where: str) -> NDArray[np.int64]:
    """Return the triangles of a polygon in its plane that turns left."""
    left = list(range(len(flat)))
    found: list[tuple[int, int, int]] = []
    at = misses = 0
    while len(left) > 2:
        if misses > len(left):
            raise InputError(f"{where}: its edges touch in a way that leaves its inside unclear")
        at %= len(left)
        a, b, c = left[at - 1], left[at], left[(at + 1) % len(left)]
        turn = float(_turn(flat[a], flat[b], flat[c]))
        if abs(turn) <= least:
            del left[at]
            misses = 0
        elif turn > 0.0 and not _holds(flat, left, a, b, c):
            found.append((a, b, c))
            del left[at]
            at, misses = at + 1, 0  # the next corner but one: convex polygons get no fans of slivers
        else:
            at, misses = at + 1, misses + 1
    return np.array(found, dtype=np.int64).reshape(-1, 3)


def _holds(flat: Array, left: list[int], a: int, b: int, c: int) -> bool:
    """Tell whether another corner lies in a triangle; corners in the same place as its own do not count."""
    p = flat[left]
    inside = (_turn(flat[a], flat[b], p) >= 0.0) & (_turn(flat[b], flat[c], p) >= 0.0)
    inside &= _turn(flat[c], flat[a], p) >= 0.0
    for own in (a, b, c):
        inside &= (p != flat[own]).any(axis=1)
    return bool(inside.any())
