"""A dry pump as displacement stages in series, marched from the exhaust to the inlet without a root to find.

    p_(k-1) = Q / S_k + L(p_k) p_k
    L(p) = K r (a + d)/(1 + d) + A (p / 100 Pa)^-m,   d = p / (p* r mu/mu_N2),   r = sqrt(M_N2 / M)
    S_1,  S_k = S_1 second taper^((k-2)/(n-2))

L is the part of a stage's displacement that comes back. K is what choked flow through its gaps takes: the gas leaves
them at the speed of sound, whatever the pressure ahead. From there flow falls with pressure, laminar, to a, free
molecules. a and p* follow from one gap, the same for all pumps; both ends go with 1/sqrt(M), and the passage between
them with the viscosity. A is what the rotors carry over, the same for all gases. L never exceeds one.

Fitted to catalogue curves of N2, which do not fix the parameters well, a chain serves for ratios on top of the curve:
another exhaust pressure, rotational speed or clearance. With the purge nitrogen mixed in at the exhaust it also
foretells the speed for H2 (gas_speed).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from foreline.data import properties
from foreline.states import Array
from foreline.units import STANDARD_PRESSURE
from foreline.vacuum.gas import ROOM_TEMPERATURE, gas_set, mixture_viscosity, viscosity
from foreline.vacuum.pumps.gap import gap_law

UNIT_PRESSURE = 100.0  # [Pa], at which the carried part is A
SHARPNESS = 4  # of the passage from L to one; 0.5 is lowered by 1.5 %
GRID = 160  # throughputs at which a chain is marched to be read backwards


@dataclass(frozen=True)
class StageChain:
    """Stages in series, all with the same leak law."""

    displacement: float  # [m3/s], first stage
    second: float  # second over first stage
    taper: float  # last over second stage
    stages: int
    choked: float  # K
    carried: float  # A
    exponent: float  # m
    returning: float  # [Pa m3/s], seal and purge gas that every stage carries besides the load
    free: float = 0.09  # a
    knee: float = 1.13e4  # [Pa], p*

    @property
    def displacements(self) -> Array:
        """Displacement of each stage [m3/s], first to last."""
        rest = self.second * self.taper ** (np.arange(self.stages - 1) / max(1, self.stages - 2))
        return np.asarray(self.displacement * np.concatenate([[1.0], rest]))


def _bent(leak: Array) -> Array:
    """Return a leak bent to stay below one."""
    return np.asarray(leak / (1 + leak**SHARPNESS) ** (1 / SHARPNESS))


def leak_fraction(pressure: Array, molecular: float | Array, exponent: float, viscous: float | Array) -> Array:
    """Return the part of a booster's displacement that leaks back, L = A (p / 100 Pa)^-m + C p, bent to stay below one.

    Parameters
    ----------
    pressure : array
        Pressure on the outlet side [Pa], shape [...].
    molecular : float or array
        A [1].
    exponent : float
        m [1], 0 to 1.
    viscous : float or array
        C [1/Pa].

    Returns
    -------
    array
        L [1], shape [...]; 1/L is the compression at zero flow.

    Examples
    --------
    >>> [round(float(x), 3) for x in leak_fraction(np.array([1.0, 300.0, 1e4, 1e-9]), 0.03, 0.35, 1.5e-5)]
    [0.15, 0.025, 0.156, 1.0]

    References
    ----------
    .. [1] pfeiffer-knowhow
    """
    p = np.maximum(pressure, 1e-30)
    return _bent(molecular * (p / UNIT_PRESSURE) ** -exponent + viscous * p)


def stage_leak(chain: StageChain, pressure: Array, root: float | Array = 1.0, thick: float | Array = 1.0) -> Array:
    """Return the part of a stage's displacement that comes back, L = K r (a + d)/(1 + d) + A (p/100 Pa)^-m, below one.

    Parameters
    ----------
    chain : StageChain
        The stages.
    pressure : array
        Pressure on the outlet side [Pa], shape [...].
    root : float or array
        r = sqrt(M_N2 / M) of the gas there [1].
    thick : float or array
        Its viscosity over that of N2 [1].

    Returns
    -------
    array
        L [1], shape [...].

    Examples
    --------
    >>> chain = StageChain(0.03, 0.7, 0.4, 4, 0.15, 0.02, 0.3, 0.0)
    >>> [round(float(x), 3) for x in stage_leak(chain, np.array([10.0, 1e3, 1e5]))]
    [0.054, 0.035, 0.139]
    >>> round(float(stage_leak(chain, np.array(1e3), 3.73, 0.5)), 3)  # H2
    0.083

    References
    ----------
    .. [1] jousten2016
    .. [2] foreline-computed
    """
    p = np.maximum(pressure, 1e-30)
    d = p / (chain.knee * root * thick)
    gap = chain.choked * root * (chain.free + d) / (1 + d)
    return _bent(np.asarray(gap + chain.carried * (p / UNIT_PRESSURE) ** -chain.exponent))


def march(chain: StageChain, throughput: Array, exhaust: float | Array = STANDARD_PRESSURE) -> Array:
    """Return the pressures before, between and after the stages, p_(k-1) = (Q + q0) / S_k + L(p_k) p_k.

    Parameters
    ----------
    chain : StageChain
        The stages.
    throughput : array
        Net load Q [Pa m3/s] at the temperature of the displacements, shape [...].
    exhaust : float or array
        Pressure behind the last stage [Pa], shape [...].

    Returns
    -------
    array
        Pressures [Pa], shape [..., stages + 1], inlet first.

    Examples
    --------
    >>> stages = march(StageChain(0.03, 0.7, 0.4, 4, 0.15, 0.02, 0.3, 0.0), np.array(1.0))
    >>> stages.round().tolist()
    [37.0, 101.0, 1408.0, 14183.0, 101325.0]

    References
    ----------
    .. [1] pfeiffer-knowhow
    """
    flow = np.asarray(throughput, dtype=float) + chain.returning
    p = np.broadcast_to(np.asarray(exhaust, dtype=float), flow.shape)
    found = [p]
    for s in chain.displacements[::-1]:
        p = flow / s + stage_leak(chain, p) * p
        found.append(p)
    return np.stack(found[::-1], axis=-1)


def throughput_at(chain: StageChain, pressure: Array, exhaust: float = STANDARD_PRESSURE) -> Array:
    """Return the gas the stages carry at an inlet pressure, load and returning gas together, Q + q0.

    Parameters
    ----------
    chain : StageChain
        The stages.
    pressure : array
        Inlet pressure [Pa], shape [...].
    exhaust : float
        Pressure behind the last stage [Pa].

    Returns
    -------
    array
        Throughput [Pa m3/s], shape [...]; where the load Q vanishes it is q0. Below what the chain can reach with no
        flow at all it is next to nothing.

    Examples
    --------
    >>> chain = StageChain(0.03, 0.7, 0.4, 4, 0.15, 0.02, 0.3, 0.0)
    >>> round(float(throughput_at(chain, march(chain, np.array([1.0]))[:, 0])[0]), 3)
    1.0

    References
    ----------
    .. [1] foreline-computed
    """
    largest = chain.displacement * max(float(np.max(pressure)), exhaust) * 2
    flow = np.geomspace(1e-9 * largest, largest, GRID)
    inlet = march(replace(chain, returning=0.0), flow, exhaust)[:, 0]
    return np.asarray(np.exp(np.interp(np.log(np.maximum(pressure, 1e-30)), np.log(inlet), np.log(flow))))


def net_speed(chain: StageChain, pressure: Array, exhaust: float = STANDARD_PRESSURE) -> Array:
    """Return the pumping speed of the chain, S = Q / p_0.

    Parameters
    ----------
    chain : StageChain
        The stages.
    pressure : array
        Inlet pressure [Pa], shape [...].
    exhaust : float
        Pressure behind the last stage [Pa].

    Returns
    -------
    array
        Net speed [m3/s], shape [...]; negative where gas comes back.

    Examples
    --------
    >>> chain = StageChain(0.03, 0.7, 0.4, 4, 0.15, 0.02, 0.3, 0.0)
    >>> [round(1e3 * float(s), 1) for s in net_speed(chain, np.array([10.0, 1e3, 1e5]))]
    [23.2, 28.2, 23.8]

    References
    ----------
    .. [1] pfeiffer-knowhow
    """
    p = np.asarray(pressure, dtype=float)
    return np.asarray((throughput_at(chain, p, exhaust) - chain.returning) / p)


def gas_power(chain: StageChain, throughput: Array, exhaust: float = STANDARD_PRESSURE) -> Array:
    """Return the power that isochoric stages give to the gas, P = sum S_k (p_k - p_(k-1)).

    Parameters
    ----------
    chain : StageChain
        The stages.
    throughput : array
        Net load [Pa m3/s], shape [...].
    exhaust : float
        Pressure behind the last stage [Pa].

    Returns
    -------
    array
        Power [W], shape [...]; stages that expand the gas give nothing back.

    Examples
    --------
    >>> chain = StageChain(0.03, 0.7, 0.4, 4, 0.15, 0.02, 0.3, 0.0)
    >>> round(float(gas_power(chain, np.array(0.0))), 0), round(float(gas_power(chain, np.array(0.0), 1.2e5)), 0)
    (930.0, 1104.0)

    References
    ----------
    .. [1] pfeiffer-knowhow
    """
    p = march(chain, throughput, exhaust)
    return np.asarray((chain.displacements * np.maximum(np.diff(p, axis=-1), 0.0)).sum(-1))


def gas_speed(chain: StageChain, gas: str, pressure: Array, purge: float, exhaust: float = STANDARD_PRESSURE) -> Array:
    """Return the speed for another gas than N2, S = Q / p_0, with purge N2 mixed in behind the last stage.

    Each stage leaks back what stands behind it: composition, mean molar mass and viscosity are those of load, purge and
    returning gas there. Without purge a light gas would come back through the last stages unhindered.

    Parameters
    ----------
    chain : StageChain
        The stages, as fitted with N2.
    gas : str
        The gas pumped.
    pressure : array
        Inlet pressure [Pa], shape [...].
    purge : float
        Purge nitrogen at the exhaust [Pa m3/s].
    exhaust : float
        Pressure behind the last stage [Pa].

    Returns
    -------
    array
        Speed [m3/s], shape [...]. H2 from a chain fitted to N2 is within 22 % of fourteen
        measured points; were the gap 0.1 mm high instead of 0.15, within 41 %.

    Examples
    --------
    >>> chain = fitted_chain("Edwards iXH200H")
    >>> pressure = 133.322 * np.array([1.0, 10.0, 100.0])
    >>> hydrogen = gas_speed(chain, "H2", pressure, 79.8)  # 44 slm
    >>> (hydrogen / net_speed(chain, pressure)).round(1).tolist()  # measured 0.84, 0.62, 0.37
    [0.7, 0.6, 0.4]

    References
    ----------
    .. [1] foreline-computed
    """
    gases = gas_set(("N2", gas))
    load = np.geomspace(1e-9, 1.0, GRID) * chain.displacement * max(float(np.max(pressure)), exhaust) * 2
    flow = np.stack([np.full(GRID, chain.returning), load], axis=-1)
    out = flow + np.array([purge, 0.0])
    p = exhaust * out / out.sum(-1, keepdims=True)
    mu, mass = viscosity(gases, ROOM_TEMPERATURE), gases.molar_mass
    for s in chain.displacements[::-1]:
        total = p.sum(-1)
        share = p / total[:, None]
        root, thick = np.sqrt(mass[0] / (share * mass).sum(-1)), mixture_viscosity(share, mu, mass) / mu[0]
        p = flow / s + stage_leak(chain, total, root, thick)[:, None] * p
    inlet = np.maximum.accumulate(p.sum(-1))
    asked = np.asarray(pressure, dtype=float)
    return np.asarray(np.exp(np.interp(np.log(asked), np.log(inlet), np.log(load))) / asked)


def altered(chain: StageChain, *, speed: float = 1.0, clearance: float = 1.0) -> StageChain:
    """Return the chain at another rotational speed or clearance: S ~ n, K ~ h / n, a ~ h, p* ~ 1 / h^2.

    Parameters
    ----------
    chain : StageChain
        The stages as fitted, with N2.
    speed : float
        Rotational speed over nominal [1].
    clearance : float
        Gap height over nominal [1].

    Returns
    -------
    StageChain
        The altered stages; what the rotors carry over and what returns as seal and purge gas are the same.

    Examples
    --------
    >>> slow = altered(StageChain(0.03, 0.7, 0.4, 4, 0.15, 0.02, 0.3, 0.0), speed=0.8)
    >>> round(slow.displacement, 3), round(slow.choked, 4)
    (0.024, 0.1875)

    References
    ----------
    .. [1] jousten2016
    """
    return replace(
        chain,
        displacement=chain.displacement * speed,
        choked=chain.choked * clearance / speed,
        free=chain.free * clearance,
        knee=chain.knee / clearance**2,
    )


@cache
def fitted_chain(model: str) -> StageChain | None:
    """Return the stages fitted to a catalogue pump by scripts/fit_stage_chains.py, None if there is no fit.

    Parameters
    ----------
    model : str
        Catalogue name.

    Returns
    -------
    StageChain or None
        The stages with N2 at nominal speed against one atmosphere.

    Examples
    --------
    >>> fitted_chain("Edwards iXH1210") is None  # a combination with a booster has no chain
    True

    References
    ----------
    .. [1] foreline-computed
    """
    row = properties("stage_chains").get(model)
    if row is None:
        return None
    return StageChain(
        float(row["displacement"]), float(row["second"]), float(row["taper"]), round(float(row["stages"])),
        float(row["choked"]), float(row["carried"]), float(row["exponent"]), float(row["returning"]), *gap_law(),
    )  # fmt: skip
