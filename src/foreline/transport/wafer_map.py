"""The wafer as a map: radii from the centre, azimuths around it, and means over its area."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foreline.states import Array
from foreline.transport.geometry import Arrival, Face, arrival, axisymmetric, azimuth_steps, clearance

RADII = 25
AZIMUTHS = 36


def nonuniformity(values: Array, mean: float) -> float:
    """Return the half range over the mean, (max - min) / (2 mean).

    Parameters
    ----------
    values : ndarray
        Flux or thickness of the map [1/m2 s or m].
    mean : float
        Their area mean [same unit].

    Returns
    -------
    float
        Non-uniformity [-].

    Examples
    --------
    >>> round(nonuniformity(np.array([0.95, 1.05]), 1.0), 6)
    0.05

    References
    ----------
    .. [1] foreline-computed
    """
    return float((values.max() - values.min()) / (2.0 * mean))


def source_steps(face: Face, wafer_radius: float) -> int:
    """Return the azimuth steps on each source ring that see a wafer to 1e-9.

    M of `azimuth_steps` at the clearance, for the smaller of the source and the wafer with its offset.

    Parameters
    ----------
    face : Face
        The source.
    wafer_radius : float
        Largest radius asked for on the wafer [m].

    Returns
    -------
    int
        Steps [-].

    Examples
    --------
    >>> ring = np.array([0.22])
    >>> source_steps(Face(ring, ring, ring, height=0.25), 0.15)
    24

    References
    ----------
    .. [1] foreline-computed
    """
    return azimuth_steps(clearance(face), min(float(face.radius.max()), wafer_radius + abs(face.offset)))


def wafer_steps(face: Face, wafer_radius: float) -> int:
    """Return the azimuth steps around the wafer that average an off-axis source to 1e-9, at least those of the map.

    M of `azimuth_steps` at the clearance, for the smaller of the wafer and the source with its offset.

    Parameters
    ----------
    face : Face
        The source.
    wafer_radius : float
        Largest radius asked for on the wafer [m].

    Returns
    -------
    int
        Steps [-].

    Examples
    --------
    >>> ring = np.array([0.02])
    >>> wafer_steps(Face(ring, ring, ring, height=0.15, offset=0.1), 0.05)
    36

    References
    ----------
    .. [1] foreline-computed
    """
    return max(AZIMUTHS, azimuth_steps(clearance(face), min(wafer_radius, float(face.radius.max()) + abs(face.offset))))


def wafer_arrival(face: Face, radius: Array, rotates: bool, nodes: int) -> tuple[Array, Arrival]:
    """Return the map of arriving flux: one azimuth if it does not depend on it or the wafer rotates.

    Parameters
    ----------
    face : Face
        The source.
    radius : ndarray
        Wafer radii, the first one the centre (radius,) [m].
    rotates : bool
        Whether the wafer turns many times during the deposition.
    nodes : int
        Azimuth steps on each source ring [-].

    Returns
    -------
    tuple
        Azimuths (azimuth,) [rad] and the arrival with flux and cosine of shape (radius, azimuth).

    Examples
    --------
    >>> ring = Face(np.array([0.1]), np.array([1.0]), np.array([0.01]), height=0.2, offset=0.1)
    >>> angle, found = wafer_arrival(ring, np.array([0.0, 0.1]), False, 48)
    >>> found.flux.shape, bool(found.flux[1, 0] > found.flux[1, 18])
    ((2, 36), True)

    References
    ----------
    .. [1] foreline-computed
    """
    if axisymmetric(face):
        found = arrival(face, radius, np.zeros_like(radius), nodes)
        return np.zeros(1), replace(found, flux=found.flux[:, None], cosine=found.cosine[:, None])
    # The picture is symmetric about the x axis: half of it is computed and mirrored.
    steps = wafer_steps(face, float(radius.max())) if rotates else AZIMUTHS
    half = np.linspace(0.0, np.pi, steps // 2 + 1)
    x, y = np.outer(radius, np.cos(half)), np.outer(radius, np.sin(half))
    found = arrival(face, x.ravel(), y.ravel(), nodes)
    flux, cosine = found.flux.reshape(x.shape), found.cosine.reshape(x.shape)
    flux, cosine = (np.concatenate([f, f[:, -2:0:-1]], axis=1) for f in (flux, cosine))
    if not rotates:
        return 2.0 * np.pi * np.arange(steps) / steps, replace(found, flux=flux, cosine=cosine)
    mean = flux.mean(axis=1, keepdims=True)
    lit = np.nansum(flux * cosine, axis=1, keepdims=True) / steps
    turned = np.divide(lit, mean, out=np.full_like(mean, np.nan), where=mean > 0.0)
    return np.zeros(1), replace(found, flux=mean, cosine=turned)


def collected_rate(face: Face, disc_radius: float) -> float:
    """Return the atoms per second that arrive on a disc around the wafer centre.

    int Gamma dA over the disc, Gauss-Legendre in radius, trapezoid in azimuth.

    Parameters
    ----------
    face : Face
        The source.
    disc_radius : float
        Radius of the disc: the wafer, or what its edge exclusion leaves [m].

    Returns
    -------
    float
        Arriving atoms [1/s].

    Examples
    --------
    >>> point = Face(np.array([1e-6]), np.array([1.0]), np.array([1.0]), height=0.1)  # emits 1 atom/s, n = 1
    >>> round(collected_rate(point, 0.1), 9)  # half of a cosine source is seen under 45 degrees
    0.5

    References
    ----------
    .. [1] howell2010
    """
    node, weight = np.polynomial.legendre.leggauss(24 + min(int(4.0 * disc_radius / clearance(face)), 176))
    radius = 0.5 * disc_radius * (1.0 + node)
    _, found = wafer_arrival(face, radius, True, source_steps(face, disc_radius))
    return float(np.pi * disc_radius * (weight * radius) @ found.flux[:, 0])
