"""Deep cavities: exposures of a pulse against a table and Gordon's formula, and an aspect ratio of 888."""

import math

import numpy as np
import pytest

from foreline.errors import OutsideValidity
from foreline.feature.exposure import Cavity, cavity, exposure_needed
from foreline.states import Array

# Exposure per site until the mean coverage of a round hole is 50, 95 and 99 %: ballistic Markov model computed with 400
# rings, independently of this code.
TABLE = [
    (4.0, 1.0, (13.757589, 38.435516, 42.509809)),
    (10.0, 1.0, (56.449247, 176.592190, 191.478541)),
    (10.0, 0.1, (65.831744, 195.317341, 223.620267)),
    (20.0, 1.0, (188.348768, 623.901831, 675.508398)),
    (20.0, 0.1, (198.095750, 639.888896, 703.562042)),
    (40.0, 1.0, (665.782108, 2286.625596, 2477.865665)),
]


@pytest.mark.parametrize(("aspect", "sticking", "wanted"), TABLE)
def test_exposures(aspect: float, sticking: float, wanted: tuple[float, ...]) -> None:
    for mean, exposure in zip((0.5, 0.95, 0.99), wanted, strict=True):
        assert exposure_needed(aspect, sticking, mean) == pytest.approx(exposure, rel=0.02)


def test_a_shallow_hole_of_low_sticking() -> None:
    # 21.589, 62.870 and 80.690 in the same table. It takes the bottom as one element, which matters in a shallow hole.
    for mean, exposure in zip((0.5, 0.95, 0.99), (21.589412, 62.869714, 80.690016), strict=True):
        assert exposure_needed(4.0, 0.1, mean) == pytest.approx(exposure, rel=0.04)


@pytest.mark.parametrize("aspect", [10.0, 20.0, 40.0])
def test_gordon(aspect: float) -> None:
    # Gordon et al. 2003: 1 + 19 a / 4 + 3 a^2 / 2 for a sticking of 1; remembered.
    assert exposure_needed(aspect, 1.0, 0.99) == pytest.approx(1 + 19 * aspect / 4 + 1.5 * aspect**2, rel=0.05)


def flux_in(seen: Cavity, sticking: float) -> Array:
    """(I - (1 - s) F) Gamma = F_mouth."""
    return np.asarray(np.linalg.solve(np.eye(len(seen.depth)) - (1.0 - sticking) * seen.factor, seen.mouth))


@pytest.mark.parametrize("round_hole", [True, False])
@pytest.mark.parametrize("sticking", [1e-1, 1e-2, 1e-3])
def test_a_cavity_of_888_is_smooth(sticking: float, round_hole: bool) -> None:
    seen = cavity(888.0, round_hole)
    flux = flux_in(seen, sticking)
    # Near the bottom it rises again: the bottom sees the far mouth face-on, and the wall there sees the bottom.
    slope = np.diff(np.log(flux[: 3 * len(flux) // 5]))
    assert (slope < 0.0).all()
    assert np.abs(np.diff(slope)[8:]).max() < 0.1 * np.abs(slope).max()  # no noise on the way down
    absorbed = sticking * float(seen.area @ flux)
    left = (1.0 - sticking) * float((seen.area * seen.mouth) @ flux)
    assert absorbed + left == pytest.approx(seen.area[-1], rel=1e-9)


def test_knudsen_limit() -> None:
    # Diffusion in a long hole of diameter d: Gamma'' = 3 s Gamma per d^2, so it falls by exp(-sqrt(3 s)) a diameter.
    seen = cavity(200.0, True)
    depth, flux = seen.depth, flux_in(seen, 1e-4)
    at = np.searchsorted(depth, [60.0, 120.0])
    # Far from the bottom a cosh; its argument is the distance from there.
    k = math.sqrt(3e-4)
    wanted = math.cosh(k * (200.0 - depth[at[1]])) / math.cosh(k * (200.0 - depth[at[0]]))
    assert flux[at[1]] / flux[at[0]] == pytest.approx(wanted, rel=0.03)


def test_refusals() -> None:
    for ask in (lambda: cavity(1e6, True), lambda: cavity(0.0, False), lambda: exposure_needed(4.0, 1.0, 1.0)):
        with pytest.raises(OutsideValidity) as error:
            ask()
        assert error.value.code == "E413"
