"""6 What is shown, declared as data: deliverables, sections, help texts."""
