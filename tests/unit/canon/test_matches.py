"""A pattern held only against texts that begin as it does gives what the pattern gives."""

from __future__ import annotations

import re

import duckdb
import pytest

from pejl.canon.selects import matches_sql

TEXTS = (
    "Regulering 06-2026", "Regulering", "Reguleret", "regulering", "En Regulering", "", "R", "Re",
    "Rt", "Faktura", "Æøå 1", "a-b", "ab", "a b", None,
)  # fmt: skip


@pytest.mark.parametrize(
    "pattern",
    [
        "^Regulering", "^Regulering (\\d\\d)", "^Reg?", "^Reg*", "^Regu{1}", "^Reg+", "^R|^F",
        "^(Re|Fa)", "Regulering", "^[RF]", "^Æøå", "^a-?b", "^a b", "^", "(?i)^regulering", "^R?e",
        "^Re.uler", "^\\w+ring$",
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", TEXTS)
def test_the_same_as_the_pattern_alone(pattern: str, text: str | None) -> None:
    asked = f"select {matches_sql('t', pattern)} from (select ?::VARCHAR as t)"
    with duckdb.connect() as connection:
        ((found,),) = connection.execute(asked, [text]).fetchall()
    wanted = None if text is None else re.search(pattern, text) is not None
    assert found == wanted


def test_plain_letters_are_looked_for_first() -> None:
    assert matches_sql("t", "^Regulering").startswith("(starts_with(t, 'Regulering')")
    assert "starts_with(t, 'Re')" in matches_sql("t", "^Reg?")
