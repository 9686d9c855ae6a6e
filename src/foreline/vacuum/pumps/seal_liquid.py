"""Vapour pressure of liquids that seal pumps, and of water that may condense in them."""

from __future__ import annotations

import numpy as np

from foreline.data import properties
from foreline.states import Array

WATER_POWERS = (1.0, 1.5, 3.0, 3.5, 4.0, 7.5)
ICE = 273.15  # K


def vapour_pressure(liquid: str, temperature: float | Array) -> Array:
    """Return the saturation pressure of a liquid of the table `seal_liquids`.

    Water: ln(p/pc) = Tc/T sum a_i tau^n_i with tau = 1 - T/Tc, good to 0.1 % between 273.16 K and the critical point.
    Others: lg(p/Pa) = A - B/(t + C), t in degrees Celsius; between -30 and 150 degC.

    Parameters
    ----------
    liquid : str
        Row of the table, 'water'.
    temperature : float or array
        Temperature [K], shape [...].

    Returns
    -------
    array
        Pressure [Pa], shape [...].

    Examples
    --------
    >>> round(float(vapour_pressure("water", 293.15)), 1), round(float(vapour_pressure("ethylene-glycol", 293.15)), 1)
    (2339.2, 7.5)

    References
    ----------
    .. [1] wagner2002
    .. [2] meglobal2008
    """
    row = properties("seal_liquids")[liquid]
    t = np.asarray(temperature, dtype=float)
    if "critical_pressure" not in row:
        a, b, c = (float(row[f"antoine_{letter}"]) for letter in "abc")
        return np.asarray(10.0 ** (a - b / (t - ICE + c)))
    critical = float(row["critical_temperature"])
    tau = np.maximum(1 - t / critical, 0.0)
    terms = [float(row[f"wagner_{i}"]) * tau**power for i, power in enumerate(WATER_POWERS, start=1)]
    return np.asarray(float(row["critical_pressure"]) * np.exp(critical / t * sum(terms)))
