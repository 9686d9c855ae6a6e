"""Names that must exist, plumbing that must lead somewhere, sizes that must fit into each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from foreline.errors import echo
from foreline.tool.elements import misfits
from foreline.tool.feature import CrossSection, Feature, Trench, unetchable
from foreline.tool.feature_steps import misplaced
from foreline.tool.joint import broken_joints
from foreline.tool.known import unknown_rows
from foreline.tool.pumps import CapturePump
from foreline.tool.scene import broken_scenes
from foreline.tool.sequence import broken_phases
from foreline.tool.shape import did_you_mean
from foreline.tool.staging import broken_stages
from foreline.tool.surface import SurfaceSource
from foreline.tool.together import clashes
from foreline.tool.wafer import Flow, misbalanced

if TYPE_CHECKING:
    from foreline.tool import Tool

ATMOSPHERE = "atmosphere"
Broken = tuple[list[str | int], str, str]  # where, what, what to write instead


def _long(feature: Feature) -> bool:
    """Tell whether a feature is a long trench of one section."""
    return isinstance(feature, Trench) or (isinstance(feature, CrossSection) and not feature.revolved)


@dataclass(frozen=True)
class _Plumbing:
    """The names of a tool: what joins which chambers, and who speaks of which."""

    chambers: tuple[str, ...]
    ducts: dict[str, tuple[str, str, str]]  # from, to, phase
    joints: dict[str, tuple[tuple[str, ...], str]]  # chambers, phase
    pumps: dict[str, tuple[str, str, str]]  # inlet, outlet, kind
    sources: tuple[str, ...]
    chamber_uses: tuple[tuple[list[str | int], str], ...]
    source_uses: tuple[tuple[list[str | int], str], ...]


def broken_links(tool: Tool) -> None:
    """Raise one pydantic error that lists every broken link of a tool.

    Parameters
    ----------
    tool : Tool
        All its fields are valid, each for itself.

    Raises
    ------
    PydanticCustomError
        Of type 'links'; its context lists location, message and hint of each.

    Examples
    --------
    >>> from foreline.tool.read import loads
    >>> from foreline.tool.schema import template
    >>> broken_links(loads(template()).tool)

    References
    ----------
    .. [1] foreline-computed
    """
    plumbing = _of_tool(tool)
    found = [*_names(plumbing), *_steps(tool), *_sizes(tool), *broken_phases(tool), *broken_scenes(tool)]
    found += [*broken_joints(tool), *broken_stages(tool)]
    unknown = list(unknown_rows(tool))
    if not found:  # a graph with wrong names would only repeat them
        found = [*_ways(plumbing, tool), *_rings(plumbing), *_open_cryos(plumbing, tool)]
    found += [*unknown, *clashes(tool)]
    if found:
        lines = [f"{'.'.join(map(str, loc))}: {message}{f' ({hint})' if hint else ''}" for loc, message, hint in found]
        message = "; ".join(lines)
        raise PydanticCustomError("links", "{text}", {"text": message, "problems": found})


def broken_names(data: object) -> list[Broken]:
    """Return the names a document uses and does not define, even where other fields are invalid.

    Parameters
    ----------
    data : object
        The document as Python data, valid or not.

    Returns
    -------
    list[Broken]
        Location, message and hint of each.

    Examples
    --------
    >>> broken_names({"chambers": {"pvd": 0}, "pump_down": {"chamber": "pvc"}})
    [(['pump_down', 'chamber'], "no chamber 'pvc'", "did you mean 'pvd'?")]

    References
    ----------
    .. [1] foreline-computed
    """
    return list(_names(_of_data(data)))


def _of_tool(tool: Tool) -> _Plumbing:
    lock = tool.handling.load_lock
    uses: list[tuple[list[str | int], str]] = [(["process", n, "chamber"], s.chamber) for n, s in tool.process.items()]
    uses.append((["pump_down", "chamber"], tool.pump_down.chamber))
    if lock is not None:
        uses.append((["handling", "load_lock", "chamber"], lock.chamber))
    uses += [(["joints", n, "ports", port], c) for n, j in tool.joints.items() for port, c in j.ports.items()]
    uses += [(["handling", "cleans", n, "[key]"], n) for n in tool.handling.cleans]
    sources: list[tuple[list[str | int], str]] = []
    sources += [(["process", n, "source"], s.source) for n, s in tool.deposits.items()]
    sources += [(["services", n, "life_of"], s.life_of) for n, s in tool.services.items() if s.life_of is not None]
    return _Plumbing(
        tuple(tool.chambers),
        {n: (d.start, d.end, d.open) for n, d in tool.ducts.items()},
        {n: (tuple(j.ports.values()), j.open) for n, j in tool.joints.items()},
        # A plugin's pump may lack what PumpBase declares; it is then nobody's link.
        {
            n: (
                str(getattr(p, "inlet", "")),
                ATMOSPHERE if isinstance(p, CapturePump) else str(getattr(p, "outlet", "")),
                str(getattr(p, "kind", "")),
            )
            for n, p in tool.pumps.items()
        },
        tuple(tool.sources),
        tuple(uses),
        tuple(sources),
    )


def _of_data(data: object) -> _Plumbing:
    """Read what can be read of a document that is not valid."""

    def part(of: object, *keys: str) -> Any:
        for key in keys:
            of = of.get(key) if isinstance(of, Mapping) else None
        return of

    def text(of: object, *keys: str) -> str:
        value = part(of, *keys)
        return value if isinstance(value, str) else ""

    def names(key: str) -> dict[str, Any]:
        value = part(data, key)
        return value if isinstance(value, dict) else {}

    steps = names("process")
    uses: list[tuple[list[str | int], str]] = [
        (["process", n, "chamber"], text(s, "chamber")) for n, s in steps.items()
    ]
    uses.append((["pump_down", "chamber"], text(data, "pump_down", "chamber")))
    uses.append((["handling", "load_lock", "chamber"], text(data, "handling", "load_lock", "chamber")))
    ports = {n: part(j, "ports") for n, j in names("joints").items()}
    ports = {n: {p: text(of, p) for p in of} for n, of in ports.items() if isinstance(of, dict)}
    uses += [(["joints", n, "ports", p], c) for n, of in ports.items() for p, c in of.items()]
    return _Plumbing(
        tuple(names("chambers")),
        {n: (text(d, "from"), text(d, "to"), text(d, "open")) for n, d in names("ducts").items()},
        {n: (tuple(ports.get(n, {}).values()), text(j, "open")) for n, j in names("joints").items()},
        {
            n: (text(p, "inlet"), text(p, "outlet") if text(p, "outlet") != "none" else "", text(p, "kind"))
            for n, p in names("pumps").items()
        },
        tuple(names("sources")),
        tuple(uses),
        tuple((["process", n, "source"], text(s, "source")) for n, s in steps.items() if text(s, "kind") != "flow"),
    )


def _names(p: _Plumbing) -> Iterable[Broken]:
    """Yield what is wrong with names. An empty name or list is left alone: it was reported as missing."""
    yield from _twice(p)
    yield from _unknown(p)
    yield from _own_ends(p)


def _twice(p: _Plumbing) -> Iterable[Broken]:
    """Yield names given to two things, and the one name nobody may give."""
    owner: dict[str, str] = {}
    for what, names in (("chamber", p.chambers), ("duct", p.ducts), ("joint", p.joints), ("pump", p.pumps)):
        for name in names:
            at: list[str | int] = [f"{what}s", name, "[key]"]
            if name == ATMOSPHERE:
                yield at, "'atmosphere' is the room outside, not a name to give", "rename it"
            elif name in owner:
                yield at, f"a {owner[name]} is called {echo(name)} too", f"give the {what} another name"
            owner.setdefault(name, what)


def _unknown(p: _Plumbing) -> Iterable[Broken]:
    """Yield uses of chambers and sources that nobody declared."""
    uses: list[tuple[list[str | int], str]] = list(p.chamber_uses)
    for name, (start, end, _) in p.ducts.items():
        uses += [(["ducts", name, "from"], start), (["ducts", name, "to"], end)]
    for name, (inlet, outlet, _) in p.pumps.items():
        uses += [(["pumps", name, "inlet"], inlet)]
        uses += [(["pumps", name, "outlet"], outlet)] if outlet != ATMOSPHERE else []
    for at, name in uses:
        if name == ATMOSPHERE:
            hint = "declare a leak in the chamber" if at[0] in ("ducts", "joints") else "name a chamber"
            yield at, "this must be a chamber, not 'atmosphere'", hint
        elif name and p.chambers and name not in p.chambers:
            yield at, f"no chamber {echo(name)}", did_you_mean(name, p.chambers, "chambers: ")
    for at, name in p.source_uses:
        if name and p.sources and name not in p.sources:
            yield at, f"no source {echo(name)}", did_you_mean(name, p.sources, "sources: ")


def _own_ends(p: _Plumbing) -> Iterable[Broken]:
    """Yield ducts and pumps whose two ends are one, and turbos without foreline."""
    for name, (start, end, _) in p.ducts.items():
        if start and start == end:
            yield ["ducts", name, "to"], f"the duct starts and ends in {echo(start)}", "name two chambers"
    for name, (inlet, outlet, kind) in p.pumps.items():
        at: list[str | int] = ["pumps", name, "outlet"]
        if inlet and inlet == outlet:
            yield at, f"the pump gives its gas back to its inlet {echo(inlet)}", "name another chamber"
        if kind == "turbo" and outlet == ATMOSPHERE:
            yield at, "a turbo cannot exhaust to atmosphere", "give it a foreline chamber with a backing pump"
        if kind == "roots-booster" and outlet == ATMOSPHERE:
            yield at, "a Roots booster cannot exhaust to atmosphere", "give it a chamber that a dry pump pumps"


def _steps(tool: Tool) -> Iterable[Broken]:
    """Yield steps that set thickness and time, or neither, and sections that need another one."""
    for name, step in tool.deposits.items():
        if step.thickness is not None and step.time is not None:
            yield ["process", name, "time"], "a step has a thickness or a time, not both", "delete one"
        if step.thickness is None and step.time is None:
            yield ["process", name, "[key]"], "a step needs a thickness or a time", "add 'thickness: 20 nm'"
        if "sticking" in step.model_fields_set and isinstance(tool.sources.get(step.source), SurfaceSource):
            message = "a film grown from gas has the sticking of its reaction"
            yield ["process", name, "sticking"], message, "delete it; `rate_factor` of the source scales the rate"
    for name, flow in tool.process.items():
        for message, hint in misbalanced(flow) if isinstance(flow, Flow) else ():
            yield ["process", name, "exhaust"], message, hint
    if tool.feature is not None:
        for at, message, hint in misplaced(tool.feature.steps, tool.deposits):
            yield ["feature", *at], message, hint
    if tool.feature is not None and not tool.deposits and not tool.feature.steps:
        yield (
            ["feature"],
            f"nothing is deposited into this {tool.feature.kind}",
            "add a step with 'kind: deposit', or delete it",
        )
    if tool.wire is not None and tool.feature is None:
        yield ["wire"], "a wire needs the trench it is made in", "add 'feature:', or delete the wire"
    elif tool.wire is not None and tool.feature is not None and not _long(tool.feature):
        message = f"a wire is made in a trench; this feature is a {tool.feature.kind}"
        yield ["wire"], message, "delete the wire, or declare a feature of kind trench, or a cross-section not revolved"


def _sizes(tool: Tool) -> Iterable[Broken]:
    """Yield what is larger than what it is part of."""
    for name, source in tool.sources.items():
        half = getattr(getattr(source, "target", None), "diameter", None)
        rings = getattr(source, "racetrack", ())
        for i, ring in enumerate(rings if isinstance(rings, tuple) else ()):
            radius = getattr(ring, "radius", None)
            if isinstance(half, float) and isinstance(radius, float) and radius > half / 2:
                message = f"the racetrack's radius {1e3 * radius:.4g} mm is outside the target"
                hint = f"the target's radius is {1e3 * half / 2:.4g} mm"
                yield ["sources", name, "racetrack", i, "radius"], message, hint
    for name, duct in tool.ducts.items():
        for i, element in enumerate(duct.path):
            for field, message, hint in misfits(element):
                yield ["ducts", name, "path", i, field], message, hint
    if tool.wafer.edge_exclusion >= tool.wafer.diameter / 2:
        message = "the edge exclusion covers the whole wafer"
        yield ["wafer", "edge_exclusion"], message, f"it must be less than {1e3 * tool.wafer.diameter / 2:.4g} mm"
    yield from ((["feature", *where], message, hint) for where, message, hint in unetchable(tool.feature))


def _open(p: _Plumbing, phase: str) -> list[tuple[str, str]]:
    """Return the ends of what is open in a phase: ducts, and joints from port to port."""
    ducts = [(start, end) for start, end, when in p.ducts.values() if when in ("always", phase)]
    return ducts + [ends for ports, when in p.joints.values() if when in ("always", phase) for ends in pairwise(ports)]


def _pumped(p: _Plumbing, phase: str) -> set[str]:
    """Return the chambers whose gas reaches the atmosphere in a phase, walking backwards from there."""
    into: dict[str, set[str]] = {}
    for start, end in _open(p, phase):
        into.setdefault(end, set()).add(start)
        into.setdefault(start, set()).add(end)
    for inlet, outlet, _ in p.pumps.values():
        into.setdefault(outlet, set()).add(inlet)
    reached, edge = {ATMOSPHERE}, [ATMOSPHERE]
    while edge:
        new = into.get(edge.pop(), set()) - reached
        reached |= new
        edge += new
    return reached


def _ways(p: _Plumbing, tool: Tool) -> Iterable[Broken]:
    """Yield chambers and pumps whose gas has no way out."""
    roughing, high = _pumped(p, "roughing"), _pumped(p, "high-vacuum")
    stuck = {name for name in p.chambers if name not in roughing | high}
    exhausts = {outlet for _, outlet, _ in p.pumps.values()}
    for name, (_, outlet, _) in p.pumps.items():
        if outlet in stuck:
            message = f"gas from this pump ends in {echo(outlet)}, which no pump takes to atmosphere"
            yield ["pumps", name, "outlet"], message, f"add a pump with inlet: {outlet} and outlet: atmosphere"
    for name in p.chambers:
        if name in stuck and name not in exhausts:
            message = f"no duct or pump leads from {echo(name)} to atmosphere"
            yield ["chambers", name, "[key]"], message, "join it with a duct, or give it a pump"
    chamber = tool.pump_down.chamber
    for phase, pumped in (("roughing", roughing), ("high-vacuum", high)):
        if chamber not in pumped and chamber not in stuck:
            message = f"while {phase} ducts are open nothing pumps {echo(chamber)}"
            hint = f"add a duct with 'open: {phase}' or 'open: always' that leads to a pump"
            yield ["pump_down", "chamber"], message, hint
    for name, step in tool.process.items():
        if step.chamber not in high and step.chamber not in stuck and step.chamber != chamber:
            message = f"nothing pumps {echo(step.chamber)} during the process"
            yield ["process", name, "chamber"], message, "add a duct with 'open: high-vacuum' or 'open: always'"


def _rings(p: _Plumbing) -> Iterable[Broken]:
    """Yield the pumps that pump in a ring while high-vacuum ducts are open; a roughing duct may bypass a turbo."""
    group = {name: name for name in p.chambers}

    def root(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    for start, end in _open(p, "high-vacuum"):
        group[root(start)] = root(end)
    ways = {n: (root(i), root(o)) for n, (i, o, _) in p.pumps.items() if i in group and o in group}
    down = {outlet: _downstream(outlet, list(ways.values())) for _, outlet in ways.values()}
    ringed = [name for name, (inlet, outlet) in ways.items() if inlet in down[outlet]]
    told: set[str] = set()
    for name in ringed:
        if name in told:
            continue
        inlet, outlet = ways[name]
        ring = [n for n in ringed if ways[n][0] in down[outlet] and inlet in down[ways[n][1]]]
        told.update(ring)
        others = ", ".join(echo(n) for n in ring[:5] if n != name)
        message = f"{echo(name)} pumps in a ring" + (f" with {others}" if others else ": an open duct joins its ends")
        yield ["pumps", name, "outlet"], message, "every way out must end at atmosphere"


def _open_cryos(p: _Plumbing, tool: Tool) -> Iterable[Broken]:
    """Yield cryopumps that no valve parts from chambers that start vented."""
    if tool.pump_down.start_pressure <= tool.pump_down.crossover:
        return
    rough = [(start, end) for start, end in _open(p, "roughing")]
    passing = {n for name, (i, o, _) in p.pumps.items() if not _captures(tool, name) for n in (i, o)}
    for name, (inlet, _, kind) in p.pumps.items():
        if kind != "cryo":
            continue
        near = {inlet}
        while more := {n for ends in rough if near & set(ends) for n in ends} - near:
            near |= more
        if near & passing:
            message = f"{echo(inlet)} is open to chambers that start vented, where a cryopump is neither cold nor kept"
            yield ["pumps", name, "inlet"], message, "put it behind a duct with 'open: high-vacuum'"


def _captures(tool: Tool, name: str) -> bool:
    return isinstance(tool.pumps[name], CapturePump)


def _downstream(start: str, ways: Sequence[tuple[str, str]]) -> set[str]:
    """Return where gas can be pumped to from a chamber, itself included."""
    seen, edge = {start}, [start]
    while edge:
        here = edge.pop()
        new = {outlet for inlet, outlet in ways if inlet == here} - seen
        seen |= new
        edge += new
    return seen
