"""E3, the big file: about a gigabyte of postings in an otherwise small delivery.

    python -m tests.faults.bad_files --big

The load runs as `pejl load` in a process of its own, whose largest resident memory the kernel
tells. Its engine is given so much memory that the whole process stays below two gigabytes; the
rest goes to disk, encrypted. Every row must be counted.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from pejl.site.load import MEMORY_VARIABLE
from pejl.store.home import Home
from pejl.store.snapshots import current_version
from tests.faults.bases import DAY, bases, person
from tests.faults.linked import POSTINGS
from tests.faults.page import facts, keep
from tests.faults.towns import deliver

GIGABYTE = 10**9
LIMIT = 2 * 10**9
MEMORY = "1400MB"
AT_ONCE = 20_000


def big_postings(path: Path, size: int) -> int:
    """Write a file of at least that size; its number of rows."""
    base = bases()[POSTINGS]
    rows = 0
    with path.open("wb") as file:
        file.write((";".join(base.header) + "\r\n").encode("cp1252"))
        for block in _blocks(Random(3)):
            file.write(block)
            rows += AT_ONCE
            if file.tell() >= size:
                return rows
    raise AssertionError("there is always another block")


def _blocks(random: Random) -> Iterator[bytes]:
    """Lines shaped as the system writes them, without end."""
    persons = [person(random) for _ in range(20_000)]
    months = [f"{date(2021, 1, 28) + timedelta(days=30 * n):%d-%m-%Y}" for n in range(70)]
    texts = ("Faktura, døgntakst", 'Faktura "rest"', "Regulering 03-2024", "Faktura for ophold")
    number = 0
    while True:
        lines = []
        for _ in range(AT_ONCE):
            number += 1
            whole, cents = number * 37 % 180_000, number % 100
            lines.append(
                f"B{number:09};G{number % 60_000:06};{persons[number % 20_000]};"
                f"{months[number % 70]};5.38.5{number % 9};T{number % 300:03};"
                f"{whole // 1000}.{whole % 1000:03},{cents:02};{texts[number % 4]}\r\n"
            )
        yield "".join(lines).encode("cp1252")


def load_measured(home: Path, folder: Path) -> tuple[int, int, float]:
    """(exit code, largest resident bytes, seconds) of `pejl load` in its own process."""
    program = "from pejl.site.cli import main; main()"
    command = [sys.executable, "-c", program, "--home", str(home), "load", str(folder)]
    started = time.monotonic()
    environment = {**os.environ, "PYTHONUTF8": "1", MEMORY_VARIABLE: MEMORY}
    pid = os.posix_spawn(sys.executable, command, environment)
    _, status, used = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), used.ru_maxrss * 1024, time.monotonic() - started


def run(size: int, limit: int) -> tuple[str, list[str]]:
    """Write, load and measure: what came of it, and what is wrong."""
    with tempfile.TemporaryDirectory(prefix="big-file-") as name:
        folder, home = deliver(Path(name) / DAY), Home(Path(name) / "home")
        path = folder / bases()[POSTINGS].name
        rows = big_postings(path, size)
        code, memory, seconds = load_measured(home.path, folder)
        told = (
            f"{path.stat().st_size / 10**6:,.0f} MB, {rows:,} rows; {MEMORY_VARIABLE}={MEMORY}: "
            f"exit {code}, {seconds:.0f} s, at most {memory / 10**6:,.0f} MB resident "
            f"(limit {limit / 10**6:,.0f} MB)."
        )
        if code:
            return told, [f"the load ended with {code}"]
        feeds = current_version(home).latest.feeds
        counted = next(one.rows_loaded for one in feeds if one.profile == POSTINGS)
        found = [] if counted == rows else [f"{counted} rows loaded of {rows}"]
        return told, found if memory < limit else [*found, f"more than {limit / 10**6:,.0f} MB"]


def main(*, write: bool = False) -> int:
    started = time.monotonic()
    told, wrong = run(GIGABYTE, LIMIT)
    text = "\n".join([facts(3, time.monotonic() - started), told, *wrong])
    print(text)
    if write:
        keep("big", text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
