"""Vacuum: gas in chambers, ducts and pumps, from atmosphere to the process."""

from foreline.vacuum.checks import check
from foreline.vacuum.solve import solve

__all__ = ["check", "solve"]
