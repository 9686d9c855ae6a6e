"""What becomes of the year."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.errors import OutsideValidity
from foreline.fab.year import Stop, year_shares

stops = st.lists(
    st.builds(Stop, time=st.floats(0.0, 1e5), every=st.floats(1e3, 1e8), planned=st.booleans()), max_size=6
)


@given(stops)
def test_the_shares_are_the_whole_year(given_stops: list[Stop]) -> None:
    shares = year_shares(given_stops, None)
    assert math.fsum(shares.values()) == pytest.approx(1.0, rel=1e-12)
    assert min(shares.values()) >= 0.0
    assert shares["standby"] == 0.0


def test_more_than_is_left_cannot_be_asked_for() -> None:
    with pytest.raises(OutsideValidity, match="E603"):
        year_shares([Stop(time=1.0, every=1.0, planned=True)], 0.6)
