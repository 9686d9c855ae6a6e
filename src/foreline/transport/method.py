"""Which method answers a question about flight, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foreline.errors import InputError
from foreline.tool.elements import Annulus, Cone
from foreline.tool.vacuum import Element, Orifice, Tube
from foreline.transport.ducts import ENTRANCE, EXIT, WALL, openings
from foreline.transport.revolution import Band


@dataclass(frozen=True)
class Method:
    """What is taken, in a word for a table, and the reason in a sentence."""

    name: str
    why: str


RADIOSITY, PARTICLES, QUADRATURE, NEXT_EVENT = "radiosity", "particles", "quadrature", "next event"


def duct_method(path: Sequence[Element], particles: bool = False) -> Method:
    """Return how a duct's transmission is found: by radiosity if it is straight and round, else by test particles.

    Parameters
    ----------
    path : sequence of Element
        Elements in series.
    particles : bool
        Whether particles are asked for whatever the shape.

    Returns
    -------
    Method
        Name and reason.

    Examples
    --------
    >>> from foreline.tool.elements import Elbow
    >>> tube = Tube(kind="tube", diameter="100 mm", length="1 m")
    >>> bend = Elbow(kind="elbow", diameter="100 mm", arm_start="0.2 m", arm_end="0.2 m")
    >>> duct_method([tube]).name, duct_method([tube, bend]).why
    ('radiosity', 'an elbow is no body of revolution')

    References
    ----------
    .. [1] foreline-computed
    """
    if particles:
        return Method(PARTICLES, "asked for")
    for element in path:
        if not (isinstance(element, Tube | Cone | Orifice) or (isinstance(element, Annulus) and len(path) == 1)):
            article = "an" if element.kind[0] in "aeiou" else "a"
            return Method(PARTICLES, f"{article} {element.kind} is no body of revolution")
    return Method(RADIOSITY, "straight and round: rings exchange exactly, no counting error")


def duct_bands(path: Sequence[Element], sticking: float = 0.0) -> list[Band]:
    """Return the inside of a straight round duct: molecules enter with the cosine law and stay where they leave.

    Parameters
    ----------
    path : sequence of Element
        Tubes, cones and orifices in series, or one annulus.
    sticking : float
        Of the walls [-].

    Returns
    -------
    list of Band
        The first is the entrance, the last the exit; one molecule a second enters.

    Raises
    ------
    InputError
        If an element is none of these (ask `duct_method` first), or an orifice alone has no wall.

    Examples
    --------
    >>> path = [Tube(kind="tube", diameter="2 m", length="1 m"), Tube(kind="tube", diameter="1 m", length="3 m")]
    >>> [(band.start, band.end) for band in duct_bands(path)][:3]
    [((0.0, 0.0), (0.0, 1.0)), ((0.0, 1.0), (1.0, 1.0)), ((1.0, 1.0), (1.0, 0.5))]

    References
    ----------
    .. [1] foreline-computed
    """
    first = path[0]
    if isinstance(first, Annulus):
        r, core, end = first.diameter / 2, first.core / 2, first.length
        return [
            Band(ENTRANCE, (0.0, core), (0.0, r), 1.0, 1.0),
            Band(WALL, (0.0, r), (end, r), sticking),
            Band("core", (end, core), (0.0, core), sticking),
            Band(EXIT, (end, r), (end, core), 1.0),
        ]
    bores, z = openings(path), 0.0
    r, bands = bores[0], [Band(ENTRANCE, (0.0, 0.0), (0.0, bores[0]), 1.0, 1.0)]
    for element, start in zip(path, bores, strict=True):
        end = element.diameter_end / 2 if isinstance(element, Cone) else start
        length = element.length if isinstance(element, Tube | Cone) else 0.0
        if start != r:
            bands.append(Band(WALL, (z, r), (z, start), sticking))
        if length > 0.0:
            bands.append(Band(WALL, (z, start), (z + length, end), sticking))
        z, r = z + length, end
    if len(bands) == 1:
        raise InputError("an orifice alone has no wall: everything that enters it leaves it")
    return [*bands, Band(EXIT, (z, r), (z, 0.0), 1.0)]
