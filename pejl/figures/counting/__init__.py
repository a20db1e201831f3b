"""How measures are counted: one query per family of measures answers all periods and cells."""
