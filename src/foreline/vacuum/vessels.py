"""What the declared chambers ask of geometry and of the gas data."""

from __future__ import annotations

import math

from foreline.states import Notice
from foreline.tool import Tool
from foreline.vacuum.gas import FITTED

ROUNDED = 0.98  # of a sphere's surface: figures of two digits may miss it


def sphere_surface(volume: float) -> float:
    """Return the least surface that encloses a volume, A = (36 pi)^(1/3) V^(2/3).

    Parameters
    ----------
    volume : float
        Volume [m3].

    Returns
    -------
    float
        Surface [m2].

    Examples
    --------
    >>> round(sphere_surface(0.06), 3)
    0.741

    References
    ----------
    .. [1] foreline-computed
    """
    return float((36 * math.pi) ** (1 / 3) * volume ** (2 / 3))


def vessel_notices(tool: Tool) -> list[Notice]:
    """Return what is doubtful about the chambers: W196 for their temperature, W197 for their surface.

    Parameters
    ----------
    tool : Tool
        The declared tool.

    Returns
    -------
    list of Notice
        None for chambers of usual size and temperature.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> vessel_notices(loads(text("template.yaml")).tool)
    []

    References
    ----------
    .. [1] foreline-computed
    """
    found = []
    low, high = FITTED
    for name, chamber in tool.chambers.items():
        where = f"chambers.{name}"
        if not low <= chamber.temperature <= high:
            text = f"at {chamber.temperature:.4g} K viscosity and outgassing leave their data, {low:g} to {high:g} K"
            found.append(Notice(code="W196", where=where, message=text))
        least = sphere_surface(chamber.volume)
        if chamber.surface < ROUNDED * least:
            text = f"{chamber.surface:.3g} m2 cannot enclose {1e3 * chamber.volume:.4g} L: a sphere has {least:.3g} m2"
            found.append(Notice(code="W197", where=where, message=text))
    return found
