"""Layers kept in a folder as they are finished, so that a run that was killed goes on and ends with the same bits.

Files hold JSON: dataclasses by field, arrays as the bytes of their numbers. A field is read back as what its type says,
and as nothing else.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from foreline import __version__
from foreline.errors import InputError
from foreline.tool.fields import Declared
from foreline.tool.files import contents, replacing

MOST_BYTES = 64 * 2**20  # of one layer's file
_DTYPES = ("float64", "int64", "bool")

T = TypeVar("T")


def written(value: Any) -> Any:
    """Return a value of dataclasses, arrays and numbers as JSON has it, to the last bit.

    Parameters
    ----------
    value : Any
        What a layer is made of, or came to.

    Returns
    -------
    Any
        Lists, mappings, text and numbers.

    Raises
    ------
    TypeError
        If it holds something else.

    Examples
    --------
    >>> from foreline.states import Notice
    >>> written((Notice(code="W401", where="seed", message="closed"), 0.1, None))
    [{'code': 'W401', 'where': 'seed', 'message': 'closed'}, 0.1, None]

    References
    ----------
    .. [1] foreline-computed
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: written(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, np.ndarray):
        packed = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {"dtype": value.dtype.name, "shape": list(value.shape), "bytes": packed}
    if isinstance(value, Mapping):
        return {str(key): written(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [written(one) for one in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    """Return a single value, or a declared model, as JSON has it."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Declared):
        return value.model_dump(mode="json")
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a {type(value).__name__} cannot be kept")


def read(kind: Any, told: Any) -> Any:
    """Return what `written` wrote as a value of a type.

    Parameters
    ----------
    kind : Any
        A dataclass, array, enum, tuple, mapping or number type.
    told : Any
        From JSON.

    Returns
    -------
    Any
        The value, with the same bits.

    Raises
    ------
    ValueError
        If it is no such thing.

    Examples
    --------
    >>> bool(read(np.ndarray, written(np.array([0.1 + 0.2])))[0] == 0.1 + 0.2)
    True

    References
    ----------
    .. [1] foreline-computed
    """
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        chosen = [one for one in inner if one is not types.NoneType]
        return None if told is None and len(chosen) < len(inner) else read(chosen[0], told)
    if kind is np.ndarray or origin is np.ndarray:
        return _array(told)
    if isinstance(told, list) and origin is tuple:
        kinds = inner[:1] * len(told) if inner[-1] is Ellipsis else inner
        return tuple(read(one, part) for one, part in zip(kinds, told, strict=True))
    if isinstance(told, dict):
        return _mapping(kind, told)
    return _single(kind, told)


def _mapping(kind: Any, told: dict[str, Any]) -> Any:
    """Return a mapping or a dataclass."""
    if typing.get_origin(kind) is dict:
        return {key: read(typing.get_args(kind)[1], one) for key, one in told.items()}
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        if set(told) == {f.name for f in dataclasses.fields(kind)}:
            return kind(**{name: read(hints[name], one) for name, one in told.items()})
    raise ValueError(f"no {kind}")


def _single(kind: Any, told: Any) -> Any:
    """Return a number, text, or the member of an enumeration."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind[told]
    if kind is float and type(told) in (float, int):
        return float(told)
    if kind in (bool, int, str) and type(told) is kind:
        return told
    raise ValueError(f"no {kind}")


def _array(told: Any) -> np.ndarray[Any, Any]:
    """Return an array from its bytes."""
    if not isinstance(told, dict) or told.get("dtype") not in _DTYPES:
        raise ValueError("no array")
    raw = base64.b64decode(told["bytes"], validate=True)
    return np.frombuffer(raw, dtype=told["dtype"]).reshape(told["shape"]).copy()


@dataclasses.dataclass(frozen=True)
class Kept:
    """Where finished layers are kept; without a folder nothing is."""

    folder: Path | None = None

    def once(self, name: str, lays: Callable[[], T], kind: type[T], given: Sequence[Any]) -> T:
        """Return what a function gives, from its file if it has been there before with the same input.

        Parameters
        ----------
        name : str
            Of the spot and the layer; the file is called so.
        lays : callable
            Pure: what it gives depends on `given` alone.
        kind : type
            The dataclass it returns.
        given : Sequence[Any]
            What all of it depends on.

        Returns
        -------
        T
            Computed or read.

        Raises
        ------
        InputError
            If the file holds a layer of another run, or none.

        Examples
        --------
        >>> from foreline.states import Notice
        >>> told = lambda: Notice(code="W401", where="seed", message="closed")
        >>> Kept().once("feature-1-seed", told, Notice, ["closed"]).message
        'closed'

        References
        ----------
        .. [1] foreline-computed
        """
        if self.folder is None:
            return lays()
        mark = hashlib.sha256(json.dumps([__version__, written(tuple(given))]).encode()).hexdigest()
        file = self.folder / f"{name}.json"
        if file.exists():
            return _kept(file, mark, kind)
        found = lays()
        with replacing(file) as stream:
            stream.write(json.dumps({"mark": mark, "layer": written(found)}).encode())
        return found


def _kept(file: Path, mark: str, kind: type[T]) -> T:
    """Return the layer of a file, if it is that of the same input."""
    try:
        told = json.loads(contents(file.parent, file.name, MOST_BYTES))
        if told["mark"] == mark:
            found: T = read(kind, told["layer"])
            return found
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError(f"{file}: holds no layer; name another folder, or delete it") from error
    raise InputError(f"{file}: holds a layer of another run; name another folder, or delete it")
