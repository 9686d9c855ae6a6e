"""Stress that a current builds up in confined metal: Korhonen's equation on trees, exact until the first void."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from foreline.states import Array
from foreline.wire.tree import Indices, Tree, ordered

TALBOT = 20  # points of the contour; the error of the inversion is about 3.9^-points
SCAN = 1.5  # ratio of times at which the first passage is looked for


def steady_stress(net: Tree, drive: Array, initial: float = 0.0) -> Array:
    """Return the stress of every node when nothing moves any more, in linear time.

    d(sigma)/dx = -G in each segment, and sum A int(sigma) dx as at the start: no atom leaves a tree.

    Parameters
    ----------
    net : Tree
        The tree.
    drive : ndarray, shape (segment,)
        G = e Z rho j / Omega, positive where atoms are pushed from start to end [Pa/m].
    initial : float
        Stress before, tension positive [Pa].

    Returns
    -------
    ndarray, shape (node,)
        Stress, tension positive [Pa].

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.wire.tree import tree
    >>> line = tree(np.array([0]), np.array([1]), np.array([1e-4]), np.array([1e-14]))
    >>> steady_stress(line, np.array([1e12])).tolist()
    [50000000.0, -50000000.0]

    References
    ----------
    .. [1] korhonen1993
    """
    from foreline.wire.kernels_tree import steady_sweep

    found = steady_sweep(net.parent, ordered(net, net.length), ordered(net, net.area), net.sign * ordered(net, drive))
    out = np.empty(len(net.node))
    out[net.node] = found + initial
    return out


def transient_stress(
    net: Tree,
    diffusivity: Array | float,
    drive: Array,
    times: Sequence[float] | Array,
    initial: float = 0.0,
    points: int = TALBOT,
) -> Array:
    """Return the stress of every node at given times, before any void.

    d(sigma)/dt = d/dx kappa (d(sigma)/dx + G), no flux through ends, stress and flux continuous at nodes. Each segment
    is solved in its Laplace transform, the tree eliminated from its leaves, the transform inverted on Talbot's contour
    in the form of Trefethen, Weideman and Schmelzer. Exact for kappa, G constant in each segment, but for 1e-10.

    Parameters
    ----------
    net : Tree
        The tree.
    diffusivity : ndarray, shape (segment,), or float
        kappa = D B Omega / (k T) [m2/s].
    drive : ndarray, shape (segment,)
        G, positive where atoms are pushed from start to end [Pa/m].
    times : sequence of float, shape (time,)
        After the current was switched on, above 0 [s].
    initial : float
        Uniform stress before, tension positive [Pa].
    points : int
        Of the contour [1].

    Returns
    -------
    ndarray, shape (time, node)
        Stress, tension positive [Pa].

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.wire.tree import tree
    >>> line = tree(np.array([0]), np.array([1]), np.array([1.0]), np.array([1.0]))
    >>> stress = transient_stress(line, 1.0, np.array([1.0]), [1e-4, 10.0])
    >>> stress.round(6).tolist()  # at first 2 G sqrt(kappa t / pi), at last G L / 2
    [[0.011284, -0.011284], [0.5, -0.5]]

    References
    ----------
    .. [1] korhonen1993
    .. [2] trefethen2006
    """
    from foreline.wire.kernels_tree import laplace_sweep

    angle = np.pi * (np.arange(points // 2) + 0.5) * 2 / points
    tan = np.tan(0.6407 * angle)
    contour = points * (0.5017 * angle / tan - 0.6122 + 0.2645j * angle)
    slope = points * (0.5017 / tan - 0.5017 * 0.6407 * angle / np.sin(0.6407 * angle) ** 2 + 0.2645j)
    found = laplace_sweep(
        net.parent, ordered(net, net.length), ordered(net, net.area),
        ordered(net, np.asarray(diffusivity, dtype=float)), net.sign * ordered(net, drive),
        np.asarray(times, dtype=float), contour, 2 / points * np.exp(contour) * slope,
    )  # fmt: skip
    out = np.empty(found.shape)
    out[:, net.node] = found + initial
    return out


def series_stress(diffusivity: float, drive: float, length: float, time: float, terms: int = 400) -> float:
    """Return the tension at the end of one blocked line that atoms leave, by Korhonen's series.

    sigma = G L (1/2 - 4 sum_(m odd) exp(-kappa (m pi/L)^2 t) / (m pi)^2), at first 2 G sqrt(kappa t / pi).

    Parameters
    ----------
    diffusivity : float
        kappa [m2/s].
    drive : float
        G [Pa/m].
    length : float
        L [m].
    time : float
        t [s].
    terms : int
        Of the series; before kappa t = 0.002 L^2 the early form is used, of an error below 1e-50 [1].

    Returns
    -------
    float
        Stress [Pa].

    Examples
    --------
    >>> round(series_stress(1.0, 1.0, 1.0, 0.1), 6)
    0.348941

    References
    ----------
    .. [1] korhonen1993
    """
    if diffusivity * time < 0.002 * length**2:
        return 2 * drive * math.sqrt(diffusivity * time / math.pi)
    odd = np.pi * (2 * np.arange(terms) + 1)
    return drive * length * (0.5 - 4 * float(np.sum(np.exp(-(odd**2) * diffusivity * time / length**2) / odd**2)))


def series_nucleation(diffusivity: float, drive: float, length: float, critical: float) -> float:
    """Return when one blocked line gets its void: the stress at its end reaches the critical one.

    Solves Korhonen's series for t; never if G L / 2 <= sigma_c, which is Blech's condition.

    Parameters
    ----------
    diffusivity : float
        kappa [m2/s].
    drive : float
        G, its size [Pa/m].
    length : float
        L [m].
    critical : float
        sigma_c, above the stress before [Pa].

    Returns
    -------
    float
        t, inf if never [s].

    Examples
    --------
    >>> round(series_nucleation(1.0, 1.0, 1.0, series_stress(1.0, 1.0, 1.0, 0.1)), 9)
    0.1

    References
    ----------
    .. [1] korhonen1993
    .. [2] blech1976
    """
    from scipy.optimize import brentq

    if critical <= 0:
        return 0.0
    if drive * length / 2 <= critical:
        return math.inf
    early = math.pi / 4 * (critical / drive) ** 2 / diffusivity
    last = max(early, length**2 / diffusivity)
    while series_stress(diffusivity, drive, length, last) < critical:
        if last > 1e3 * length**2 / diffusivity:  # so near to the limit that the digits do not tell
            return math.inf
        last *= 2
    root = brentq(
        lambda t: series_stress(diffusivity, drive, length, t) - critical, 0.5 * early, last, xtol=1e-14 * early
    )
    return float(root)


def first_passage(
    net: Tree, diffusivity: Array | float, drive: Array, levels: Array, initial: float = 0.0
) -> tuple[Array, Indices]:
    """Return when any node of a tree first reaches each stress, and which node.

    The largest stress of a tree is at a node at any time, as Korhonen's equation has no source inside a segment. It is
    followed at times SCAN apart until it has come to rest. For the lowest level the time is solved for to 1e-10; for
    others the scan is interpolated, within 1 % of the time.

    Parameters
    ----------
    net : Tree
        The tree.
    diffusivity : ndarray, shape (segment,), or float
        kappa [m2/s].
    drive : ndarray, shape (segment,)
        G [Pa/m].
    levels : ndarray, shape (level,)
        Stress, above the one before [Pa].
    initial : float
        Stress before [Pa].

    Returns
    -------
    ndarray, shape (level,)
        Times, inf where the stress is never reached [s].
    ndarray of int, shape (level,)
        Nodes, -1 where never [1].

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.wire.tree import tree
    >>> line = tree(np.array([0]), np.array([1]), np.array([1.0]), np.array([1.0]))
    >>> times, nodes = first_passage(line, 1.0, np.array([1.0]), np.array([series_stress(1.0, 1.0, 1.0, 0.1), 0.6]))
    >>> times.round(5).tolist(), nodes.tolist()
    ([0.1, inf], [0, -1])

    References
    ----------
    .. [1] korhonen1993
    """
    from scipy.interpolate import PchipInterpolator
    from scipy.optimize import brentq

    level = np.asarray(levels, dtype=float) - initial
    times, nodes = np.full(len(level), math.inf), np.full(len(level), -1, dtype=np.int64)
    times[level <= 0], nodes[level <= 0] = 0.0, 0
    push = float(np.max(np.abs(drive)))
    if push == 0 or np.all(level <= 0):
        return times, nodes
    fastest = float(np.max(diffusivity))
    rest = float(np.max(steady_stress(net, drive)))
    time = math.pi / 4 * (0.2 * float(np.min(level[level > 0])) / push) ** 2 / fastest
    span = float(np.sum(net.length)) ** 2 / float(np.min(diffusivity))
    highest: list[float] = []
    at: list[int] = []
    when: list[float] = []

    def peak(t: float) -> tuple[float, int]:
        now = transient_stress(net, diffusivity, drive, [t])[0]
        where = int(np.argmax(now))
        return float(now[where]), where

    while not highest or (highest[-1] < np.max(level) and when[-1] < 10 * span):
        value, where = peak(time)
        highest.append(value)
        at.append(where)
        when.append(time)
        settled = len(highest) > 3 and abs(value - highest[-2]) < 1e-9 * abs(value) and abs(value / rest - 1) < 1e-6
        if settled:
            break
        time *= SCAN
    top = np.maximum.accumulate(highest)
    rises = np.flatnonzero(np.diff(top, prepend=-math.inf) > 0)
    curve = PchipInterpolator(np.log(top[rises]), np.log(np.array(when)[rises])) if len(rises) > 1 else None
    lowest = float(np.min(level[level > 0]))
    for k, value in enumerate(level):
        passed = int(np.searchsorted(top, value))
        if value <= 0 or passed == len(top):
            continue
        nodes[k] = at[passed]
        if curve is None or passed == 0:
            times[k] = when[passed]
        elif value == lowest:
            times[k] = brentq(lambda t: peak(t)[0] - lowest, when[passed - 1], when[passed], rtol=1e-10)
            nodes[k] = peak(times[k])[1]
        else:
            times[k] = math.exp(curve(math.log(value)))
    return times, nodes
