"""What is grown from gas becomes a film with the source's profile and time."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from foreline.errors import InputError
from foreline.states import EmissionState, GrowthState
from foreline.tool.source import Position
from foreline.tool.wafer import Deposit, Wafer
from foreline.transport import grown, solve

RADIUS = np.linspace(0.0, 0.15, 129)
GROWTH = GrowthState(
    name="w", step="plug", material="W", radius=RADIUS, growth=5e-9 * (1.0 - RADIUS / 0.3), film_volume=1.58e-29,
    sticking=1e-3, temperature=673.0, fed=1e-4, used=2e-5, unused=8e-5, power=500.0,
)  # fmt: skip


def step(**given: str) -> Deposit:
    return Deposit(kind="deposit", chamber="cvd", source="w", gases={"H2": "2 slm"}, **given)


def test_thickness_time_and_mean() -> None:
    film = grown(GROWTH, Wafer(), "plug", step(thickness="100 nm"))
    edge = 0.147
    mean = 5e-9 * (1.0 - 2.0 * edge / 3.0 / 0.3)  # area mean of a cone
    assert film.rate == pytest.approx(mean, rel=1e-6)
    assert film.time == pytest.approx(1e-7 / mean, rel=1e-6)
    assert film.mean_thickness == pytest.approx(1e-7, rel=1e-12)
    assert film.thickness[0, 0] == pytest.approx(5e-9 * film.time, rel=1e-12)
    assert film.arrived_fraction == pytest.approx(0.2)
    assert film.arrival_exponent == 1.0
    assert film.impurity == {}
    assert math.isnan(film.impurity_total)


def test_a_time_gives_the_thickness() -> None:
    assert grown(GROWTH, Wafer(), "plug", step(time="10 s")).mean_thickness == pytest.approx(
        10.0 * grown(GROWTH, Wafer(), "plug", step(time="1 s")).mean_thickness
    )
    with pytest.raises(InputError, match="thickness or a time"):
        grown(GROWTH, Wafer(), "plug", step())
    with pytest.raises(InputError, match="nothing of the wafer"):
        grown(GROWTH, Wafer(diameter="10 mm", edge_exclusion="6 mm"), "plug", step(time="1 s"))


def test_ions_narrow_the_arrival_and_gas_taken_up_is_no_impurity() -> None:
    ring = np.array([0.03])
    plain = EmissionState(
        name="g", step="s", material="TiN", ring_radius=ring, ring_flux=np.array([1e20]), ring_area=np.array([1e-3]),
        cosine_exponent=1.0, atom_rate=1e17, species={"Ti": 1.0}, mean_energy=1e-18, power=1.0, power_parts={"a": 1.0},
        consumption=0.0, film_volume=2e-29,
    )  # fmt: skip
    place, wafer = Position(height="100 mm"), Wafer(diameter="50 mm")
    lay = Deposit(kind="deposit", chamber="c", source="g", gases={"Ar": "20 sccm", "N2": "5 sccm"}, thickness="10 nm")
    pressures = {"Ar": 0.4, "N2": 0.01}
    metal = solve(plain, place, wafer, "s", lay, pressures, 300.0)
    assert metal.impurity["N"] > 0.0
    assert metal.rate == pytest.approx(float(np.mean(metal.thickness)) / metal.time, rel=0.1)
    nitride = solve(replace(plain, taken_up=("N2",)), place, wafer, "s", lay, pressures, 300.0)
    assert nitride.impurity["N"] == 0.0
    assert "W302" not in {n.code for n in nitride.notices}
    ions = solve(replace(plain, ion_fraction=0.5, ion_cosine=0.99), place, wafer, "s", lay, pressures, 300.0)
    assert ions.arrival_exponent > metal.arrival_exponent
