"""Runs saved to go on from: arrays and a mark of the run, in one file that is there whole or not at all."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foreline.errors import InputError
from foreline.tool.files import replacing

MOST_BYTES = 2**31  # of a saved run, unpacked


def store(file: Path, mark: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a run to a temporary file and rename it.

    Parameters
    ----------
    file : Path
        Where to.
    mark : str
        What tells this run from another.
    arrays : mapping
        Name -> what is known [any unit].

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store(Path(folder) / "run.npz", "mine", {"hits": np.array([3])})
    ...     load(Path(folder) / "run.npz", "mine", ["hits"])["hits"].tolist()
    [3]

    References
    ----------
    .. [1] foreline-computed
    """
    with replacing(file) as out:
        kept: dict[str, Any] = {"mark": np.array(mark), **arrays}
        np.savez(out, **kept)


def load(file: Path, mark: str, names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return what was saved of the same run.

    Parameters
    ----------
    file : Path
        Where from.
    mark : str
        What tells this run from another.
    names : sequence of str
        Which arrays.

    Returns
    -------
    dict
        Name -> what is known [any unit].

    Raises
    ------
    InputError
        If the file is no saved run, too large, or of another run.

    Examples
    --------
    >>> try:
    ...     load(Path("no-such-file.npz"), "mine", ["hits"])
    ... except InputError as error:
    ...     print(error)
    no-such-file.npz: is no saved run; name another file, or delete it

    References
    ----------
    .. [1] foreline-computed
    """
    try:
        with file.open("rb") as data:
            if sum(entry.file_size for entry in zipfile.ZipFile(data).infolist()) > MOST_BYTES:
                raise InputError(f"{file}: too large for a saved run; name another file")
            data.seek(0)
            with np.load(data, allow_pickle=False) as saved:
                if str(saved["mark"]) != mark:
                    raise InputError(f"{file}: holds another run; name another file, or delete it")
                return {name: saved[name] for name in names}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"{file}: is no saved run; name another file, or delete it") from error
