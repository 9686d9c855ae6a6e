"""Files that `foreline transport` writes of flown scenes: a page, and VTK XML for other programs."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foreline.errors import UsageError

if TYPE_CHECKING:
    from foreline.states import SceneState
    from foreline.tool.read import Loaded
    from foreline.transport.assembly import Assembly

Flown = Sequence[tuple["Assembly", "SceneState"]]


def check_places(report: Path | None, vtk: Path | None, scenes: bool) -> None:
    """Refuse to write what there is nothing for, before anything flies."""
    for option, place in (("--report", report), ("--vtk", vtk)):
        if place is not None and not scenes:
            raise UsageError(f"{option}: only scenes are drawn, and none is flown; see `scenes:` in the docs")
    if report is not None and report.is_dir():
        raise UsageError(f"--report: {report} is a directory; name a file, page.html")


def write_page(flown: Flown, loaded: Loaded, seed: int, error: float, page: Path) -> None:
    """Write one page with the scenes in three dimensions."""
    from foreline.cli.commands import write
    from foreline.report import render

    write(page, render(_document(flown, loaded, seed, error)))


def _document(flown: Flown, loaded: Loaded, seed: int, error: float) -> dict[str, Any]:
    """Return what the page shows."""
    from foreline import __version__
    from foreline.data import bibliography
    from foreline.result import plain
    from foreline.transport.views import flown_view

    states = [replace(state, view=flown_view(assembly, state)) for assembly, state in flown]
    used = sorted({source for state in states for source in state.sources})
    return {
        "foreline": __version__,
        "name": loaded.tool.name,
        "description": loaded.tool.description,
        "provenance": {
            "version": __version__,
            "python": platform.python_version(),
            "tool_file": Path(loaded.file).name,
            "tool_sha256": loaded.sha256,
            "overrides": list(loaded.overrides),
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "seed": seed,
            "relative_error": error,
        },
        "tool_text": loaded.text,
        "verdict": {"ok": True, "sentence": "Test particles through the scenes of this tool, facet by facet."},
        "states": {"scenes": plain(tuple(states))},
        "notices": plain(tuple(notice for state in states for notice in state.notices)),
        "sources": {key: bibliography().get(key, "") for key in used},
    }


def write_vtk(flown: Flown, directory: Path) -> None:
    """Write facets and flight paths of each scene as VTK XML."""
    from foreline.export.vtk import flown_surfaces, path_lines, save
    from foreline.transport.views import flown_view

    files = {}
    for assembly, state in flown:
        files[f"{state.name}.vtp"] = flown_surfaces(assembly.scene, state)
        kinds = zip(("free", "gas"), flown_view(assembly, state).paths, strict=False)
        files |= {f"{state.name}-paths-{kind}.vtp": path_lines(paths) for kind, paths in kinds}
    save(files, directory)
