"""Declared sequence: what happens to the vacuum system after the pump-down, phase by phase, on one clock.

A phase changes valves, gases, pumps and wall temperatures; what it does not name stays as the phases before left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from foreline.errors import echo
from foreline.tool.fields import Declared, Duration, Fraction, Gas, GasFlow, Length, Name, Number, Pressure, Temperature
from foreline.tool.pumps import CapturePump, Cryo, DryPump, Ion, RootsBooster, Turbo
from foreline.tool.shape import did_you_mean

if TYPE_CHECKING:
    from foreline.tool import Tool

SLOWEST, FASTEST = 0.5, 1.3  # rotational speeds over nominal for which the laws of dry pumps and boosters may be asked
CHOKED = 0.48  # share of the supply pressure up to which the flow of any gas through a nozzle is choked


def _refuse(kind: str, message: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError(kind, "{message}", {"message": message, "hint": hint})


def _speed_word(value: object) -> object:
    """Refuse the words that engineers try first."""
    if isinstance(value, str | bool):
        hint = "0 stops the pump, 1 runs it at nominal speed, 0.6 idles it"
        raise _refuse("type", f"expected a rotational speed over nominal, not {echo(value)}", hint)
    return value


RotorSpeed = Annotated[Number, BeforeValidator(_speed_word), Field(ge=0.0, le=FASTEST)]


class Until(Declared):
    """A pressure at which a phase ends; its `time` is then the longest it may take."""

    chamber: Name = Field(description="whose total pressure counts")
    below: Pressure | None = Field(None, description="ends as the pressure falls to it; or give `above`")
    above: Pressure | None = Field(None, description="ends as the pressure rises to it; or give `below`")

    @model_validator(mode="after")
    def _one(self) -> Until:
        if (self.below is None) == (self.above is None):
            what = "'below' is missing, and so is 'above'" if self.below is None else "'below' and 'above' exclude"
            raise _refuse("missing", f"{what}: nothing says when this phase ends", "give one of the two")
        return self


class Venting(Declared):
    """Gas let in until a pressure is reached, at a constant flow: its valve then shuts by itself."""

    gas: Literal["air", "N2", "Ar"] = Field("N2", description="air is humid as around the tool; N2 and Ar are dry")
    pressure: Pressure = Field(101325.0, description="of the chamber, at which the vent valve shuts")
    flow: GasFlow | None = Field(None, gt=0.0, description="constant; or give a time, or the valve's diameter")
    time: Duration | None = Field(None, gt=0.0, description="in which an isolated chamber is full")
    diameter: Length | None = Field(None, description="of a choked nozzle with the supply's pressure in front")
    supply: Pressure = Field(3e5, description="absolute, in front of the nozzle")

    @model_validator(mode="after")
    def _one(self) -> Venting:
        given = [name for name in ("flow", "time", "diameter") if getattr(self, name) is not None]
        if len(given) != 1:
            message = f"{' and '.join(given)} exclude each other" if given else "nothing says how fast the gas comes in"
            raise _refuse("missing", message, "give one of 'flow', 'time' and 'diameter'")
        if self.diameter is not None and self.pressure > CHOKED * self.supply:
            message = f"the nozzle is not choked up to {self.pressure:.4g} Pa with {self.supply:.4g} Pa in front of it"
            raise _refuse("range", message, f"raise 'supply' to {self.pressure / CHOKED:.3g} Pa, or give 'flow'")
        return self


class SequencePhase(Declared):
    """One phase of a sequence; what it does not name stays as it was."""

    time: Duration = Field(gt=0.0, description="it lasts; with `until`, the longest it may last")
    until: Until | None = Field(None, description="pressure that ends it; not reaching it breaks rule R175")
    ramp: Duration = Field(
        0.0, description="from its beginning, in which openings and wall temperatures change; the shortest it lasts"
    )
    open: tuple[Name, ...] = Field((), max_length=500, description="ducts whose valve opens")
    close: tuple[Name, ...] = Field((), max_length=500, description="ducts whose valve closes")
    opening: dict[Name, Fraction] = Field(
        default_factory=dict, max_length=500, description="ducts opened in part, share of their conductance"
    )
    gases: dict[Name, dict[Gas, GasFlow]] = Field(
        default_factory=dict,
        max_length=200,
        description="gas let into a chamber; replaces what flowed there, 0 ends it",
    )
    vent: dict[Name, Venting] = Field(default_factory=dict, max_length=200, description="chambers filled with gas")
    pumps: dict[Name, RotorSpeed] = Field(
        default_factory=dict, max_length=200, description="rotational speed over nominal: 0 stops, 1 runs, 0.6 idles"
    )
    temperature: dict[Name, Temperature] = Field(
        default_factory=dict, max_length=200, description="of a chamber's walls, as in a bake; its gas stays as it was"
    )
    regenerate: tuple[Name, ...] = Field(
        (), max_length=50, description="cryopumps warmed up, emptied and cooled again, behind closed valves"
    )


def openings(tool: Tool) -> Mapping[str, Mapping[str, float]]:
    """Return how far each duct is open in each phase of the sequence, once its ramp is over.

    Parameters
    ----------
    tool : Tool
        The declared tool.

    Returns
    -------
    mapping of str to mapping of str to float
        By phase and duct; 0 is closed. After the pump-down ducts stand as in high vacuum.

    Examples
    --------
    >>> from foreline.tool.read import loads
    >>> from foreline.tool.schema import template
    >>> tool = loads(template()).tool
    >>> swap = SequencePhase(time="1 min", close=["gate-valve"], opening={"rough-line": "5 %"})
    >>> openings(tool.model_copy(update={"sequence": {"swap": swap}}))["swap"]
    {'gate-valve': 0.0, 'rough-line': 0.05, 'lock-pipe': 1.0}

    References
    ----------
    .. [1] foreline-computed
    """
    now = {name: 0.0 if duct.open == "roughing" else 1.0 for name, duct in tool.ducts.items()}
    found = {}
    for name, phase in tool.sequence.items():
        now = now | dict.fromkeys(phase.open, 1.0) | dict.fromkeys(phase.close, 0.0) | dict(phase.opening)
        found[name] = now
    return found


Broken = tuple[list[str | int], str, str]


def broken_phases(tool: Tool) -> Iterable[Broken]:
    """Yield what is wrong in a sequence: unknown names, contradictions, phases that cannot be.

    Parameters
    ----------
    tool : Tool
        All its fields are valid, each for itself.

    Yields
    ------
    Broken
        Location, message and hint of each.

    Examples
    --------
    >>> from foreline.tool.read import loads
    >>> from foreline.tool.schema import template
    >>> tool = loads(template()).tool
    >>> swap = SequencePhase(time="1 min", close=["gate"])
    >>> [message for _, message, _ in broken_phases(tool.model_copy(update={"sequence": {"swap": swap}}))]
    ["no duct 'gate'"]

    References
    ----------
    .. [1] foreline-computed
    """
    for where, soft in _soft_pumps(tool):
        for i, name in enumerate(soft):
            if name not in tool.ducts:
                yield [*where, i], f"no duct {echo(name)}", did_you_mean(name, tool.ducts, "ducts: ")
    for name, phase in tool.sequence.items():
        at: list[str | int] = ["sequence", name]
        yield from _names(tool, phase, at)
        yield from _contradictions(phase, at)
        yield from _speeds(tool, phase, at)
    yield from _regenerations(tool)


def _soft_pumps(tool: Tool) -> Iterable[tuple[list[str | int], tuple[str, ...]]]:
    """Yield where soft pumps name their ducts."""
    if tool.pump_down.soft_pump is not None:
        yield ["pump_down", "soft_pump", "ducts"], tool.pump_down.soft_pump.ducts
    lock = tool.handling.load_lock
    if lock is not None and lock.soft_pump is not None:
        yield ["handling", "load_lock", "soft_pump", "ducts"], lock.soft_pump.ducts


def _names(tool: Tool, phase: SequencePhase, at: list[str | int]) -> Iterable[Broken]:
    """Yield names nobody declared."""
    chambers: list[tuple[list[str | int], str]] = []
    if phase.until is not None:
        chambers.append(([*at, "until", "chamber"], phase.until.chamber))
    for field in ("gases", "vent", "temperature"):
        chambers += [([*at, field, name, "[key]"], name) for name in getattr(phase, field)]
    ducts = [([*at, field, i], name) for field in ("open", "close") for i, name in enumerate(getattr(phase, field))]
    ducts += [([*at, "opening", name, "[key]"], name) for name in phase.opening]
    pumps = [([*at, "pumps", name, "[key]"], name) for name in phase.pumps]
    pumps += [([*at, "regenerate", i], name) for i, name in enumerate(phase.regenerate)]
    groups = (("chamber", chambers, tool.chambers), ("duct", ducts, tool.ducts), ("pump", pumps, tool.pumps))
    for what, uses, known in groups:
        for place, name in uses:
            if name not in known:
                yield place, f"no {what} {echo(name)}", did_you_mean(name, known, f"{what}s: ")


def _contradictions(phase: SequencePhase, at: list[str | int]) -> Iterable[Broken]:
    """Yield ducts that one phase moves twice, ramps longer than their phase, gas where a vent fills."""
    seen: set[str] = set()
    for field in ("open", "close"):
        for i, name in enumerate(getattr(phase, field)):
            if name in seen:
                yield [*at, field, i], f"the duct {echo(name)} is named twice in this phase", "name it once"
            seen.add(name)
    for name in phase.opening:
        if name in seen:
            yield [*at, "opening", name], f"the duct {echo(name)} is named twice in this phase", "name it once"
    if phase.ramp > phase.time:
        message = f"the ramp of {phase.ramp:.4g} s is longer than the phase, {phase.time:.4g} s"
        yield [*at, "ramp"], message, "raise 'time'"


def _speeds(tool: Tool, phase: SequencePhase, at: list[str | int]) -> Iterable[Broken]:
    """Yield speeds that a pump cannot run at."""
    for name, speed in phase.pumps.items():
        pump, place = tool.pumps.get(name), [*at, "pumps", name]
        if pump is None or (speed in (0.0, 1.0) and not isinstance(pump, Cryo)):
            continue
        if isinstance(pump, Cryo):
            yield place, "a cryopump does not turn", "empty it with 'regenerate'"
        elif isinstance(pump, DryPump | RootsBooster) and speed < SLOWEST:
            hint = f"0 stops it; otherwise {SLOWEST:g} to {FASTEST:g}"
            yield place, f"at {speed:g} of its speed this pump's law is not known", hint
        elif not isinstance(pump, DryPump | RootsBooster | Turbo):
            hint = "write 0 or 1"
            kind = "an ion pump is on or off" if isinstance(pump, Ion) else "the speed of this kind cannot be changed"
            yield place, kind, hint
        elif isinstance(pump, Turbo) and speed > 1.0:
            yield place, "a turbo does not run above its nominal speed", "write 1 or less"


def _regenerations(tool: Tool) -> Iterable[Broken]:
    """Yield pumps that cannot be regenerated, and open valves at those that are."""
    if not all(name in tool.ducts for phase in tool.sequence.values() for name in (*phase.open, *phase.close)):
        return  # reported as unknown
    for phase, valves in openings(tool).items():
        for i, name in enumerate(tool.sequence[phase].regenerate):
            pump = tool.pumps.get(name)
            place: list[str | int] = ["sequence", phase, "regenerate", i]
            if pump is None:
                continue
            if not isinstance(pump, Cryo):
                told = "an ion pump buries its gas for good" if isinstance(pump, CapturePump) else "it holds no gas"
                yield place, f"{echo(name)} is not regenerated: {told}", "name a cryopump"
                continue
            ways = [d for d, duct in tool.ducts.items() if valves[d] > 0 and pump.inlet in (duct.start, duct.end)]
            if ways:
                message = f"{echo(name)} warms up with {echo(ways[0])} open at its inlet"
                yield place, message, f"add it to 'close': {ways[0]}"
