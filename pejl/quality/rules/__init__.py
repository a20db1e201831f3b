"""The rules, one module per family. A rule's id is stable and never used again."""
