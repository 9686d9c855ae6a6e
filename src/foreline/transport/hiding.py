"""Which surfaces may stand between two others: all but those around everything, as walls of a convex chamber are."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array
from foreline.transport.surfaces import CONE, DISK, PARALLELOGRAM, SPHERE, Surfaces

SLACK = 1e-9  # of the chamber's size, by which edges may miss each other
MOST = 300  # surfaces, beyond which nobody looks


def hiders(surfaces: Surfaces, target: int = -1) -> NDArray[np.int64] | None:
    """Return the surfaces that may stand between others and one of them; None if there are too many to tell.

    A plane with everything on one side of it is between no two places, nor is a cone, cylinder or sphere with
    everything inside: both bound convex bodies.

    Parameters
    ----------
    surfaces : Surfaces
        All of a scene.
    target : int
        Which one is seen [-]: it does not hide itself if it is flat; default: any.

    Returns
    -------
    ndarray or None
        Numbers of the surfaces [-].

    Examples
    --------
    >>> from foreline.transport.surfaces import box, cone, disk
    >>> hiders(box((0, 0, 0), (1, 1, 1)) + disk((0.5, 0.5, 0.5), (0, 0, 1), 0.1)).tolist()
    [6]
    >>> hiders(disk((0, 0, 0), (0, 0, 1), 1.0) + cone((0, 0, 0), (0, 0, 1), 1.0, 0.5)).tolist()
    []

    References
    ----------
    .. [1] foreline-computed
    """
    if len(surfaces) > MOST:
        return None
    centre, normal, radius, ball = _circles(surfaces)
    size = float(np.ptp(centre, axis=0).max() + 2.0 * radius.max())
    found = [s for s in range(len(surfaces)) if not _around(surfaces, s, centre, normal, radius, ball, SLACK * size)]
    itself = target if target >= 0 and surfaces.kind[target] <= DISK else -1
    return np.array([s for s in found if s != itself], dtype=np.int64)


def _circles(surfaces: Surfaces) -> tuple[Array, Array, Array, NDArray[np.bool_]]:
    """Return points (circles of no radius), circles and balls whose hull holds all surfaces."""
    row, parts = surfaces.row, list[tuple[Array, Array, Array, NDArray[np.bool_]]]()

    def add(chosen: NDArray[np.bool_], centre: Array, radius: Array, round_: bool = False) -> None:
        number = int(chosen.sum())
        parts.append((centre[chosen], row[chosen, 9:12], radius[chosen], np.full(number, round_)))

    flat, none = surfaces.kind <= PARALLELOGRAM, np.zeros(len(row))
    for corner in (row[:, :3], row[:, :3] + row[:, 3:6], row[:, :3] + row[:, 6:9]):
        add(flat, corner, none)
    add(surfaces.kind == PARALLELOGRAM, row[:, :3] + row[:, 3:6] + row[:, 6:9], none)
    add(surfaces.kind == DISK, row[:, :3], row[:, 13])
    add(surfaces.kind == CONE, row[:, :3], row[:, 12])
    add(surfaces.kind == CONE, row[:, :3] + row[:, 14:15] * row[:, 9:12], row[:, 13])
    add(surfaces.kind == SPHERE, row[:, :3], row[:, 12], True)
    centre, normal, radius, ball = (np.concatenate(one) for one in zip(*parts, strict=True))
    return centre, normal, radius, ball


def _around(
    surfaces: Surfaces, s: int, centre: Array, normal: Array, radius: Array, ball: NDArray[np.bool_], slack: float
) -> bool:  # fmt: skip
    """Tell whether a surface lies on the edge of a convex body that holds all."""
    row, kind = surfaces.row[s], surfaces.kind[s]
    axis, away = row[9:12], centre - row[:3]
    h = away @ axis
    upright = np.abs(normal @ axis)
    if kind <= DISK:
        reach = radius * np.where(ball, 1.0, np.sqrt(np.maximum(0.0, 1.0 - upright**2)))
        return bool((h - reach).min() >= -slack or (h + reach).max() <= slack)
    if kind == SPHERE:
        rise = (away * normal).sum(1)
        aside = np.sqrt(np.maximum(0.0, (away**2).sum(1) - rise**2)) + radius
        far = np.where(ball, np.linalg.norm(away, axis=1) + radius, np.hypot(rise, aside))
        return bool(far.max() <= row[12] + slack)
    slope = (row[13] - row[12]) / row[14]
    aside = np.linalg.norm(away - h[:, None] * axis, axis=1) + radius
    coaxial = (upright > 1.0 - 1e-12) & ~ball
    aside += np.where(coaxial, 0.0, abs(slope) * radius)
    return bool((aside - row[12] - slope * h).max() <= slack * math.hypot(1.0, slope))
