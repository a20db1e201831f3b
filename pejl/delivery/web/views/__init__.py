"""The pages. Thin: they ask the gate or the reports and hand the answer to a template."""
