"""What needs what: from a source's field to a figure and back, read off the definitions."""
