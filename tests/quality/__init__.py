"""E4: planted faults against the rules named for them."""
