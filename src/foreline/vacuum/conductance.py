"""Flow of a gas mixture through elements in series, from molecular to choked.

One law for each duct, in moles:

    flow_i = x_i(upstream) visc + mol_i                           upstream changes smoothly when the stream turns
    visc   = 2 u / (a + sqrt(a^2 + 4 b u)),  u = P1^2 - P2^2     drops of P^2 add: friction a, inertia b
    b      = b0 (1 + 1.9 s),  s = 2 a_w / (a + sqrt(a^2 + 4 b0 u))   gas speeds up along a wall that slows it (Fanno)
    mol_i  = (p1_i/sqrt(2 pi M_i R T1) - p2_i/sqrt(2 pi M_i R T2)) / (ends/Z_a + wall/Z_t)

`ends` and `wall` are the resistances [1/m2] of Haefer's addition theorem with exact transmission probabilities, so the
molecular limit is exact for each species and holds different temperatures. Z_t is the BGK Poiseuille coefficient less
its viscous part, so a long tube follows BGK at every Knudsen number (flat sections: that between plates); Z_a fades the
molecular flow of an opening into the viscous one. Measured against DSMC of flow into vacuum at L/R = 0, 1, 5
(tests/validation): within 3 %. The share s of wall friction a_w in the drop is what short tubes at rarefactions near 10
need: without it they carry 7 % too much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foreline.states import Array
from foreline.units import GAS_CONSTANT
from foreline.vacuum.gas import ROOM_TEMPERATURE, GasSet, mean_speed, viscosity
from foreline.vacuum.packing import edges_only
from foreline.vacuum.transmission import tube_transmission

CHOKED = 1.4733 / math.sqrt(2 * math.pi)  # thin orifice into vacuum, in P A / sqrt(M R T)
FRICTION = 0.02  # Darcy's factor of a smooth tube, Re 3e3 to 1e5, within 25 % of Blasius
FANNO = 1.9  # growth of inertia with the share of wall friction; this and the next three fitted to DSMC, L/R 0, 1, 5
DEVELOPING = 12.0  # radii over which a tube builds up the Knudsen minimum
OPENING_FADE = 0.24  # of the molecular part with rarefaction, and the power it goes with
OPENING_POWER = 1.3
MIXING = 0.05  # of the molecular exchange, over which the upstream side changes when the stream turns
BLUNT = 5e-4  # keeps the root of u from turning vertical where pressures are equal; costs 0.05 % of a choked flow


@dataclass(frozen=True)
class Piece:
    """A round opening of radius [m], and a tube's length [m] behind it."""

    radius: float
    length: float = 0.0


@dataclass(frozen=True)
class Channel:
    """Any element as the law sees it; `foreline.vacuum.channels` makes them of shapes."""

    area1: float  # [m2], of the opening at the start
    area2: float  # [m2], at the end
    entry1: float  # [1/m3], friction of a thin opening like the start, P^2 drop over flow mu R T
    entry2: float  # [1/m3], like the end
    wall: float  # [1/m2], molecular resistance beyond that of the narrower opening
    friction: float  # [1/m3], of the wall
    loss: float  # [1/m4], drop of P^2 over flow^2 M R T by turbulent friction and turns
    radius: float  # [m], 2 A / perimeter, whose rarefaction counts
    developed: float  # share of the Knudsen minimum that shows
    free: float = 0.0  # coefficient G of a flat section in the molecular limit; 0 marks a round one
    reach: float = 0.0  # rarefaction at which collisions cut flights in a flat section as its ends do


@dataclass(frozen=True)
class Paths:
    """Ducts of a network, one entry each; `take` picks some of them."""

    ends: Array  # [1/m2], molecular resistance of openings
    wall: Array  # [1/m2], molecular resistance of tube walls
    end_radius: Array  # [m], 2 A / perimeter of the narrowest opening
    wall_radius: Array  # [m], mean weighted by resistance
    developed: Array  # share of the Knudsen minimum that shows
    friction: Array  # [1/m3], a = friction mu R T
    drag: Array  # [1/m3], the walls' part of friction, by FANNO
    flat: Array  # share of the walls of flat sections, as far as their minimum shows
    flat_radius: Array  # [m], mean
    free: Array  # mean of flat sections
    reach: Array
    inertia: Array  # [1/m4], b = inertia M R T

    def take(self, index: Array) -> Paths:
        """Return the ducts of an index array."""
        return Paths(*(getattr(self, name)[index] for name in self.__dataclass_fields__))


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


def paths(ducts: Sequence[Sequence[Piece | Channel]]) -> Paths:
    """Return ducts of pieces in series, ready for `duct_flow`.

    Haefer: 1/(A W) = sum (1/W_k - 1)/A_k + sum of increases of 1/A along the way, between two large volumes. Friction
    adds the walls' and, for each narrowing, an opening's; inertia takes the narrowest opening, walls and turns.

    Parameters
    ----------
    ducts : sequence of sequences of Piece or Channel
        Elements in order, for each duct.

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
    columns = np.array([_path(pieces) for pieces in ducts]).reshape(len(ducts), 12).T
    return Paths(*columns)


def round_channel(piece: Piece) -> Channel:
    """Return a round piece as a channel: Clausing's wall, Poiseuille's 16 L/(pi R^4), Sampson's 6/R^3 at openings.

    Parameters
    ----------
    piece : Piece
        Opening or tube.

    Returns
    -------
    Channel
        The same both ways.

    Examples
    --------
    >>> round(round_channel(Piece(0.01)).entry1)  # 6/R^3
    6000000

    References
    ----------
    .. [1] clausing1932
    .. [2] bird2002
    """
    area, ratio, entry = math.pi * piece.radius**2, piece.length / piece.radius, 6 / piece.radius**3
    wall = (1 / tube_transmission(ratio) - 1) / area
    friction = 16 * piece.length / (math.pi * piece.radius**4)
    loss = FRICTION * ratio / 2 / area**2
    return Channel(area, area, entry, entry, wall, friction, loss, piece.radius, ratio / (ratio + DEVELOPING))


def _path(pieces: Sequence[Piece | Channel]) -> tuple[float, ...]:
    """Return the entries of one duct."""
    channels = [round_channel(piece) if isinstance(piece, Piece) else piece for piece in pieces]
    ends = entries = inverse_area = entry = 0.0
    for channel in channels:
        for area, opening in ((channel.area1, channel.entry1), (channel.area2, channel.entry2)):
            ends += max(0.0, 1 / area - inverse_area)
            entries += max(0.0, opening - entry)
            inverse_area, entry = 1 / area, opening
    walls = sum(channel.friction for channel in channels)
    wall = sum(channel.wall for channel in channels)
    narrowest = min(channels, key=lambda channel: min(channel.area1, channel.area2))
    area = min(narrowest.area1, narrowest.area2)
    end = narrowest.radius if narrowest.free else math.sqrt(area / math.pi)
    inertia = 1 / (CHOKED * area) ** 2 + sum(channel.loss for channel in channels)
    around, flat = ([c for c in channels if c.wall > 0 and bool(c.free) is kind] for kind in (False, True))
    radius = _mean(around, [c.radius for c in around], end)
    developed = sum(c.wall * c.developed for c in around) / max(wall, 1e-300)
    shown = sum(c.wall * c.developed for c in flat) / max(wall, 1e-300)
    means = (_mean(flat, values, 1.0) for values in zip(*((c.radius, c.free, c.reach) for c in flat), strict=True))
    tail = tuple(means) if flat else (end, 1.0, 1.0)
    return ends, wall, end, radius, developed, walls + entries, 2 * FANNO * walls, shown, *tail, inertia


def _mean(channels: Sequence[Channel], values: Sequence[float], default: float) -> float:
    """Return a mean weighted by molecular resistance."""
    if not channels:
        return default
    return sum(c.wall * value for c, value in zip(channels, values, strict=True)) / sum(c.wall for c in channels)


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


def duct_flow(ducts: Paths, gas: DuctGas, p1: Array, p2: Array) -> Array:
    """Return the molar flows through ducts, the module's law.

    Parameters
    ----------
    ducts : Paths
        The ducts.
    gas : DuctGas
        Their gas.
    p1, p2 : array
        Partial pressures [Pa] at start and end, shape [..., duct, gas].

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
    rows = duct_numbers(ducts, gas, np.ones(len(gas.rt)))
    return edges_only(rows, gas.molar_mass, ()).flows(p1, p2)


def duct_numbers(ducts: Paths, gas: DuctGas, opening: Array) -> Array:
    """Return ducts as rows of numbers, as `foreline.vacuum.kernels` reads them.

    Parameters
    ----------
    ducts : Paths
        The ducts.
    gas : DuctGas
        Their gas.
    opening : array
        Factor on the flow [1], shape [duct].

    Returns
    -------
    array
        Shape [duct, 17 + 3 gases]: the path, what the law takes as constant, R T, opening; viscosities, effusion.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> room = np.array([293.15])
    >>> duct_numbers(paths([[Piece(0.02, 2.0)]]), duct_gas(gas_set(("N2",)), room, room), np.ones(1)).shape
    (1, 20)

    References
    ----------
    .. [1] haefer1980
    .. [2] bird2002
    """
    same = np.ones(len(opening))
    single = [
        ducts.ends, ducts.wall, OPENING_FADE * ducts.end_radius, ducts.wall_radius, ducts.developed, ducts.friction,
        ducts.drag, ducts.flat, ducts.flat_radius, ducts.free, ducts.reach, ducts.inertia,
        BLUNT * np.sqrt(ducts.inertia), MIXING / math.sqrt(2 * math.pi) * same, OPENING_POWER * same, gas.rt * same,
        opening,
    ]  # fmt: skip
    return np.concatenate([np.stack(single, axis=1), gas.viscosity, gas.effusion1, gas.effusion2], axis=1)


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
