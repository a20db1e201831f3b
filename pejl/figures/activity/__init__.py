"""Indicators of activity: who gets what, how much, and who comes and goes."""
