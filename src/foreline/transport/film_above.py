"""A film from a source above the wafer, in a round shield: what every position without a scene means."""

from __future__ import annotations

import math

import numpy as np

from foreline.errors import OutsideValidity
from foreline.states import Array, Arrivals, EmissionState
from foreline.tool.source import Position
from foreline.tool.wafer import Wafer
from foreline.transport.arrivals import arrivals
from foreline.transport.collisions import Background
from foreline.transport.film_room import Emitted, film_scene, spots_of
from foreline.transport.flight import collided_fraction
from foreline.transport.geometry import Arrival, Face, axisymmetric
from foreline.transport.laid import Laid
from foreline.transport.phases import Family
from foreline.transport.scattering import Scattered, scattered, unscattered
from foreline.transport.scene_light import round_face, skies
from foreline.transport.views import film_view
from foreline.transport.wafer_map import RADII, collected_rate, source_steps, wafer_arrival

SCATTERED = 0.3  # beyond it collisions are worth a notice
UNSURE = 0.03  # relative standard error of the map's worst point worth a notice


def laid_above(
    emission: EmissionState, position: Position, wafer: Wafer, name: str, gas: Background | None, atom: Emitted,
    told: str,
) -> Laid:  # fmt: skip
    """Return what a source above the wafer lays on it.

    The exact line-of-sight integral over the source, times what test particles find that collisions leave of it.

    Parameters
    ----------
    emission : EmissionState
        What the source emits.
    position : Position
        Where it stands [m, m, rad].
    wafer : Wafer
        The substrate.
    name : str
        The step.
    gas : Background or None
        The gas; None if flight is free.
    atom : Emitted
        How atoms leave the source.
    told : str
        The gas and its pressure in words.

    Returns
    -------
    Laid
        Map of the wafer.

    Raises
    ------
    OutsideValidity
        E301 if the source reaches below the wafer plane, E302 if no metal reaches the wafer.

    Examples
    --------
    >>> from foreline.source.contract import face_rings
    >>> ring, area = face_rings(0.01, 16)
    >>> emission = EmissionState(name="gun", step="film", material="Cu", ring_radius=ring, ring_flux=1e20 + 0 * ring,
    ...     ring_area=area, cosine_exponent=1.0, atom_rate=3.14e16, species={"Cu": 1.0}, mean_energy=4e-20, power=1.0,
    ...     consumption=0.0)
    >>> laid = laid_above(emission, Position(height="0.4 m"), Wafer(diameter="100 mm"), "film", None,
    ...     Emitted(1e-25), "")
    >>> bool(abs(laid.flux[0, 0] / (1e20 * 0.01**2 / (0.01**2 + 0.4**2)) - 1) < 1e-6)
    True

    References
    ----------
    .. [1] holland1952
    .. [2] howell2010
    """
    edge = 0.5 * wafer.diameter - wafer.edge_exclusion
    face = Face(
        emission.ring_radius, emission.ring_flux, emission.ring_area,
        position.height - emission.virtual_height, position.offset, position.tilt, emission.cosine_exponent,
    )  # fmt: skip
    radius = np.linspace(0.0, edge, RADII)
    azimuth, found = wafer_arrival(face, radius, wafer.rotates, source_steps(face, edge))
    straight = collected_rate(face, edge) / (math.pi * edge**2)
    if not straight > 0.0:
        raise OutsideValidity(f"process.{name}: no metal from {emission.name} reaches the wafer", "E302")
    shield = None if position.shield is None else 0.5 * position.shield
    came: Arrivals | None
    if gas is None:
        met, came = unscattered(radius, azimuth), _straight(face, atom, edge, shield, len(azimuth) == 1)
    else:
        met = scattered(face, atom, gas, radius, azimuth, shield, wafer.rotates)
        came = met.arrivals
    flux = found.flux * met.ratio
    kept = float(_area_mean(radius, flux) / _area_mean(radius, found.flux))
    if not kept > 0.0:
        raise OutsideValidity(f"process.{name}: of the test particles none reached the wafer through the gas", "E302")
    return Laid(
        radius=radius, azimuth=azimuth, flux=flux, mean_flux=straight * kept,
        arrived=kept * collected_rate(face, 0.5 * wafer.diameter), cosine=float(found.cosine[0, 0]) * met.cosine,
        kept=kept, kept_error=met.collected_error, map_error=float(met.error.max()), energy=met.energy,
        thermal=met.thermal, arrivals=came, said=_said(gas, face, found, met, told),
        draw=lambda film: film_view(name, face, atom, gas, f"in {told}", shield, radius, azimuth, film),
    )  # fmt: skip


def _straight(face: Face, atom: Emitted, edge: float, shield: float | None, outward: bool) -> Arrivals:
    """Return how atoms come to spots of the wafer in straight flight."""
    room = film_scene(face, atom, edge, shield, outward)
    source, wafer = (round_face(room.facets[room.index[name]]) for name in ("source", "wafer"))
    where, _ = spots_of(edge, outward)
    rings = (face.radius, face.flux * face.area)
    sky = skies(
        Family((room,), np.ones(1)), 1, "source", source, rings, face.exponent, wafer, where, outward
    )  # fmt: skip
    return arrivals(where, sky, atom)


def _area_mean(radius: Array, values: Array) -> float:
    """Return the mean of a map over its area, values linear between radii."""
    ring = values.mean(axis=1)
    inner, outer = radius[:-1], radius[1:]
    width = outer - inner
    whole = width * ((2 * inner + outer) * ring[:-1] + (inner + 2 * outer) * ring[1:]) / 6.0
    return float(2.0 * whole.sum() / radius[-1] ** 2)


def _said(gas: Background | None, face: Face, found: Arrival, met: Scattered, gas_told: str) -> list[tuple[str, str]]:
    """Say how collisions were taken into account."""
    said = []
    way = math.hypot(face.height, face.offset)
    if gas is not None and (paths := way * gas.density * gas.cross_section) > SCATTERED:
        told = f"{paths:.2g} mean free paths in {gas_told.rsplit(maxsplit=1)[-1]}, "
        told += f"{collided_fraction(paths, 1.0):.0%} of the atoms collide; "
        told += f"{met.collected:.3g} of the straight flux arrives, +- {met.collected_error:.1g} by counting, "
        told += f"+- {met.error.max():.1g} at the worst point; shield as declared or assumed"
        said.append(("W301", told))
    worst = float((met.error / np.maximum(met.ratio, 1e-9)).max())
    if worst > UNSURE:
        said.append(("W340", f"collisions leave the map uncertain by {worst:.1%} at its worst point"))
    if met.lost:
        said.append(("W311", f"{met.lost} test particles leaked or were lost"))
    if not axisymmetric(face):
        said.append(("W305", "the source is off axis; the trench sees the symmetric cos^n law of equal mean cosine"))
    if found.behind:
        said.append(("W306", "part of the wafer lies behind the plane of the source face and gets nothing"))
    return said
