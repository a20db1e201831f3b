"""A data folder on a disk with little room: a real one in memory where we may mount, else a limit
on the size of every file."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pejl.store.home import Home


@contextmanager
def small_disk(source: Path, megabytes: float) -> Iterator[tuple[Home, int | None]]:
    """A copy of a data folder with so much room left on its disk; and the limit of a file's size
    to be set in the process that writes, where no disk could be mounted."""
    place = source.parent / "disk"
    place.mkdir()
    files = [path for path in source.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size + 8192 for path in files) + int((megabytes + 1) * 2**20)
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    mounted = subprocess.run(mounting, capture_output=True, check=False).returncode == 0
    try:
        shutil.copytree(source, place / "home")
        if mounted:
            _fill(place, leave=int(megabytes * 2**20))
        yield Home(place / "home"), None if mounted else int(megabytes * 2**14)
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=True)
        shutil.rmtree(place)


def limit_files(limit: int | None) -> None:
    """From here on no file of this process grows beyond the limit."""
    if limit is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def _fill(place: Path, *, leave: int) -> None:
    room = os.statvfs(place)
    free = room.f_bavail * room.f_frsize
    with (place / "filling").open("wb") as file:
        file.write(bytes(max(0, free - leave)))
