"""Flux on every panel of a trench: what arrives from above, plus what other panels send on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.feature.arrival import beam_vector
from foreline.feature.views import views
from foreline.states import Array


@dataclass(frozen=True)
class Flux:
    """Flux in a trench relative to flat field, which is the local growth rate over that of the field.

    `incident` [panel] is the mean on each panel, `vector` [point, xz] the flux vector at each vertex: its component
    along a normal is the flux on that surface. `absorbed` is the share of the entering atoms that stays; `balance` is
    |entering - absorbed - leaving| / entering.
    """

    incident: Array
    vector: Array
    absorbed: float
    balance: float


def incident_flux(points: Array, exponent: float, sticking: float) -> Flux:
    """Return the flux on each panel of a trench surface for a constant sticking coefficient.

    (I - (1 - s) F) Gamma = Gamma_direct: what does not stick leaves again by the cosine law. The flux vector at a
    vertex is J = J_sky + (1 - s)/2 sum_j Gamma_j int u dphi over the angle under which panel j is seen.

    Parameters
    ----------
    points : Array
        Vertices from the left to the right end of the mouth, vacuum on the left, [point, xz] [m].
    exponent : float
        The n of the arrival law cos^n [-].
    sticking : float
        Probability to stay at each hit, 0 < s <= 1 [-].

    Returns
    -------
    Flux
        Incident flux and flux vectors relative to flat field [-], absorbed share [-], balance [-].

    Raises
    ------
    NotConverged
        E404 if the surface crosses itself.

    Examples
    --------
    >>> square = np.array([[-0.5, 0.0], [-0.5, -1.0], [0.5, -1.0], [0.5, 0.0]])
    >>> flux = incident_flux(square, 1.0, 1.0)
    >>> print(f"{flux.incident[1]:.6f} {flux.absorbed:.6f} {flux.balance < 1e-12}")
    0.414214 1.000000 True

    References
    ----------
    .. [1] cale1990
    """
    seen = views(points, exponent)
    stays = 1.0 - sticking
    gamma = np.asarray(np.linalg.solve(np.eye(len(seen.length)) - stays * seen.factor, seen.direct), dtype=np.float64)
    entering = float(points[-1, 0] - points[0, 0])
    absorbed = sticking * float(seen.length @ gamma)
    leaving = stays * float((seen.length * seen.mouth) @ gamma)
    window = np.diff(seen.string, axis=1)
    index = np.arange(len(points) - 1)
    window[index, index] = 0.0  # a vertex sees the two panels it ends edge-on
    window[index + 1, index] = 0.0
    bounced = 0.5 * stays * np.einsum("ijk,j->ik", window, gamma)
    vector = beam_vector(seen.string[:, 0], seen.string[:, -1], exponent)
    vector += np.stack([bounced[:, 1], -bounced[:, 0]], axis=1)
    vector[[0, -1]] = 0.0, 1.0  # the ends of the mouth lie in the field plane
    return Flux(gamma, vector, absorbed / entering, abs(entering - absorbed - leaving) / entering)
