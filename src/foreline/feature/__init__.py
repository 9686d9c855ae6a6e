"""Trench, via, any section: flux by line of sight and re-emission, growing films, step coverage, voids."""

from foreline.feature.filling import solve
from foreline.feature.rules import check
from foreline.feature.saved import Kept

__all__ = ["Kept", "check", "solve"]
