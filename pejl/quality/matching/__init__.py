"""Activity in the case system against cost in the economy system, row by row.

    match(connection, settings)    makes `reconciliation` and the tables that tell its rows

The steps are the SQL files beside this module, run in turn by `match`; `balance` is the one thing
they cannot say. Source: reconciliation, »Matching model«.
"""

from __future__ import annotations

from pejl.quality.matching.run import TABLES, match
from pejl.quality.matching.settings import SECTION, Settings, limits, our_settings
from pejl.quality.matching.words import CLASSES_DA, EXPLANATIONS_DA

__all__ = [
    "CLASSES_DA",
    "EXPLANATIONS_DA",
    "SECTION",
    "TABLES",
    "Settings",
    "limits",
    "match",
    "our_settings",
]
