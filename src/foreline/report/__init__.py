"""The report room: one run as one self-contained HTML page, opened offline by anyone."""

from foreline.report.page import render

__all__ = ["render"]
