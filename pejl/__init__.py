"""Pejl: figures a municipality can trust, from delivery to report."""

__version__ = "0.1.0"
