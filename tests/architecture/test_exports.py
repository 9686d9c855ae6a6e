"""The public names of the package and of each room, written down."""

import importlib
import types

import pytest

import foreline

EXPORTS = {
    "foreline.vacuum": ["check", "solve"],
    "foreline.source": ["grow", "solve"],
    "foreline.transport": ["grown", "solve"],
    "foreline.feature": ["check", "solve"],
    "foreline.wire": ["check", "check_package", "solve", "solve_package"],
    "foreline.fab": ["solve"],
    "foreline.report": ["render"],
}


@pytest.mark.parametrize("name", EXPORTS)
def test_room_exports_its_verbs(name: str) -> None:
    room = importlib.import_module(name)
    assert sorted(room.__all__) == EXPORTS[name]
    for verb in EXPORTS[name]:
        assert callable(getattr(room, verb))


def test_package_exports_its_version_only() -> None:
    names = {
        name
        for name, value in vars(foreline).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType) and name != "annotations"
    }
    assert names == set()
    assert foreline.__version__


def test_error_tree_has_the_exit_codes_of_its_docstring() -> None:
    from foreline import errors

    tree = {
        "ForelineError": 1, "UsageError": 2, "InputError": 3, "UnitError": 3, "ToolFileError": 3, "DataError": 3,
        "PhysicsError": 4, "NotConverged": 4, "OutsideValidity": 4, "RuleViolation": 5,
    }  # fmt: skip
    found = {
        name: value.exit_code
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.ForelineError)
    }
    assert found == tree
    assert errors.__doc__ is not None
    assert all(name in errors.__doc__ for name in tree)
