"""The trench: flux by line of sight and re-emission, growing films, step coverage, mouth closing."""

from foreline.feature.filling import check, solve

__all__ = ["check", "solve"]
