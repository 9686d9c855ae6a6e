"""The catalogue: complete, in SI, honest about what can be used."""

import numpy as np
import pytest

from foreline.data import bibliography
from foreline.vacuum.catalogue import USABLE, pumps


def test_all_pumps_are_listed() -> None:
    kinds = {pump.kind for pump in pumps().values()}
    assert len(pumps()) == 64
    assert kinds >= {"multi-stage-roots", "turbo", "screw", "scroll", "cryo", "ion", "roots-booster"}


@pytest.mark.parametrize("name", pumps())
def test_pump_is_in_si_and_sourced(name: str) -> None:
    pump = pumps()[name]
    assert pump.name == f"{pump.maker} {pump.model}"
    assert pump.status == "read"
    assert not pump.usable or pump.kind in USABLE
    for curve in pump.curves:
        assert curve.source in bibliography()
        assert len(curve.pressure) == len(curve.value) > 1
        assert curve.unit == {"speed": "m3/s", "power": "W", "throughput": "mol/s"}[curve.quantity]
        assert (np.diff(curve.pressure) > 0).all() or not pump.usable
    if pump.peak_speed is not None:
        assert 1e-4 < pump.peak_speed < 5
    if pump.ultimate is not None and pump.power is not None:
        assert pump.ultimate < 20
        assert 200 < pump.power < 2e4
