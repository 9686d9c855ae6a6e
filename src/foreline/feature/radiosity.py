"""Flux on every panel of a trench or hole: what arrives from above, plus what other panels send on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.feature.arrival import Law, beam_vector
from foreline.feature.rings import RingViews, ring_vectors, ring_views
from foreline.feature.views import Views, views
from foreline.states import Array


@dataclass(frozen=True)
class Flux:
    """Flux in a trench relative to flat field, which is the local growth rate over that of the field.

    `incident` [panel] is the mean on each panel, `vector` [point, xz] the flux vector at each vertex: its component
    along a normal is the flux on that surface. `absorbed` is the share of the entering atoms that stays, `leaving` what
    flies out again over the mouth, in units of it; `balance` is |entering - absorbed - leaving| / entering. `closure`
    is what integration had missed of the views before they were scaled to close; strings miss nothing.
    """

    incident: Array
    vector: Array
    absorbed: float
    balance: float
    leaving: float
    closure: float = 0.0


def incident_flux(
    points: Array,
    law: Law,
    sticking: float | Array,
    share: float = 1.0,
    knocked: float | Array = 0.0,
    seen: Views | None = None,
) -> Flux:
    """Return the flux on each panel of a trench surface, whatever its sticking coefficient.

    (I - (1 - s) F) Gamma = Gamma_direct + F K: what does not stick leaves again by the cosine law, and so does what is
    knocked out. The flux vector at a vertex is J = J_sky + sum_j ((1 - s_j) Gamma_j + K_j)/2 int u dphi over the angle
    under which j is seen.

    Parameters
    ----------
    points : Array
        Vertices from the left to the right end of the mouth, vacuum on the left, [point, xz] [m].
    law : Law
        The n of the arrival law cos^n [-], or a table.
    sticking : float or Array
        Probability to stay at each hit, 0 < s <= 1, one or [panel] [-].
    share : float
        What the law brings of the flux on flat field [-].
    knocked : float or Array
        What is knocked out of each panel relative to that flux, one or [panel] [-].
    seen : Views, optional
        What the panels see of each other, if it is known.

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
    seen = seen or views(points, law)
    sticks = np.broadcast_to(np.asarray(sticking, dtype=np.float64), seen.length.shape)
    stays = 1.0 - sticks
    matrix = np.eye(len(seen.length)) - seen.factor * stays
    sent = np.broadcast_to(np.asarray(knocked, dtype=np.float64), stays.shape)
    given = share * seen.direct + (seen.factor @ sent if sent.any() else 0.0)
    gamma = np.asarray(np.linalg.solve(matrix, given), dtype=np.float64)
    mouth = float(points[-1, 0] - points[0, 0])
    entering = share * mouth + float(seen.length @ sent)
    sent = stays * gamma + sent
    absorbed = float(seen.length @ (sticks * gamma))
    leaving = float((seen.length * seen.mouth) @ sent)
    window = np.diff(seen.string, axis=1)
    index = np.arange(len(points) - 1)
    window[index, index] = 0.0  # a vertex sees the two panels it ends edge-on
    window[index + 1, index] = 0.0
    bounced = 0.5 * np.einsum("ijk,j->ik", window, sent)
    vector = share * beam_vector(seen.string[:, 0], seen.string[:, -1], law)
    vector += np.stack([bounced[:, 1], -bounced[:, 0]], axis=1)
    vector[[0, -1]] = 0.0, share  # the ends of the mouth lie in the field plane
    return Flux(gamma, vector, absorbed / entering, abs(entering - absorbed - leaving) / entering, leaving / mouth)


def ring_flux(
    points: Array,
    law: Law,
    sticking: float | Array,
    share: float = 1.0,
    knocked: float | Array = 0.0,
    seen: RingViews | None = None,
) -> Flux:
    """Return the flux on each ring of a round hole, whatever its sticking coefficient.

    (diag(A) - S (1 - s)) Gamma = A Gamma_direct + S K with S_ij = A_i F_ij: what does not stick leaves by the cosine
    law, and so does what is knocked out, K.

    Parameters
    ----------
    points : Array
        Left half of the section, lip to axis x = 0, vacuum on the left, [point, xz] [m].
    law : Law
        The n of the arrival law cos^n [-], or a table.
    sticking : float or Array
        Probability to stay at each hit, 0 < s <= 1, one or [panel] [-].
    share : float
        What the law brings of the flux on flat field [-].
    knocked : float or Array
        What is knocked out of each panel relative to that flux, one or [panel] [-].
    seen : RingViews, optional
        What the panels see of each other, if it is known.

    Returns
    -------
    Flux
        Incident flux and flux vectors relative to flat field [-], absorbed share [-], balance [-].

    Raises
    ------
    NotConverged
        E410 if the surface crosses itself.

    Examples
    --------
    >>> flux = ring_flux(np.array([[-0.5, 0.0], [-0.5, -1.0], [0.0, -1.0]]), 1.0, 1.0)
    >>> print(f"{flux.incident[1]:.6f} {flux.absorbed:.6f} {flux.balance < 1e-12}")
    0.171573 1.000000 True

    References
    ----------
    .. [1] cale1990
    .. [2] foreline-computed
    """
    seen = seen or ring_views(points, law)
    sticks = np.broadcast_to(np.asarray(sticking, dtype=np.float64), seen.area.shape)
    stays = 1.0 - sticks
    matrix = np.diag(seen.area) - seen.shared * stays
    sent = np.broadcast_to(np.asarray(knocked, dtype=np.float64), stays.shape)
    given = share * seen.area * seen.direct + (seen.shared @ sent if sent.any() else 0.0)
    gamma = np.asarray(np.linalg.solve(matrix, given), dtype=np.float64)
    mouth = float(np.pi * points[0, 0] ** 2)
    entering = share * mouth + float(seen.area @ sent)
    sent = stays * gamma + sent
    absorbed = float(seen.area @ (sticks * gamma))
    leaving = float(seen.mouth @ sent)
    balance = abs(entering - absorbed - leaving) / entering
    vector = ring_vectors(points, law, sent, gamma - share * seen.direct, share)
    vector[-1] = 0.0, gamma[-1]
    return Flux(gamma, vector, absorbed / entering, balance, leaving / mouth, seen.closure)
