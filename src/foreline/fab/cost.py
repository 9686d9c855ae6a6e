"""Cost of one wafer, in the manner of a cost-of-ownership sheet."""

from __future__ import annotations

YEAR = 31557600.0  # s, Julian


def depreciation(price: float, life: float, cycle: float, uptime: float) -> float:
    """Return the capital written off per wafer, C = price / life x T / uptime.

    Parameters
    ----------
    price : float
        Of the tool [USD].
    life : float
        Over which it is written off in equal parts [s].
    cycle : float
        Time between two wafers while running [s].
    uptime : float
        Fraction of all time in which it runs [-].

    Returns
    -------
    float
        Cost per wafer [USD].

    Examples
    --------
    >>> round(depreciation(price=5e6, life=5 * YEAR, cycle=60.0, uptime=0.85), 3)
    2.237

    References
    ----------
    .. [1] semi-e35
    """
    return price / life * cycle / uptime


def maintenance(price: float, fraction: float, cycle: float, uptime: float) -> float:
    """Return the maintenance per wafer, C = price x fraction / year x T / uptime.

    Parameters
    ----------
    price : float
        Of the tool [USD].
    fraction : float
        Of the price spent per year [-].
    cycle : float
        Time between two wafers while running [s].
    uptime : float
        Fraction of all time in which it runs [-].

    Returns
    -------
    float
        Cost per wafer [USD].

    Examples
    --------
    >>> round(maintenance(price=5e6, fraction=0.05, cycle=60.0, uptime=0.85), 3)
    0.559

    References
    ----------
    .. [1] semi-e35
    """
    return price * fraction / YEAR * cycle / uptime


def target_use(erosion: float, duration: float, thickness: float, usable_depth: float) -> float:
    """Return the part of a target's life one wafer takes, f = erosion rate x t / (thickness x usable depth).

    The deepest groove decides: the target is exchanged before the groove reaches the backing plate.

    Parameters
    ----------
    erosion : float
        At the deepest point of the groove [m/s].
    duration : float
        Time of the step [s].
    thickness : float
        Of the new target [m].
    usable_depth : float
        Depth of the groove at exchange, of the thickness [-].

    Returns
    -------
    float
        Part of a target [-].

    Examples
    --------
    >>> round(1 / target_use(erosion=5e-8, duration=10.0, thickness=0.01, usable_depth=0.9))
    18000

    References
    ----------
    .. [1] foreline-assumed
    """
    return erosion * duration / (thickness * usable_depth)
