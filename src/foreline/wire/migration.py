"""From a stress test to the life of a tree: kinetics, nucleation, growth of the void, spread over lines and mission."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.wire.electromigration import BOLTZMANN, StressTest
from foreline.wire.missions import Mission
from foreline.wire.stress import first_passage, steady_stress
from foreline.wire.tree import Tree
from foreline.wire.voids import grow_voids, time_to_length

CHARGE = 1.602176634e-19  # C; two public codes carry 1.609e-19
QUANTILES = 9  # Gauss-Hermite points over the critical stress


@dataclass(frozen=True, kw_only=True)
class Migration:
    """How a metal drifts in its lines; SI units. `diffusivity` is D0, `spread` the sigma of ln(life) at one stress."""

    metal: str
    atomic_volume: float
    effective_charge: float
    modulus: float
    critical_stress: float
    critical_sigma: float
    activation_energy: float
    diffusivity: float
    spread: float
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TreeLife:
    """What electromigration does to a tree; times under current [s], inf where it never happens."""

    steady: float  # largest tension at rest [Pa]
    steady_node: int
    nucleation: float  # of the median line
    node: int
    median: float  # nucleation and growth to the length that is a failure
    failed: float  # fraction at the mission's hours
    allowed: float  # time until the mission's allowed fraction has failed


def migration(metal: str, test: StressTest) -> Migration:
    """Return the drift of a metal such that a long line in the stress test fails at its median life.

    t50 = pi/4 (sigma_c/G)^2 kT/(D B Omega) + l kT/(D e Z rho j) with G = e Z rho j/Omega: nucleation at a blocked
    end, then drift over the void length l. D = D0 exp(-Ea/kT) follows, as both terms go with 1/D.

    Parameters
    ----------
    metal : str
        Chemical symbol; Cu is the only one with a full set.
    test : StressTest
        Its stress test.

    Returns
    -------
    Migration
        Omega [m3], Z [1], B [Pa], sigma_c [Pa], Ea [J], D0 [m2/s].

    Raises
    ------
    OutsideValidity
        E512 if the table has no set for the metal.

    Examples
    --------
    >>> from foreline.wire.electromigration import stress_test
    >>> f"{migration('Cu', stress_test('Cu')).diffusivity:.2e} m2/s"
    '7.79e-07 m2/s'

    References
    ----------
    .. [1] korhonen1993
    .. [2] em-analytical
    .. [3] emspice
    """
    if not drifts(metal):
        raise OutsideValidity(f"the table has no effective charge, modulus and critical stress for {metal}", "E512")
    row = properties("electromigration")[metal]
    volume, charge, modulus, critical, rho, length = (
        row[key].value
        for key in (
            "atomic_volume",
            "effective_charge",
            "modulus",
            "critical_stress",
            "drift_resistivity",
            "void_length",
        )
    )
    heat = BOLTZMANN * test.temperature
    push = drive(test.current_density, rho, charge, volume)
    nucleation = math.pi / 4 * (critical / push) ** 2 * heat / (modulus * volume)
    growth = length * heat / (volume * push)
    return Migration(
        metal=metal,
        atomic_volume=volume,
        effective_charge=charge,
        modulus=modulus,
        critical_stress=critical,
        critical_sigma=row["critical_sigma"].value,
        activation_energy=test.activation_energy,
        diffusivity=(nucleation + growth) / test.median_life * math.exp(test.activation_energy / heat),
        spread=test.sigma,
        sources=tuple(sorted({datum.source for datum in row.values()} | set(test.sources))),
    )


def drifts(metal: str) -> bool:
    """Tell whether the table holds what the drift of a metal needs.

    Parameters
    ----------
    metal : str
        Chemical symbol.

    Returns
    -------
    bool
        Whether `migration` knows it.

    Examples
    --------
    >>> drifts("Cu"), drifts("Ru")
    (True, False)

    References
    ----------
    .. [1] em-analytical
    """
    return "effective_charge" in properties("electromigration").get(metal, {})


def drive(current_density: float, resistivity: float, charge: float, atomic_volume: float) -> float:
    """Return the gradient of stress that stops the electron wind.

    G = e Z rho j / Omega.

    Parameters
    ----------
    current_density : float
        j [A/m2].
    resistivity : float
        rho, of the metal [Ohm m].
    charge : float
        Z, the effective charge over e [1].
    atomic_volume : float
        Omega [m3].

    Returns
    -------
    float
        G [Pa/m].

    Examples
    --------
    >>> f"{drive(1e10, 2.25e-8, 1.0, 1.182e-29):.3e} Pa/m"
    '3.050e+12 Pa/m'

    References
    ----------
    .. [1] korhonen1993
    """
    return CHARGE * charge * resistivity * current_density / atomic_volume


def stress_diffusivity(metal: Migration, temperatures: Array, shares: Array) -> float:
    """Return the diffusivity of stress, mean over a mix of temperatures that change faster than stress does.

    kappa = sum f_i D0 exp(-Ea/kT_i) B Omega / (k T_i).

    Parameters
    ----------
    metal : Migration
        The metal.
    temperatures, shares : ndarray, shape (bin,)
        Temperature [K] and its share of the time under current [1].

    Returns
    -------
    float
        kappa [m2/s].

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.wire.electromigration import stress_test
    >>> cu = migration("Cu", stress_test("Cu"))
    >>> f"{stress_diffusivity(cu, np.array([378.15]), np.array([1.0])):.2e} m2/s"
    '2.32e-18 m2/s'

    References
    ----------
    .. [1] korhonen1993
    """
    heat = BOLTZMANN * np.asarray(temperatures)
    speed = metal.diffusivity * np.exp(-metal.activation_energy / heat)
    return float(np.sum(np.asarray(shares) * speed / heat)) * metal.modulus * metal.atomic_volume


def tree_life(
    net: Tree, metal: Migration, push: Array, limit: Array, mission: Mission, initial: float = 0.0
) -> TreeLife:
    """Return when a tree gets its first void, when that interrupts the line, and how many trees have failed.

    F(t) = int Phi(ln(t / t_life(sigma_c)) / s) over the lognormal critical stress, t_life = nucleation + growth; lines
    whose stress never reaches their sigma_c never fail. The growth, by finite volumes, is that of the median line, or
    of the strongest that nucleates at all; all spread of diffusivity and void is the s of the stress test.

    Parameters
    ----------
    net : Tree
        The tree.
    metal : Migration
        The metal.
    push : ndarray, shape (segment,)
        G, positive where atoms are pushed from start to end [Pa/m].
    limit : ndarray, shape (node,)
        Length of a void that is a failure [m].
    mission : Mission
        Temperatures, hours, allowed failures.
    initial : float
        Stress before the current [Pa].

    Returns
    -------
    TreeLife
        Stress [Pa], times [s], failed fraction [1].

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.wire.electromigration import stress_test
    >>> from foreline.wire.missions import mission
    >>> from foreline.wire.tree import tree
    >>> cu = migration("Cu", stress_test("Cu"))
    >>> line = tree(np.array([0]), np.array([1]), np.array([2e-5]), np.array([1e-14]))
    >>> short = tree_life(line, cu, np.array([3e12]), np.array([1e-7, 1e-7]), mission("other"))
    >>> f"{short.steady / 1e6:.0f} MPa", short.nucleation, short.failed
    ('30 MPa', inf, 0.0)

    References
    ----------
    .. [1] korhonen1993
    .. [2] blech1976
    """
    kappa = stress_diffusivity(metal, mission.temperatures, mission.shares)
    rest = steady_stress(net, push, initial)
    point, weight = np.polynomial.hermite_e.hermegauss(QUANTILES)
    weight = weight / weight.sum()
    levels = metal.critical_stress * np.exp(metal.critical_sigma * point)
    times, nodes = first_passage(net, kappa, push, levels, initial)
    middle = QUANTILES // 2
    mortal_levels = np.flatnonzero(np.isfinite(times))
    growth = math.inf
    if len(mortal_levels):
        chosen = min(middle, int(mortal_levels[-1]))
        growth = _growth(net, metal, kappa, push, limit, float(levels[chosen]), float(times[chosen]), initial)
    lives = times + growth

    mortal = np.isfinite(lives)

    def failed(time: float) -> float:
        deviates = np.log(time / lives[mortal]) / metal.spread
        return float(sum(w * 0.5 * math.erfc(-z / math.sqrt(2)) for w, z in zip(weight[mortal], deviates, strict=True)))

    return TreeLife(
        steady=float(rest.max()),
        steady_node=int(np.argmax(rest)),
        nucleation=float(times[middle]),
        node=int(nodes[middle]),
        median=float(lives[middle]),
        failed=failed(mission.hours),
        allowed=_when(failed, mission.allowed_failures, lives, metal.spread),
    )


def _growth(
    net: Tree, metal: Migration, kappa: float, push: Array, limit: Array, critical: float, start: float, initial: float
) -> float:
    """Return how long a void grows from nucleation to its limit; inf if it comes to rest before."""
    drift = float(np.max(limit)) * metal.modulus / (kappa * float(np.max(np.abs(push))))
    end, before = 4 * (start + drift), 0.0
    while True:
        voids = grow_voids(net, kappa, push, modulus=metal.modulus, critical=critical, end=end, initial=initial)
        reached, _ = time_to_length(net, voids, limit)
        volume = float(voids.volume[-1].sum())
        if math.isfinite(reached):
            return reached - start
        if volume <= 1.0001 * before:
            return math.inf
        before, end = volume, 10 * end


def _when(failed: Callable[[float], float], fraction: float, lives: Array, spread: float) -> float:
    """Return when a fraction has failed; inf if so many never do."""
    mortal = lives[np.isfinite(lives)]
    if not len(mortal):
        return math.inf
    reach = math.exp((abs(NormalDist().inv_cdf(fraction)) + 8) * spread)
    low, high = math.log(mortal.min() / reach), math.log(mortal.max() * reach)
    if failed(math.exp(high)) < fraction:
        return math.inf
    for _ in range(60):
        mid = 0.5 * (low + high)
        low, high = (mid, high) if failed(math.exp(mid)) < fraction else (low, mid)
    return math.exp(high)
