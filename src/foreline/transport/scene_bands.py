"""Is a scene a closed body of revolution? Its disks, rings, cylinders and cones become the bands of radiosity.

In the half plane (z, r) every surface is a segment. Segments that end in nothing are sheets with gas on both sides; the
others must close around the gas, and what lies inside of them by the even-odd rule is gas.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array
from foreline.transport.method import PARTICLES, Method
from foreline.transport.revolution import Band
from foreline.transport.scene import Scene
from foreline.transport.surfaces import CONE, DISK, Surfaces, areas

SAME = 1e-9  # of the body's size: places no farther apart are one
MOST_PARTS = 200  # surfaces
BESIDE = 1e-6  # of a segment's length: how far beside it gas is looked for


@dataclass(frozen=True)
class Outline:
    """A scene as bands around its axis, in molecules a second."""

    bands: tuple[Band, ...]
    facet: tuple[int, ...]  # [band]
    pixel: tuple[int, ...]  # [band], of the facet's map along its first direction
    side: tuple[float, ...]  # [band], 1 right of its surface's way from end to end, -1 left
    sheets: frozenset[int]  # facets with gas on both sides


def outline(scene: Scene) -> Outline | Method:
    """Return a scene of one gas as bands for `solve_revolution`, or why it flies instead.

    Parameters
    ----------
    scene : Scene
        The scene.

    Returns
    -------
    Outline or Method
        Bands with gas to their right, one a pixel where a facet has a map; or particles, and the reason.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import cone, disk, sphere
    >>> tube = [Facet("in", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0, emits=1.0),
    ...         Facet("wall", cone((0, 0, 0), (0, 0, 2), 1.0, 1.0)),
    ...         Facet("out", disk((0, 0, 2), (0, 0, -1), 1.0), sticking=1.0)]
    >>> [(band.name, band.start, band.end) for band in outline(build_scene(tube)).bands]
    [('in', (0.0, 0.0), (0.0, 1.0)), ('wall', (0.0, 1.0), (2.0, 1.0)), ('out', (2.0, 1.0), (2.0, 0.0))]
    >>> outline(build_scene([*tube, Facet("ball", sphere((0, 0, 1), 0.1))])).why
    "'ball' is no plain disk, ring, cylinder or cone: no body of revolution"

    References
    ----------
    .. [1] howell2010
    """
    why = _unlike(scene)
    ends, why = (np.empty(0), why) if why else _segments(scene)
    if why:
        return Method(PARTICLES, why)
    sheet: NDArray[np.bool_] = _sheets(ends)
    closed = ends[~sheet]
    meets = [tuple(place) for place in closed.reshape(-1, 2).tolist() if place[1] > 0.0]
    if not len(closed) or any(meets.count(place) != 2 for place in meets) or _crossed(ends):
        return Method(PARTICLES, "its walls do not close around its axis, two to a corner")
    emitted = np.bincount(
        scene.source, weights=np.diff(scene.cumulative, prepend=0.0) * scene.rate, minlength=len(ends)
    )
    side = np.zeros(len(ends))
    side[scene.source] = scene.side
    order = np.lexsort((ends[:, :, 1].mean(1), ends[:, :, 0].mean(1), scene.belongs))
    bands, facet, pixel, which = list[Band](), list[int](), list[int](), list[float]()
    for s in order:
        front = _front(scene, ends, int(s))
        gas = [k for k in (1.0, -1.0) if _inside(ends[s], k, closed)]
        if len(gas) != (2 if sheet[s] else 1):
            return Method(PARTICLES, f"{_name(scene, s)} does not part gas from no gas as a closed body's wall does")
        if emitted[s] and front * side[s] not in gas:
            return Method(PARTICLES, f"{_name(scene, s)} emits where no gas is enclosed")
        parts, areas_ = _cut(scene, ends, int(s))
        for k in gas:
            strength = float(emitted[s]) if emitted[s] and front * side[s] == k else 0.0
            i = int(scene.belongs[s])
            for p, share in enumerate(areas_ / areas_.sum()):
                (za, ra), (zb, rb) = parts[p][:: int(k)].tolist()
                stays, gives = float(scene.sticking[i]), strength * float(share)
                bands.append(Band(scene.facets[i].name, (za, ra), (zb, rb), stays, gives))
                facet.append(i)
                pixel.append(p)
                which.append(k)
    both = frozenset(int(i) for i in scene.belongs[np.flatnonzero(sheet)])
    return Outline(tuple(bands), tuple(facet), tuple(pixel), tuple(which), both)


def _name(scene: Scene, s: int) -> str:
    """Return the name of a surface's facet as a message has it."""
    return repr(scene.facets[int(scene.belongs[s])].name)


def _unlike(scene: Scene) -> str:
    """Return what radiosity does not know, if there is such a thing."""
    if len(scene.gases) > 1:
        return "several gases fly"
    if len(scene.tree.kind) > MOST_PARTS:
        return f"it has more than {MOST_PARTS} parts"
    for i, facet in enumerate(scene.facets):
        for odd, why in (
            (scene.specular[i] and scene.sticking[i] < 1.0, "mirrors"),
            (scene.opacity[i] < 1.0, "lets molecules pass"),
            (scene.one_way[i], "is met on its front alone"),
            (facet.angles, "counts angles of arrival"),
            (facet.spots is not None, "emits from spots"),
        ):
            if odd:
                return f"{facet.name!r} {why}"
    even = not (scene.law >= 0).any() and bool((scene.exponent == 1.0).all())
    return "" if even else "what is emitted does not leave with the cosine law"


def _segments(scene: Scene) -> tuple[Array, str]:
    """Return each surface as (z, r) of its two ends, shape (surface, 2, 2), or why that is not possible."""
    kind, row = scene.tree.kind, scene.tree.row
    for s in range(len(kind)):
        if kind[s] not in (DISK, CONE) or (kind[s] == CONE and row[s, 15:18].any()):
            return np.empty(0), f"{_name(scene, s)} is no plain disk, ring, cylinder or cone: no body of revolution"
    axis, at = row[0, 9:12], row[:, :3] - row[0, :3]
    along, ahead = at @ axis, row[:, 9:12] @ axis
    size = max(float(np.ptp(along)), float(row[:, 12:14].max()))
    aside = np.linalg.norm(at - along[:, None] * axis, axis=1)
    off = np.flatnonzero((aside > SAME * size) | (np.abs(np.abs(ahead) - 1.0) > 1e-12))
    if len(off):
        return np.empty(
            0
        ), f"{_name(scene, int(off[0]))} is not on the axis of {_name(scene, 0)}: no body of revolution"
    length = np.where(kind == CONE, row[:, 14] * np.sign(ahead), 0.0)
    ends = np.stack([np.stack([along, row[:, 12]], 1), np.stack([along + length, row[:, 13]], 1)], axis=1)
    for k in (0, 1):
        ends[:, :, k] = _snapped(ends[:, :, k], SAME * size)
    return ends, ""


def _snapped(values: Array, width: float) -> Array:
    """Return numbers of which those no farther apart than `width` have become one."""
    order = np.argsort(values, axis=None)
    flat = values.ravel()[order]
    first = np.concatenate([[True], np.diff(flat) > width])
    flat = flat[first][np.cumsum(first) - 1]
    out = np.empty_like(flat)
    out[order] = np.where(np.abs(flat) <= width, 0.0, flat)
    return np.asarray(out.reshape(values.shape))


def _sheets(ends: Array) -> NDArray[np.bool_]:
    """Return which segments end in nothing, or in others that do."""
    sheet = np.zeros(len(ends), dtype=bool)
    while True:
        places = [tuple(place) for place in ends[~sheet].reshape(-1, 2).tolist()]
        loose = [
            not sheet[s] and any(place[1] > 0.0 and places.count(tuple(place)) == 1 for place in ends[s].tolist())
            for s in range(len(ends))
        ]
        if not any(loose):
            return sheet
        sheet |= np.array(loose, dtype=bool)


def _turn(a: Array, b: Array, c: Array) -> float:
    """Return twice the area of a triangle over its longest sides' product, positive where it turns left."""
    u, v = b - a, c - a
    long = math.hypot(*u) * math.hypot(*v)
    return float(u[0] * v[1] - u[1] * v[0]) / long if long > 0.0 else 0.0


def _crossed(ends: Array) -> bool:
    """Return whether two segments cross, or lie on each other."""
    for i in range(len(ends)):
        for j in range(i):
            (a, b), (c, d) = ends[i], ends[j]
            turns = np.array([_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)])
            if (np.abs(turns) < SAME).all():
                way = (b - a) / math.hypot(*(b - a))
                one, other = sorted(((a - a) @ way, (b - a) @ way)), sorted(((c - a) @ way, (d - a) @ way))
                if min(one[1], other[1]) - max(one[0], other[0]) > SAME * math.hypot(*(b - a)):
                    return True
            elif (np.abs(turns) > SAME).all() and turns[0] * turns[1] < 0.0 and turns[2] * turns[3] < 0.0:
                return True
    return False


def _inside(segment: Array, side: float, closed: Array) -> bool:
    """Return whether gas lies right (1) or left (-1) of a segment: a line outwards crosses the walls an odd time."""
    way = segment[1] - segment[0]
    length = math.hypot(*way)
    # No middle: a line at a constant z must meet no corner.
    z, r = segment[0] + 0.4876543 * way + side * BESIDE * np.array([way[1], -way[0]])
    crossings = 0
    for (za, ra), (zb, rb) in closed:
        if (za > z) != (zb > z) and ra + (z - za) / (zb - za) * (rb - ra) > r:
            crossings += 1
    return length > 0.0 and r > 0.0 and crossings % 2 == 1


def _front(scene: Scene, ends: Array, s: int) -> float:
    """Return the side a surface's own normal points to: 1 right of the way from start to end, -1 left."""
    way = ends[s, 1] - ends[s, 0]
    if scene.tree.kind[s] == DISK:
        normal = np.array([float(scene.tree.row[s, 9:12] @ scene.tree.row[0, 9:12]), 0.0])
    else:  # towards the axis
        normal = np.array([way[1], -way[0]]) * (1.0 if way[0] > 0.0 else -1.0)
    return math.copysign(1.0, float(normal @ np.array([way[1], -way[0]])))


def _cut(scene: Scene, ends: Array, s: int) -> tuple[list[Array], Array]:
    """Return a surface's segment cut where its pixels end, and what area each part has."""
    i = int(scene.belongs[s])
    pixels = int(scene.grid[i, 0])
    share = np.arange(pixels + 1) / pixels
    (start, end), disk = ends[s], scene.tree.kind[s] == DISK
    if disk:
        share = (np.sqrt(start[1] ** 2 + share * (end[1] ** 2 - start[1] ** 2)) - start[1]) / (end[1] - start[1])
    places = start + np.outer(share, end - start)
    places[0], places[-1] = start, end
    own = float(areas(Surfaces(scene.tree.kind[[s]], scene.tree.row[[s]]))[0])
    weight = np.full(pixels, 1.0) if disk else places[:-1, 1] + places[1:, 1]
    return [places[p : p + 2] for p in range(pixels)], own * weight / weight.sum()
