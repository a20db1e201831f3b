"""The report as JSON: the same figures, exact, each with its place."""
