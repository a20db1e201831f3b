"""One registry of all rules: the document's ids, each told in full."""

from __future__ import annotations

import pytest

from pejl.quality.registry import RuleEntry, all_rules
from pejl.quality.rule import FIXERS_DA
from pejl.quality.rule_library import read_rules

ENTRIES = all_rules(read_rules())


def _span(first: int, last: int) -> list[int]:
    return list(range(first, last + 1))


IDS = {
    f"V-{number:03d}"
    for number in (
        *_span(1, 5), *_span(10, 34), *_span(40, 61), *_span(70, 75), *_span(80, 86),
        *_span(90, 95), *_span(100, 108),
    )
}  # fmt: skip
"""The ids of the reconciliation document."""


def test_the_document_has_eighty_rules() -> None:
    assert len(IDS) == 80


def test_every_rule_of_the_document_is_here_and_no_other() -> None:
    assert {one.id for one in ENTRIES} == IDS


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda one: one.id)
def test_a_rule_is_told_in_full(entry: RuleEntry) -> None:
    assert len(entry.help_da) >= 20 and len(entry.fix_da) >= 10
    assert entry.fixer and all(one in FIXERS_DA for one in entry.fixer)
    assert entry.parameters.keys() == entry.values.keys()
    assert all(one.label_da for one in entry.parameters.values())
