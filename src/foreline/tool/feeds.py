"""What a process step lets into its chamber: its own gases, and those that its source brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foreline.data.reactions import Reaction, reaction
from foreline.tool.surface import Ald, Cvd, SurfaceSource
from foreline.tool.wafer import Deposit

if TYPE_CHECKING:
    from foreline.tool import Tool


def reaction_of(source: object) -> Reaction:
    """Return the gases of a source's reaction, none for a source that throws atoms.

    Parameters
    ----------
    source : object
        A declared source.

    Returns
    -------
    Reaction
        Gases that a vacuum network knows.

    Examples
    --------
    >>> reaction_of(Cvd(kind="cvd", chemistry="W-H2", temperature="400 degC", precursor="100 sccm")).precursor
    'WF6'

    References
    ----------
    .. [1] foreline-computed
    """
    if isinstance(source, SurfaceSource):
        return reaction(str(getattr(source, "kind", "")), source.chemistry)
    return reaction("", "")


def brought(source: object) -> dict[str, float]:
    """Return the gases a source lets in, the mean over a cycle if it pulses, n t_pulse / t_cycle.

    Parameters
    ----------
    source : object
        A declared source.

    Returns
    -------
    dict
        Gas to flow [mol/s]; what is no gas of the table is not in it.

    Examples
    --------
    >>> source = Cvd(kind="cvd", chemistry="W-SiH4", temperature="300 degC", precursor="10 sccm", reducer="20 sccm")
    >>> {gas: round(flow / brought(source)["WF6"], 6) for gas, flow in brought(source).items()}
    {'WF6': 1.0, 'SiH4': 2.0}

    References
    ----------
    .. [1] foreline-computed
    """
    known = reaction_of(source)
    found: dict[str, float] = {}
    if isinstance(source, Cvd):
        if known.precursor is not None:
            found[known.precursor] = source.precursor
        if known.reducer is not None and source.reducer is not None:
            found[known.reducer] = source.reducer
    elif isinstance(source, Ald):
        if known.precursor is not None:
            found[known.precursor] = source.precursor * source.pulse / source.cycle
        if known.reducer is not None and source.second_reactant is not None:
            found[known.reducer] = source.second_reactant * source.second_pulse / source.cycle
    return found


def let_in(tool: Tool, name: str) -> dict[str, float]:
    """Return what a step lets into its chamber, n_step + n_source.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    name : str
        One of its process steps.

    Returns
    -------
    dict
        Gas to flow [mol/s].

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> list(let_in(loads(text("template.yaml")).tool, "barrier"))
    ['Ar']

    References
    ----------
    .. [1] foreline-computed
    """
    step = tool.process[name]
    found = {str(gas): flow for gas, flow in step.gases.items()}
    if isinstance(step, Deposit):
        for gas, flow in brought(tool.sources[step.source]).items():
            found[gas] = found.get(gas, 0.0) + flow
    return found
