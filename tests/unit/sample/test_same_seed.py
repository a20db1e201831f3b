"""The same arguments give the same bytes, workbooks included; another seed another town."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

from pejl.sample import delivery_days, write_sample

OTHER_PROCESS = """
import sys
from pathlib import Path
from pejl.sample import write_sample
write_sample(Path(sys.argv[1]), citizens=150, seed=5)
"""


def prints(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*.*"))
        if path.is_file()
    }


def test_same_seed_same_bytes_in_another_process(tmp_path: Path) -> None:
    write_sample(tmp_path / "a", citizens=150, seed=5)
    write_sample(tmp_path / "a", citizens=150, seed=5)  # written over, not added to
    command = [sys.executable, "-c", OTHER_PROCESS, str(tmp_path / "b")]
    subprocess.run(command, check=True, env={"PYTHONHASHSEED": "12345"})
    assert prints(tmp_path / "a") == prints(tmp_path / "b")
    assert len(prints(tmp_path / "a")) == 44


def test_another_seed_another_town(tmp_path: Path) -> None:
    write_sample(tmp_path / "a", citizens=150, seed=5)
    write_sample(tmp_path / "b", citizens=150, seed=6)
    same = {
        name for name, print_ in prints(tmp_path / "a").items()
        if prints(tmp_path / "b")[name] == print_
    }  # fmt: skip
    deadlines = {f"{day}/excel/Sagsbehandlingsfrister.xlsx" for day in ("2026-09-30", "2026-10-31")}
    assert same == deadlines


def test_deliveries_are_on_the_last_days_of_months() -> None:
    def days(count: int, first: date | None) -> list[str]:
        return [date.fromordinal(day).isoformat() for day in delivery_days(count, first)]

    assert days(2, None) == ["2026-09-30", "2026-10-31"]
    assert days(3, date(2023, 12, 5)) == ["2023-12-31", "2024-01-31", "2024-02-29"]


def test_another_first_delivery_moves_the_town_in_time(tmp_path: Path) -> None:
    summary = write_sample(tmp_path, citizens=100, deliveries=2, first_delivery=date(2023, 12, 31))
    assert [one.folder.name for one in summary.deliveries] == ["2023-12-31", "2024-01-31"]
    budget = (tmp_path / "2023-12-31" / "opus" / "Budget.csv").read_bytes().decode("cp1252")
    years = {line.split(";")[0] for line in budget.split("\r\n")[1:-1]}
    assert years == {"2019", "2020", "2021", "2022", "2023"}
