"""Shapes of a duct's path as channels: molecular resistance, laminar friction, and how they meet in between.

In the molecular and in the viscous limit each shape is its own. In between, round sections follow the BGK curve of a
tube; slots, rectangles and annuli that between plates a distance 2 A/P apart, cut where the shape's own molecular flow
says that its length or its narrow walls stop the long flights. What is known by its transmission probability alone is
beyond molecular flow the round tube that has its narrower opening and this probability (W356).
"""

from __future__ import annotations

import math
from functools import cache

from foreline.tool.elements import Annulus, Cone, Elbow, Rectangle, Slot, Transmission
from foreline.tool.vacuum import Element, Orifice, Tube
from foreline.vacuum.conductance import DEVELOPING, FRICTION, Channel, Piece, round_channel, valve_radius
from foreline.vacuum.poiseuille import reach_of
from foreline.vacuum.rectangle import rectangle_transmission
from foreline.vacuum.shapes import annulus_transmission, cone_transmission, slot_transmission
from foreline.vacuum.transmission import elbow_transmission, tube_transmission

MITRE = 1.1  # loss of a 90 degree mitre, in dynamic pressures


def channel(element: Element) -> Piece | Channel:  # noqa: PLR0911
    """Return a declared element as the law sees it.

    Parameters
    ----------
    element : Element
        As declared in the duct's path.

    Returns
    -------
    Piece or Channel
        For `foreline.vacuum.conductance.paths`.

    Raises
    ------
    OutsideValidity
        E110, if a cone is too long.

    Examples
    --------
    >>> from foreline.tool.elements import Cone
    >>> reducer = channel(Cone(kind="cone", diameter_start="100 mm", diameter_end="40 mm", length="100 mm"))
    >>> round(reducer.area1 / reducer.area2, 2)
    6.25

    References
    ----------
    .. [1] foreline-computed
    """
    match element:
        case Tube():
            return Piece(element.diameter / 2, element.length)
        case Orifice():
            return Piece(element.diameter / 2)
        case Slot():
            return slot_channel(element.width, element.height, element.length)
        case Rectangle():
            return rectangle_channel(element.width, element.height, element.length)
        case Annulus():
            return annulus_channel(element.diameter / 2, element.core / 2, element.length)
        case Cone():
            return cone_channel(element.diameter_start / 2, element.diameter_end / 2, element.length)
        case Elbow():
            return elbow_channel(element.diameter / 2, element.arm_start, element.arm_end)
        case Transmission():
            return transmission_channel(element.area, element.area_end or element.area, element.probability)
        case _:
            return Piece(valve_radius(element.conductance))


def _prism(area: float, perimeter: float, length: float, w: float, entry: float, friction: float) -> Channel:
    """Return a channel of constant cross section that is not round."""
    wall = (1 / w - 1) / area
    hydraulic = 2 * area / perimeter
    free = length / (math.sqrt(math.pi) * hydraulic * wall * area)
    developed = length / (length + DEVELOPING * hydraulic)
    loss = FRICTION * length / (2 * hydraulic) / area**2
    return Channel(area, area, entry, entry, wall, friction, loss, hydraulic, developed, free, reach_of(free))


def slot_channel(width: float, height: float, length: float) -> Channel:
    """Return a wide slot: A = w h, friction 24 L/(w h^3), opening 64/(pi w h^2).

    Molecular: exact (1e-6) without the narrow ends, viscous: laminar. Long slots against BGK between plates: 6 % off at
    most for rarefactions h p/(mu v0) above 0.1.

    Parameters
    ----------
    width, height, length : float
        Sides of the cross section and length [m].

    Returns
    -------
    Channel
        The same both ways.

    Examples
    --------
    >>> round(slot_channel(0.1, 0.001, 0.01).friction * 0.1 * 0.001**3, 4)  # 24 L
    0.24

    References
    ----------
    .. [1] clausing1932
    .. [2] bird2002
    """
    friction = 24 * length / (width * height**3)
    entry = 64 / (math.pi * width * height**2)
    return _prism(width * height, 2 * width, length, slot_transmission(length / height), entry, friction)


def rectangle_channel(width: float, height: float, length: float) -> Channel:
    """Return a rectangular duct: friction 24 L/(w h^3 (1 - 192 h/(pi^5 w) sum tanh(n pi w/(2 h))/n^5)), n odd.

    Molecular: 5e-4. Viscous: laminar, exact. The opening's friction joins those of a slit and of a square hole as large
    as a round one. In between the error is not measured; expect 10 %.

    Parameters
    ----------
    width, height, length : float
        Sides of the cross section and length [m].

    Returns
    -------
    Channel
        The same both ways.

    Examples
    --------
    >>> round(rectangle_channel(0.1, 0.1, 1.0).friction * 0.1**4, 2)  # 12/0.4217, of a square duct
    56.91

    References
    ----------
    .. [1] bird2002
    .. [2] foreline-computed
    """
    h, w = sorted((width, height))
    total = sum(math.tanh(n * math.pi * w / (2 * h)) / n**5 for n in range(1, 20, 2))
    friction = 24 * length / (w * h**3 * (1 - 192 * h / (math.pi**5 * w) * total))
    entry = 64 / (math.pi * w * h**2) * (1 + 0.64 * h / w)
    transmission = rectangle_transmission(length, width, height)
    return _prism(w * h, 2 * (w + h), length, transmission, entry, friction)


def annulus_channel(outer: float, inner: float, length: float) -> Channel:
    """Return the space between coaxial tubes: friction 2 L/(pi/8 (Ro^4 - Ri^4 - (Ro^2 - Ri^2)^2/ln(Ro/Ri))).

    Molecular: 1e-5 up to 40 gaps of length. Viscous: laminar, exact. The opening is taken for a slit of the mean
    circumference. In between the error is not measured; expect 10 %.

    Parameters
    ----------
    outer, inner, length : float
        Radii and length [m].

    Returns
    -------
    Channel
        The same both ways.

    Examples
    --------
    >>> round(annulus_channel(0.02, 1e-9, 1.0).friction * 0.02**4 * math.pi / 16, 1)  # a thin wire slows the gas by 6 %
    1.1

    References
    ----------
    .. [1] bird2002
    .. [2] foreline-computed
    """
    gap, turn = outer - inner, math.pi * (outer + inner)
    flow = outer**4 - inner**4 - (outer**2 - inner**2) ** 2 / math.log(outer / inner)
    area = math.pi * (outer**2 - inner**2)
    transmission = annulus_transmission(length, outer, inner)
    entry = 64 / (math.pi * turn * gap**2)
    return _prism(area, 2 * turn, length, transmission, entry, 16 * length / (math.pi * flow))


def cone_channel(start: float, end: float, length: float) -> Channel:
    """Return a conical tube: friction 16 L (r1^2 + r1 r2 + r2^2)/(3 pi r1^3 r2^3), wall 1/(A1 W12) - 1/min(A1, A2).

    Molecular: 1e-6, the same both ways by reciprocity. Viscous: laminar for small angles; a wide diffuser's separation
    is left out. In between as a tube of the narrower radius' resistance; the error is not measured, expect 10 %.

    Parameters
    ----------
    start, end, length : float
        Radii at the duct's start and end, length [m].

    Returns
    -------
    Channel
        Turned round it is the mirrored cone.

    Raises
    ------
    OutsideValidity
        E110, if the cone is longer than some 70 local radii.

    Examples
    --------
    >>> there, back = cone_channel(0.05, 0.02, 0.1), cone_channel(0.02, 0.05, 0.1)
    >>> abs(there.wall / back.wall - 1) < 1e-6 and there.friction == back.friction
    True

    References
    ----------
    .. [1] clausing1932
    .. [2] bird2002
    """
    thin, wide = sorted((start, end))
    narrow = math.pi * thin**2
    wall = (1 / cone_transmission(thin, wide, length) - 1) / narrow
    mean = (thin**2 + thin * wide + wide**2) / (3 * thin**3 * wide**3)
    friction = 16 * length / math.pi * mean
    loss = FRICTION * length / (2 * thin) / narrow**2 * thin / wide
    radius = (1 / mean) ** 0.25
    developed = length / (length + DEVELOPING * radius)
    areas = (math.pi * start**2, math.pi * end**2)
    return Channel(*areas, 6 / start**3, 6 / end**3, wall, friction, loss, radius, developed)


def elbow_channel(radius: float, start: float, end: float) -> Channel:
    """Return two tubes mitred at 90 degrees: friction 16 L/(pi R^4), turning loss 1.1/A^2 in flow^2 M R T.

    Molecular: test particles, 0.3 %, for arms of 1 to 20 radii; longer arms keep the mitre's resistance of 20. Viscous:
    laminar, and the loss of a sharp turn at high speed (remembered, 20 %).

    Parameters
    ----------
    radius, start, end : float
        Radius and centre-line lengths to the mitre [m].

    Returns
    -------
    Channel
        The same both ways.

    Examples
    --------
    >>> from foreline.vacuum.conductance import round_channel
    >>> turned, straight = elbow_channel(0.02, 0.1, 0.1), round_channel(Piece(0.02, 0.2))
    >>> round(turned.wall / straight.wall, 2)
    1.06

    References
    ----------
    .. [1] foreline-computed
    .. [2] bird2002
    """
    area, length = math.pi * radius**2, start + end
    wall = (1 / elbow_transmission(start / radius, end / radius) - 1) / area
    friction = 16 * length / (math.pi * radius**4)
    loss = (FRICTION * length / (2 * radius) + MITRE) / area**2
    entry = 6 / radius**3
    return Channel(area, area, entry, entry, wall, friction, loss, radius, length / (length + DEVELOPING * radius))


@cache
def tube_of(probability: float) -> float:
    """Return the length over radius of the round tube with a transmission probability, W(L/R) = probability.

    Parameters
    ----------
    probability : float
        Transmission probability [1], above 0 and at most 1.

    Returns
    -------
    float
        Length over radius [1].

    Examples
    --------
    >>> from foreline.vacuum.transmission import tube_transmission
    >>> round(tube_of(tube_transmission(5.0)), 9), tube_of(1.0)
    (5.0, 0.0)

    References
    ----------
    .. [1] clausing1932
    """
    from scipy.optimize import brentq

    resistance = 1.0 / probability - 1.0  # between 3/8 and 1/2 of the length
    if resistance < 1e-12:
        return 0.0
    return float(
        brentq(lambda x: tube_transmission(x) - probability, 1.9 * resistance, 2.8 * resistance, xtol=1e-14, rtol=1e-14)
    )


def transmission_channel(start: float, end: float, probability: float) -> Channel:
    """Return what its transmission probability tells: wall 1/(A1 W) - 1/min(A1, A2), else as the tube of `tube_of`.

    Parameters
    ----------
    start, end : float
        Areas of both openings [m2].
    probability : float
        From start to end [1]; A1 W12 = A2 W21.

    Returns
    -------
    Channel
        Turned round it is the same.

    Examples
    --------
    >>> from foreline.vacuum.transmission import tube_transmission
    >>> from foreline.vacuum.conductance import Piece, round_channel
    >>> area, tube = math.pi * 0.05**2, round_channel(Piece(0.05, 0.3))
    >>> known = transmission_channel(area, area, tube_transmission(6.0))
    >>> round(known.wall / tube.wall, 9), round(known.friction / tube.friction, 9)
    (1.0, 1.0)

    References
    ----------
    .. [1] haefer1980
    .. [2] clausing1932
    """
    narrow = min(start, end)
    radius = math.sqrt(narrow / math.pi)
    tube = round_channel(Piece(radius, radius * tube_of(min(1.0, probability * start / narrow))))
    entry1, entry2 = (6 / math.sqrt(area / math.pi) ** 3 for area in (start, end))
    return Channel(start, end, entry1, entry2, tube.wall, tube.friction, tube.loss, radius, tube.developed)
