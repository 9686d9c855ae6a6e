"""Wire room: from the filled trench to resistance, capacitance, delay and life under electromigration."""

from __future__ import annotations

from foreline.wire.across_wafer import solve
from foreline.wire.package import check_package, solve_package
from foreline.wire.rules import check

__all__ = ["check", "check_package", "solve", "solve_package"]
