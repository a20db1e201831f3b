"""The ledger is exactly true: every fault told is there, and nothing of the kind is left untold."""

from __future__ import annotations

from pathlib import Path

import pytest

from pejl.sample import write_sample
from tests.unit.sample.reading import FINDERS, Delivered, find

RULES = {
    "invalid_cpr": ("V-002", "cura"),
    "missing_target_group": ("V-022", "cura"),
    "decided_before_received": ("V-071", "cura"),
    "end_date_differs": ("V-043", "cura"),
    "missing_in_cura": ("V-041", "calibra"),
    "end_before_start": ("V-010", "cura"),
    "duplicate_grant": ("V-015", "cura"),
    "rate_differs": ("V-032", "cura"),
    "unknown_facility": ("V-086", "cura"),
    "missing_in_calibra": ("V-042", "cura"),
    "unknown_paragraph": ("V-020", "cura"),
    "payer_differs": ("V-026", "cura"),
    "start_date_differs": ("V-044", "cura"),
    "open_after_death": ("V-011", "cura"),
}
Both = tuple[Delivered, Delivered]


@pytest.mark.parametrize("kind", FINDERS)
@pytest.mark.parametrize("index", [0, 1])
def test_what_is_told_is_what_is_found(faulty: Both, kind: str, index: int) -> None:
    delivered = faulty[index]
    assert find(kind, delivered) == delivered.told(kind)


@pytest.mark.parametrize("kind", FINDERS)
@pytest.mark.parametrize("index", [0, 1])
def test_a_clean_delivery_has_nothing_of_it(clean: Both, kind: str, index: int) -> None:
    assert clean[index].ledger == []
    assert find(kind, clean[index]) == []


def test_every_kind_is_planted_with_its_rule(faulty: Both) -> None:
    told = {(entry["kind"], entry["rule"], entry["system"]) for entry in faulty[0].ledger}
    assert {(kind, *rule) for kind, rule in RULES.items()} < told
    assert {("malformed_row", "reject", "cura"), ("malformed_row", "reject", "calibra")} < told


def test_entries_have_the_shape_readers_expect(faulty: Both) -> None:
    assert all(
        list(entry) == ["kind", "rule", "system", "key", "note"] for entry in faulty[0].ledger
    )
    notes = {entry["note"] for entry in faulty[0].ledger}
    assert notes == {
        "", "key = file:line", "too few fields", "31 February", "not a number",
    }  # fmt: skip


def test_the_three_rows_nobody_can_read(faulty: Both) -> None:
    for delivered in faulty:
        assert delivered.told("malformed_row") == ["B99998", "B9x", "D99997"]
        lines = {line[0]: line for _, line in _read(delivered)}
        assert len(lines["B9x"]) == 2
        assert lines["B99998"][7] == "31-02-2024"
        assert lines["D99997"][9] == "12,34,56"


def _read(delivered: Delivered) -> list[tuple[str, list[str]]]:
    _ = delivered["cura/Bevillinger"], delivered["calibra/Dispositioner"]
    return delivered.broken


def test_one_grant_has_one_fault_at_most(faulty: Both) -> None:
    keys = [entry["key"] for entry in faulty[0].ledger if entry["key"].startswith("B0")]
    assert len(keys) == len(set(keys))


def test_some_faults_are_put_right_in_the_next_delivery(faulty: Both) -> None:
    before = {(entry["kind"], entry["key"]) for entry in faulty[0].ledger}
    after = {(entry["kind"], entry["key"]) for entry in faulty[1].ledger}
    assert 0.1 < len(before - after) / len(before) < 0.4


def test_faults_are_laid_over_the_same_truth(faulty: Both, clean: Both) -> None:
    hit = {entry["key"] for entry in faulty[1].ledger}
    for key, row in clean[1].grants.items():
        if key not in hit:
            assert faulty[1].grants[key] == row


@pytest.mark.parametrize("seed", [2, 3, 11])
def test_the_ledger_holds_for_other_seeds_and_sizes(tmp_path: Path, seed: int) -> None:
    write_sample(tmp_path, citizens=100 * seed, deliveries=3, seed=seed)
    for day in ("31-08-2026", "30-09-2026", "31-10-2026"):
        delivered = Delivered(tmp_path, day)
        for kind in FINDERS:
            assert find(kind, delivered) == delivered.told(kind), (kind, day)
