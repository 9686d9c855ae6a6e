"""Laws of edges as compiled scalar loops, each written once and called by the NumPy functions that document it.

Every law takes pressures as floats, or as complex numbers of which one has an imaginary part of 1e-100: the imaginary
part of the flow over that is then the exact derivative (Squire and Trapp's complex step), so no law is differenced and
none is derived by hand. Comparisons look at real parts. Numbers stand in `data` from `at` on, in the order of each
machine's `kernel`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

SINGLE = 17  # floats of a duct before those of its gases
FREE_MOLECULAR = 8 / (3 * math.sqrt(math.pi))
SLIP = 1.0162
ROOT8, ROOT_PI = math.sqrt(8), math.sqrt(math.pi)

Function = TypeVar("Function", bound=Callable[..., Any])
_njit: Any = njit  # its types do not know that a compiled function is called as before


def _inner(function: Function) -> Function:
    """Compile as a part of what calls it."""
    return cast(Function, _njit(function, nogil=True, error_model="numpy"))


@_inner
def _exp(x: Any) -> Any:
    """e^x, compiled once."""
    return np.exp(x)


@_inner
def _log(x: Any) -> Any:
    """ln x, compiled once."""
    return np.log(x)


@_inner
def _root(x: Any) -> Any:
    """Square root, compiled once."""
    return np.sqrt(x)


@_inner
def _power(x: Any, n: float) -> Any:
    """x^n, zero at zero and below."""
    return _exp(n * _log(x)) if x.real > 1e-280 else 0.0 * x


@_inner
def _at_least(x: Any, low: float) -> Any:
    """The larger."""
    return x if x.real > low else x * 0.0 + low


@_inner
def _sum(p: Any) -> Any:
    """The total."""
    total = p[0]
    for g in range(1, len(p)):
        total += p[g]
    return total


@_inner
def _tube(d: Any) -> Any:
    """Poiseuille coefficient of a tube less its viscous part."""
    d = _at_least(d, 1e-300)
    rise = FREE_MOLECULAR - SLIP + d * (0.85244721 * _log(d) + 0.14861899)
    return SLIP + rise / (1 + d * (4.27059984 * d - 1.96856649))


@_inner
def _plates(d: Any, reach: float) -> Any:
    """The same between plates."""
    b = 0.364 + 1.008 * d / (d + 0.837)
    return SLIP + _log(1 + b / _at_least(d + reach, 1e-300)) / ROOT_PI


@_inner
def _duct(data: Any, at: int, mass: int, p1: Any, p2: Any, out: Any) -> None:
    """Flow through a duct: `foreline.vacuum.conductance`; numbers as of its `duct_numbers`."""
    n = len(p1)
    ends, wall, fade, wall_radius, developed = data[at], data[at + 1], data[at + 2], data[at + 3], data[at + 4]
    friction, drag, flat, flat_radius, free = data[at + 5], data[at + 6], data[at + 7], data[at + 8], data[at + 9]
    reach, inertia, blunt, mix, power = data[at + 10], data[at + 11], data[at + 12], data[at + 13], data[at + 14]
    rt, opening, viscosity = data[at + 15], data[at + 16], at + SINGLE
    total1, total2 = _sum(p1), _sum(p2)
    total = _at_least(total1 + total2, 1e-290)
    mean_mass = weight = resisted = total * 0.0
    for g in range(n):
        x = (p1[g] + p2[g]) / total + 1e-290
        heavy = x * data[mass + n + g]
        mean_mass += x * data[mass + g]
        weight += heavy
        resisted += heavy * data[viscosity + g]
    mrt = mean_mass * rt
    mu_rt = resisted / weight * rt
    speed = _root(mrt)
    impact = total * speed
    per_radius = impact / (mu_rt * ROOT8)
    delta = per_radius * wall_radius
    z_wall = 1 - (1 - _tube(delta) / FREE_MOLECULAR) * developed
    if flat > 0:
        z_wall -= (1 - _plates(per_radius * flat_radius, reach) / free) * flat
    resistance = ends * (1 + _power(per_radius * fade, power)) + wall / z_wall
    u = (total1 - total2) * (total1 + total2)
    a = friction * mu_rt + blunt * impact
    square, more = a * a, 4 * inertia * mrt * (u if u.real >= 0 else -u)
    share = drag * mu_rt / (a + _root(square + more))
    bulk = 2 * u / (a + _root(square + more * (1 + share)))
    mixing = mix * total * delta / (speed * resistance * (1 + delta))
    # Of (both + bulk)/2 and (both - bulk)/2 the smaller is taken from their product: no digits are lost.
    down = 0.5 * (_root(bulk * bulk + mixing * mixing) + (bulk if bulk.real > 0 else -bulk))
    up = 0.5 * mixing * (0.5 * mixing / _at_least(down, 1e-300))
    if bulk.real < 0:
        down, up = up, down
    forth, back = down / _at_least(total1, 1e-290), up / _at_least(total2, 1e-290)
    effusion1, effusion2 = viscosity + n, viscosity + 2 * n
    for g in range(n):
        molecular = (p1[g] / data[effusion1 + g] - p2[g] / data[effusion2 + g]) / resistance
        out[g] = (molecular + (forth * p1[g] - back * p2[g])) * opening


@_inner
def _log_speed(data: Any, at: int, pressure: Any) -> Any:
    """ln S of a `foreline.vacuum.pumps.curve.Curve`: knots, slope beyond, ln p of the knots, four rows of the cubic."""
    knots, first = int(data[at]), at + 2
    x = _log(_at_least(pressure, 1e-290))
    inside, high = x, x * 0.0
    if x.real < data[first]:
        inside = x * 0.0 + data[first]
    elif x.real > data[first + knots - 1]:
        inside = x * 0.0 + data[first + knots - 1]
        high = x - inside
    low, up = 0, knots - 1  # the piece that holds it
    while up - low > 1:
        middle = (low + up) // 2
        if inside.real >= data[first + middle]:
            low = middle
        else:
            up = middle
    s, row, pieces = inside - data[first + low], first + knots + low, knots - 1
    cubic = ((data[row] * s + data[row + pieces]) * s + data[row + 2 * pieces]) * s + data[row + 3 * pieces]
    return cubic - inside + (data[at + 1] - 1) * high


@_inner
def _dry(data: Any, at: int, p_in: Any, out: Any, weight: Any) -> None:
    """Add a weight of the flow of a dry pump: `foreline.vacuum.pumps.dry`."""
    n = len(p_in)
    total = _sum(p_in)
    main = _log_speed(data, at + 3 + 2 * n, total)
    ratio = _log_speed(data, at + int(data[at + 2]), total) - main
    speed = _exp(main) * weight / data[at + 1]
    for g in range(n):
        exponent, given_back = data[at + 3 + g], data[at] * data[at + 3 + n + g]
        out[g] += speed * ((_exp(exponent * ratio) if exponent > 0 else 1 + 0 * ratio) * p_in[g] - given_back)


@_inner
def _dry_into_chamber(data: Any, at: int, p_in: Any, p_out: Any, out: Any) -> None:
    """Flow of a dry pump into a chamber: machines for some outlet pressures, blended in ln p."""
    machines, first = int(data[at]), at + 1
    x = _log(_at_least(_sum(p_out), 1e-30))
    left = 0
    while left < machines - 2 and x.real > data[first + left + 1]:
        left += 1
    share = (x - data[first + left]) / (data[first + left + 1] - data[first + left])
    if share.real <= 0:
        share = 0 * x
    elif share.real >= 1:
        share = 0 * x + 1
    for side in range(2):
        weight = 1 - share if side == 0 else share
        if weight.real > 0:
            _dry(data, at + int(data[first + machines + left + side]), p_in, out, weight)


@_inner
def _turbo(data: Any, at: int, p_in: Any, p_out: Any, out: Any) -> None:
    """Flow of a turbo pump: `foreline.vacuum.pumps.turbo`."""
    n = len(p_in)
    total = _sum(p_in)
    x = _power(_at_least(_sum(p_out), 0.0) / data[at + 1], data[at + 2])
    lost = x / (1 + x)
    tube = lost + (1 - lost) * data[at + 4]
    cube = tube * tube * tube
    tube = data[at + 3] * cube * cube
    curve, speed = -1, total
    for g in range(n):
        if int(data[at + 5 + g]) != curve:
            curve = int(data[at + 5 + g])
            speed = _exp(_log_speed(data, at + curve, total))
        swallowed = speed * data[at + 5 + n + g]
        back = _exp((lost - 1) * data[at + 5 + 2 * n + g])
        out[g] = (swallowed * (p_in[g] - p_out[g] * back) + tube * (p_in[g] - p_out[g])) / data[at]


@_inner
def _booster(data: Any, at: int, p_in: Any, p_out: Any, out: Any) -> None:
    """Flow of a Roots booster: `foreline.vacuum.pumps.roots_booster`."""
    n = len(p_in)
    per_rt, exponent, viscous = data[at], data[at + 1], data[at + 2]
    limit, soft, valve = data[at + 3], data[at + 4], data[at + 5]
    molecular, root_mass, viscosity = at + 6, at + 6 + n, at + 6 + 2 * n
    total = weight = resisted = p_out[0] * 0.0
    for g in range(n):
        x = _at_least(p_out[g], 0.0) + 1e-30
        heavy = x * data[root_mass + g]
        total += x
        weight += heavy
        resisted += heavy * data[viscosity + g]
    over = (_sum(p_out) - _sum(p_in) - limit) / soft
    over = _log(1 + _exp(over if over.real < 0 else -over)) + (over if over.real > 0 else 0 * over)
    overflow = valve * soft * over / total
    shrunk = _exp(-exponent * _log(_at_least(total, 1e-30)))
    stream = viscous * weight / resisted * total
    for g in range(n):
        square = (data[molecular + g] * shrunk + stream) ** 2
        leak = _root(square / _root(1 + square * square))
        back = overflow * (_at_least(p_out[g], 0.0) + 1e-30)
        out[g] = (p_in[g] - leak * p_out[g] - back) * per_rt


@_inner
def _tube_at_rest(data: Any, at: int, p_in: Any, p_out: Any, out: Any) -> None:
    """Flow of every gas alike through a pump at rest: `foreline.vacuum.spin`."""
    for g in range(len(p_in)):
        out[g] = data[at] * (p_in[g] - p_out[g])


@_inner
def _gas_cooled(data: Any, at: int, p_in: Any, p_out: Any, out: Any) -> None:
    """Flow of a gas-cooled Roots pump: `foreline.vacuum.pumps.gas_cooled_roots`."""
    n = len(p_in)
    p = _at_least(_sum(p_out), 0.0)
    lifted = _power(p / 100.0, data[at + 1])
    for g in range(n):
        molecular, viscous, choked = data[at + 2 + g], data[at + 2 + n + g], data[at + 2 + 2 * n + g]
        gap = viscous * p
        leak = molecular / (molecular + lifted) + choked * gap / (choked + gap)
        out[g] = data[at] * (p_in[g] + leak * (p_in[g] - p_out[g]))


@_inner
def _vane(data: Any, at: int, p_in: Any, out: Any) -> None:
    """Flow of a rotary vane pump: `foreline.vacuum.pumps.rotary_vane`."""
    for g in range(len(p_in)):
        out[g] = data[at] * (p_in[g] - data[at + 1 + g])


@_inner
def _ring(data: Any, at: int, p_in: Any, out: Any) -> None:
    """Flow of a liquid ring pump: `foreline.vacuum.pumps.liquid_ring`."""
    n = len(p_in)
    per_rt, floor, margin, ring_vapour = data[at], data[at + 1], data[at + 2], data[at + 3]
    exponent, least_room = data[at + 4], data[at + 5]
    condenses, back, bleed = at + 6, at + 6 + n, at + 6 + 2 * n
    total = _sum(p_in)
    vapour = total * 0.0
    for g in range(n):
        vapour += p_in[g] * data[condenses + g]
    vapour = _at_least(vapour / _at_least(total, 1e-290), 0.0)
    if vapour.real > 1:
        vapour = vapour * 0.0 + 1.0
    above = (total - floor) / margin
    shrunk = _exp(-above if above.real > 0 else above)
    pressure = floor + margin * (_log(1 + shrunk) + (above if above.real > 0 else 0 * above))
    forward = 1 / (1 + shrunk) if above.real > 0 else shrunk / (1 + shrunk)
    share = _power((1 - ring_vapour / pressure) / (1 - vapour + least_room * vapour * vapour), exponent)
    for g in range(n):
        net = p_in[g] * forward - floor * (1 - forward) * data[back + g]
        out[g] = per_rt * share * net - data[bleed + g]


@_inner
def _cryo(data: Any, at: int, p_in: Any, out: Any) -> None:
    """Flow of a cryopump: `foreline.vacuum.pumps.cryo`."""
    load = p_in[0] * 0.0
    for g in range(len(p_in)):
        load += _at_least(p_in[g], 0.0) * data[at + 2 + g]
    square = (load / data[at + 1]) ** 2
    shared = _root(_root(1 + square * square)) * data[at]
    for g in range(len(p_in)):
        out[g] = p_in[g] * data[at + 2 + g] / shared


@_inner
def _ion(data: Any, at: int, p_in: Any, out: Any) -> None:
    """Flow of an ion pump: `foreline.vacuum.pumps.ion`."""
    n = len(p_in)
    speed = _exp(_log_speed(data, at + n, _sum(p_in)))
    for g in range(n):
        out[g] = p_in[g] * speed * data[at + g]
