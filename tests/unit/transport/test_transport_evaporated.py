"""Films of evaporated metal: alloys add up, a virtual source stands nearer, a point source is the closed form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from foreline import source, transport
from foreline.data.metals import atomic_volume
from foreline.states import EmissionState, FilmState
from foreline.tool.evaporation import ElectronBeam
from foreline.tool.source import Position
from foreline.tool.wafer import Deposit, Wafer

STEP = Deposit(kind="deposit", chamber="box", source="gun", gases={"N2": "0 sccm"}, time="60 s")


def emitted(**changes: object) -> EmissionState:
    values = {
        "kind": "electron-beam", "charge": {"material": "Cu"}, "power": "5 kW", "spot": "8 mm",
        "position": {"height": "500 mm"},
    }  # fmt: skip
    return source.solve(ElectronBeam.model_validate(values | changes), "gun", "film", "N2")


def film(emission: EmissionState, height: str = "500 mm") -> FilmState:
    wafer = Wafer(diameter="200 mm", edge_exclusion="3 mm")
    return transport.solve(emission, Position(height=height), wafer, "film", STEP, {"N2": 1e-5}, 293.15)


def test_a_small_source_is_the_closed_form() -> None:
    # Holland: t / t0 = (1 + (r/h)^2)^-2 for a small surface, and t0 = N Omega / (pi h^2)
    state = emitted()
    found = film(state)
    centre = 60.0 * state.atom_rate * atomic_volume("Cu") / (3.141592653589793 * 0.25)
    assert found.thickness[0, 0] == pytest.approx(centre, rel=1e-3)
    assert found.thickness[-1, 0] / found.thickness[0, 0] == pytest.approx((1.0 + (0.097 / 0.5) ** 2) ** -2, rel=1e-4)


def test_a_virtual_source_stands_nearer() -> None:
    lifted = film(emitted(virtual_height="100 mm"))
    nearer = film(emitted(), "400 mm")
    assert lifted.rate == pytest.approx(nearer.rate, rel=1e-9)


def test_atomic_volumes_of_an_alloy_add_up() -> None:
    pure = emitted()
    alloy = replace(pure, material="CuAl", species={"Cu": 0.7, "Al": 0.3})
    volume = 0.7 * atomic_volume("Cu") + 0.3 * atomic_volume("Al")
    assert film(alloy).rate / film(pure).rate == pytest.approx(volume / atomic_volume("Cu"), rel=1e-12)
    assert film(alloy).material == "CuAl"
