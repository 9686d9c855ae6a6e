"""Line of sight from a ringed source to points on the wafer plane.

Wafer frame: origin at the wafer centre, z up, x towards the source's sideways offset. The source face is a disc of
rings around its centre (offset, 0, height); its normal looks down and leans by `tilt` towards the wafer axis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.errors import OutsideValidity
from foreline.states import Array

_CHUNK = 400_000  # distances held at once


@dataclass(frozen=True)
class Face:
    """A source face as rings: radii [m], emitted flux [1/m2/s], areas [m2], and where it stands [m, m, rad]."""

    radius: Array
    flux: Array
    area: Array
    height: float
    offset: float = 0.0
    tilt: float = 0.0
    exponent: float = 1.0


@dataclass(frozen=True)
class Arrival:
    """What arrives at wafer points: flux [1/m2/s], its mean cosine to the normal [-], whether points lie behind."""

    flux: Array
    cosine: Array
    behind: bool


def axisymmetric(face: Face) -> bool:
    """Return whether the source stands on the wafer axis and looks straight down.

    Parameters
    ----------
    face : Face
        The source.

    Returns
    -------
    bool
        True if the flux depends on the wafer radius only.

    Examples
    --------
    >>> one = np.ones(1)
    >>> axisymmetric(Face(one, one, one, height=0.1)), axisymmetric(Face(one, one, one, height=0.1, tilt=0.3))
    (True, False)

    References
    ----------
    .. [1] foreline-computed
    """
    return face.offset == 0.0 and face.tilt == 0.0


def clearance(face: Face) -> float:
    """Return the height of the lowest point of the source face above the wafer plane.

    z_min = h - R sin|tilt|

    Parameters
    ----------
    face : Face
        The source; R is its outermost ring [m].

    Returns
    -------
    float
        Clearance [m].

    Raises
    ------
    OutsideValidity
        E301 if the face touches the wafer plane.

    Examples
    --------
    >>> ring = np.array([0.05])
    >>> round(clearance(Face(ring, ring, ring, height=0.1, tilt=0.5235987755982988)), 6)
    0.075

    References
    ----------
    .. [1] foreline-computed
    """
    low = float(face.height - face.radius.max() * abs(np.sin(face.tilt)))
    if low <= 0.0 or abs(face.tilt) >= 0.5 * np.pi:
        raise OutsideValidity("the tilted source face reaches below the wafer plane; raise it or tilt it less", "E301")
    return low


def azimuth_steps(gap: float, radius: float, accuracy: float = 1e-9) -> int:
    """Return how many steps of the periodic trapezoid rule integrate around a circle to an accuracy.

    Two circles of radius s at a distance z have the kernel's nearest pole at cosh(a) = 1 + z^2/(2 s^2), that is
    a = 2 arsinh(z/2s); the rule's error falls as exp(-M a).

    Parameters
    ----------
    gap : float
        Distance z of the planes [m].
    radius : float
        Radius s of the smaller circle [m].
    accuracy : float
        Relative error aimed at [-].

    Returns
    -------
    int
        Even number of steps M, 24 to 4096 [-].

    Examples
    --------
    >>> azimuth_steps(0.25, 0.15), azimuth_steps(0.02, 0.15)
    (24, 202)

    References
    ----------
    .. [1] foreline-computed
    """
    a = 2.0 * np.arcsinh(0.5 * gap / radius)
    return int(min(max(24, 2 * np.ceil(0.5 * (6.0 - np.log(accuracy)) / a)), 4096))


def arrival(face: Face, x: Array, y: Array, nodes: int) -> Arrival:
    """Return the flux that arrives at points of the wafer plane straight from the source.

    Gamma = sum over rings of Gamma_e A (n+1)/(2 pi) <cos^n(theta_e) cos(theta_w) / d^2>, the mean over the ring's
    azimuth by the trapezoid rule; theta_e from the source normal, theta_w from the wafer normal. A point behind the
    source's plane receives nothing.

    Parameters
    ----------
    face : Face
        The source.
    x, y : ndarray
        Points on the wafer plane (point,) [m].
    nodes : int
        Azimuth steps per ring [-].

    Returns
    -------
    Arrival
        Flux (point,) [1/m2/s] and mean cosine (point,) [-]; the cosine is nan where nothing arrives.

    Raises
    ------
    OutsideValidity
        E301 if the face touches the wafer plane.

    Examples
    --------
    >>> point = Face(np.array([1e-6]), np.array([1.0]), np.array([np.pi]), height=1.0)  # small source, n = 1
    >>> found = arrival(point, np.array([0.0, 1.0]), np.zeros(2), 24)
    >>> found.flux.round(6).tolist(), found.cosine.round(6).tolist()
    ([1.0, 0.25], [1.0, 0.707107])

    References
    ----------
    .. [1] holland1952
    .. [2] howell2010
    """
    clearance(face)
    side = np.copysign(1.0, face.offset)
    sin, cos = np.sin(face.tilt), np.cos(face.tilt)
    # In the source plane: u leans with the tilt, v is the wafer's y; the normal is (-side sin, 0, -cos).
    dx, dy, dz = np.asarray(x, dtype=float) - face.offset, np.asarray(y, dtype=float), -face.height
    along_u = dx * cos - dz * side * sin
    along_n = -dx * side * sin - dz * cos
    phi = 2.0 * np.pi * np.arange(nodes) / nodes
    ring_x, ring_y = np.outer(face.radius, np.cos(phi)), np.outer(face.radius, np.sin(phi))
    above = face.height - side * sin * ring_x
    strength = face.flux * face.area * (face.exponent + 1.0) / (2.0 * np.pi * nodes)

    power = 0.5 * (face.exponent + 3.0)
    sums = np.zeros((2, dx.size))
    step = max(1, _CHUNK // ring_x.size)
    for start in range(0, dx.size, step):
        part = slice(start, start + step)
        u, v, n = along_u[part, None, None], dy[part, None, None], along_n[part, None, None]
        square = (u - ring_x) ** 2 + (v - ring_y) ** 2 + n**2
        inverse = 1.0 / square
        term = above * (inverse * inverse if power == 2.0 else inverse**power)
        sums[0, part] = np.einsum("pij,i->p", term, strength)
        sums[1, part] = np.einsum("pij,pij,i->p", term * above, np.sqrt(inverse), strength)
    seen = along_n > 0.0
    sums *= np.where(seen, np.abs(along_n) ** face.exponent, 0.0)
    cosine = np.divide(sums[1], sums[0], out=np.full(dx.size, np.nan), where=sums[0] > 0.0)
    return Arrival(flux=sums[0], cosine=cosine, behind=not bool(seen.all()))
