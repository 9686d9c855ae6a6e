"""Weighted least squares in ln p, with a prior on each parameter and a loss that forgives outliers.

    minimise  sum rho(((ln p_model - ln p_read)/sigma)^2) + sum x^2,   x = distance from the start in prior widths

With the prior in the sum no direction runs away, and how much narrower than the prior the answer is tells what the
data knew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from foreline.errors import DataError, NotConverged, OutsideValidity, PhysicsError, UsageError, echo
from foreline.fit.identify import NARROWER, Direction, directions, posterior
from foreline.fit.measured import Measured, Reads, log_error, thinned
from foreline.fit.parameters import Parameter, Target, parameters, scales
from foreline.states import Array, Notice
from foreline.tool import Tool
from foreline.vacuum.gauges import ion_gauge_reading, pirani_reading
from foreline.vacuum.network import Network, build_network
from foreline.vacuum.pump_down import RELATIVE, pump_down
from foreline.vacuum.scaled import scaled
from foreline.vacuum.soft_start import slow_roughing

STEP = 0.03  # prior widths, of the numerical Jacobian: far above the integrator's noise
COARSE, FINE = 1e-5, 1e-7  # tolerance of the integrator; the fine one is 1e-6 in p
OUTLIER = 3.0  # standard deviations, from where the loss grows linearly only
ITERATIONS = 25
EDGE = 6.0  # prior widths a parameter may move
FAR = 3.0  # prior widths from where a result is told to be doubtful
POOR = 2.0  # reduced chi-square from where the model does not describe the data

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Fitted:
    """One parameter after the fit, in its unit."""

    name: str
    title: str
    value: float
    low: float  # one standard deviation below
    high: float
    start: float
    start_low: float  # one standard deviation of the prior
    start_high: float
    unit: str
    ratio: float  # value over start; nan for a shift
    narrowing: float  # posterior over prior width
    identified: bool
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class FitState:
    """What a fit found."""

    chamber: str
    fitted: tuple[Fitted, ...]
    directions: tuple[Direction, ...]
    time: Array  # [reading], s, as used
    pressure: Array  # [reading], Pa
    model: Array  # [reading], Pa
    log_error: Array  # [reading], standard deviation of ln p
    rms: float  # of ln p model - ln p read
    chi_square: float
    freedom: float  # readings less what the data determined
    outliers: int
    evaluations: int
    notices: tuple[Notice, ...]
    sources: tuple[str, ...]

    @property
    def reduced(self) -> float:
        """Reduced chi-square."""
        return self.chi_square / self.freedom


def connected(tool: Tool, chamber: str) -> Tool:
    """Return a tool with only the chambers, ducts and pumps that gas of one chamber may meet, for its pump-down.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    chamber : str
        One of its chambers.

    Returns
    -------
    Tool
        The part; good for a network, no more.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> list(connected(loads(text("template.yaml")).tool, "load-lock").chambers)
    ['load-lock', 'lock-line']

    References
    ----------
    .. [1] foreline-computed
    """
    links = [{d.start, d.end} for d in tool.ducts.values()] + [{p.inlet, p.outlet} for p in tool.pumps.values()]
    found: set[str] = {chamber}
    while more := {n for link in links if link & found for n in link & set(tool.chambers)} - found:
        found |= more
    return tool.model_copy(
        update={
            "chambers": {n: c for n, c in tool.chambers.items() if n in found},
            "ducts": {n: d for n, d in tool.ducts.items() if d.start in found},
            "pumps": {n: p for n, p in tool.pumps.items() if p.inlet in found},
        }
    )


_GAUGES: Mapping[Reads, tuple[str, ...]] = MappingProxyType(
    {Reads.TOTAL: (), Reads.ION_GAUGE: ("redhead-gauges",), Reads.PIRANI: ("inficon-bcg450",)}
)
_READINGS: Mapping[Reads, Callable[[Array, tuple[str, ...]], Array]] = MappingProxyType(
    {
        Reads.TOTAL: lambda pressure, _: np.asarray(pressure.sum(-1)),
        Reads.ION_GAUGE: ion_gauge_reading,
        Reads.PIRANI: pirani_reading,
    }
)


def pressures(
    tool: Tool, network: Network, chamber: str, time: Array, relative: float = RELATIVE, reads: Reads = Reads.TOTAL
) -> Array:
    """Return what a gauge in the chamber shows in a pump-down from the tool's start pressure.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    network : Network
        Its network, maybe changed.
    chamber : str
        Where the gauge is.
    time : array
        Times since the roughing valve opened [s], rising, shape [reading].
    relative : float
        Tolerance of the integrator [1].
    reads : Reads
        The total pressure, or the N2 equivalent that an ion gauge or a Pirani gauge shows.

    Returns
    -------
    array
        Pressure [Pa], shape [reading].

    Raises
    ------
    PhysicsError
        E101, E106, as `pump_down`.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> tool = connected(loads(text("template.yaml")).tool, "load-lock")
    >>> p = pressures(tool, build_network(tool), "load-lock", np.array([1.0, 10.0]))
    >>> bool(p[1] < p[0] < 101325.0)
    True

    References
    ----------
    .. [1] jousten2016
    """
    row = network.chambers.index(chamber)
    t = np.maximum(time, 1e-3)
    times = np.unique(np.concatenate([[0.0], t]))
    run = pump_down(
        network, row, tool.pump_down.crossover, float(times[-1]), tool.pump_down.start_pressure, None, times,
        relative, slow_roughing(network, tool.pump_down, row),
    )  # fmt: skip
    at = np.minimum(np.searchsorted(run.time, t), len(run.time) - 1)
    return _READINGS[reads](run.pressure[at, row], network.gases.names)


def solve(
    tool: Tool,
    measured: Measured,
    chamber: str = "",
    names: Sequence[str] = (),
    progress: Progress | None = None,
) -> FitState:
    """Fit a tool to a measured pump-down of one of its chambers.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    measured : Measured
        What a gauge read.
    chamber : str
        Where; default: that of the tool's pump-down.
    names : sequence of str
        What to turn; see `parameters`.
    progress : callable, optional
        Told after each pump-down.

    Returns
    -------
    FitState
        Values with errors, what the data cannot identify, residuals.

    Raises
    ------
    UsageError
        If there is no such chamber or parameter.
    DataError
        If there are fewer readings than parameters.
    PhysicsError
        E160, if the fit does not converge; else as the pump-down of the declared tool.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> tool, t = loads(text("template.yaml")).tool, np.geomspace(1.0, 600.0, 30)
    >>> lock = connected(tool, "load-lock")
    >>> read = Measured(t, pressures(lock, build_network(lock), "load-lock", t))
    >>> state = solve(tool, read, "load-lock", ["speed"])
    >>> round(state.fitted[0].ratio, 3), state.fitted[0].identified
    (1.0, True)

    References
    ----------
    .. [1] rodgers2000
    """
    chamber = chamber or tool.pump_down.chamber
    if chamber not in tool.chambers:
        raise UsageError(f"no chamber {echo(chamber)}; there are: {', '.join(tool.chambers)}"[:400])
    if tool.joints:
        raise OutsideValidity("a fit takes ducts alone, and the tool has joints", "E357")
    tool = connected(tool, chamber)
    network = build_network(tool)
    asked = parameters(tool, network, chamber, names)
    read = thinned(measured)
    if len(read.time) <= len(asked):
        raise DataError(f"{measured.file or 'data'}: {len(read.time)} readings for {len(asked)} parameters")
    row, sigma, tell, count = network.chambers.index(chamber), log_error(read), progress or (lambda *_: None), 0

    def residuals(x: Array, relative: float) -> Array:
        nonlocal count
        changed, opened = scales(asked, x, tool.chambers[chamber].leak)
        count += 1
        tell("fit", count, ITERATIONS * (len(asked) + 1))
        p = pressures(tool, scaled(network, row, changed), chamber, read.time - opened, relative, read.reads)
        return np.concatenate([(np.log(np.maximum(p, 1e-30)) - np.log(read.pressure)) / sigma, x])

    # Far from the answer all readings are outliers: the forgiving loss comes second.
    n = len(read.time)
    x, _, _ = _settle(partial(residuals, relative=COARSE), np.zeros(len(asked)), n, "linear", 1e-3)
    x, final, slopes = _settle(partial(residuals, relative=FINE), x, n, _loss(n), 1e-5)
    return _state(chamber, asked, read, sigma, final, slopes, x, network, count)


def _settle(
    residuals: Callable[[Array], Array], x0: Array, data: int, loss: Any, close: float
) -> tuple[Array, Array, Array]:
    """Return the best point, its residuals and their derivatives."""
    from scipy.optimize import least_squares

    known = {x0.tobytes(): residuals(x0)}  # what the declared tool cannot do is its own error
    slopes: dict[bytes, Array] = {}

    def attempt(x: Array) -> Array:
        if x.tobytes() not in known:
            try:
                known[x.tobytes()] = residuals(x)
            except PhysicsError:
                return np.full(data + len(x), np.inf)  # the trust region shrinks
        return known[x.tobytes()].copy()

    def jacobian(x: Array) -> Array:
        here, found = attempt(x), []
        for i in range(len(x)):
            step = np.where(np.arange(len(x)) == i, STEP, 0.0)
            there = attempt(x + step)
            sign = 1.0 if np.isfinite(there[0]) else -1.0
            found.append(sign * ((there if sign > 0 else residuals(x - step)) - here) / STEP)
        slopes[x.tobytes()] = np.array(found).T
        return slopes[x.tobytes()].copy()  # the minimiser scales it in place

    found = least_squares(
        attempt, x0, jac=jacobian, bounds=(-EDGE, EDGE), loss=loss, max_nfev=ITERATIONS, xtol=close, ftol=close,
        gtol=None,
    )  # fmt: skip
    if found.status <= 0:
        raise NotConverged("the fit did not settle; fit fewer parameters, check chamber and time zero", "E160")
    x = np.asarray(found.x)
    return x, attempt(x), slopes[x.tobytes()] if x.tobytes() in slopes else jacobian(x)


def _loss(data: int) -> Any:
    """Return the loss of squared residuals: linear beyond `OUTLIER` for the data, quadratic for the prior."""

    def loss(z: Array) -> Array:
        c = OUTLIER**2
        over = z > c
        over[data:] = False
        far = np.maximum(z, c)
        value = np.where(over, 2 * np.sqrt(c * far) - c, z)
        return np.array([value, np.where(over, np.sqrt(c / far), 1.0), np.where(over, -0.5 * np.sqrt(c / far**3), 0.0)])

    return loss


def _state(
    chamber: str, asked: Sequence[Parameter], read: Measured, sigma: Array, final: Array, slopes: Array, x: Array,
    network: Network, count: int,
) -> FitState:  # fmt: skip
    """Return values, errors and what the data know, at the end of the fit."""
    n = len(read.time)
    r = final[:n]
    weight = np.minimum(1.0, OUTLIER / np.maximum(np.abs(r), 1e-30))
    j = slopes[:n] * np.sqrt(weight)[:, None]
    chi = float(((weight * r) ** 2).sum())  # an outlier counts as one at the limit
    values = np.linalg.svd(j, compute_uv=False)
    freedom = max(1.0, n - float((values**2 / (1 + values**2)).sum()))
    inflation = max(1.0, chi / freedom)
    width = np.sqrt(np.diag(posterior(j, inflation)))
    fitted = tuple(_fitted(one, float(xi), float(w)) for one, xi, w in zip(asked, x, width, strict=True))
    ways = directions(asked, j, inflation)
    notices = list(network.notices)
    where = f"chambers.{chamber}"
    for one in fitted:
        if not one.identified:
            text = f"the data cannot identify {one.name}: its error is {100 * one.narrowing:.0f} % of its prior's"
            notices.append(Notice(code="W160", where=where, message=text))
    for one, xi in zip(fitted, x, strict=True):
        if abs(xi) > FAR:
            text = f"{one.name} ended {abs(xi):.1f} prior widths from its start; something else may be wrong"
            notices.append(Notice(code="W161", where=where, message=text))
    if chi / freedom > POOR:
        text = f"reduced chi-square {chi / freedom:.3g}: the model misses the data by more than the gauge's error"
        notices.append(Notice(code="W162", where=where, message=text))
    model = np.exp(r * sigma + np.log(read.pressure))
    used = (*network.sources, *_GAUGES[read.reads], "rodgers2000", "allaq2023", "foreline-assumed")
    return FitState(
        chamber, fitted, ways, read.time, read.pressure, model, sigma,
        float(np.sqrt(np.mean((r * sigma) ** 2))), chi, freedom, int((np.abs(r) > OUTLIER).sum()), count,
        tuple(notices), tuple(dict.fromkeys(used)),
    )  # fmt: skip


def _fitted(one: Parameter, x: float, width: float) -> Fitted:
    value = one.value(x)
    return Fitted(
        one.name, one.title, value, one.value(x - width), one.value(x + width),
        one.start, one.value(-1.0), one.value(1.0), one.unit,
        math.nan if one.shift else value / one.start, width, width <= NARROWER, one.targets,
    )  # fmt: skip
