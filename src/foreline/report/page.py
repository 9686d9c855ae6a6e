"""Puts template, style, scripts and the result into one HTML file that needs no network."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import math
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import Any

_STATIC = files("foreline.report").joinpath("static")
_BOOT = 'import {start} from "foreline/main.js"; start();'
_ARRAY_DIGITS = 7


def render(document: Mapping[str, Any]) -> str:
    """Return one self-contained HTML page for a result document.

    The page holds style, ES modules (as an import map of data: URLs) and the result itself; its content security
    policy forbids every request. The same document gives the same bytes. Arrays are written with seven significant
    digits, single numbers in full.

    Parameters
    ----------
    document : Mapping
        A result as `foreline.result` writes it: verdict, states, checks, notices, provenance, sources.

    Returns
    -------
    str
        HTML, to be written as UTF-8.

    Raises
    ------
    TypeError
        If the document holds something JSON has no word for.

    Examples
    --------
    >>> page = render({"name": "a </script> tool", "verdict": {"ok": True, "sentence": "all well"}})
    >>> page.startswith("<!doctype html>"), page.count("</script>"), "default-src 'none'" in page
    (True, 3, True)

    References
    ----------
    .. [1] foreline-computed
    """
    import_map = json.dumps({"imports": {name: _data_url(text) for name, text in _modules().items()}})
    verdict = document.get("verdict") or {}
    return Template(_read("template.html")).substitute(
        title=html.escape(_printable(document.get("name")) or "Foreline report"),
        sentence=html.escape(_printable(verdict.get("sentence"))),
        policy=_policy(import_map, _BOOT),
        style=_read("vendor/uPlot.min.css") + "\n" + _read("report.css"),
        result=_escaped(document),
        packed=_packed() if _in_space(document) else "",
        import_map=import_map,
        boot=_BOOT,
    )


def _read(name: str) -> str:
    """Return a static file's text."""
    return _STATIC.joinpath(*name.split("/")).read_text(encoding="utf-8")


def _modules() -> dict[str, str]:
    """Return the ES modules by the bare name others import them under."""
    names = sorted(entry.name for entry in _STATIC.iterdir() if entry.name.endswith(".js"))
    return {"uplot": _read("vendor/uPlot.esm.js")} | {f"foreline/{name}": _read(name) for name in names}


def _data_url(script: str) -> str:
    """Return a module as a data: URL."""
    return "data:text/javascript;charset=utf-8;base64," + base64.b64encode(script.encode()).decode()


def _in_space(document: Mapping[str, Any]) -> bool:
    """Tell whether the document holds something to draw in three dimensions."""
    states = document.get("states")
    if not isinstance(states, Mapping):
        return False
    lists = [states.get(name) for name in ("films", "scenes")]
    shown = [one for some in lists if isinstance(some, list | tuple) for one in some]
    return any(isinstance(one, Mapping) and one.get("view") for one in shown)


def _packed() -> str:
    """Return the library that draws in three dimensions, a quarter of its size, as data the page unpacks."""
    text = gzip.compress(_read("vendor/three.module.min.js").encode(), mtime=0)
    return f'<script type="application/json" id="three">"{base64.b64encode(text).decode()}"</script>\n'


def _policy(*inline: str) -> str:
    """Return the page's content security policy: our inline scripts by hash, modules by data:, nothing else."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in inline
    )
    return (
        f"default-src 'none'; script-src {hashes} data:; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _printable(text: object) -> str:
    """Return text that UTF-8 can hold: half surrogates become question marks."""
    return "" if text is None else str(text).encode("utf-8", "replace").decode("utf-8")


def _plain(value: Any, in_array: bool = False) -> Any:
    """Return the value as JSON has it: null for what is not finite, shorter numbers in arrays."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, True) for one in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return float(f"{value:.{_ARRAY_DIGITS}g}") if in_array else value
    return value


def _escaped(document: Mapping[str, Any]) -> str:
    """Return the document as JSON that cannot end or open a tag; beyond ASCII everything is \\u-escaped."""
    text = json.dumps(_plain(document), separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
