"""Every touch of the data folder's disk as a place to die.

Python announces each opening, renaming, making and removing of a file before it happens. So a
process can be killed exactly between any two of them, whatever the code that does them is called.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

WATCHED = frozenset(
    {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "os.truncate"}
    | {"sqlite3.connect", "shutil.rmtree", "os.listdir", "os.scandir"}
)


def touches_of(folder: Path, work: Callable[[], object]) -> list[str]:
    """The touches of `folder` while `work` runs, in order. Can be asked once in a process."""
    found: list[str] = []
    _watch(folder, lambda event, path: found.append(f"{event} {path}"))
    work()
    return found


def is_move(touch: str) -> bool:
    """Is it the move of a finished snapshot into its place?"""
    return touch.startswith("os.rename /building/")


@dataclass(frozen=True)
class Touch:
    """A touch by its number from 0, counted from the start or from the finished snapshot's move."""

    number: int
    from_move: bool = False


def die_at_touch(folder: Path, touch: Touch) -> None:
    """This process is killed just before that touch."""
    left = [touch.number]
    counting = [not touch.from_move]

    def count(event: str, path: str) -> None:
        counting[0] |= is_move(f"{event} {path}")
        if not counting[0]:
            return
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    _watch(folder, count)


def _watch(folder: Path, told: Callable[[str, str], None]) -> None:
    inside = str(folder)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in WATCHED and arguments and str(arguments[0]).startswith(inside):
            told(event, str(arguments[0]).removeprefix(inside))

    sys.addaudithook(hook)
