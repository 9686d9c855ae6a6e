"""Files that a tool names, read without trusting them; files that are written, whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

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


@contextmanager
def replacing(file: Path) -> Iterator[IO[bytes]]:
    """Yield a stream; what is written to it becomes the file when all of it is there, and never a part of it.

    Parameters
    ----------
    file : Path
        What to write or replace.

    Yields
    ------
    IO[bytes]
        A file of another name beside it.

    Raises
    ------
    OSError
        If it cannot be written; an older file is left as it was.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "new.txt") as stream:
    ...         _ = stream.write(b"whole")
    ...     [one.name for one in Path(folder).iterdir()]
    ['new.txt']

    References
    ----------
    .. [1] foreline-computed
    """
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", suffix=".part", dir=file.absolute().parent)
    half = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        umask = os.umask(0)
        os.umask(umask)
        half.chmod(0o666 & ~umask)
        half.replace(file)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
