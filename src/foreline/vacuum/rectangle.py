"""Molecules through a rectangular duct: a wall integral equation along each of some strips, solved together."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from foreline.states import Array
from foreline.vacuum.shapes import long_transmission

ORDER = 8  # Gauss points a panel
CORNER = (0.0, 0.06, 0.2, 0.5)  # strip edges from a corner, in heights
LONGEST = 30.0  # heights


def _strips(half: float) -> Array:
    """Return strip edges from a corner to the middle of a wall, in heights."""
    edges = [edge for edge in CORNER if edge < 0.9 * half]
    while half > 2.5 * max(edges[-1], 0.5):
        edges.append(2 * edges[-1])
    return np.array([*edges, half])


def _corner(x: Array, y: Array, t: Array) -> tuple[Array, Array]:
    """Return kernel and its integral over t for strips (0, x), (0, y) on walls that meet at 0."""
    k = np.hypot(x, y)
    log = np.log(np.maximum(k * k + t * t, 1e-300))
    return -log / (4 * math.pi), -(k * np.arctan2(t, k) + t * log / 2) / (2 * math.pi)


def _facing(x: Array, gap: float, t: Array) -> tuple[Array, Array]:
    """Return kernel and its integral over t for edges of strips at an offset x on walls a gap apart."""
    m, n = np.sqrt(gap * gap + t * t), np.hypot(gap, x)
    lean = x * np.arctan(x / m)
    return -lean * gap**2 / m**3 / (2 * math.pi), -(n * np.arctan2(t, n) + t / m * lean) / (2 * math.pi)


def _exchange(a: Array, b: Array, width: float, height: float, t: Array) -> tuple[Array, Array]:
    """Return kernels and integrals [strip, strip, t] of a quarter duct, all mirror images of the second strip summed.

    a are edges from a corner on a wall of the width, b on one of the height.
    """
    size_a = len(a) - 1
    size = size_a + len(b) - 1
    both = np.zeros((2, size, size, len(t)))
    for i in range(size):
        for j in range(size):
            on_a, other_a = i < size_a, j < size_a
            own = a[i : i + 2] if on_a else b[i - size_a : i - size_a + 2]
            far = a[j : j + 2] if other_a else b[j - size_a : j - size_a + 2]
            along, gap = (width, height) if on_a else (height, width)
            images = [far, (gap if on_a != other_a else along) - far[::-1]]
            for k, s1 in ((1, 1.0), (0, -1.0)):
                for image in images:
                    for m, s2 in ((1, 1.0), (0, -1.0)):
                        if on_a == other_a:
                            both[:, i, j] += s1 * s2 * np.array(_facing(own[k] - image[m], gap, t))
                        else:
                            for x, s3 in ((own[k], 1.0), (along - own[k], -1.0)):
                                both[:, i, j] += s1 * s2 * s3 * np.array(_corner(x, image[m], t))
    return both[0], both[1]


def _opposite(width: float, height: float, length: float) -> float:
    """Return the view factor of two equal rectangles facing each other."""
    x, y = width / length, height / length
    rx, ry = math.sqrt(1 + x * x), math.sqrt(1 + y * y)
    log = math.log(rx * rx * ry * ry / (1 + x * x + y * y)) / 2
    turn = x * ry * math.atan(x / ry) + y * rx * math.atan(y / rx) - x * math.atan(x) - y * math.atan(y)
    return 2 / (math.pi * x * y) * (log + turn)


def solve_rectangle_transmission(length: float, width: float) -> float:
    """Solve for the transmission probability of a rectangular duct of height 1, radiosity constant across each strip.

    s_i w_i(x) = sum_j int K_ij(x - y) w_j(y) dy + e_i(x). Facing strips exchange x atan(x/m) g^2 / (2 pi m^3) by their
    edges (m^2 = g^2 + t^2, g their distance), strips that meet at a corner ln(x^2 + y^2 + t^2) / (4 pi); the integrals
    over t, which openings need, are closed too.

    Parameters
    ----------
    length, width : float
        In heights; the width is at least 1 [1].

    Returns
    -------
    float
        Transmission probability [1], relative error below 5e-4.

    Examples
    --------
    >>> round(solve_rectangle_transmission(1.0, 1.0), 3)
    0.536

    References
    ----------
    .. [1] howell2010
    .. [2] foreline-computed
    """
    a, b = _strips(width / 2), _strips(0.5)
    panels = max(math.ceil(length), 3)
    nodes, weights = np.polynomial.legendre.leggauss(ORDER)
    x = (np.arange(panels)[:, None] + (nodes + 1) / 2).ravel() * length / panels
    q = np.tile(weights, panels) * length / panels / 2
    t, back = np.unique(np.round(np.abs(x[:, None] - x), 12), return_inverse=True)
    kernel = _exchange(a, b, width, 1.0, np.maximum(t, 1e-9))[0][:, :, back].reshape(
        -1, len(a) + len(b) - 2, len(x), len(x)
    )
    behind, ahead = (_exchange(a, b, width, 1.0, side)[1] for side in (x, length - x))
    strips = np.concatenate([np.diff(a), np.diff(b)])
    near, far = (strips[:, None] / 2 - part.sum(1) for part in (behind, ahead))
    weighted = kernel * q
    own = behind + ahead - weighted.sum(-1)  # what the quadrature misses of strip j seen from x, at w_j(x)
    n, m = near.shape
    matrix = -weighted.transpose(0, 2, 1, 3).copy()
    at = np.arange(m)
    matrix[:, at, :, at] -= own.transpose(2, 0, 1)
    matrix = matrix.reshape(n * m, n * m)
    matrix[np.arange(n * m), np.arange(n * m)] += np.repeat(strips, m)
    w = np.linalg.solve(matrix, near.ravel()).reshape(n, m)
    return _opposite(width, 1.0, length) + float(4 * (w * far * q).sum()) / width


@cache
def rectangle_transmission(length: float, width: float, height: float) -> float:
    """Return the transmission probability of a rectangular duct.

    Parameters
    ----------
    length, width, height : float
        Length and sides [m], in either order.

    Returns
    -------
    float
        Transmission probability [1]; relative error below 5e-4 up to 30 times the shorter side, above by
        `long_transmission` with Smoluchowski's limit of a rectangle.

    Examples
    --------
    >>> round(rectangle_transmission(0.5, 0.2, 0.1), 3)
    0.257

    References
    ----------
    .. [1] smoluchowski1910
    .. [2] foreline-computed
    """
    short, wide = sorted((width, height))
    q = wide / short
    limit = math.asinh(q) + q * math.asinh(1 / q) + (1 + q**3 - (1 + q * q) ** 1.5) / (3 * q)
    return long_transmission(lambda x: solve_rectangle_transmission(x, q), LONGEST, limit, length / short)
