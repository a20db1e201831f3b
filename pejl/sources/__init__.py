"""1 In: mapping profiles, readers and intake. One folder per source system."""
