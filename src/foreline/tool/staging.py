"""Sources that stand in scenes: which facet they are, and which wafer their film grows on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from foreline.errors import echo
from foreline.tool.bodies import DiskShape
from foreline.tool.shape import did_you_mean
from foreline.tool.source import SourceBase

if TYPE_CHECKING:
    from foreline.tool import Tool
    from foreline.tool.scene import Facet

SAME = 1e-6  # relative, to which the wafer and the facet it lies on are of one size

Broken = tuple[list[str | int], str, str]  # where, what, what to write instead


def stages(tool: Tool) -> dict[str, list[str]]:
    """Return the scenes that sources stand in, and these sources.

    Parameters
    ----------
    tool : Tool
        The tool.

    Returns
    -------
    dict
        Name of a scene -> names of sources.

    Examples
    --------
    >>> from foreline.tool.read import loads
    >>> from foreline.tool.schema import template
    >>> stages(loads(template()).tool)
    {}

    References
    ----------
    .. [1] foreline-computed
    """
    found: dict[str, list[str]] = {}
    for name, source in tool.sources.items():
        if isinstance(source, SourceBase) and source.position.scene is not None:
            found.setdefault(source.position.scene, []).append(name)
    return found


def broken_stages(tool: Tool) -> Iterable[Broken]:
    """Yield sources in scenes that are not there, on facets that cannot be a source or a wafer.

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
    >>> list(broken_stages(loads(template()).tool))
    []

    References
    ----------
    .. [1] foreline-computed
    """
    for scene, names in stages(tool).items():
        for name in names:
            source = tool.sources[name]
            if not isinstance(source, SourceBase):
                continue
            at: list[str | int] = ["sources", name, "position"]
            if scene not in tool.scenes:
                hint = did_you_mean(scene, tool.scenes, "scenes: ") if tool.scenes else "declare it under 'scenes:'"
                yield [*at, "scene"], f"no scene {echo(scene)}", hint
                continue
            facets = tool.scenes[scene].facets
            for role, own in (("facet", source.position.facet), ("wafer", source.position.wafer)):
                if own in facets:
                    yield from (([*at, role], what, hint) for what, hint in _unfit(role, facets[own], tool))
                else:
                    hint = did_you_mean(str(own), facets, "facets: ")
                    yield [*at, role], f"scene {scene!r} has no facet {echo(str(own))}", hint
            if source.position.facet == source.position.wafer:
                yield [*at, "wafer"], "the source cannot be its own wafer", "name the facet that the film grows on"
            if getattr(source, "virtual_height", 0.0):
                hint = "delete it, and declare the facet where the plume seems to start"
                yield ["sources", name, "virtual_height"], "in a scene atoms leave the facet itself", hint


def _unfit(role: str, facet: Facet, tool: Tool) -> Iterable[tuple[str, str]]:
    """Yield why a facet cannot be a source or a wafer."""
    shape = facet.shapes[0]
    what = "source" if role == "facet" else "wafer"
    if len(facet.shapes) != 1 or not isinstance(shape, DiskShape) or shape.hole is not None:
        yield f"a {what} is one disk without a hole", "give it a facet of its own, 'kind: disk'"
        return
    if facet.open:
        yield f"a {what} that is swung away part of the time", "delete its 'open'; let a shutter move"
    if facet.opacity < 1.0:
        yield f"a {what} that lets molecules through", "delete its 'opacity'"
    if role == "wafer" and abs(shape.diameter / tool.wafer.diameter - 1.0) > SAME:
        sizes = f"{1e3 * shape.diameter:.6g} mm, the tool's wafer {1e3 * tool.wafer.diameter:.6g} mm"
        yield f"this facet is {sizes}", "make 'wafer: {diameter: ...}' and the disk agree"
