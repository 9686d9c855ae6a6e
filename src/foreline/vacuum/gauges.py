"""What gauges show: they are set for nitrogen, and each gas moves them by its own factor."""

from __future__ import annotations

import numpy as np

from foreline.data import properties
from foreline.states import Array


def _factors(names: tuple[str, ...], name: str) -> Array:
    """Return one column of the gauge table [gas]."""
    table = properties("gauges")
    return np.array([float(table[gas][name]) for gas in names])


def ion_gauge_reading(pressure: Array, names: tuple[str, ...]) -> Array:
    """Return what a hot-cathode ionisation gauge set for N2 shows, sum of p_i s_i.

    Linear below about 0.1 Pa; one gauge differs from another by up to 15 % in each factor.

    Parameters
    ----------
    pressure : array
        Partial pressures [Pa], shape [..., gas].
    names : tuple of str
        Gases, in that order.

    Returns
    -------
    array
        Reading [Pa, N2 equivalent], shape [...].

    Examples
    --------
    >>> round(float(ion_gauge_reading(np.array([1e-6, 1e-4]), ("N2", "Ar"))) * 1e4, 3)
    1.41

    References
    ----------
    .. [1] redhead-gauges
    """
    return np.asarray((pressure * _factors(names, "ion_gauge")).sum(-1))


def pirani_reading(pressure: Array, names: tuple[str, ...]) -> Array:
    """Return what a Pirani gauge set for N2 shows, sum of p_i / C_i, where heat conduction is molecular.

    From 1 to 100 Pa; above, gases lose their own factors and light gases overshoot.

    Parameters
    ----------
    pressure : array
        Partial pressures [Pa], shape [..., gas].
    names : tuple of str
        Gases, in that order.

    Returns
    -------
    array
        Reading [Pa, N2 equivalent], shape [...].

    Examples
    --------
    >>> round(float(pirani_reading(np.array([17.0]), ("Ar",))), 1)
    10.0

    References
    ----------
    .. [1] inficon-bcg450
    """
    return np.asarray((pressure / _factors(names, "pirani_correction")).sum(-1))
