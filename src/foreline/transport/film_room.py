"""The room a film grows in, as test particles see it: source, wafer, and what catches the rest."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array
from foreline.transport.geometry import Face
from foreline.transport.scene import Facet, Scene, build_scene
from foreline.transport.surfaces import Surfaces, cone, disk

RINGS, SECTORS = 12, 24  # pixels of the wafer
POLAR, AZIMUTH = 18, 12  # bins of the direction of arrival
ENERGIES, PER_DECADE, COLDEST = 40, 8, 1e-2  # bins of the energy on arrival, in a factor of ten, and their start [eV]
ROOM = 1.25  # radius of the shield over that of the larger of source and wafer, where none is declared


@dataclass(frozen=True)
class Emitted:
    """How atoms leave the source: mass [kg], binding and highest energy [J] of Thompson's law, or a temperature [K]."""

    mass: float
    binding_energy: float = 0.0
    highest_energy: float = 0.0
    temperature: float = 300.0


def _rings(face: Face) -> tuple[Surfaces, Array]:
    """Return the rings of the source in space, looking down, and what each emits."""
    sin, cos = math.sin(face.tilt), math.cos(face.tilt)
    side = math.copysign(1.0, face.offset)
    normal, centre = (-side * sin, 0.0, -cos), (face.offset, 0.0, face.height)
    half = face.area / (4.0 * math.pi * face.radius)  # half the width of a ring
    rings = [disk(centre, normal, r + h, hole=max(0.0, r - h)) for r, h in zip(face.radius, half, strict=True)]
    return sum(rings[1:], rings[0]), face.flux * face.area


def room_numbers(face: Face, wafer_radius: float, shield: float | None) -> Array:
    """Return the room's numbers as the compiled flight takes them.

    Parameters
    ----------
    face : Face
        The source above the wafer.
    wafer_radius : float
        Of the part of the wafer that counts [m].
    shield : float or None
        Radius of the shield around both [m]; None takes 1.25 times what it has to hold.

    Returns
    -------
    ndarray
        Radius of the shield, height of the ceiling, centre [m] and normal [-] of the source, its radius and the wafer's
        [m], shape (10,).

    Examples
    --------
    >>> ring = np.array([0.05])
    >>> face = Face(ring, np.ones(1), 2 * np.pi * ring * 0.01, height=0.1)
    >>> room_numbers(face, 0.1, None)[:2].round(4).tolist()
    [0.125, 0.1025]

    References
    ----------
    .. [1] foreline-computed
    """
    spots, _ = _rings(face)
    outer = float(spots.row[:, 13].max())
    wide = max(abs(face.offset) + outer * math.cos(face.tilt), wafer_radius)
    around = max(shield or ROOM * wide, 1.001 * wide)
    top = face.height + outer * abs(math.sin(face.tilt)) + 0.02 * around
    return np.array([around, top, *spots.row[0, :3], *spots.row[0, 9:12], outer, wafer_radius])


def film_scene(face: Face, emitted: Emitted, wafer_radius: float, shield: float | None, rotates: bool) -> Scene:
    """Return source, wafer, and what catches the rest: shield, floor and ceiling, all of them sticky.

    Parameters
    ----------
    face : Face
        The source above the wafer.
    emitted : Emitted
        How its atoms leave it.
    wafer_radius : float
        Of the part of the wafer that counts [m].
    shield : float or None
        Radius of the shield around both [m]; None takes 1.25 times what it has to hold.
    rotates : bool
        Whether the map has one azimuth.

    Returns
    -------
    Scene
        Facets source, wafer, shield, floor, ceiling.

    Examples
    --------
    >>> ring = np.array([0.05])
    >>> face = Face(ring, np.ones(1), 2 * np.pi * ring * 0.01, height=0.1)
    >>> [facet.name for facet in film_scene(face, Emitted(1e-25), 0.1, None, False).facets]
    ['source', 'wafer', 'shield', 'floor', 'ceiling']

    References
    ----------
    .. [1] foreline-computed
    """
    spots, shares = _rings(face)
    outer = float(spots.row[:, 13].max())
    around, top = room_numbers(face, wafer_radius, shield)[:2].tolist()
    centre, normal = spots.row[0, :3].tolist(), spots.row[0, 9:12].tolist()
    source = Facet(
        "source", disk(centre, normal, outer), sticking=1.0, emits=float(shares.sum()), exponent=face.exponent,
        spots=(spots, shares), binding_energy=emitted.binding_energy, highest_energy=emitted.highest_energy,
        temperature=emitted.temperature,
    )  # fmt: skip
    floor, up = (0.0, 0.0, 0.0), (0.0, 0.0, 1.0)
    return build_scene(
        [
            source,
            Facet("wafer", disk(floor, up, wafer_radius), sticking=1.0, grid=(RINGS, 1 if rotates else SECTORS)),
            Facet("shield", cone(floor, (0.0, 0.0, top), around, around), sticking=1.0),
            Facet("floor", disk(floor, up, around, hole=wafer_radius), sticking=1.0),
            Facet("ceiling", disk((0.0, 0.0, top), up, around), sticking=1.0),
        ]
    )  # fmt: skip


def spots_of(edge: float, turns: bool, around: int = 2) -> tuple[Array, NDArray[np.int64]]:
    """Return the spots of the wafer whose arrivals are kept, and of each pixel which spot it belongs to, or -1.

    Parameters
    ----------
    edge : float
        Radius of the part of the wafer that counts [m].
    turns : bool
        Whether all azimuths are alike: then spots are rings.
    around : int
        Patches on a ring otherwise, each a quarter of it, the first on the x axis [-].

    Returns
    -------
    tuple
        Radius [m] and azimuth [rad] of each spot, shape (spot, 2); spot of each pixel, shape (pixel,).

    Examples
    --------
    >>> spots_of(0.1, True)[0][:, 0].tolist()
    [0.0, 0.05, 0.1]
    >>> spots_of(0.1, False)[0].shape
    (5, 2)

    References
    ----------
    .. [1] foreline-computed
    """
    ring = {0.0: (0,), 0.5: (2, 3), 1.0: (RINGS - 1,)}  # pixels are rings of equal area: rho^2 12 = 3 in the middle
    if turns:
        zone = np.full((RINGS, 1), -1)
        for k, rings in enumerate(ring.values()):
            zone[list(rings)] = k
        return np.array([(rho * edge, 0.0) for rho in ring]), zone.ravel()
    zone = np.full((RINGS, SECTORS), -1)
    zone[0] = 0
    spots = [(0.0, 0.0)]
    for rho in (0.5, 1.0):
        for middle in range(0, SECTORS, SECTORS // around):
            sectors = np.arange(middle - 3, middle + 3) % SECTORS
            zone[np.ix_(np.array(ring[rho]), sectors)] = len(spots)
            spots.append((rho * edge, 2.0 * math.pi * middle / SECTORS))
    return np.array(spots), zone.ravel()
