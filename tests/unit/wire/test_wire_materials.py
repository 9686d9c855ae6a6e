"""The conductor table: every metal complete, ranges ordered, unknown names answered."""

from __future__ import annotations

import pytest

from foreline.data import bibliography, properties
from foreline.errors import OutsideValidity
from foreline.wire.materials import barrier_film, conductor, impurity_coefficient

METALS = ("Cu", "Al", "W", "Co", "Ru", "Mo", "Rh", "Ir", "Ni", "Ag")


@pytest.mark.parametrize("name", METALS)
def test_metal_is_complete(name: str) -> None:
    metal = conductor(name)
    assert 1e-8 < metal.resistivity < 1e-7
    assert 3e-16 < metal.resistivity * metal.mean_free_path < 9e-16
    for spread in (metal.specularity, metal.reflection):
        assert 0 <= spread.low <= spread.value <= spread.high < 1
    assert set(metal.sources) <= set(bibliography())


@pytest.mark.parametrize("name", ["Ta", "TaN", "TiN", "Ti", "Co", "Ru"])
def test_barrier_range_is_ordered(name: str) -> None:
    spread, sources = barrier_film(name)
    assert 0 < spread.low <= spread.value <= spread.high
    assert sources


def test_unknown_names() -> None:
    with pytest.raises(OutsideValidity, match=r"E503: unknown metal 'cu', did you mean 'Cu'\?; known are Cu, Al"):
        conductor("cu")
    with pytest.raises(OutsideValidity, match="E503: unknown barrier 'TaM'"):
        barrier_film("TaM")
    with pytest.raises(OutsideValidity, match="E503: unknown metal 'Ta'"):
        conductor("Ta")


def test_impurity_falls_back() -> None:
    assert impurity_coefficient("Cu", "Xe").value == pytest.approx(5e-6)
    assert impurity_coefficient("Cu", "H").value < impurity_coefficient("Cu", "O").value


def test_tables_name_known_sources() -> None:
    for table in ("conductors", "electromigration", "missions"):
        for row in properties(table).values():
            for datum in row.values():
                assert datum.source in bibliography(), datum
