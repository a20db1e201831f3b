"""The words everybody uses. Imports nothing else of ours."""
