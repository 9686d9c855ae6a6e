"""The tool in the fab: throughput, energy, nitrogen, cost and carbon of one wafer."""

from foreline.fab.ledger import solve

__all__ = ["solve"]
