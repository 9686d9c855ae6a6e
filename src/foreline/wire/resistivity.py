"""Resistivity of a wire's core: bulk at temperature, plus surfaces, plus grain boundaries, plus impurities."""

from __future__ import annotations

import math

from foreline.wire.materials import ROOM
from foreline.wire.size_effect import grain_factor, surface_factor

CIOFI_WIDTHS = (8e-9, 30e-9)  # m, core widths between which the fit of 20-30 nm half-pitch lines is used here


def bulk_resistivity(resistivity: float, temperature_coefficient: float, temperature: float) -> float:
    """Return the bulk resistivity at a temperature.

    rho0(T) = rho0 (1 + alpha (T - 293.15 K)).

    Parameters
    ----------
    resistivity : float
        At 20 degC [Ohm m].
    temperature_coefficient : float
        alpha [1/K].
    temperature : float
        T [K].

    Returns
    -------
    float
        rho0(T) [Ohm m].

    Examples
    --------
    >>> round(bulk_resistivity(1.678e-8, 3.93e-3, 373.15) * 1e8, 4)
    2.2056

    References
    ----------
    .. [1] stacktherm
    """
    return resistivity * (1 + temperature_coefficient * (temperature - ROOM))


def core_resistivity(
    bulk: float,
    resistivity_path: float,
    width: float,
    height: float,
    *,
    grain_size: float,
    specularity: float,
    reflection: float,
) -> tuple[float, float, float]:
    """Return resistivity, surface factor and grain factor of a rectangular wire by the additive rule.

    rho = rho0 (FS + MS - 1), lambda = (rho0 lambda) / rho0. Against the full integral of Mayadas
    and Shatzkes for films the sum is within -0.8 and +2.2 %; the product of the factors would be 6-87 % high.

    Parameters
    ----------
    bulk : float
        rho0 at the wire's temperature [Ohm m].
    resistivity_path : float
        rho0 lambda, which does not depend on temperature [Ohm m2].
    width, height : float
        Sides of the wire [m].
    grain_size : float
        Mean grain size along the wire [m].
    specularity, reflection : float
        p of the walls and R of the grain boundaries [1].

    Returns
    -------
    tuple of float
        rho [Ohm m], FS [1], MS [1].

    Raises
    ------
    OutsideValidity
        E506 if a side is below 0.01 mean free paths, or R is 1.

    Examples
    --------
    >>> parts = core_resistivity(1.7e-8, 6.8e-16, 40e-9, 80e-9, grain_size=40e-9, specularity=0.0, reflection=0.5)
    >>> [f"{part:.4g}" for part in parts]
    ['5.208e-08', '1.686', '2.378']

    References
    ----------
    .. [1] chambers1950
    .. [2] mayadas1970
    .. [3] foreline-computed
    """
    path = resistivity_path / bulk
    surface = surface_factor(width, height, path, specularity)
    grain = grain_factor(grain_size, path, reflection)
    return bulk * (surface + grain - 1), surface, grain


def ciofi_resistivity(width: float, height: float) -> float:
    """Return the resistivity of a narrow Cu core at room temperature by a fit to measured lines.

    rho(x, y) = b + q (cosh(x/l)/cosh(w/2l) + cosh(y/l)/cosh(h/2l)), averaged over the core:
    b + q (2l/w tanh(w/2l) + 2l/h tanh(h/2l)), with b = 32.05 Ohm nm, q = 82 Ohm nm, l = 3.75 nm.

    Parameters
    ----------
    width, height : float
        Sides of the Cu core [m].

    Returns
    -------
    float
        rho [Ohm m].

    Examples
    --------
    >>> round(ciofi_resistivity(16e-9, 38e-9) * 38e-9 ** -1 / 16e-9 * 1e-6, 1)
    140.8

    References
    ----------
    .. [1] ciofi2016
    """
    bulk, excess, decay = 32.05e-9, 82e-9, 3.75e-9
    return bulk + excess * sum(2 * decay / side * math.tanh(side / (2 * decay)) for side in (width, height))
