"""Flow of a gas mixture through elements in series, from molecular to choked.

One law for each duct, in moles:

    flow_i = x_i(upstream) visc + mol_i                           upstream changes smoothly when the stream turns
    visc   = 2 u / (a + sqrt(a^2 + 4 b u)),  u = P1^2 - P2^2     drops of P^2 add: friction a, inertia b
    mol_i  = (p1_i/sqrt(2 pi M_i R T1) - p2_i/sqrt(2 pi M_i R T2)) / (ends/Z_a + wall/Z_t)

`ends` and `wall` are the resistances [1/m2] of Haefer's addition theorem with exact transmission probabilities, so the
molecular limit is exact for each species and holds different temperatures. Z_t is the BGK Poiseuille coefficient less
its viscous part, so a long tube follows BGK at every Knudsen number; Z_a fades the molecular flow of an opening into
the viscous one. Measured against DSMC of flow into vacuum at L/R = 0, 1, 5 (tests/validation): within 8 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foreline.states import Array
from foreline.units import GAS_CONSTANT
from foreline.vacuum.gas import ROOM_TEMPERATURE, GasSet, mean_speed, mixture_viscosity, viscosity
from foreline.vacuum.transmission import tube_transmission

FREE_MOLECULAR = 8 / (3 * math.sqrt(math.pi))  # G_P at delta = 0
SLIP = 1.0162  # of the BGK equation, diffuse walls
CHOKED = 1.4733 / math.sqrt(2 * math.pi)  # thin orifice into vacuum, in P A / sqrt(M R T)
FRICTION = 0.02  # Darcy's factor of a smooth tube, Re 3e3 to 1e5, within 25 % of Blasius
DEVELOPING = 20.0  # radii over which a tube builds up the Knudsen minimum; from DSMC at L/R 1 and 5
OPENING_FADE = 0.25  # of the molecular part with rarefaction, fitted to the orifice formula of sharipov1998
MIXING = 0.05  # of the molecular exchange, over which the upstream side changes when the stream turns
BLUNT = 5e-4  # keeps the root of u from turning vertical where pressures are equal; costs 0.05 % of a choked flow


@dataclass(frozen=True)
class Piece:
    """One element as the law sees it: a round opening of radius [m], and a tube's length [m] behind it."""

    radius: float
    length: float = 0.0


@dataclass(frozen=True)
class Paths:
    """Ducts of a network, one entry each; `take` picks some of them."""

    ends: Array  # [1/m2], molecular resistance of openings
    wall: Array  # [1/m2], molecular resistance of tube walls
    end_radius: Array  # [m], of the narrowest opening
    wall_radius: Array  # [m], mean weighted by resistance
    developed: Array  # share of the Knudsen minimum that shows
    friction: Array  # [1/m3], a = friction mu R T
    inertia: Array  # [1/m4], b = inertia M R T

    def take(self, index: Array) -> Paths:
        """Return the ducts of an index array."""
        return Paths(*(getattr(self, name)[index] for name in self.__dataclass_fields__))


def poiseuille_coefficient(delta: float | Array) -> Array:
    """Return the reduced Poiseuille flow rate G_P of a long tube by the BGK equation, diffuse walls.

    G = d/4 + 1.0162 + (0.488306 + 0.85245 d ln d + 0.148619 d) / (1 - 1.968566 d + 4.2706 d^2), d = R p / (mu v0).

    Parameters
    ----------
    delta : float or array
        Rarefaction R p / (mu v0), v0 = sqrt(2 R T / M) [1].

    Returns
    -------
    array
        G_P of mdot = -(pi R^3 / v0) G_P dp/dz [1]. A fit to solutions for delta up to 100, at most 0.15 % off;
        8/(3 sqrt(pi)) at zero, the slip solution at infinity.

    Examples
    --------
    >>> np.round(poiseuille_coefficient(np.array([0.01, 0.3, 10.0])), 3).tolist()
    [1.478, 1.375, 3.569]

    References
    ----------
    .. [1] cercignani1966
    .. [2] foreline-computed
    """
    d = np.maximum(np.asarray(delta, dtype=float), 1e-300)
    dip = (FREE_MOLECULAR - SLIP + d * (0.85244721 * np.log(d) + 0.14861899)) / (1 + d * (4.27059984 * d - 1.96856649))
    return np.asarray(d / 4 + SLIP + dip)


def opening_conductance(area: float, molar_mass: float, temperature: float = ROOM_TEMPERATURE) -> float:
    """Return the molecular conductance of a thin opening, C = A c / 4.

    Parameters
    ----------
    area : float
        Area [m2].
    molar_mass : float
        Molar mass [kg/mol].
    temperature : float
        Gas temperature [K].

    Returns
    -------
    float
        Conductance [m3/s].

    Examples
    --------
    >>> round(opening_conductance(1e-4, 0.028014), 5)  # 11.8 l/s per cm2
    0.01177

    References
    ----------
    .. [1] jousten2016
    """
    return float(area * mean_speed(molar_mass, temperature) / 4)


def tube_conductance(diameter: float, length: float, molar_mass: float, temperature: float = ROOM_TEMPERATURE) -> float:
    """Return the molecular conductance of a tube between two large volumes, C = W(L/R) A c / 4.

    Parameters
    ----------
    diameter, length : float
        Inner diameter and length [m].
    molar_mass : float
        Molar mass [kg/mol].
    temperature : float
        Gas temperature [K].

    Returns
    -------
    float
        Conductance [m3/s].

    Examples
    --------
    >>> round(tube_conductance(0.04, 2.0, 0.028014), 5)  # 12.1 d^3/l gives 3.87 l/s without the ends
    0.00374

    References
    ----------
    .. [1] clausing1932
    """
    area = math.pi / 4 * diameter**2
    return tube_transmission(2 * length / diameter) * opening_conductance(area, molar_mass, temperature)


def paths(ducts: Sequence[Sequence[Piece]]) -> Paths:
    """Return ducts of pieces in series, ready for `duct_flow`.

    Haefer: 1/(A W) = sum (1/W_k - 1)/A_k + sum of increases of 1/A along the way, between two large volumes. Friction
    adds Poiseuille's 16 L/(pi R^4) and, for each narrowing, Sampson's 6/R^3; inertia takes the narrowest opening and
    Darcy's friction.

    Parameters
    ----------
    ducts : sequence of sequences of Piece
        Pieces in order, for each duct.

    Returns
    -------
    Paths
        Arrays [duct].

    Examples
    --------
    >>> whole, halves = paths([[Piece(0.02, 2.0)], [Piece(0.02, 1.0), Piece(0.02, 1.0)]]).wall.tolist()
    >>> round(halves / whole, 2)  # walls of short tubes resist a little more than their share of a long one
    1.02

    References
    ----------
    .. [1] haefer1980
    .. [2] bird2002
    """
    columns = np.array([_path(pieces) for pieces in ducts]).reshape(len(ducts), 7).T
    return Paths(*columns)


def _path(pieces: Sequence[Piece]) -> tuple[float, ...]:
    """Return the entries of one duct."""
    ends = wall = friction = 0.0
    inverse_area = inverse_cube = 0.0
    weight_radius = weight_developed = loss = 0.0
    narrowest = min(piece.radius for piece in pieces)
    for piece in pieces:
        area, ratio = math.pi * piece.radius**2, piece.length / piece.radius
        ends += max(0.0, 1 / area - inverse_area)
        friction += 6 * max(0.0, piece.radius**-3 - inverse_cube) + 16 * piece.length / (math.pi * piece.radius**4)
        inverse_area, inverse_cube = 1 / area, piece.radius**-3
        share = (1 / tube_transmission(ratio) - 1) / area
        wall += share
        weight_radius += share * piece.radius
        weight_developed += share * ratio / (ratio + DEVELOPING)
        loss += FRICTION * piece.length / (2 * piece.radius) / area**2
    inertia = 1 / (CHOKED * math.pi * narrowest**2) ** 2 + loss
    if wall == 0:
        return ends, 0.0, narrowest, narrowest, 0.0, friction, inertia
    return ends, wall, narrowest, weight_radius / wall, weight_developed / wall, friction, inertia


@dataclass(frozen=True)
class DuctGas:
    """What a duct's flow takes from gases and temperatures at its ends, which do not change in time."""

    molar_mass: Array  # [gas]
    viscosity: Array  # [duct, gas], at the mean temperature
    rt: Array  # [duct], J/mol, at the mean temperature
    effusion1: Array  # [duct, gas], sqrt(2 pi M R T) at the start
    effusion2: Array


def duct_gas(gases: GasSet, t1: Array, t2: Array) -> DuctGas:
    """Return the gas properties `duct_flow` needs.

    Parameters
    ----------
    gases : GasSet
        The gases.
    t1, t2 : array
        Temperatures [K] at start and end, shape [duct].

    Returns
    -------
    DuctGas
        Viscosities at the mean temperature, effusion factors at each end.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> duct_gas(gas_set(("N2", "Ar")), np.array([300.0]), np.array([300.0])).viscosity.shape
    (1, 2)

    References
    ----------
    .. [1] jousten2016
    """
    t = (t1 + t2) / 2
    both = [np.sqrt(2 * math.pi * GAS_CONSTANT * end[:, None] * gases.molar_mass) for end in (t1, t2)]
    return DuctGas(gases.molar_mass, viscosity(gases, t), GAS_CONSTANT * t, both[0], both[1])


def duct_flow(ducts: Paths, gas: DuctGas, p1: Array, p2: Array, tangent: bool = False) -> Array:
    """Return the molar flows through ducts, the module's law.

    Parameters
    ----------
    ducts : Paths
        The ducts.
    gas : DuctGas
        Their gas.
    p1, p2 : array
        Partial pressures [Pa] at start and end, shape [..., duct, gas].
    tangent : bool
        Take the root of u and the turn of the stream along their tangents at p1[0], p2[0]: for differences, where the
        step may be larger than the pressure drop.

    Returns
    -------
    array
        Flow from start to end [mol/s], shape [..., duct, gas].

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> room = np.array([293.15])
    >>> line, nitrogen = paths([[Piece(0.02, 2.0)]]), duct_gas(gas_set(("N2",)), room, room)
    >>> flow = duct_flow(line, nitrogen, np.array([[1e-6]]), np.zeros((1, 1)))
    >>> round(float(flow[0, 0]) * GAS_CONSTANT * 293.15 / 1e-6, 5)  # the molecular conductance again
    0.00374

    References
    ----------
    .. [1] haefer1980
    .. [2] sharipov1998
    .. [3] bird2002
    """
    rt, mass = gas.rt, gas.molar_mass
    total1, total2 = p1.sum(-1), p2.sum(-1)
    total = np.maximum(total1 + total2, 1e-290)
    fraction = (p1 + p2) / total[..., None] + 1e-290
    mean_mass = fraction @ mass
    mu = mixture_viscosity(fraction, gas.viscosity, mass)
    per_radius = total / 2 / (mu * np.sqrt(2 * rt / mean_mass))  # delta / R
    delta = per_radius * ducts.wall_radius
    rest = (poiseuille_coefficient(delta) - delta / 4) / FREE_MOLECULAR
    z_wall = 1 - (1 - rest) * ducts.developed
    z_end = 1 / (1 + OPENING_FADE * per_radius * ducts.end_radius)
    resistance = ducts.ends / z_end + ducts.wall / z_wall
    molecular = (p1 / gas.effusion1 - p2 / gas.effusion2) / resistance[..., None]
    u = (total1 - total2) * (total1 + total2)
    b = ducts.inertia * mean_mass * rt
    a = ducts.friction * mu * rt + BLUNT * np.sqrt(b) * total
    at = u[0] if tangent else u
    root = np.sqrt(a * a + 4 * b * np.abs(at))
    bulk = 2 * at / (a + root) + (u - at) / root
    mixing = MIXING * total / np.sqrt(2 * math.pi * mean_mass * rt) / resistance * delta / (1 + delta)
    stream = bulk[0] if tangent else bulk
    both = np.sqrt(stream * stream + mixing * mixing)
    both = both + stream / both * (bulk - stream) if tangent else both
    forth, back = (both + bulk) / np.maximum(total1, 1e-290), (both - bulk) / np.maximum(total2, 1e-290)
    return np.asarray(molecular + 0.5 * (forth[..., None] * p1 - back[..., None] * p2))


def valve_radius(conductance: float, molar_mass: float = 0.028014) -> float:
    """Return the radius of the opening that has a rated molecular conductance at 20 degC, R = sqrt(4 C / (pi c)).

    Parameters
    ----------
    conductance : float
        Rated conductance [m3/s].
    molar_mass : float
        Of the gas it is rated for [kg/mol]; N2 by custom.

    Returns
    -------
    float
        Radius [m]; the conductance for other gases then goes as 1/sqrt(M).

    Examples
    --------
    >>> round(valve_radius(opening_conductance(math.pi * 0.05**2, 0.028014)), 12)
    0.05

    References
    ----------
    .. [1] jousten2016
    """
    return math.sqrt(4 * conductance / (math.pi * float(mean_speed(molar_mass, ROOM_TEMPERATURE))))
