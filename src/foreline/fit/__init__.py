"""The way back: what a measured pump-down says about pumps and walls, and what it cannot say."""

from foreline.fit.measured import read_pump_down
from foreline.fit.solve import solve

__all__ = ["read_pump_down", "solve"]
