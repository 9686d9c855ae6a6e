"""How fast a surface moves at a moment: a film that lands, ions that also knock it out, an even film."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from foreline.feature.arrival import Law, beam_vector
from foreline.feature.mesh import turns
from foreline.feature.outline import Symmetry, reflected
from foreline.feature.radiosity import incident_flux, ring_flux
from foreline.feature.rings import ring_vectors, ring_views, rings_from_sky
from foreline.feature.views import from_sky, views
from foreline.states import Array, Ions

_SHARPEST = 5.0  # sub-steps so small that no slope travels past half a fine panel


@dataclass(frozen=True)
class Rates:
    """How a surface moves, per unit of progress: of a film per unit of its thickness on the field.

    `normal` [panel] along the normal of each panel, `velocity` [point, xz] of each vertex; `fastest` bounds both.
    `balance` and `closure` as of a flux. `rides` [point, k] is what vertices carry beside their velocity, `gain` how it
    grows. `levels` says that what is nearly flat turns flat.
    """

    normal: Array
    velocity: Array
    balance: float = 0.0
    closure: float = 0.0
    fastest: float = 1.0
    levels: bool = True
    rides: Array | None = None
    gain: float | Array = 0.0


Motion = Callable[[Array, Symmetry], Rates]  # of a chain [point, x z ...] that is a part of something


def normals(chain: Array) -> Array:
    """Return the normal of each panel, into the vacuum on the left of the chain.

    Parameters
    ----------
    chain : Array
        Vertices, [point, xz...] [m].

    Returns
    -------
    Array
        Unit vectors, [panel, xz] [-].

    Examples
    --------
    >>> normals(np.array([[0.0, 0.0], [2.0, 0.0]])).tolist()
    [[-0.0, 1.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    edge = np.diff(chain[:, :2], axis=0)
    return np.stack([-edge[:, 1], edge[:, 0]], axis=1) / np.hypot(edge[:, 0], edge[:, 1])[:, None]


def vertex_normals(chain: Array, symmetry: Symmetry) -> Array:
    """Return the normal at each vertex, half way between those of its panels; lips count as ends of the field.

    Parameters
    ----------
    chain : Array
        Drawn part, [point, xz...] [m].
    symmetry : Symmetry
        What it is a part of.

    Returns
    -------
    Array
        Unit vectors, [point, xz] [-].

    Examples
    --------
    >>> vertex_normals(np.array([[-1.0, 0.0], [0.0, -1.0]]), Symmetry.MIRROR).round(6).tolist()
    [[0.0, 1.0], [0.0, 1.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    each = normals(chain)
    both = np.concatenate([each[:1], each[:-1] + each[1:], each[-1:]])
    both[0] = 0.0, 1.0
    both[-1] = (0.0, 1.0) if symmetry is Symmetry.NONE or each[-1, 1] > 0.0 else each[-1]
    return np.asarray(both / np.maximum(np.hypot(both[:, 0], both[:, 1]), 1e-300)[:, None])


def even(chain: Array, symmetry: Symmetry) -> Rates:
    """Return how a film moves a surface that is as thick everywhere: w = N.

    Parameters
    ----------
    chain : Array
        Drawn part, [point, xz...] [m].
    symmetry : Symmetry
        What it is a part of.

    Returns
    -------
    Rates
        1 everywhere [-].

    Examples
    --------
    >>> even(np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]]), Symmetry.MIRROR).normal.tolist()
    [1.0, 1.0]

    References
    ----------
    .. [1] foreline-computed
    """
    return Rates(np.ones(len(chain) - 1), vertex_normals(chain, symmetry))


def film(law: Law, sticking: float) -> Motion:
    """Return how a film that arrives from above moves a surface: w = J, so w . N = Gamma.

    Vertices move with the flux vector: its normal part is the growth rate, its part along the surface keeps each vertex
    with its own piece of slope.

    Parameters
    ----------
    law : Law
        The n of the arrival law [-], or a table.
    sticking : float
        Probability to stay at each hit [-].

    Returns
    -------
    Motion
        Per film thickness on the field.

    Examples
    --------
    >>> trench = np.array([[-0.5, 0.0], [-0.5, -1.0], [0.0, -1.0]])
    >>> print(f"{film(1.0, 1.0)(trench, Symmetry.MIRROR).normal[1]:.6f}")
    0.414214

    References
    ----------
    .. [1] cale1990
    """

    def moves(chain: Array, symmetry: Symmetry) -> Rates:
        if symmetry is Symmetry.AXIS:
            flux = ring_flux(chain[:, :2], law, sticking)
        else:
            flux = incident_flux(_seen(chain, symmetry), law, sticking)
        count = len(chain)
        return Rates(flux.incident[: count - 1], flux.vector[:count], flux.balance, flux.closure)

    return moves


def _seen(chain: Array, symmetry: Symmetry) -> Array:
    """Return a trench from lip to lip."""
    return reflected(chain) if symmetry is Symmetry.MIRROR else chain[:, :2]


def ionised(law: Law, sticking: float, ions: Ions) -> Motion:
    """Return how a film moves that arrives in part as ions, which knock some of it out; or ions of a gas alone.

    Neutrals bring 1 - phi of the flux on flat field and stick with s; ions bring phi along their own narrow law, the
    part q of them stays, and each knocks out Y(theta) atoms, which leave by the cosine law and land elsewhere as
    neutrals do: Gamma = s Gamma_n + phi (q - Y) Gamma_+. Y is taken at the mean direction of the ions that reach a
    place, cos(theta) = J . N / |J|. A rate that depends on slope is a Hamiltonian without an upwind side for a chain of
    points: they get Lax and Friedrichs' share of the turn t there, |d(Y cos theta)/d theta| t / 2, which falls with the
    panels; facets form by themselves.

    Parameters
    ----------
    law : Law
        The n of the neutrals' arrival law [-], or a table.
    sticking : float
        Probability of an atom to stay at each hit [-].
    ions : Ions
        Share phi, arrival exponent, yield by angle, whether they stay.

    Returns
    -------
    Motion
        Per film thickness gained or lost on the field.

    Examples
    --------
    >>> trench = np.array([[-0.5, 0.0], [-0.5, -1.0], [0.0, -1.0]])
    >>> angle = np.radians([0.0, 60.0, 90.0])
    >>> argon = Ions(fraction=1.0, energy=3e-17, exponent=500.0, stays=0.0, angle=angle, yields=np.array([0.5, 1, 0]))
    >>> rates = ionised(1.0, 1.0, argon)(trench, Symmetry.MIRROR)
    >>> bool(rates.normal[0] > 0.0 > rates.normal[1])  # the wall gains what the bottom loses
    True

    References
    ----------
    .. [1] yamamura1983
    .. [2] foreline-computed
    """
    phi, beam = ions.fraction, ions.exponent
    steepest = float(np.abs(np.diff(np.cos(ions.angle) * ions.yields) / np.diff(ions.angle)).max())
    on_field = sticking * (1.0 - phi) + phi * (ions.stays - float(ions.yields[0]))
    unit = 1.0 / abs(on_field)
    given = 1.0 - phi

    def moves(chain: Array, symmetry: Symmetry) -> Rates:
        count = len(chain)
        if symmetry is Symmetry.AXIS:
            points = chain[:, :2]
            rings = ring_views(points, law)
            size, mouth = rings.area, float(np.pi * points[0, 0] ** 2)
            landing = rings_from_sky(points, beam)
            steep = ring_vectors(points, beam, np.zeros(count - 1), np.zeros(count - 1))
        else:
            points = _seen(chain, symmetry)
            strings = views(points, law)
            size, mouth = strings.length, float(points[-1, 0] - points[0, 0])
            landing = from_sky(points, strings.hop, beam)
            steep = beam_vector(strings.string[:, 0], strings.string[:, -1], beam)
            steep[[0, -1]] = 0.0, 1.0
        landing = np.maximum(landing, 0.0)
        mean = 0.5 * (steep[1:] + steep[:-1])
        cosine = np.minimum(landing / np.maximum(np.hypot(mean[:, 0], mean[:, 1]), 1e-12), 1.0)
        knocked = phi * landing * np.interp(np.arccos(cosine), ions.angle, ions.yields)
        if symmetry is Symmetry.AXIS:
            flux = ring_flux(points, law, sticking, given, knocked, rings)
        else:
            flux = incident_flux(points, law, sticking, given, knocked, strings)
        net = sticking * flux.incident + phi * ions.stays * landing - knocked
        arrived = given + phi * ions.stays
        lost = abs(arrived - float(size @ net) / mouth - flux.leaving) / (arrived or float(size @ knocked) / mouth)
        normal = vertex_normals(chain, symmetry)
        reach = np.maximum(np.hypot(steep[:count, 0], steep[:count, 1]), 1e-12)
        cosine = np.clip((steep[:count] * normal).sum(axis=1) / reach, 0.0, 1.0)
        taken = cosine * np.interp(np.arccos(cosine), ions.angle, ions.yields)
        taken[1:-1] -= 0.5 * steepest * turns(chain)
        taken = (phi * reach * taken)[:, None] * normal
        velocity = unit * (sticking * flux.vector[:count] + phi * ions.stays * steep[:count] - taken)
        velocity[0] = 0.0, unit * on_field
        if symmetry is Symmetry.NONE:
            velocity[-1] = velocity[0]
        normal_rate = unit * net[: count - 1]
        fastest = max(1.0, float(np.abs(normal_rate).max()), _SHARPEST * unit * phi * steepest)
        return Rates(normal_rate, velocity, max(flux.balance, lost), flux.closure, fastest)

    return moves
