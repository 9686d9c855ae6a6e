"""Fitted values into the tool file's own text, comments and layout kept."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from foreline.errors import DataError
from foreline.fit.solve import FitState, Fitted
from foreline.tool.read import loads


def overrides(state: FitState) -> tuple[str, ...]:
    """Return the identified values that a tool file has a field for, as `--set` takes them.

    Parameters
    ----------
    state : FitState
        A fit.

    Returns
    -------
    tuple of str
        Each 'path=value', four digits.

    Examples
    --------
    >>> from foreline.fit.parameters import Target
    >>> volume = Target("chambers.a.volume", 0.05, "m3")
    >>> one = Fitted("volume", "", 0.0512, 0.05, 0.052, 0.05, 0.045, 0.055, "m3", 1.024, 0.1, True, (volume,))
    >>> _lines(one)
    ['chambers.a.volume=0.0512 m3']

    References
    ----------
    .. [1] foreline-computed
    """
    return tuple(line for one in state.fitted if one.identified for line in _lines(one))


def _lines(one: Fitted) -> list[str]:
    return [target.line(one.ratio) for target in one.targets]


def rewritten(text: str, sets: Sequence[str]) -> str:
    """Return a tool file's text with values replaced, or added to their mapping.

    Parameters
    ----------
    text : str
        A valid tool file.
    sets : sequence of str
        Each 'chambers.NAME.FIELD=value', or a field below a field.

    Returns
    -------
    str
        The text; it reads as the file with these `--set`.

    Raises
    ------
    DataError
        If the file is laid out so that a value cannot be put in; `--set` always can.

    Examples
    --------
    >>> from foreline.data import text
    >>> new = rewritten(text("template.yaml"), ["chambers.pvd.leak=3e-9 Pa m3/s", "chambers.throat.leak=0 sccm"])
    >>> for line in new.splitlines()[6:8]:
    ...     print(line.partition("#")[0].strip())
    pvd: {volume: 60 L, surface: 1.6 m2, leak: 3e-9 Pa m3/s}
    throat: {volume: 8 L, surface: 0.3 m2, leak: 0 sccm}

    References
    ----------
    .. [1] foreline-computed
    """
    new = text
    for one in sets:
        path, _, value = one.partition("=")
        new = _put(new, path.split("."), value)
    if loads(new).tool != loads(text, sets).tool:
        raise DataError("the fitted values cannot be written into this file's layout; use the `--set` lines")
    return new


def _put(text: str, path: Sequence[str], value: str) -> str:
    """Return the text with one scalar replaced, or put behind the last entry of its mapping, with what leads to it."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for depth, word in enumerate(path):
        if not isinstance(node, yaml.MappingNode) or not node.value:
            raise DataError(f"{'.'.join(path[:depth])} is no mapping in the file; use the `--set` lines")
        below = next((v for k, v in node.value if k.value == word), None)
        if below is None:
            for missing in reversed(path[depth + 1 :]):
                value = f"{{{missing}: {value}}}"
            key, last = node.value[-1]
            gap = ", " if node.flow_style else "\n" + " " * key.start_mark.column
            at = last.end_mark.index
            return f"{text[:at]}{gap}{word}: {value}{text[at:]}"
        node = below
    if not isinstance(node, yaml.ScalarNode):
        raise DataError(f"{'.'.join(path)} is no single value in the file; use the `--set` lines")
    return text[: node.start_mark.index] + value + text[node.end_mark.index :]
