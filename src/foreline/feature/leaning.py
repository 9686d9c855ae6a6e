"""How arrivals that lean share a round hole's film between its inner and outer wall."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from foreline.feature.monte_carlo import Directions, flux_at
from foreline.feature.solid import Hole, Place, etched_solid

if TYPE_CHECKING:
    from foreline.states import Array

WANTED = 0.01  # standard error of a wall's flux over it
MOST_PATHS = 1 << 20  # of one wall


def wall_shares(aspect: float, counts: Array, outward: float, sticking: float) -> tuple[float, float]:
    """Return the outer wall's share of what both walls of a bare round hole get at half depth, and its standard error.

    Parameters
    ----------
    aspect : float
        Depth over diameter [-].
    counts : Array
        Arrivals [azimuth, polar], azimuths from 0 to 360 deg [-].
    outward : float
        Azimuth of outward in them [rad].
    sticking : float
        Probability to stay at each hit [-].

    Returns
    -------
    tuple[float, float]
        Share and standard error [-].

    Examples
    --------
    >>> leans = np.zeros((4, 9))
    >>> leans[2, 2:4] = 1.0  # from inward, 20 to 40 deg off the vertical
    >>> share, error = wall_shares(1.0, leans, 0.0, 1.0)
    >>> bool(share > 0.99), error < 0.01
    (True, True)

    References
    ----------
    .. [1] veach1995
    """
    turned = np.roll(counts, -round(len(counts) * outward / (2.0 * math.pi)), axis=0)
    hole = Hole("via", 0.0, 0.0, 0.5, 0.5, aspect, True)
    walls = [
        Place(name, (0.5 * x, 0.0, -0.5 * aspect), (-x, 0.0, 0.0)) for name, x in (("outer", 1.0), ("inner", -1.0))
    ]
    found = flux_at(etched_solid([hole], 2.0), walls, Directions(turned), sticking, WANTED, most=MOST_PATHS)
    (outer, inner), (outer_error, inner_error) = found.flux.tolist(), found.error.tolist()
    both = max(outer + inner, 1e-300)
    return outer / both, math.hypot(inner * outer_error, outer * inner_error) / both**2
