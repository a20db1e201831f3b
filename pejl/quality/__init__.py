"""3 Is it right? Rules are queries for bad rows; a blocking finding stops the publication."""
