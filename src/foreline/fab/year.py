"""What becomes of a tool's year: work, waiting, service and breakdown, in the manner of SEMI E10."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foreline.errors import OutsideValidity


@dataclass(frozen=True, kw_only=True)
class Stop:
    """What stops the tool: how long, and how often while it is fit to work [s]."""

    time: float
    every: float
    planned: bool


def year_shares(stops: Sequence[Stop], uptime: float | None) -> dict[str, float]:
    """Return the shares of a year, down = sum_i (t_i / T_i) / (1 + sum_i t_i / T_i), and what is left.

    T_i counts time in which the tool is fit to work; what of it is not asked for is standby. Engineering time and time
    that nobody plans to use are not among the shares: they are the rest of the calendar.

    Parameters
    ----------
    stops : sequence of Stop
        Duration t_i and interval T_i of each [s].
    uptime : float, optional
        Share in which wafers are processed [-]; without it, all that stops leave.

    Returns
    -------
    dict
        State -> share [-], of sum 1.

    Raises
    ------
    OutsideValidity
        E603 if more is asked for than the stops leave.

    Examples
    --------
    >>> service, breakdown = Stop(time=10.0, every=100.0, planned=True), Stop(time=15.0, every=100.0, planned=False)
    >>> {name: round(share, 6) for name, share in year_shares([service, breakdown], 0.7).items()}
    {'productive': 0.7, 'standby': 0.1, 'scheduled down': 0.08, 'unscheduled down': 0.12}

    References
    ----------
    .. [1] semi-e10
    """
    planned = sum(stop.time / stop.every for stop in stops if stop.planned)
    broken = sum(stop.time / stop.every for stop in stops if not stop.planned)
    fit = 1.0 / (1.0 + planned + broken)
    productive = fit if uptime is None else uptime
    if productive > fit * (1.0 + 1e-9):
        message = (
            f"wafers are to be processed {100 * productive:.4g} % of the time, but services leave {100 * fit:.4g} %"
        )
        raise OutsideValidity(message, "E603")
    return {
        "productive": productive,
        "standby": max(0.0, fit - productive),
        "scheduled down": fit * planned,
        "unscheduled down": fit * broken,
    }
