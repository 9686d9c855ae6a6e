"""SUNDIALS' CVODE for a right-hand side and a sparse Jacobian written into its own arrays."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import Any, cast

import numpy as np

from foreline.states import Array


def cvode(
    change: Callable[[float, Array, Array], None], slopes: Callable[[float, Array, Array, Array], None],
    pointer: Array, row: Array, **options: Any,
) -> Any:  # fmt: skip
    """Return a CVODE solver with backward differences and SuperLU on one thread.

    Parameters
    ----------
    change : callable
        Writes dy/dt [mol/s] for the amounts y [mol] at a time [s] into its last argument.
    slopes : callable
        Writes the values of the Jacobian [1/s] for time, y and dy/dt into its last argument.
    pointer, row : array
        Its pattern by columns [1], see `foreline.vacuum.equations.pattern_of`.
    **options : dict
        Of CVODE: tolerances, steps, events.

    Returns
    -------
    sksundae.cvode.CVODE
        The solver; `solve(times, y)` integrates.

    Examples
    --------
    >>> def decay(t, y, out): out[:] = -y
    >>> def slope(t, y, change, out): out[:] = -1.0
    >>> pointer, row = np.array([0, 1], dtype=np.int32), np.array([0], dtype=np.int32)
    >>> solver = cvode(decay, slope, pointer, row, rtol=1e-9, atol=1e-9)
    >>> round(float(solver.solve(np.array([0.0, 0.5, 1.0]), np.ones(1)).y[-1, 0]), 6)
    0.367879

    References
    ----------
    .. [1] cohen1996
    """
    from scipy.sparse import csc_matrix

    size, sparse = len(pointer) - 1, cast(Any, csc_matrix)
    pattern = sparse((np.ones(len(row)), row, pointer), shape=(size, size))
    with warnings.catch_warnings():  # that with a Jacobian of one's own the pattern is only a pattern
        warnings.filterwarnings("ignore", message="Custom sparse Jacobian approximation")
        return _class()(change, jacfn=slopes, linsolver="sparse", sparsity=pattern, nthreads=1, **options)


def _class() -> Any:
    """Import CVODE with OpenMP held to one thread: idle workers of its SuperLU would spin beside us."""
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        from sksundae.cvode import CVODE  # type: ignore[import-untyped]
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before
    return CVODE
