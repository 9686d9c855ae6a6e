"""A section of the interconnect as bars: conductors and dielectrics with level tops and walls that lean and bend."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from foreline.errors import OutsideValidity


@dataclass(frozen=True, kw_only=True)
class Block:
    """A bar seen from its end [m]: left and right at the bottom; each wall leans outwards by `flare` on its way up.

    `bends` holds height, left and right where the walls bend on their way, from the bottom up; one at the top stands
    for the flare.
    """

    left: float
    right: float
    bottom: float
    top: float
    flare: float = 0.0
    bends: tuple[tuple[float, float, float], ...] = ()

    @property
    def knots(self) -> tuple[tuple[float, float, float], ...]:
        """Height, left and right at bottom, bends and top; straight walls between them."""
        found = ((self.bottom, self.left, self.right), *self.bends)
        if self.bends and self.bends[-1][0] >= self.top:
            return found
        return (*found, (self.top, self.left - self.flare, self.right + self.flare))


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A dielectric: where, and its relative permittivity. Its left and right may be infinite."""

    where: Block
    permittivity: float


def checked(conductors: Sequence[Block], layers: Sequence[Layer], permittivity: float, ceiling: float | None) -> None:
    """Refuse a section that is none: `capacitance_bounds` names the codes.

    It demands right > left, top > bottom > 0 for each conductor, and a gap between any two.

    Parameters
    ----------
    conductors : sequence of Block
        Of lengths [m].
    layers : sequence of Layer
        Dielectrics.
    permittivity : float
        Of the rest [1].
    ceiling : float, optional
        Height of a second plane [m].

    Raises
    ------
    OutsideValidity
        E530 overlapping or touching conductors, E531 a block without thickness, E532 a block outside the planes.

    Examples
    --------
    >>> checked([Block(left=0.0, right=1e-8, bottom=1e-8, top=2e-8)], (), 2.5, None)
    >>> try:
    ...     checked([Block(left=0.0, right=1e-8, bottom=1e-8, top=1e-8)], (), 2.5, None)
    ... except OutsideValidity as error:
    ...     print(error)
    E531: conductor 1 has no thickness

    References
    ----------
    .. [1] foreline-computed
    """
    if not conductors:
        raise OutsideValidity("there is no conductor", "E531")
    for name, block in [(f"conductor {i + 1}", one) for i, one in enumerate(conductors)] + [
        (f"layer {i + 1}", one.where) for i, one in enumerate(layers)
    ]:
        rising = all(a[0] < b[0] for a, b in pairwise(block.knots))
        if not (rising and block.top > block.bottom and all(right > left for _, left, right in block.knots)):
            raise OutsideValidity(f"{name} has no thickness", "E531")
    for i, one in enumerate(conductors):
        if not (one.bottom > 0 and math.isfinite(one.left) and math.isfinite(one.right)):
            raise OutsideValidity(f"conductor {i + 1} touches the plane at y = 0 or has no end", "E532")
        if ceiling is not None and one.top >= ceiling:
            raise OutsideValidity(f"conductor {i + 1} reaches the upper plane", "E532")
    filled = [("space", permittivity), *((f"layer {i + 1}", one.permittivity) for i, one in enumerate(layers))]
    for name, value in filled:
        if not (value >= 1 and math.isfinite(value)):
            raise OutsideValidity(f"the permittivity of {name} is {value:g}; it is at least 1", "E531")
    for i, one in enumerate(conductors):
        for j, other in enumerate(conductors[:i]):
            if one.bottom <= other.top and other.bottom <= one.top and _meet(one, other):
                raise OutsideValidity(f"conductors {j + 1} and {i + 1} overlap or touch", "E530")


def _meet(one: Block, other: Block) -> bool:
    """Tell whether two blocks meet at the bottom, the top or a bend of what they share of the height."""
    orders = set()
    low, high = max(one.bottom, other.bottom), min(one.top, other.top)
    for y in (low, high, *(knot[0] for knot in (*one.knots, *other.knots) if low < knot[0] < high)):
        (a, b), (c, d) = sides(one, y), sides(other, y)
        if a <= d and c <= b:
            return True
        orders.add(a > d)
    return len(orders) > 1


def sides(block: Block, y: float) -> tuple[float, float]:
    """Return where the walls of a block stand at a height.

    x = left - flare (y - bottom)/(top - bottom), and its mirror image; straight between bends.

    Parameters
    ----------
    block : Block
        The bar.
    y : float
        Height [m].

    Returns
    -------
    tuple of float
        Left and right wall [m].

    Examples
    --------
    >>> sides(Block(left=0.0, right=2.0, bottom=0.0, top=4.0, flare=1.0), 2.0)
    (-0.5, 2.5)

    References
    ----------
    .. [1] foreline-computed
    """
    if block.bends:
        at = bisect_right([knot[0] for knot in block.knots], y)
        (a, *start), (b, *end) = block.knots[max(at - 1, 0)], block.knots[min(at, len(block.knots) - 1)]
        share = (y - a) / (b - a) if b > a else 0.0
        left, right = (u + (v - u) * share for u, v in zip(start, end, strict=True))
        return left, right
    out = block.flare * (y - block.bottom) / (block.top - block.bottom) if block.flare else 0.0
    return block.left - out, block.right + out


def corners(block: Block) -> tuple[tuple[float, float], ...]:
    """Return the corners of a block, anticlockwise from the lower left.

    The polygon of `conductor_polygons` in boundary elements and on grids.

    Parameters
    ----------
    block : Block
        The bar.

    Returns
    -------
    tuple of tuple of float
        x and y [m].

    Examples
    --------
    >>> corners(Block(left=0.0, right=2.0, bottom=0.0, top=4.0, flare=1.0))
    ((0.0, 0.0), (2.0, 0.0), (3.0, 4.0), (-1.0, 4.0))

    References
    ----------
    .. [1] foreline-computed
    """
    knots = block.knots
    return (
        (block.left, block.bottom),
        *((right, y) for y, _, right in knots),
        *((left, y) for y, left, _ in reversed(knots[1:])),
    )


def moved(block: Block, across: float, up: float) -> Block:
    """Return a block elsewhere.

    x + across, y + up.

    Parameters
    ----------
    block : Block
        The bar.
    across, up : float
        By how much [m].

    Returns
    -------
    Block
        The same bar [m].

    Examples
    --------
    >>> moved(Block(left=0.0, right=1.0, bottom=0.0, top=2.0), 3.0, 1.0).right
    4.0

    References
    ----------
    .. [1] foreline-computed
    """
    return replace(
        block, left=block.left + across, right=block.right + across, bottom=block.bottom + up, top=block.top + up,
        bends=tuple((y + up, left + across, right + across) for y, left, right in block.bends),
    )  # fmt: skip


def distinct(values: Sequence[float]) -> list[float]:
    """Return values in order, those closer than 1e-9 of their span taken as one.

    Parameters
    ----------
    values : sequence of float
        Places [m].

    Returns
    -------
    list of float
        In ascending order [m].

    Examples
    --------
    >>> distinct([2.0, 1.0, 2.0 + 1e-15])
    [1.0, 2.0]

    References
    ----------
    .. [1] foreline-computed
    """
    ordered = sorted(values)
    small = 1e-9 * (ordered[-1] - ordered[0])
    return ordered[:1] + [b for a, b in pairwise(ordered) if b - a > small]
