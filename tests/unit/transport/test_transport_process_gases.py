"""Gases whose sticking is not known are named, not counted."""

from foreline.transport.impurity import ATOMS, buried, unknown


def test_noble_gases_leave_nothing() -> None:
    found, used = buried(1e20, "Cu", dict.fromkeys(("Ar", "He", "Ne", "Kr", "Xe"), 1.0), 293.15)
    assert set(found.values()) == {0.0}
    assert used == ()


def test_unknown_gases_change_nothing_and_are_named() -> None:
    air = {"N2": 1e-6, "O2": 1e-6, "H2O": 1e-5, "H2": 1e-6}
    more = air | {"CF4": 1e-4, "CO": 1e-4, "Ar": 0.3}
    assert buried(1e20, "Ta", more, 293.15) == buried(1e20, "Ta", air, 293.15)
    assert unknown(1e20, more, 293.15) == ("CF4", "CO")
    assert unknown(1e20, air, 293.15) == ()
    assert unknown(1e20, {"CF4": 1e-13}, 293.15) == ()
    assert "CO" not in ATOMS
