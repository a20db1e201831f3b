"""Every rule and the reconciliation of a home's newest delivery, in a process of its own.

python -m tests.bench.quality HOME   prints seconds, peak GiB, postings and findings as JSON
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from pejl.quality.at_load import find_at_load
from pejl.quality.ground import FINDING
from pejl.quality.rule_library import read_rules
from pejl.sources.library import read_library
from pejl.store.engines import open_warehouse
from pejl.store.home import Home
from pejl.store.snapshots import snapshot_folder


@dataclass(frozen=True)
class Asked:
    """One delivery asked once: wall seconds, the process's peak in GiB, and how much there was."""

    size: str
    postings: int
    findings: int
    seconds: float
    peak: float


def run(home: Path, size: str) -> Asked:
    """Asked in a process of its own, so that the peak is this work's alone."""
    command = [sys.executable, "-m", "tests.bench.quality", str(home)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return Asked(size, **json.loads(ran.stdout.splitlines()[-1]))


def ask(home: Home) -> dict[str, float]:
    """As at the first load of the delivery: nothing is known from before."""
    warehouse = open_warehouse(home)
    snapshot = warehouse.snapshot()
    warehouse.close()
    folder = snapshot_folder(home, snapshot.id)
    with tempfile.TemporaryDirectory() as place:
        out, spill = Path(place) / "out", Path(place) / "spill"
        out.mkdir()
        spill.mkdir()
        for table in snapshot.tables.values():
            (out / table.file).symlink_to(folder / table.file)
        for name in (FINDING, "rule_run", *_MATCHED):
            (out / f"{name}.parquet").unlink(missing_ok=True)
        start = time.perf_counter()
        stored = find_at_load(
            read_rules(),
            read_library(None),
            snapshot,
            out,
            before={},
            earlier_day=None,
            spill=spill,
            memory_limit="2GB",
        )
        taken = time.perf_counter() - start
    return {
        "postings": snapshot.tables["posting"].rows,
        "findings": stored.tables[FINDING].rows,
        "seconds": taken,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


_MATCHED = (
    "reconciliation",
    "reconciliation_activity",
    "reconciliation_posting",
    "reconciliation_difference",
)

if __name__ == "__main__":
    print(json.dumps(ask(Home(Path(sys.argv[1])))))
