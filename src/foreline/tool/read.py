"""One tool file in, one `Tool` out, or all that is wrong with the file at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from foreline.errors import InputError, Problem, ToolFileError
from foreline.tool import Tool
from foreline.tool.document import Node, Place, read_yaml
from foreline.tool.feature import GdsSection
from foreline.tool.gds import drawn
from foreline.tool.links import broken_names
from foreline.tool.overrides import apply
from foreline.tool.wording import link_problems, problems_of

MAX_BYTES = 1 << 20


@dataclass(frozen=True)
class Loaded:
    """A tool, and the text it was read from."""

    tool: Tool
    text: str
    file: str
    sha256: str
    overrides: tuple[str, ...] = ()


def load(path: Path, overrides: Sequence[str] = ()) -> Loaded:
    """Read a tool file.

    Parameters
    ----------
    path : Path
        A YAML file of at most 1 MB.
    overrides : Sequence[str]
        Each 'path=value', written over the file's value.

    Returns
    -------
    Loaded
        The tool, the text and its hash.

    Raises
    ------
    InputError
        If the file cannot be read.
    ToolFileError
        With all that is wrong in it.

    Examples
    --------
    >>> load(Path("no-such.yaml"))
    Traceback (most recent call last):
    foreline.errors.InputError: no-such.yaml: No such file or directory

    References
    ----------
    .. [1] foreline-computed
    """
    raw, name = input_bytes(path, MAX_BYTES)
    loaded = _loaded(_decode(raw, name), hashlib.sha256(raw).hexdigest(), name, overrides)
    if isinstance(loaded.tool.feature, GdsSection):
        section = drawn(loaded.tool.feature, Path(path).parent)
        loaded = replace(loaded, tool=loaded.tool.model_copy(update={"feature": section}))
    return loaded


def input_bytes(path: Path, limit: int) -> tuple[bytes, str]:
    """Read a file from outside, never more than its limit.

    Parameters
    ----------
    path : Path
        Whatever the user named.
    limit : int
        The most bytes it may have.

    Returns
    -------
    tuple[bytes, str]
        The content, and the name in printable characters.

    Raises
    ------
    InputError
        If the file cannot be read or is larger.

    Examples
    --------
    >>> input_bytes(Path("no-such.csv"), 10)
    Traceback (most recent call last):
    foreline.errors.InputError: no-such.csv: No such file or directory

    References
    ----------
    .. [1] foreline-computed
    """
    name = "".join(c if c.isprintable() else "?" for c in str(path))
    try:
        with Path(path).open("rb") as stream:
            raw = stream.read(limit + 1)
            size = max(Path(path).stat().st_size, len(raw))
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or 'cannot be read'}") from None
    except ValueError:
        raise InputError(f"{name}: not a file name") from None
    if len(raw) > limit:
        raise InputError(f"{name}: the file is {size / 2**20:.1f} MB, the limit is {limit / 2**20:.0f} MB")
    return raw, name


def loads(text: str, overrides: Sequence[str] = (), file: str = "<text>") -> Loaded:
    """Read a tool from text.

    Parameters
    ----------
    text : str
        A tool file's text.
    overrides : Sequence[str]
        Each 'path=value', written over the text's value.
    file : str
        What messages call it.

    Returns
    -------
    Loaded
        The tool, the text and its hash.

    Raises
    ------
    ToolFileError
        With all that is wrong in it.

    Examples
    --------
    >>> from foreline.tool.schema import template
    >>> loads(template()).tool.site.country
    'Taiwan'
    >>> loads(template(), ["site=Japan"]).tool.site.country
    'Japan'

    References
    ----------
    .. [1] foreline-computed
    """
    raw = text.encode("utf-8", errors="surrogatepass")
    if len(raw) > MAX_BYTES:
        raise InputError(f"{file}: the text is {len(raw) / MAX_BYTES:.1f} MB, the limit is 1 MB")
    return _loaded(text, hashlib.sha256(raw).hexdigest(), file, overrides)


def _decode(raw: bytes, name: str) -> str:
    """Return the text of a UTF-8 file, or say where it is not one."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{name}: the file is UTF-16; save it as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", errors="replace").replace("\r\n", "\n").split("\n")
        message = f"byte {raw[error.start]:#04x} is not UTF-8"
        problem = Problem(len(before), len(before[-1]) + 1, "", message, "save the file as UTF-8 text")
        raise ToolFileError(name, [problem], raw.decode("utf-8-sig", errors="replace")) from None


def _loaded(text: str, sha256: str, name: str, overrides: Sequence[str]) -> Loaded:
    """Parse, override, validate; gather all problems."""
    root, problems = read_yaml(text)
    if root is None or not isinstance(root.value, dict):
        raise ToolFileError(name, problems or [_not_a_tool(root)], text)
    problems += apply(root, overrides)
    tool = None
    try:
        tool = Tool.model_validate(root.plain())
    except ValidationError as error:
        problems += _elsewhere(problems_of(error, root, Tool), problems)
        if all(one["type"] != "links" for one in error.errors(include_url=False)):
            problems += _elsewhere(link_problems(broken_names(root.plain()), root, Tool), problems)
    if tool is None or problems:
        place = {text: number for number, text in enumerate(overrides, start=1)}
        problems.sort(key=lambda p: (place.get(p.override, len(place) + 1) if p.override else 0, p.line, p.column))
        raise ToolFileError(name, problems, text)
    return Loaded(tool, text, name, sha256, tuple(overrides))


def _elsewhere(more: Sequence[Problem], known: Sequence[Problem]) -> list[Problem]:
    """Return the problems at places where none is known yet: one mistake, one message."""
    taken = {(p.override, p.line, p.column) for p in known}
    return [p for p in more if (p.override, p.line, p.column) not in taken]


def _not_a_tool(root: Node | None) -> Problem:
    if root is None or root.value is None:
        return Place(1, 1).problem(
            "the file is empty", "`foreline new tool.yaml` writes a commented tool to start from"
        )
    found = "a list" if isinstance(root.value, list) else "a single value"
    return root.place.problem(
        f"expected keys such as 'foreline: 1' and 'chambers:', found {found}", "write 'key: value'"
    )
