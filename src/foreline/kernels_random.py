"""Random numbers that are counted, not carried on: the same particle draws the same whatever thread it flies on.

Philox 4x32 with ten rounds turns (seed, particle, event) into four independent 32-bit words, so particles may fly in
any order, in any number of threads, and again after a restart. Each word w gives (w + 1/2) / 2^32.
"""

from __future__ import annotations

from numba import uint32, uint64

from foreline.kernels import called, kernel, part

_TO_UNIT = 2.0**-32


@part
def four(seed, particle, event):  # type: ignore[no-untyped-def]  # numba infers the types
    """Return four uniform numbers in (0, 1), never 0 or 1, of one event in one particle's life."""
    c0, c1 = uint32(event), uint32(event >> 32)
    c2, c3 = uint32(particle), uint32(particle >> 32)
    k0, k1 = uint32(seed), uint32(seed >> 32)
    for _ in range(10):
        left, right = uint64(0xD2511F53) * uint64(c0), uint64(0xCD9E8D57) * uint64(c2)
        c0, c1, c2, c3 = uint32(right >> 32) ^ c1 ^ k0, uint32(right), uint32(left >> 32) ^ c3 ^ k1, uint32(left)
        k0, k1 = uint32(k0 + uint32(0x9E3779B9)), uint32(k1 + uint32(0xBB67AE85))
    return (c0 + 0.5) * _TO_UNIT, (c1 + 0.5) * _TO_UNIT, (c2 + 0.5) * _TO_UNIT, (c3 + 0.5) * _TO_UNIT


@called
def philox(seed, particle, event):  # type: ignore[no-untyped-def]
    """Return the same where time does not press: compiled once."""
    return four(seed, particle, event)


@kernel
def draw(seed, particle, event):  # type: ignore[no-untyped-def]
    """Return the same to Python.

    Parameters
    ----------
    seed, particle, event : numpy.uint64
        Key and counter (event, particle) [-].

    Examples
    --------
    >>> import numpy as np
    >>> zero = np.uint64(0)
    >>> [round(u, 6) for u in draw(zero, zero, zero)]  # the published known answer 6627e8d5 e169c58d bc57ac4c 9b00dbd8
    [0.399046, 0.88052, 0.735713, 0.605482]

    References
    ----------
    .. [1] salmon2011
    """
    return philox(seed, particle, event)
