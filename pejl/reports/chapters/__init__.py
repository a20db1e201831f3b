"""Chapters that more than one deliverable can carry, each declared once.

Their periods are relative to the report's own, so the same chapter serves a month or a quarter.
"""
