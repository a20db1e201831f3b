"""Loads into data folders of a test's own, in this process and in others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pejl.site.load import LoadResult, load
from pejl.store.home import Home
from pejl.store.snapshots import Version, current_version, verify_tables

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

CHILD = """
import os, resource, signal, sys, time
from datetime import UTC, datetime
from pathlib import Path
from pejl.base.errors import PejlError
from pejl.site.load import load
from pejl.store.home import Home

home, folder, what, value = sys.argv[1:5]
if what == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(value), int(value)))

def step(name, done, total):
    if what == "kill" and name == value:
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "wait" and name == "tables":
        Path(value).write_text("here")
        while Path(value).exists():
            time.sleep(0.02)

try:
    load(Home(Path(home)), [Path(folder)], now=datetime(2026, 11, 22, tzinfo=UTC), progress=step)
except PejlError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def delivery(source: Path, place: Path, day: str) -> Path:
    """A copy of a delivery under another day."""
    return Path(shutil.copytree(source, place / day))


def load_into(home: Home, *folders: Path, **more: Any) -> list[LoadResult]:
    return load(home, folders, now=NOW, **more)


def child(home: Home, folder: Path, what: str, value: str) -> subprocess.Popen[str]:
    """A load in a process of its own: `kill` at a step, `limit` a file's size, or `wait`."""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(home.path), str(folder), what, value],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def served(home: Home) -> Version:
    """The version readers see, whole: every table of every snapshot is as it was written."""
    version = current_version(home)
    for snapshot in version.snapshots:
        verify_tables(home.snapshots / snapshot.id, snapshot.tables)
    return version


def days(version: Version) -> list[date]:
    return [one.delivery_day for one in version.snapshots]
