"""Files that a scene names, read without trusting them: where they may lie, and how large they may be."""

from __future__ import annotations

import stat
from pathlib import Path

from foreline.errors import InputError


def contents(folder: Path, name: str, limit: int, at: str = "") -> bytes:
    """Return a file's bytes; its size is looked at before memory is taken.

    Parameters
    ----------
    folder : Path
        The tool file's folder; nothing outside it is read, links included.
    name : str
        Name of the file, relative to it.
    limit : int
        The most bytes it may have [-].
    at : str
        Path in the tool file that names it, for messages.

    Returns
    -------
    bytes
        The content.

    Raises
    ------
    InputError
        If it is not there, no plain file, too large, or leads out of the folder.

    Examples
    --------
    >>> contents(Path("."), "no-such.stl", 10)
    Traceback (most recent call last):
    foreline.errors.InputError: no-such.stl: No such file or directory

    References
    ----------
    .. [1] foreline-computed
    """
    told = f"{at}: {name}" if at else name
    try:
        whole = (folder / name).resolve(strict=True)
        if not whole.is_relative_to(folder.resolve()):
            raise InputError(f"{told}: leads out of the tool file's folder")
        status = whole.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{told}: is no plain file")
        if status.st_size > limit:
            raise InputError(f"{told}: {status.st_size / 1e6:.0f} MB; the limit is {limit / 1e6:.0f} MB")
        with whole.open("rb") as stream:
            data = stream.read(status.st_size + 1)
    except OSError as error:
        raise InputError(f"{told}: {error.strerror or 'cannot be read'}") from None
    if len(data) != status.st_size:
        raise InputError(f"{told}: changed while it was read")
    return data
