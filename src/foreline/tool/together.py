"""Numbers that are each possible and together are not: pressures out of order, valves that are shut when needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from foreline.tool.feeds import brought
from foreline.tool.source import Magnetron
from foreline.tool.surface import SurfaceSource
from foreline.tool.wafer import Deposit, Flow
from foreline.units import readable

if TYPE_CHECKING:
    from foreline.tool import Tool

Clash = tuple[list[str | int], str, str]  # where, what, what to write instead


def clashes(tool: Tool) -> Iterable[Clash]:
    """Yield the numbers of a tool that cannot hold together.

    Parameters
    ----------
    tool : Tool
        All its fields are valid, each for itself.

    Yields
    ------
    tuple
        Location, message and hint.

    Examples
    --------
    >>> from foreline.tool.read import loads
    >>> from foreline.tool.schema import template
    >>> list(clashes(loads(template()).tool))
    []
    """
    yield from _pump_down(tool)
    yield from _load_lock(tool)
    for name, chamber in tool.chambers.items():
        if chamber.bake is not None and chamber.bake.temperature <= chamber.temperature:
            message = f"a bake no hotter than the walls of {_shown(chamber.temperature, 'K')} bakes nothing"
            yield ["chambers", name, "bake", "temperature"], message, "write '150 degC', or delete the bake"
    yield from _process(tool)


def _shown(value: float, unit: str) -> str:
    size, spelt = readable(value, unit)
    return f"{size:.4g} {spelt}"


def _pump_down(tool: Tool) -> Iterable[Clash]:
    """Yield pressures of the pump-down that are out of order; who says where it starts may start below crossover."""
    start, crossover = tool.pump_down.start_pressure, tool.pump_down.crossover
    if crossover >= start and "start_pressure" not in tool.pump_down.model_fields_set:
        message = f"roughing would end at {_shown(crossover, 'Pa')}, before it begins at {_shown(start, 'Pa')}"
        yield ["pump_down", "crossover"], message, "usual: 5 to 50 Pa to a turbo, '0.3 Torr' to a cryopump"
    base = tool.pump_down.base_pressure
    if base is not None and base >= start:
        message = f"the chamber starts at {_shown(start, 'Pa')}, below this target"
        yield ["pump_down", "base_pressure"], message, "write a lower pressure, '1e-5 Pa'"


def _load_lock(tool: Tool) -> Iterable[Clash]:
    """Yield a load lock that is the chamber it serves, and one that need not be pumped."""
    lock = tool.handling.load_lock
    if lock is None:
        return
    if lock.chamber == tool.pump_down.chamber:
        message = f"{lock.chamber!r} is vented with every wafer; it cannot be the chamber that stays under vacuum"
        yield ["handling", "load_lock", "chamber"], message, "give the lock a chamber of its own"
    if lock.transfer_pressure >= tool.pump_down.start_pressure:
        message = f"the lock starts at {_shown(tool.pump_down.start_pressure, 'Pa')}, not above this pressure"
        yield ["handling", "load_lock", "transfer_pressure"], message, "usual: 1 to 100 Pa"


def _needs_gas(tool: Tool, step: Deposit | Flow) -> bool:
    """Tell whether a step is nothing without gas: it holds gas, sputters with it or grows from it."""
    return isinstance(step, Flow) or isinstance(tool.sources.get(step.source), Magnetron | SurfaceSource)


def _process(tool: Tool) -> Iterable[Clash]:
    """Yield steps that let no gas in, and pressures that only a closed throttle could hold."""
    throttles = {name: duct.open for name, duct in tool.ducts.items() if duct.throttle}
    shut = [name for name, phase in throttles.items() if phase == "roughing"]
    for name, step in tool.process.items():
        if step.gases and not any(step.gases.values()):
            message = "no gas flows in: every flow is zero"
            yield ["process", name, "gases"], message, "write a flow such as 'Ar: 20 sccm'"
        if not step.gases and _needs_gas(tool, step):
            yield ["process", name, "[key]"], "no gas flows in", "add gases, such as 'gases: {Ar: 20 sccm}'"
        if isinstance(step, Deposit):
            for gas in sorted(set(step.gases) & set(brought(tool.sources.get(step.source)))):
                message = f"the source {step.source!r} lets {gas} in; here it would count twice"
                yield ["process", name, "gases", gas, "[key]"], message, "delete it, or add it to the source's flow"
        if step.pressure is not None and shut and len(shut) == len(throttles):
            message = f"the throttle that should hold this pressure, {shut[0]!r}, is closed during the process"
            yield (
                ["process", name, "pressure"],
                message,
                "throttle a duct open in high-vacuum or always",
            )
