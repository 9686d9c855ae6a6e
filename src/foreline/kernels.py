"""Compilation of kernels to machine code, and where that is kept.

Numba keeps what it compiled beside a source file and looks at that file alone, so a change in a function that another
file calls would go unnoticed. Here the place depends on the stamps of all the package's files: any change compiles
anew.
`NUMBA_CACHE_DIR` moves it; where nothing can be written, numba takes the user's cache folder or compiles each time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

_PACKAGE = Path(__file__).resolve().parent
_PREFIX = "kernels-"


def _stamp() -> str:
    """Return what changes when any source file of the package does."""
    told = hashlib.sha256(numba.__version__.encode())
    for file in sorted(_PACKAGE.rglob("*.py")):
        status = file.stat()
        told.update(f"{file.relative_to(_PACKAGE)} {status.st_mtime_ns} {status.st_size};".encode())
    return told.hexdigest()[:12]


def _keep() -> None:
    """Let numba keep machine code in a folder of this state of the sources; older ones go."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    root = Path(given) if given else _PACKAGE / "__pycache__"
    place = root / f"{_PREFIX}{_stamp()}"
    try:
        if not place.is_dir():
            place.mkdir(parents=True, exist_ok=True)
            for old in root.glob(f"{_PREFIX}*"):
                if old != place:
                    shutil.rmtree(old, ignore_errors=True)
    except OSError:
        return
    if os.access(place, os.W_OK):
        vars(numba.config)["CACHE_DIR"] = str(place)


_keep()


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function that Python calls, on its first call; the machine code is kept.

    Parameters
    ----------
    function : callable
        Of floats, integers and arrays.

    Returns
    -------
    callable
        The same, compiled; it lets other threads run.

    Examples
    --------
    >>> @kernel
    ... def double(x):
    ...     return 2.0 * x
    >>> double(3.0)
    6.0

    References
    ----------
    .. [1] numba2015
    """
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # typed into a session: there is no file to keep it by
        return numba.njit(nogil=True, error_model="numpy")(function)


def called(function: Callable[..., Any]) -> Any:
    """Compile a function that kernels call: compiled once, where `part` would be written out at every place.

    Parameters
    ----------
    function : callable
        Of floats and integers; arrays cost several arguments each.

    Returns
    -------
    callable
        The same, compiled.

    Examples
    --------
    >>> @called
    ... def cube(x):
    ...     return x * x * x
    >>> cube(2.0)
    8.0

    References
    ----------
    .. [1] numba2015
    """
    return numba.njit(nogil=True, error_model="numpy")(function)


def part(function: Callable[..., Any]) -> Any:
    """Compile a function as a part of the kernels that call it.

    Parameters
    ----------
    function : callable
        Of floats, integers and arrays.

    Returns
    -------
    callable
        The same, written into its callers: arrays cost nothing to hand over.

    Examples
    --------
    >>> @part
    ... def square(x):
    ...     return x * x
    >>> @kernel
    ... def fourth(x):
    ...     return square(square(x))
    >>> fourth(2.0)
    16.0

    References
    ----------
    .. [1] numba2015
    """
    return numba.njit(nogil=True, error_model="numpy", inline="always")(function)
