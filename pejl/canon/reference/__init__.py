"""Reference data: the services by law and the municipalities. Facts, kept as CSV files."""
