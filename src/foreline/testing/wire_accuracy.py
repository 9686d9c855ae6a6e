"""How far the wire room is from closed forms and published numbers: `foreline wire --accuracy`, asserted by tests."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from foreline.states import Array, LegState
from foreline.testing.sections import (
    BARS,
    CEILING,
    FACE,
    LINES,
    LOW_K,
    PROCESS_LIKE,
    SQUARE,
    SQUARES,
    THREE_LINES,
    on_grid,
    process_like,
    round_coax,
    round_wire,
    strip_between_planes,
)
from foreline.testing.wire_published import (
    BLACK,
    COUPLED,
    FILM,
    GRAINS,
    RUTHENIUM,
    SQUARE_WIRE,
    TALL_WIRE,
    black_density,
    films_of_2009,
    roughness_cost,
    ruthenium,
    steinhoegl_rms,
    worst,
)
from foreline.tool.package import Package
from foreline.units import VACUUM_PERMITTIVITY
from foreline.wire.boundary import polygon_capacitance, shape_gradient
from foreline.wire.bounds import capacitance_bounds
from foreline.wire.breakdown import power, root
from foreline.wire.crossover import crossover
from foreline.wire.crowding import void_crowding
from foreline.wire.delay import step_time
from foreline.wire.film_grains import film_with_grains
from foreline.wire.materials import conductor
from foreline.wire.package import solve_package
from foreline.wire.size_effect import film_factor, grain_factor, surface_factor
from foreline.wire.stress import TALBOT, transient_stress
from foreline.wire.surroundings import FRINGE
from foreline.wire.tree import Tree, tree

DELAYS = {0.1: 0.130159, 0.5: 0.378748, 0.9: 1.031105}  # exact series: fraction of the step -> t/(R C L^2)
RAYLEIGH = {0.2: 0.950563, 0.35: 0.75266}  # radius of a sphere over the cube's side -> conductance over the full cube's
KAPPA, MONTHS = 1e-15, 3e7  # m2/s, s


class Row(NamedTuple):
    """One question: what was asked, and what was found, as text."""

    question: str
    asked: str
    found: str


def korhonen_error() -> float:
    """Return the largest error of the transient stress to Korhonen's series, of a line cut in three unequal pieces.

    sigma/(G L) = 1/2 - x - 4 sum_(m odd) cos(m pi x) exp(-(m pi)^2 t)/(m pi)^2.

    Returns
    -------
    float
        Error over G L [1].

    Examples
    --------
    >>> korhonen_error() < 1e-8
    True

    References
    ----------
    .. [1] korhonen1993
    """
    places = np.array([0.0, 0.17, 0.6, 1.0])
    net = tree(np.arange(3), np.arange(1, 4), np.diff(places), np.ones(3))
    times = np.array([1e-4, 1e-3, 0.01, 0.1, 1.0, 100.0])
    odd = np.pi * (2 * np.arange(4000) + 1)
    modes = np.cos(np.outer(places, odd)) / odd**2
    series = 0.5 - places - 4 * (modes @ np.exp(-np.outer(odd**2, times))).T
    return float(np.abs(transient_stress(net, 1.0, np.ones(3), times) - series).max())


def random_tree(segments: int) -> tuple[Tree, Array]:
    """Return a tree of segments by chance, 5 to 50 um long, and their drives of about 1e12 Pa/m.

    Parameters
    ----------
    segments : int
        How many [1].

    Returns
    -------
    Tree
        The tree.
    ndarray, shape (segment,)
        G [Pa/m].

    Examples
    --------
    >>> random_tree(3)[0].start.tolist()
    [0, 0, 1]

    References
    ----------
    .. [1] foreline-computed
    """
    rng = np.random.default_rng(1)
    start = np.array([rng.integers(max(0, i - 50), i + 1) for i in range(segments)])
    length, area = rng.uniform(5e-6, 5e-5, segments), rng.uniform(1, 4, segments) * 1e-14
    return tree(start, np.arange(1, segments + 1), length, area), rng.normal(0, 1e12, segments)


def contour_error(segments: int) -> float:
    """Return how much the stress of a tree moves if the contour has twice the points, over the largest stress.

    Parameters
    ----------
    segments : int
        Of the tree [1].

    Returns
    -------
    float
        Difference [1].

    Examples
    --------
    >>> contour_error(100) < 1e-8
    True

    References
    ----------
    .. [1] korhonen1993
    """
    net, push = random_tree(segments)
    once, better = (transient_stress(net, KAPPA, push, [MONTHS], points=n * TALBOT)[0] for n in (1, 2))
    return float(np.abs(once - better).max() / np.abs(better).max())


def around_a_sphere(radius: float, cells: int = 32) -> float:
    """Return the conductance of a cube with a spherical void over that of the full cube.

    Cut-cell finite volumes; Rayleigh: 1 - 3 f/(2 + f - 0.3923 f^(10/3)).

    Parameters
    ----------
    radius : float
        Over the cube's side [1].
    cells : int
        A side [1].

    Returns
    -------
    float
        G/G_0 [1].

    Examples
    --------
    >>> round(around_a_sphere(0.2, cells=16), 2)
    0.95

    References
    ----------
    .. [1] rayleigh1892
    """
    x = np.linspace(-0.5, 0.5, cells + 1)
    return 1 / void_crowding(np.sqrt(x[:, None, None] ** 2 + x[:, None] ** 2 + x**2) - radius).resistance


def silicon_via() -> LegState:
    """Return a copper via through silicon, 5 um wide, 50 um long, in 200 nm of oxide.

    Closed forms: C = 2 pi eps L/ln(1 + t/r), R = rho L/(pi r^2), L_p = mu0 L/(2 pi) (ln(2 L/r) - 1).

    Returns
    -------
    LegState
        R [Ohm], C [F], L [H].

    Examples
    --------
    >>> round(silicon_via().capacitance * 1e15)
    141

    References
    ----------
    .. [1] rosa1908
    """
    leg = {"kind": "tsv", "diameter": "5 um", "length": "50 um", "liner": "200 nm"}
    return solve_package(Package.model_validate({"legs": {"via": leg}}), None).legs[0]


def _off(found: float, known: float) -> str:
    return f"{abs(found / known - 1):.0e} off"


def _norm(found: Array, known: Array) -> float:
    return float(np.linalg.norm(found - known) / np.linalg.norm(known))


def _spent(work: Callable[[], object]) -> float:
    """Return the least CPU time of three calls after one [s]."""
    work()
    least = math.inf
    for _ in range(3):
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
    return least


def _capacitances() -> list[Row]:
    coax, wire = 2 * math.pi / math.log(2), 2 * math.pi / math.acosh(2)
    closed = [
        ("boundary elements, C/eps: round coax 1:2", coax, round_coax()),
        ("  round wire, its middle 2 radii over a plane", wire, round_wire()),
    ]
    for ratio, exact in SQUARES.items():
        both = polygon_capacitance([ratio * SQUARE, SQUARE], 1.0, floor=False)
        closed.append((f"  square coax {ratio:g}", exact, float(both[0, 0]) / VACUUM_PERMITTIVITY))
    rows = [Row(name, f"{exact:.7f}, 1e-6", f"{c:.7f}, {_off(c, exact)}") for name, exact, c in closed]

    def strip(width: float) -> float:
        edge = np.array([[-width / 2, 0.5], [width / 2, 0.5]])
        return float(polygon_capacitance([edge], 1.0, ceiling=1.0)[0, 0]) / VACUUM_PERMITTIVITY

    cohn = {w: strip_between_planes(w) for w in (0.125, 0.25, 0.5, 1.0)}
    wide = np.array([[-2.0, 1.0], [2.0, 1.0]])
    fringe = float(polygon_capacitance([wide], 1.0, ceiling=2.0)[0, 0]) / VACUUM_PERMITTIVITY / 2 - 4
    found = polygon_capacitance(BARS, LOW_K, ceiling=CEILING)
    corner = shape_gradient(BARS, LOW_K, 1, ceiling=CEILING)[1]
    face = float(corner[1, 0] + corner[2, 0]) * 1e3
    bounds = capacitance_bounds(LINES, LOW_K, ceiling=CEILING)
    low, middle, high = (1e12 * float(c[1, 1]) for c in (bounds.low, bounds.middle, bounds.high))
    inside = "in" if np.all((bounds.low < THREE_LINES) & (bounds.high > THREE_LINES)) else "NOT in"
    rows += [
        Row("  strips without thickness between planes, worst of 4", "1e-6", f"{worst(strip, cohn):.0e}"),
        Row("  fringe of a wide strip on a slab", f"{FRINGE:.6f}, 1e-3", f"{fringe:.6f}, {_off(fringe, FRINGE)}"),
        Row("  three lines between planes, C22, aF/um", "157.67622, 1e-6",
            f"{found[1, 1] * 1e12:.5f}, {_off(float(found[1, 1]), float(THREE_LINES[1, 1]))}"),
        Row("  dC22 by a moved face, aF/um per nm", f"{FACE:.4f}, 2e-3", f"{face:.4f}, {_off(face, FACE)}"),
        Row("bounds of the same, all entries", "hold it", inside),
        Row("  of C22, aF/um", "hold 157.67622", f"{low:.4f} to {high:.4f}"),
        Row("  width", "1e-3", f"{bounds.width:.1e}"),
        Row("  middle", "", f"{middle:.5f}, {_off(middle, 157.67622)}"),
    ]  # fmt: skip
    c = on_grid(square=False)
    rows.append(Row("level sets, 20 cells a gap: round coax", "1e-3", _off(c, coax)))
    rows.append(Row("  square coax", "1e-3", _off(on_grid(square=True), SQUARES[0.5])))
    for step, asked in ((2.0, "0.2 %"), (1.0, "0.05 %")):
        off = 100 * _norm(process_like(step), PROCESS_LIKE)
        rows.append(Row(f"  rounded lines, void, cap, {step:g} nm, to NGSolve", asked, f"{off:.3f} %"))
    return rows


def _resistivities() -> list[Row]:
    rows = [
        Row("film by surfaces, 10 thicknesses, worst", "1e-4",
            f"{worst(lambda k: film_factor(k, 1.0, 0.0), FILM):.0e}"),
        Row("  square wire, 8 widths, worst", "1e-4",
            f"{worst(lambda k: surface_factor(k, k, 1.0, 0.0), SQUARE_WIRE):.0e}"),
        Row("  wire twice as high, 7 widths, worst", "1e-4",
            f"{worst(lambda k: surface_factor(k, 2 * k, 1.0, 0.0), TALL_WIRE):.0e}"),
        Row("  grain boundaries, 7 alpha, worst", "1e-4",
            f"{worst(lambda a: grain_factor(1 / a, 1.0, 0.5), GRAINS):.0e}"),
    ]  # fmt: skip
    coupled = max(
        abs(film_with_grains(k, 1.0, grain_size=1.0, specularity=0.0, reflection=a / (1 + a)) / known - 1)
        for (k, a), known in COUPLED.items()
    )
    copper, ru = conductor("Cu"), conductor("Ru")
    narrow, wide = (crossover(copper, barrier, ru) for barrier in (1.5e-9, 2e-9))
    rows += [
        Row("  film, surfaces and grains coupled, 6 points, worst", "1e-4", f"{coupled:.0e}"),
        Row("Cu wires of 2002, one R, rms, uOhm cm", "0.12", f"{steinhoegl_rms():.3f}"),
        Row("  Cu films of 2009, nothing fitted, mean", "6 %", f"{100 * films_of_2009():.1f} %"),
        Row("Ru wires of 33, 58, 175 nm2, one R, worst", "6 %", f"{100 * worst(ruthenium, RUTHENIUM):.1f} %"),
    ]  # fmt: skip
    for barrier, asked, one in (("1.5", "12.1", narrow), ("2", "14.9 (11.1-20.2)", wide)):
        text = f"{one.width * 1e9:.1f} ({one.low * 1e9:.1f}-{one.high * 1e9:.1f})"
        rows.append(Row(f"  Ru beats Cu behind {barrier} nm below, nm (5 to 95 %)", asked, text))
    return rows


def _lives() -> list[Row]:
    rows = [Row("Korhonen's series, six times, error over G L", "1e-8", f"{korhonen_error():.0e}")]
    rows.append(Row("  tree of 10,000 segments, contour doubled", "1e-8", f"{contour_error(10_000):.0e}"))
    for metal, density in BLACK.items():
        j = black_density(metal)
        text = f"{j:.3e}, {100 * abs(j / density - 1):.2f} %"
        rows.append(Row(f"Black's problem, {metal}, A/cm2", f"{density:.3e}, 1 %", text))
    for name, law, voltage, order in (
        ("dielectric, 16 nm, cost of roughness, power law", power, 0.7, "1e3, sets the exponent"),
        ("  root-E law at 0.7 V", root, 0.7, "10, voltage not read"),
        ("  root-E law at 2.4 V", root, 2.4, "10, voltage not read"),
    ):
        rows.append(Row(name, order, f"{roughness_cost(law, voltage):.2g}"))
    for radius, exact in RAYLEIGH.items():
        g = around_a_sphere(radius)
        name = f"void of radius {radius:g} in a cube, 32 cells, G"
        rows.append(Row(name, f"{exact:.5f}, 1e-3", f"{g:.5f}, {_off(g, exact)}"))
    return rows


def _circuits() -> list[Row]:
    rows = [
        Row(f"RC line at {100 * part:g} % of a step, t/RC", f"{known:.6f}", f"{step_time(part):.6f}")
        for part, known in DELAYS.items()
    ]
    via = silicon_via()
    return [
        *rows,
        Row("via through silicon 5 x 50 um, C", "141 fF", f"{via.capacitance * 1e15:.1f} fF"),
        Row("  R", "42.8 mOhm", f"{via.resistance * 1e3:.1f} mOhm"),
        Row("  L", "26.9 pH", f"{via.inductance * 1e12:.1f} pH"),
    ]


def _times() -> list[Row]:
    """Return CPU times; they are this machine's."""
    bounds, grid = (
        _spent(partial(capacitance_bounds, LINES, LOW_K, ceiling=CEILING)),
        _spent(partial(process_like, 1.0)),
    )
    rows = [
        Row("CPU: bounds of three lines", "1 s", f"{bounds:.3f} s"),
        Row("  level sets of rounded lines, void, cap, 1 nm", "0.5 s", f"{grid:.3f} s"),
    ]
    for segments, asked in ((10_000, "0.3 s"), (100_000, "2 s")):
        net, push = random_tree(segments)
        used = _spent(partial(transient_stress, net, KAPPA, push, [MONTHS]))
        rows.append(Row(f"  tree of {segments:,} segments, a time point", asked, f"{used:.3f} s"))
    return rows


def report() -> list[Row]:
    """Return what was asked of the wire room and what was found, one row a question; CPU times last."""
    return [*_capacitances(), *_resistivities(), *_lives(), *_circuits(), *_times()]
