"""Trench, via, any section: flux by line of sight and re-emission, growing films, step coverage, voids."""

from foreline.feature.filling import solve
from foreline.feature.rules import check

__all__ = ["check", "solve"]
