"""Mission profiles: complete, honest, found by name."""

from __future__ import annotations

import pytest

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.wire.missions import mission

NAMES = ("consumer", "automotive", "defence-aerospace", "medical", "industrial", "other")


def test_the_six_end_uses_are_there() -> None:
    assert set(properties("missions")) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_profile_is_complete(name: str) -> None:
    profile = mission(name)
    assert profile.shares.sum() == pytest.approx(1)
    assert len(profile.shares) == len(profile.temperatures)
    assert 200 < profile.temperatures.min() <= profile.temperatures.max() < 450
    assert 0 < profile.allowed_failures < 0.01
    assert profile.hours <= profile.years


def test_unknown_mission_suggests_a_name() -> None:
    with pytest.raises(OutsideValidity, match=r"E504.*did you mean 'automotive'"):
        mission("automotiv")
