"""Gas properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.vacuum.gas import GASES, gas_set, humid_air, mean_speed, mixture_viscosity, viscosity


def test_mean_speed_of_nitrogen() -> None:
    assert float(mean_speed(0.0280134, 293.15)) == pytest.approx(
        470.7, rel=5e-4
    )  # 470.82 m/s, an exact Maxwell average


@pytest.mark.parametrize(
    ("gas", "micro"), [("N2", 17.6), ("O2", 20.3), ("Ar", 22.3), ("He", 19.6), ("H2", 8.8)]
)  # handbook values at 20 degC; the table is within 2 %, He 2.1 %
def test_viscosity_at_room_temperature(gas: str, micro: float) -> None:
    assert float(viscosity(gas_set((gas,)), 293.15)[0]) == pytest.approx(micro * 1e-6, rel=0.025)


@given(st.floats(0.0, 1.0))
def test_air_is_whole_and_wet(humidity: float) -> None:
    air = humid_air(humidity)
    assert air.sum() == pytest.approx(1.0, abs=1e-12)
    assert air[GASES.index("H2O")] == pytest.approx(humidity * 2339 / 101325)


@given(st.lists(st.floats(0.01, 1.0), min_size=6, max_size=6))
def test_mixture_lies_between_its_gases(parts: list[float]) -> None:
    gases = gas_set()
    pure = viscosity(gases, 300.0)
    mu = float(mixture_viscosity(np.array(parts) / sum(parts), pure, gases.molar_mass))
    assert pure.min() <= mu <= pure.max()
