"""E3, quick arm: every way a delivered file can be wrong, a few times each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.faults.bad_files import failures, run_case, run_load
from tests.faults.bases import bases
from tests.faults.full_loads import Town
from tests.faults.mutations import all_mutators
from tests.faults.oracle import Reading, read_plainly
from tests.faults.taking import Taker, opened_taker
from tests.faults.towns import make_home

SLOW = {"book_zip_bomb", "giant_line", "giant_field"}
SEED = 1


@pytest.fixture(scope="module")
def taker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taker]:
    with opened_taker(tmp_path_factory.mktemp("bad-files")) as taker:
        yield taker


@pytest.mark.parametrize("name", sorted(all_mutators()))
def test_wrong_file_is_read_right_or_refused(name: str, taker: Taker) -> None:
    times = 1 if name in SLOW else 4
    verdicts = [run_case(taker, all_mutators()[name], SEED + turn) for turn in range(times)]
    assert not any(one.complaints for one in verdicts), failures(verdicts)


def test_there_are_kinds_enough() -> None:
    assert len(all_mutators()) >= 25


@pytest.mark.parametrize("name", sorted(all_mutators()))
def test_same_seed_same_bytes(name: str) -> None:
    mutator = all_mutators()[name]
    base = next(one for one in bases().values() if one.is_book == (mutator.kind == "book"))
    first, again = (mutator.mutate(base, Random(7)) for _ in range(2))
    assert first.data == again.data


@pytest.mark.parametrize("name", sorted(n for n, one in bases().items() if not one.is_book))
def test_the_oracle_finds_nothing_wrong_with_a_right_file(name: str) -> None:
    base = bases()[name]
    plain = read_plainly(base.bytes(), base.profile)
    assert isinstance(plain, Reading)
    assert len(plain.accepted) == len(base.rows)
    assert not plain.rejected


@pytest.mark.parametrize(
    ("name", "column", "text", "expected"),
    [
        ("probe-rapport", "Beløb", "1.234,50-", "-1234.50"),
        ("probe-rapport", "Beløb", "kr. 12", "12.00"),
        ("probe-rapport", "Beløb", "12.50", None),
        ("probe-rapport", "Betalt", "31-06-2024", None),
        ("probe-rapport", "Betalt", "2024-06-30", "2024-06-30"),
        ("probe-rapport", "Aktiv", "JA", "ja"),
        ("probe-komma", "Beløb", "1,234.5", "1234.50"),
        ("probe-komma", "Antal", "1,23", None),
    ],
)
def test_the_oracle_reads_a_cell_as_the_manual_says(
    name: str, column: str, text: str, expected: str | None
) -> None:
    base = bases()[name]
    place = base.header.index(column)
    rows = [list(row) for row in base.rows]
    rows[0][place] = text
    plain = read_plainly(base.encoded(base.with_rows(rows).text()), base.profile)
    assert isinstance(plain, Reading)
    assert plain.rows[0].values[place] == expected


def test_the_judge_can_condemn() -> None:
    """An oracle of another file must find fault with every outcome: complaints are possible."""
    from tests.faults.judging import complaints
    from tests.faults.mutations import Mutated
    from tests.faults.taking import Taken

    base = bases()["opus-budget"]
    plain = read_plainly(base.bytes(), base.profile)
    found = complaints(Mutated(b"", "refused", "V-100"), Taken(read=1), plain, base.profile)
    assert any("must be refused" in one for one in found)
    assert any("V-100 must tell" in one for one in found)
    assert any("rows read" in one for one in found)
    assert any("is not accepted, wrongly" in one for one in found)


def test_a_whole_load_with_a_wrong_file_keeps_what_is_published(tmp_path: Path) -> None:
    town = Town(tmp_path / "town", make_home(tmp_path))
    names = ("untouched", "cell_missing", "column_renamed", "cut_off_near_the_end")
    verdicts = [run_load(town, all_mutators()[name], seed=3) for name in names]
    assert all(verdicts)
    assert not any(one.complaints for one in verdicts if one), [
        one.complaints for one in verdicts if one
    ]
