"""People: who may sign in, in which roles, for which part of the municipality."""
