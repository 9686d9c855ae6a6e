"""Foreline: what a semiconductor metallization tool will do, from the backing pump to the interconnect."""

__version__ = "0.1.0"
