"""A full load against plain `read_csv` and insert of the same CSV files, made UTF-8 before."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import duckdb

from pejl.figures.spine import write_spine
from pejl.site.load import load
from pejl.store.home import Home
from tests.bench.timing import Compared, in_turn

CP1252 = ("calibra", "opus")


def utf8_copies(delivery: Path, into: Path) -> list[Path]:
    """The delivery's CSV files as UTF-8, made before anything is timed."""
    copies = []
    for file in sorted(delivery.glob("*/*.csv")):
        encoding = "cp1252" if file.parent.name in CP1252 else "utf-8-sig"
        copy = into / f"{file.parent.name}-{file.name}"
        with file.open(encoding=encoding, newline="") as old, copy.open("w", newline="") as new:
            shutil.copyfileobj(old, new, 1 << 20)
        copies.append(copy)
    return copies


def plain(copies: list[Path], database: Path) -> None:
    """What loading costs when nothing is checked, kept, hidden or explained."""
    connection = duckdb.connect(str(database))
    connection.execute("set threads=2; set enable_progress_bar=false")
    for number, copy in enumerate(copies):
        connection.execute(
            f"create table t{number} as select * from read_csv('{copy}', delim=';', quote='\"', "
            "escape='\"', header=true, decimal_separator=',', thousands='.', "
            "dateformat='%d-%m-%Y', ignore_errors=true)"
        )
    connection.close()


def ours(home: Path, delivery: Path, *, ask_rules: bool) -> None:
    now = dt.datetime.now(dt.UTC)
    load(Home(home), [delivery], now=now, finish=write_spine, ask_rules=ask_rules)


def run(delivery: Path, size: str, pairs: int) -> list[Compared]:
    with tempfile.TemporaryDirectory() as folder:
        copies = utf8_copies(delivery, Path(folder))
        # A new place each time: removing the last one is no part of loading.
        places = (Path(folder) / f"place-{number}" for number in count())
        return [
            in_turn(
                f"{name} / plain read_csv and insert",
                lambda asked=ask_rules: ours(next(places), delivery, ask_rules=asked),
                lambda: plain(copies, next(places)),
                size=size,
                goal=goal,
                pairs=times,
            )
            for name, ask_rules, goal, times in (
                ("full load and publish", False, "≤ 3", pairs),
                ("the same, with every rule and the reconciliation", True, "none", 1),
            )
        ]


def measured_load(home: Path, deliveries: Path) -> Iterator[tuple[str, float, float]]:
    """(delivery, seconds, peak GiB) of loading each delivery in a process of its own."""
    program = (
        "import datetime as dt, json, resource, sys, time\n"
        "from pathlib import Path\n"
        "from pejl.figures.spine import write_spine\n"
        "from pejl.site.load import load\n"
        "from pejl.store.home import Home\n"
        "start = time.perf_counter()\n"
        "load(Home(Path(sys.argv[1])), [Path(sys.argv[2])], now=dt.datetime.now(dt.UTC),"
        " finish=write_spine)\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20\n"
        "print(json.dumps([time.perf_counter() - start, peak]))\n"
    )
    for delivery in sorted(path for path in deliveries.iterdir() if path.is_dir()):
        ran = subprocess.run(
            [sys.executable, "-c", program, str(home), str(delivery)],
            capture_output=True,
            text=True,
            check=True,
        )
        taken, peak = json.loads(ran.stdout.splitlines()[-1])
        yield delivery.name, taken, peak
