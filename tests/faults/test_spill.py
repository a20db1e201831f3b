"""What a load cannot hold in memory goes to disk, encrypted, and the load goes on."""

from __future__ import annotations

from pathlib import Path

from pejl.store.workbench import open_workbench
from tests.faults.inspector import clear_text

NUMBER = b"7103451234"


def test_a_workbench_spills_and_nobody_can_read_it(tmp_path: Path) -> None:
    with open_workbench(tmp_path, memory_limit="60MB", threads=1) as connection:
        connection.execute(
            f"create temp table much as select '{NUMBER.decode()}' || md5(i::varchar) as text "
            "from range(2_500_000) numbers(i)"
        )
        spilled = [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size]
        assert sum(path.stat().st_size for path in spilled) > 10_000_000
        assert not clear_text([tmp_path], frozenset({NUMBER}))
        counted = connection.execute("select count(distinct text) from much").fetchone()
    assert counted == (2_500_000,)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size]
