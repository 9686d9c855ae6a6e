"""The seed of whatever flies in a run of the chain; `foreline transport` takes another one."""

from __future__ import annotations

SEED = 1
