"""Declared joints: scenes whose open ports join chambers of the vacuum network, as many as there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import Field

from foreline.errors import echo
from foreline.tool.fields import Declared, Fraction, Name
from foreline.tool.scene import Scene
from foreline.tool.shape import did_you_mean
from foreline.tool.vacuum import Phase

if TYPE_CHECKING:
    from foreline.tool import Tool

Broken = tuple[list[str | int], str, str]  # where, what, what to write instead


class Joint(Declared):
    """A scene in the network: test particles find what passes between its ports, and each port opens into a chamber."""

    scene: Name = Field(description="which scene; its walls keep no gas and give off none")
    ports: dict[Name, Name] = Field(max_length=20, description="facets that are open, and their chambers")
    open: Phase = Field("always", description="in which phase of the pump-down it is open")
    error: Fraction = Field(0.01, ge=1e-4, le=0.2, description="standard error of what passes a pair, over its value")


def broken_joints(tool: Tool) -> Iterable[Broken]:
    """Yield joints of scenes that are not there, and scenes that cannot be joints.

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
    >>> list(broken_joints(loads(template()).tool))
    []

    References
    ----------
    .. [1] foreline-computed
    """
    for name, joint in tool.joints.items():
        at: list[str | int] = ["joints", name]
        if len(joint.ports) < 2:
            yield [*at, "ports"], "a joint has two ports at least", "write 'ports: {facet: chamber, other: chamber}'"
        elif len(set(joint.ports.values())) < 2:
            yield [*at, "ports"], "all ports open into one chamber", "name two chambers"
        if joint.scene not in tool.scenes:
            hint = did_you_mean(joint.scene, tool.scenes, "scenes: ") if tool.scenes else "declare it under 'scenes:'"
            yield [*at, "scene"], f"no scene {echo(joint.scene)}", hint
            continue
        scene = tool.scenes[joint.scene]
        unknown = [port for port in joint.ports if port not in scene.facets and scene.molflow is None]
        for port in unknown:
            hint = did_you_mean(port, scene.facets, "facets: ")
            yield [*at, "ports", port, "[key]"], f"scene {joint.scene!r} has no facet {echo(port)}", hint
        yield from () if unknown else _closed(joint, scene, at)


def _closed(joint: Joint, scene: Scene, at: list[str | int]) -> Iterable[Broken]:
    """Yield what a scene may have for `foreline transport`, and a joint may not."""
    for name, facet in scene.facets.items():
        if name in joint.ports:
            if 0.0 < facet.sticking < 1.0 or facet.specular > 0.0 or facet.opacity < 1.0:
                message = f"port {echo(name)} is half open: it has a sticking, specular or opacity of its own"
                hint = "a port takes all that lands on it; put what is behind it into a chamber with a pump or duct"
                yield [*at, "ports", name], message, hint
        elif facet.sticking > 0.0:
            message = f"facet {echo(name)} of the scene keeps gas, which no duct does"
            yield [*at, "scene"], message, "make it a port into a chamber with a pump"
        elif facet.emits is not None:
            message = f"facet {echo(name)} of the scene gives off gas, which no duct does"
            yield [*at, "scene"], message, "let a chamber's surface, leak or purge give it"
    if scene.background is not None:
        yield [*at, "scene"], "the scene has a background gas; a joint knows molecular flow alone", "delete it there"
