"""Philox against its published known answers, and as a source of uniform numbers."""

from typing import Any

import numpy as np
import pytest

from foreline.kernels_random import draw

WORDS = np.array([0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8])
ONES = np.array([0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD])
PI = np.array([0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1])


@pytest.mark.parametrize(
    ("seed", "particle", "event", "words"),
    [
        (0, 0, 0, WORDS),
        (2**64 - 1, 2**64 - 1, 2**64 - 1, ONES),
        (0x299F31D0A4093822, 0x0370734413198A2E, 0x85A308D3243F6A88, PI),
    ],
)
def test_known_answers_of_the_authors(seed: Any, particle: Any, event: Any, words: Any) -> None:
    """Salmon and others, the file of known answers of their library, for 4x32 with ten rounds."""
    assert draw(*(np.uint64(n) for n in (seed, particle, event))) == pytest.approx((words + 0.5) / 2.0**32, rel=1e-15)


def test_numbers_of_neighbouring_particles_and_events_are_independent() -> None:
    numbers = np.array([[draw(np.uint64(1), np.uint64(p), np.uint64(e)) for e in range(40)] for p in range(40)])
    assert abs(numbers.mean() - 0.5) < 4 / np.sqrt(12 * numbers.size)
    for axis in (0, 1, 2):
        a, b = np.delete(numbers, -1, axis), np.delete(numbers, 0, axis)
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 4 / np.sqrt(a.size)
    assert numbers.min() > 0
    assert numbers.max() < 1
