"""A dry pump as displacement stages in series, marched from the exhaust to the inlet without a root to find.

    p_(k-1) = Q / S_k + L(p_k) p_k,   L(p) = A (p / 100 Pa)^-m + C p
    S_1,  S_k = S_1 second taper^((k-2)/(n-2))

L is the part of a stage's displacement that leaks back: the first term by single molecules and by what the rotors
carry, the second by viscous flow in the gaps. It never exceeds one. Parameters are fitted to catalogue curves of N2,
which do not fix them well; the chain therefore serves for ratios on top of the curve (another exhaust pressure,
rotational speed, clearance), not for absolute speeds, nor for H2, whose measured speed it misses by up to a factor 2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from foreline.data import properties
from foreline.states import Array
from foreline.units import STANDARD_PRESSURE

UNIT_PRESSURE = 100.0  # [Pa], at which the molecular term is A
SHARPNESS = 4  # of the passage from L to one; 0.5 is lowered by 1.5 %
GRID = 160  # throughputs at which a chain is marched to be read backwards


@dataclass(frozen=True)
class StageChain:
    """Stages in series, all with the same leak law."""

    displacement: float  # [m3/s], first stage
    second: float  # second over first stage
    taper: float  # last over second stage
    stages: int
    molecular: float  # A
    exponent: float  # m
    viscous: float  # [1/Pa], C
    returning: float  # [Pa m3/s], seal and purge gas that every stage carries besides the load

    @property
    def displacements(self) -> Array:
        """Displacement of each stage [m3/s], first to last."""
        rest = self.second * self.taper ** (np.arange(self.stages - 1) / max(1, self.stages - 2))
        return np.asarray(self.displacement * np.concatenate([[1.0], rest]))


def leak_fraction(pressure: Array, molecular: float | Array, exponent: float, viscous: float | Array) -> Array:
    """Return the part of a displacement that leaks back, L = A (p / 100 Pa)^-m + C p, bent to stay below one.

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
    plain = molecular * (p / UNIT_PRESSURE) ** -exponent + viscous * p
    return np.asarray(plain / (1 + plain**SHARPNESS) ** (1 / SHARPNESS))


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
    >>> stages = march(StageChain(0.03, 0.7, 0.4, 4, 0.02, 0.3, 3e-6, 0.0), np.array(1.0))
    >>> stages.round().tolist()
    [35.0, 98.0, 3089.0, 31105.0, 101325.0]

    References
    ----------
    .. [1] pfeiffer-knowhow
    """
    flow = np.asarray(throughput, dtype=float) + chain.returning
    p = np.broadcast_to(np.asarray(exhaust, dtype=float), flow.shape)
    found = [p]
    for s in chain.displacements[::-1]:
        p = flow / s + leak_fraction(p, chain.molecular, chain.exponent, chain.viscous) * p
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
    >>> chain = StageChain(0.03, 0.7, 0.4, 4, 0.02, 0.3, 3e-6, 0.0)
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
    >>> chain = StageChain(0.03, 0.7, 0.4, 4, 0.02, 0.3, 3e-6, 0.0)
    >>> [round(1e3 * float(s), 1) for s in net_speed(chain, np.array([10.0, 1e3, 1e5]))]
    [25.7, 29.4, 11.6]

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
    >>> chain = StageChain(0.03, 0.7, 0.4, 4, 0.02, 0.3, 3e-6, 0.0)
    >>> round(float(gas_power(chain, np.array(0.0))), 0), round(float(gas_power(chain, np.array(0.0), 1.2e5)), 0)
    (1026.0, 1265.0)

    References
    ----------
    .. [1] pfeiffer-knowhow
    """
    p = march(chain, throughput, exhaust)
    return np.asarray((chain.displacements * np.maximum(np.diff(p, axis=-1), 0.0)).sum(-1))


def altered(
    chain: StageChain, *, speed: float = 1.0, clearance: float = 1.0, molecular: float = 1.0, viscous: float = 1.0
) -> StageChain:
    """Return the chain at another rotational speed, clearance or gas: S ~ n, A ~ h^2 / n, C ~ h^3 / n.

    Parameters
    ----------
    chain : StageChain
        The stages as fitted, with N2.
    speed : float
        Rotational speed over nominal [1].
    clearance : float
        Gap height over nominal [1].
    molecular : float
        Molecular leak over that of N2 [1], sqrt(M_N2 / M).
    viscous : float
        Viscous leak over that of N2 [1], mu_N2 / mu.

    Returns
    -------
    StageChain
        The altered stages; what returns as seal and purge gas is the same.

    Examples
    --------
    >>> chain = StageChain(0.03, 0.7, 0.4, 4, 0.02, 0.3, 3e-6, 0.0)
    >>> slow = altered(chain, speed=0.8)
    >>> round(slow.displacement, 3), round(slow.molecular, 3)
    (0.024, 0.025)

    References
    ----------
    .. [1] jousten2016
    """
    return replace(
        chain,
        displacement=chain.displacement * speed,
        molecular=chain.molecular * molecular * clearance**2 / speed,
        viscous=chain.viscous * viscous * clearance**3 / speed,
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
        float(row["molecular"]), float(row["exponent"]), float(row["viscous"]), float(row["returning"]),
    )  # fmt: skip
