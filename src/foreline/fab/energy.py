"""Energy, gas and carbon of one wafer."""

from __future__ import annotations

from foreline.states import Array
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE, STANDARD_TEMPERATURE


def cycle_mean(idle: Array, active: Array, duration: Array, cycle: float) -> Array:
    """Return the mean over a wafer's cycle of what pumps take, X = X_idle + sum_s (X_s - X_idle) t_s / T.

    Parameters
    ----------
    idle : ndarray, shape (pump,)
        Any additive quantity of each pump between the steps, such as its power [W].
    active : ndarray, shape (step, pump)
        The same during each step [W].
    duration : ndarray, shape (step,)
        Time of each step [s].
    cycle : float
        Time between two wafers [s].

    Returns
    -------
    ndarray, shape (pump,)
        Mean over the cycle [W].

    Examples
    --------
    >>> import numpy as np
    >>> cycle_mean(np.array([1000.0]), np.array([[1400.0]]), np.array([15.0]), 60.0)
    array([1100.])

    References
    ----------
    .. [1] semi-s23
    """
    mean: Array = idle + duration @ (active - idle) / cycle
    return mean


def supply_energy(power: float, duration: float, efficiency: float) -> float:
    """Return what a source takes from the mains in one step, E = P t / eta.

    Parameters
    ----------
    power : float
        Power into the source [W].
    duration : float
        Time of the step [s].
    efficiency : float
        Of the supply, mains to source [-].

    Returns
    -------
    float
        Energy [J].

    Examples
    --------
    >>> supply_energy(power=18e3, duration=10.0, efficiency=0.9)
    200000.0

    References
    ----------
    .. [1] foreline-assumed
    """
    return power * duration / efficiency


def standard_volume(amount: float) -> float:
    """Return the volume of an amount of gas at 0 degC and 101325 Pa, V = n R T0 / p0.

    Parameters
    ----------
    amount : float
        Gas [mol].

    Returns
    -------
    float
        Volume [m3].

    Examples
    --------
    >>> round(standard_volume(1.0), 6)
    0.022414

    References
    ----------
    .. [1] codata2018
    """
    return amount * GAS_CONSTANT * STANDARD_TEMPERATURE / STANDARD_PRESSURE


def vent_amount(volume: float, temperature: float, pressure: float, wafers: int) -> float:
    """Return the gas that fills a load lock, shared by its wafers, n = p V / (R T n_wafers).

    Parameters
    ----------
    volume : float
        Of one load lock [m3].
    temperature : float
        Of its walls [K].
    pressure : float
        It is vented to [Pa].
    wafers : int
        Wafers per cycle [-].

    Returns
    -------
    float
        Gas per wafer [mol].

    Examples
    --------
    >>> round(vent_amount(volume=0.01, temperature=293.15, pressure=101325.0, wafers=1), 4)
    0.4157

    References
    ----------
    .. [1] codata2018
    """
    return pressure * volume / (GAS_CONSTANT * temperature * wafers)


def carbon(energy: float, nitrogen: float, intensity: float, nitrogen_energy: float) -> float:
    """Return the carbon dioxide of electricity and nitrogen, m = (E + V_N2 e_N2) c.

    Parameters
    ----------
    energy : float
        Electricity [J].
    nitrogen : float
        Nitrogen at 0 degC and 101325 Pa [m3].
    intensity : float
        Of the grid [kg/J].
    nitrogen_energy : float
        Electricity to make nitrogen [J/m3].

    Returns
    -------
    float
        CO2 equivalent [kg].

    Examples
    --------
    >>> round(carbon(energy=3.6e6, nitrogen=4.0, intensity=0.5 / 3.6e6, nitrogen_energy=0.25 * 3.6e6), 12)
    1.0

    References
    ----------
    .. [1] semi-s23
    """
    return (energy + nitrogen * nitrogen_energy) * intensity
