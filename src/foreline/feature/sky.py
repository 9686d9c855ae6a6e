"""From where atoms arrive at a spot of the wafer: counted directions as the sky of a section, or of a round hole."""

from __future__ import annotations

import numpy as np

from foreline.feature.arrival import AngularTable, SkyTable
from foreline.states import Array

_FINER = 16  # parts of a bin each way
_ANGLES = 1441  # of a section's sky


def section_sky(counts: Array, outward: float) -> SkyTable:
    """Return what a section along a direction of the wafer sees of counted arrivals.

    An arrival at the polar angle theta and the azimuth a off that direction has the in-plane angle
    tan(phi) = tan(theta) cos(a). Within a bin arrivals are spread as sin(theta) cos(theta).

    Parameters
    ----------
    counts : Array
        Arrivals, azimuths from 0 to 360 deg and angles to the vertical from 0 to 90 deg in equal bins,
        [azimuth, polar] [-].
    outward : float
        Azimuth of the section's right-hand side [rad].

    Returns
    -------
    SkyTable
        Angles [rad] and integrals [-].

    Examples
    --------
    >>> leans = np.zeros((4, 9))
    >>> leans[0, 3] = 1.0  # from 0 to 90 deg, 30 to 40 deg off the vertical
    >>> sky = section_sky(leans, 0.0)
    >>> bool(0.35 < sky.sideways[-1] < 0.75), float(sky.down[-1])
    (True, 1.0)

    References
    ----------
    .. [1] foreline-computed
    """
    around, up = counts.shape
    turn = 2.0 * np.pi * (np.arange(_FINER * around) + 0.5) / (_FINER * around) - outward
    theta = 0.5 * np.pi * (np.arange(_FINER * up) + 0.5) / (_FINER * up)
    spread = (np.sin(theta) * np.cos(theta)).reshape(up, _FINER)
    share = (spread / spread.sum(axis=1, keepdims=True)).ravel() / _FINER
    weight = np.repeat(np.repeat(counts, _FINER, axis=0), _FINER, axis=1) * share
    slope = np.tan(theta) * np.cos(turn)[:, None]
    angle = np.linspace(-0.5 * np.pi, 0.5 * np.pi, _ANGLES)
    into = np.clip(np.searchsorted(angle, np.arctan(slope).ravel()), 1, _ANGLES - 1)
    total = float(weight.sum())

    def up_to(parts: Array) -> Array:
        return np.asarray(np.cumsum(np.bincount(into, parts.ravel(), _ANGLES)) / total)

    down = up_to(weight)
    return SkyTable(angle, up_to(weight * slope), down / down[-1])


def hole_sky(counts: Array) -> AngularTable:
    """Return what a round hole sees of counted arrivals on average around its axis: counts per solid angle.

    Parameters
    ----------
    counts : Array
        Arrivals, [azimuth, polar] as for a section [-].

    Returns
    -------
    AngularTable
        Angles [rad] and arrivals per solid angle [1/sr].

    Examples
    --------
    >>> theta = np.linspace(0.0, 0.5 * np.pi, 19)
    >>> sky = hole_sky(np.diff(np.sin(theta) ** 2)[None, :])  # a cosine law
    >>> bool(abs(sky.flux[:17] / np.cos(sky.angle[:17]) - 1 / np.pi).max() < 0.002)
    True

    References
    ----------
    .. [1] foreline-computed
    """
    edge = np.linspace(0.0, 0.5 * np.pi, counts.shape[1] + 1)
    solid = 2.0 * np.pi * -np.diff(np.cos(edge))
    return AngularTable(
        np.append(0.5 * (edge[1:] + edge[:-1]), 0.5 * np.pi), np.append(counts.sum(axis=0) / solid, 0.0)
    )
