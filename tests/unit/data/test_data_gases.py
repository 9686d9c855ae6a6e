"""Gases as formulas, and rows that every gas must have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.data import properties
from foreline.data.gases import HAZARDS, NAMES, NOBLE, atoms, hazards
from foreline.errors import DataError

WEIGHTS = {
    "H": 1.008, "D": 2.014, "He": 4.0026, "B": 10.81, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998, "Ne": 20.180,
    "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45, "Ar": 39.95, "Br": 79.904, "As": 74.922, "Kr": 83.798,
    "Xe": 131.29, "W": 183.84, "Ti": 47.867,
}  # fmt: skip


@pytest.mark.parametrize("gas", NAMES)
def test_mass_is_that_of_the_formula(gas: str) -> None:
    grams = sum(WEIGHTS[element] * number for element, number in atoms(gas).items())
    assert float(properties("gases")[gas]["molar_mass"]) == pytest.approx(grams * 1e-3, rel=1e-4)


@pytest.mark.parametrize("gas", NAMES)
def test_every_gas_has_what_pumps_and_gauges_ask(gas: str) -> None:
    row = properties("gases")[gas]
    assert {"molar_mass", "heat_capacity_ratio", "boiling_point"} <= set(row)
    assert ("sutherland" in row) != ("well_depth" in row), "one viscosity law"
    assert ("collision_diameter" in row) == ("well_depth" in row)
    assert 1.0 < float(row["heat_capacity_ratio"]) <= 1.6667
    assert {"electrons"} <= set(properties("gauges")[gas])


def test_noble_gases_are_atoms_and_harmless() -> None:
    for gas in NOBLE & set(NAMES):
        assert dict(atoms(gas)) == {gas: 1}
        assert hazards(gas) == ()
        assert float(properties("gases")[gas]["heat_capacity_ratio"]) == pytest.approx(5 / 3, rel=1e-4)


def test_hazards_come_in_one_order() -> None:
    assert hazards("PH3") == ("flammable", "pyrophoric", "toxic")
    assert all(list(hazards(gas)) == sorted(hazards(gas), key=HAZARDS.index) for gas in NAMES)


@given(st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.integers(1, 12), min_size=1))
def test_any_formula_is_read_back(count: dict[str, int]) -> None:
    formula = "".join(element + (str(number) if number > 1 else "") for element, number in count.items())
    assert dict(atoms(formula)) == count


@pytest.mark.parametrize("word", ["", "argon", "sf6", "N2 ", "(CH3)3"])
def test_a_word_is_no_formula(word: str) -> None:
    with pytest.raises(DataError, match="formula"):
        atoms(word)
