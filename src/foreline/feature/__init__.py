"""Trench, via, any section: flux by line of sight and re-emission, growing films, step coverage, voids."""

from foreline.feature.filling import check, solve

__all__ = ["check", "solve"]
