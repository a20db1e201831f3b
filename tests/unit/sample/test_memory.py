"""The sample streams: four times the citizens take far less than four times the memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from pejl.sample import write_sample


def peak(out: Path, citizens: int) -> int:
    tracemalloc.start()
    try:
        write_sample(out, citizens=citizens, deliveries=1)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_follow_the_number_of_citizens(tmp_path: Path) -> None:
    write_sample(tmp_path / "first", citizens=400, deliveries=1)  # texts of days are kept
    small = peak(tmp_path / "small", 700)
    assert peak(tmp_path / "large", 2800) < 2 * small
