"""4 Indicators: one file, one definition, one answer on every engine."""
