"""Texts of figures that a spreadsheet has read as numbers: `§ 107` as 107, `5.38.52` as 53852.

They look whole and mean nothing: their rows would lose paragraph or account without a word (V-105).
"""

from __future__ import annotations

from pejl.sources.expressions import Mapped, SourceColumn
from pejl.sources.file_sql import Maps
from pejl.sources.profile import Profile
from pejl.sources.typing import literal

SIGN = "§ "
ACCOUNT = "function_code"
"""The canonical column of an account: a main account, function and group with dots between."""


def texts_as_numbers(profile: Profile, maps: Maps) -> dict[str, str]:
    """SQL over `{value}` for each source column that such texts may stand in: is this one?"""
    tests: dict[str, str] = {}
    for target in profile.target:
        for name, expression in target.columns.items():
            if isinstance(expression, Mapped):
                known = expression.values or maps.get(expression.map or "", {})
                bare = _bare_paragraphs(set(known))
                if bare:
                    listed = ", ".join(literal(one) for one in sorted(bare))
                    tests[expression.from_] = (
                        f"regexp_replace({{value}}, '[.,]0+$', '') in ({listed})"
                    )
            elif isinstance(expression, SourceColumn) and name == ACCOUNT:
                tests[expression.column] = "regexp_full_match({value}, '[0-9]+([.,]0+)?')"
    return tests


def _bare_paragraphs(known: set[str]) -> set[str]:
    """The numbers a map knows with a sign before them, and not without."""
    numbers = {one.removeprefix(SIGN) for one in known if one.startswith(SIGN)}
    return {one for one in numbers if one.isdigit()} - known
