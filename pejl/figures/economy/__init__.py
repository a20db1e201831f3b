"""Indicators of economy: what it costs, against the budget, per person, and what is to come."""
