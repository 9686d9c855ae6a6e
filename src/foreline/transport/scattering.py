"""The film in a gas: what collisions on the way change of the straight flight, by test particles.

The line-of-sight map is exact, counts are noisy: so particles tell only the ratio of the flux with gas to that
without, with the same random numbers for both, so that what does not collide cancels, and a low polynomial over the
wafer takes out their noise. The error comes from the spread of independent blocks.
"""

from __future__ import annotations

import functools
import math
import operator
from dataclasses import dataclass, replace

import numpy as np

from foreline.states import Array
from foreline.transport.collisions import Background, Species
from foreline.transport.geometry import Face
from foreline.transport.particles import batch_size, fly
from foreline.transport.scene import Facet, Scene, build_scene
from foreline.transport.surfaces import Surfaces, cone, disk
from foreline.transport.tally import Tally

NUMBER = 1 << 18  # particles in the gas, and as many without
BLOCKS = 16  # whose spread gives the error
SEED = 1
RINGS, SECTORS = 12, 24  # pixels of the wafer
ANGLES = 90  # bins of the angle of arrival
ROOM = 1.25  # radius of the shield over that of the larger of source and wafer, where none is declared
EV = 1.602176634e-19


@dataclass(frozen=True)
class Emitted:
    """How atoms leave the source: mass [kg], binding and highest energy [J] of Thompson's law, or a temperature [K]."""

    mass: float
    binding_energy: float = 0.0
    highest_energy: float = 0.0
    temperature: float = 300.0


@dataclass(frozen=True)
class Scattered:
    """What the gas changes, with standard errors."""

    ratio: Array  # [radius, azimuth] of the flux with gas over without [-]
    error: Array  # its standard error [-]
    collected: float  # atoms on the wafer with gas over without [-]
    collected_error: float
    cosine: float  # mean cosine of arrival with gas over without [-]
    energy: float  # mean energy on arrival [J]
    leaked: int


def _rings(face: Face) -> tuple[Surfaces, Array]:
    """Return the rings of the source in space, looking down, and what each emits."""
    sin, cos = math.sin(face.tilt), math.cos(face.tilt)
    side = math.copysign(1.0, face.offset)
    normal, centre = (-side * sin, 0.0, -cos), (face.offset, 0.0, face.height)
    half = face.area / (4.0 * math.pi * face.radius)  # half the width of a ring
    rings = [disk(centre, normal, r + h, hole=max(0.0, r - h)) for r, h in zip(face.radius, half, strict=True)]
    return sum(rings[1:], rings[0]), face.flux * face.area


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
    wide = max(abs(face.offset) + outer * math.cos(face.tilt), wafer_radius)
    around = max(shield or ROOM * wide, 1.001 * wide)
    top = face.height + outer * abs(math.sin(face.tilt)) + 0.02 * around
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
            Facet("wafer", disk(floor, up, wafer_radius), sticking=1.0, grid=(RINGS, 1 if rotates else SECTORS),
                  angles=ANGLES),
            Facet("shield", cone(floor, (0.0, 0.0, top), around, around), sticking=1.0),
            Facet("floor", disk(floor, up, around, hole=wafer_radius), sticking=1.0),
            Facet("ceiling", disk((0.0, 0.0, top), up, around), sticking=1.0),
        ]
    )  # fmt: skip


def scattered(
    face: Face, emitted: Emitted, background: Background, radius: Array, azimuth: Array, shield: float | None,
    rotates: bool, number: int = NUMBER,
) -> Scattered:  # fmt: skip
    """Return what collisions change of the flux on the wafer.

    Parameters
    ----------
    face : Face
        The source above the wafer.
    emitted : Emitted
        How its atoms leave it.
    background : Background
        The gas.
    radius, azimuth : ndarray
        Wafer map [m, rad], shapes (radius,) and (azimuth,); its last radius is the edge that counts.
    shield : float or None
        Radius of the shield [m].
    rotates : bool
        Whether the wafer turns.
    number : int
        Particles [-].

    Returns
    -------
    Scattered
        Ratios on the map.

    Examples
    --------
    >>> from foreline.transport.collisions import sphere_background
    >>> ring = np.array([0.05])
    >>> face = Face(ring, np.ones(1), 2 * np.pi * ring * 0.01, height=0.1)
    >>> copper = Emitted(1.055e-25, 5.6e-19, 3e-17)
    >>> argon = sphere_background(1.0, 300.0, 6.634e-26, 3.1e-10, 0.5, Species(copper.mass))
    >>> found = scattered(face, copper, argon, np.array([0.0, 0.1]), np.zeros(1), None, False, 16384)
    >>> bool(0.5 < found.collected < 0.6), bool(found.cosine < 1), found.leaked
    (True, True, 0)

    References
    ----------
    .. [1] bird1994
    .. [2] westwood1978
    """
    edge = float(radius[-1])
    azimuth = azimuth if face.offset >= 0.0 else azimuth + math.pi
    face = replace(face, offset=abs(face.offset))  # a source on the other side gives the mirrored map
    scene = film_scene(face, emitted, edge, shield, rotates or len(azimuth) == 1)
    batch = batch_size(scene)
    paths = face.height * background.density * background.cross_section
    # Each of many collisions costs as much as a bounce, and their number grows with the square of the way.
    end = math.ceil(max(number / 16, number / max(1.0, (paths / 2.0) ** 2)) / batch) * batch
    size = math.ceil(end / (BLOCKS * batch)) * batch
    spans = [(k * size, (k + 1) * size) for k in range(BLOCKS)]
    frees = [fly(scene, SEED, *span) for span in spans]
    gases = [fly(scene, SEED, *span, background, Species(emitted.mass)) for span in spans]
    free, gas = functools.reduce(operator.add, frees), functools.reduce(operator.add, gases)
    blocks = list(zip(frees, gases, strict=True))
    wafer = scene.index["wafer"]
    fine = _needs_fine(scene, free, gas)
    ratio = _smooth(scene, free, gas, radius / edge, azimuth, fine)
    spread = np.std([_smooth(scene, *pair, radius / edge, azimuth, fine) for pair in blocks], axis=0, ddof=1)
    shares = [after.absorbed[wafer] / max(1, before.absorbed[wafer]) for before, after in blocks]
    return Scattered(
        ratio, spread / math.sqrt(BLOCKS), float(gas.absorbed[wafer] / max(1, free.absorbed[wafer])),
        float(np.std(shares, ddof=1)) / math.sqrt(BLOCKS), _mean_cosine(gas) / _mean_cosine(free),
        float(gas.energy[wafer]) * 1e-6 * EV / max(1, int(gas.absorbed[wafer])),
        free.leaked + free.lost + gas.leaked + gas.lost,
    )  # fmt: skip


def unscattered(radius: Array, azimuth: Array) -> Scattered:
    """Return what no gas changes: nothing.

    Parameters
    ----------
    radius, azimuth : ndarray
        Wafer map [m, rad].

    Returns
    -------
    Scattered
        Ratios of one; the energy on arrival is nan.

    Examples
    --------
    >>> unscattered(np.zeros(2), np.zeros(1)).ratio.tolist()
    [[1.0], [1.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    one = np.ones((len(radius), len(azimuth)))
    return Scattered(one, 0.0 * one, 1.0, 0.0, 1.0, math.nan, 0)


def _terms(r: Array, phi: Array, fine: bool) -> Array:
    """Return the polynomial's terms: a symmetric map, its tilt along the source's offset, and if asked, finer ones."""
    coarse = [np.ones_like(r), r**2, r * np.cos(phi)]
    return np.stack([*coarse, r**4, r**2 * np.cos(2 * phi)] if fine else coarse, axis=-1)


def _smooth(scene: Scene, free: Tally, gas: Tally, r: Array, phi: Array, fine: bool) -> Array:
    """Return the ratio of two maps as a low polynomial P, least squares of n_gas - n_free P, keeping the sum."""
    before, after, terms = _counts(scene, free, gas, fine)
    weights = np.linalg.lstsq(before[:, None] * terms, after, rcond=None)[0]
    across, around = np.broadcast_arrays(r[:, None], phi[None, :])
    ratio = _terms(across, around, fine) @ weights
    return np.asarray(np.maximum(ratio * (after.sum() / (before * (terms @ weights)).sum()), 0.0))


def _counts(scene: Scene, free: Tally, gas: Tally, fine: bool) -> tuple[Array, Array, Array]:
    """Return what each pixel of the wafer got without and with gas, and the terms at its middle."""
    nu, nv, first, _ = scene.grid[scene.index["wafer"]]
    before, after = (t.pixels[first : first + nu * nv].astype(float) for t in (free, gas))
    rho = np.sqrt((np.repeat(np.arange(nu), nv) + 0.5) / nu)  # pixels are rings of equal area
    turn = 2.0 * math.pi * (np.tile(np.arange(nv), nu) + 0.5) / nv
    terms = _terms(rho, turn, fine)
    if nv == 1:
        terms[:, [2, 4] if fine else [2]] = 0.0
    return before, after, terms


def _needs_fine(scene: Scene, free: Tally, gas: Tally) -> bool:
    """Tell whether the counts scatter about the coarse polynomial by more than three deviations of chi-square."""
    before, after, terms = _counts(scene, free, gas, False)
    weights = np.linalg.lstsq(before[:, None] * terms, after, rcond=None)[0]
    expected = before * (terms @ weights)
    spread = np.maximum(after + (terms @ weights) ** 2 * before, 1.0)
    freedom = max(1, len(before) - 3)
    return bool(((after - expected) ** 2 / spread).sum() > freedom + 3.0 * math.sqrt(2.0 * freedom))


def _mean_cosine(tally: Tally) -> float:
    """Return the mean cosine of arrival to the wafer's normal."""
    middle = (np.arange(ANGLES) + 0.5) * math.pi / (2 * ANGLES)
    return float((tally.angles * np.cos(middle)).sum() / max(1, int(tally.angles.sum())))
