"""Counter-based random numbers: the same particle draws the same numbers whatever thread it flies on.

Philox 4x32 with ten rounds turns (seed, particle, event) into four independent 32-bit words. Nothing is carried from
one draw to the next, so particles may be traced in any order, in any number of threads, and again after a restart.
"""

from __future__ import annotations

import numpy as np

from foreline.states import Array

SEED = 1  # of whatever flies in a run of the chain; `foreline transport` takes another one


def uniform(seed: int, particle: int, event: int) -> Array:
    """Return the four uniform numbers of one event in one particle's life.

    Philox 4x32-10 with key `seed` and counter (event, particle); each word w gives (w + 1/2) / 2^32.

    Parameters
    ----------
    seed, particle, event : int
        Non-negative, below 2^64 [-].

    Returns
    -------
    ndarray
        Four numbers in (0, 1) [-], shape (4,).

    Examples
    --------
    >>> uniform(0, 0, 0).round(6).tolist()  # the published known answer 6627e8d5 e169c58d bc57ac4c 9b00dbd8
    [0.399046, 0.88052, 0.735713, 0.605482]

    References
    ----------
    .. [1] salmon2011
    """
    from foreline.transport.kernels_meeting import _draw

    return np.array(_draw(np.uint64(seed), np.uint64(particle), np.uint64(event)))
