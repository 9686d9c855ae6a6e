import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.feature.views import taut_strings, views
from foreline.states import Array


def _bottle(lip: float, depth: float, panels: int) -> Array:
    """A trench whose mouth is narrowed by round overhangs."""
    angle = np.linspace(np.pi / 2, -np.pi / 2, panels + 1)
    bulge = np.stack([-0.5 + lip * np.cos(angle), -lip + lip * np.sin(angle)], axis=1)
    wall = np.stack([np.full(panels, -0.5), np.linspace(-2 * lip, -depth, panels + 1)[1:]], axis=1)
    bottom = np.stack([np.linspace(-0.5, 0.0, panels + 1)[1:], np.full(panels, -depth)], axis=1)
    half = np.concatenate([bulge, wall, bottom])
    return np.concatenate([half, half[-2::-1] * [-1.0, 1.0]])


bottles = st.builds(_bottle, st.floats(0.02, 0.45), st.floats(1.0, 4.0), st.integers(2, 9))


@settings(max_examples=30, deadline=None)
@given(bottles, st.floats(0.5, 100.0))
def test_all_that_leaves_arrives(points: Array, exponent: float) -> None:
    seen = views(points, exponent)
    np.testing.assert_allclose(seen.factor.sum(axis=1) + seen.mouth, 1.0, atol=1e-10)
    exchange = seen.factor * seen.length[:, None]
    np.testing.assert_allclose(exchange, exchange.T, atol=1e-12)
    assert seen.factor.min() > -1e-10
    assert seen.direct.min() > -1e-10
    assert float(seen.direct @ seen.length) == pytest.approx(points[-1, 0] - points[0, 0], rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(bottles)
def test_strings_are_a_metric(points: Array) -> None:
    length, hop = taut_strings(points)
    gap = np.hypot(*(points[:, None] - points).transpose(2, 0, 1))
    assert (length >= gap * (1.0 - 1e-12)).all()
    np.testing.assert_array_equal(length, length.T)
    assert (length <= (length[:, :, None] + length[None]).min(axis=1) + 1e-12).all()
    at = np.arange(len(points))
    rest = length[hop, at] + np.hypot(*(points[hop] - points[:, None]).transpose(2, 0, 1))
    np.testing.assert_allclose(rest, length, atol=1e-12)


def test_cosine_law_is_the_share_that_would_leave() -> None:
    seen = views(_bottle(0.3, 2.0, 6), 1.0)
    np.testing.assert_allclose(seen.direct, seen.mouth, atol=1e-12)


def _first_hit(points: Array, origin: Array, way: Array) -> Array:
    """Panel each ray meets first, -1 for none."""
    start, edge = points[:-1], np.diff(points, axis=0)
    cross = way[:, None, 0] * edge[:, 1] - way[:, None, 1] * edge[:, 0]
    to = start - origin[:, None]
    far = (to[..., 0] * edge[:, 1] - to[..., 1] * edge[:, 0]) / cross
    share = (to[..., 0] * way[:, None, 1] - to[..., 1] * way[:, None, 0]) / cross
    far = np.where((far > 1e-12) & (share >= 0.0) & (share <= 1.0), far, np.inf)
    return np.where(np.isfinite(far.min(axis=1)), far.argmin(axis=1), -1)


def test_shadows_against_ray_tracing() -> None:
    # Independent of strings: 40,000 rays of the cos^3 law through a mouth with overhangs.
    points = _bottle(0.3, 2.0, 5)
    rng = np.random.default_rng(1)
    rays = 40_000
    phi = np.linspace(-np.pi / 2, np.pi / 2, 20001)
    law = np.cumsum(np.cos(phi) ** 3)
    angle = np.interp(rng.random(rays), law / law[-1], phi)
    mouth = points[-1, 0] - points[0, 0]
    origin = np.stack([points[0, 0] + mouth * rng.random(rays), np.full(rays, 1e-9)], axis=1)
    hits = _first_hit(points, origin, np.stack([np.sin(angle), -np.cos(angle)], axis=1))
    seen = views(points, 3.0)
    expected = seen.direct * seen.length / mouth
    counted = np.bincount(hits[hits >= 0].astype(int), minlength=len(points) - 1) / rays
    np.testing.assert_allclose(counted, expected, atol=5.0 * np.sqrt(expected.max() / rays))
    assert not counted[expected < 1e-12].any()
