"""E11, the faults that are not kills: two loads at once, a full disk, a load that is stopped and
continued, one that is asked to end, and a rollback while a load runs or killed itself."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pejl.base.errors import BusyError, PejlError, StorageError
from pejl.store.home import Home, write_lock
from pejl.store.snapshots import current_number, point_at
from tests.faults.inspector import inspect
from tests.faults.kills import Range
from tests.faults.linked import load_variant
from tests.faults.processes import ask, fork, sleep_until
from tests.faults.small_disk import limit_files, small_disk
from tests.faults.touches import Touch, die_at_touch, touches_of
from tests.faults.towns import leftovers, published, wrong_with

Outcome = tuple[str, list[str]]
Fault = Callable[[Range], Outcome]


def two_loads_at_once(field_: Range, pairs: int = 5) -> Outcome:
    """One wins, the other is told to wait, and the winner is not disturbed."""
    busy = won = 0
    wrong: list[str] = []
    for _ in range(pairs):
        first, second = field_.builder(), field_.builder()
        ends = [child.wait()[1][-1] for child in (first, second)]
        won += sum(kind == "done" for kind, _ in ends)
        busy += sum("BusyError" in text for kind, text in ends if kind == "error")
        wrong += [text for kind, text in ends if kind == "error" and "BusyError" not in text]
        wrong += ask(lambda: wrong_with(field_.home))
    if won < pairs:
        wrong.append(f"only {won} of {pairs} pairs had a winner")
    return f"{won} loads won, {busy} were told that the folder is busy", wrong


def full_disk(field_: Range, grows: float = 1.25) -> Outcome:
    """On a disk that is a little larger each time: refused with one code until it is enough."""
    refused: list[str] = []
    wrong: list[str] = []
    megabytes, folder = 0.1, field_.deliveries[-1]
    while megabytes < 200:
        with small_disk(field_.fresh, megabytes) as (home, limit):
            kind, code = ask(partial(_load_within, home, folder, limit))
            wrong += ask(partial(inspect, home, field_.temporary, field_.secrets))
            if kind == "done":
                how = "a disk of its own" if limit is None else "a limit on file sizes"
                codes = ", ".join(sorted(set(refused)))
                return f"{len(refused)} times full ({codes}), then it went; {how}", wrong
            if kind != "storage":
                wrong.append(f"{megabytes:.1f} MB: {kind} {code}")
            refused.append(code)
        megabytes *= grows
    return f"refused {len(refused)} times", [*wrong, "never succeeded"]


def _load_within(home: Home, folder: Path, limit: int | None) -> tuple[str, str]:
    limit_files(limit)
    before = published(home)
    try:
        load_variant(home, folder)
    except StorageError as error:
        same = published(home) == before
        return ("storage", error.code) if same else ("changed", error.code)
    except PejlError as error:
        return "other", error.code
    return "done", ""


def stopped_and_continued(field_: Range, seconds: float = 3) -> Outcome:
    """A load that stands still for a while is only late."""
    child = field_.builder()
    sleep_until(time.monotonic() + field_.duration * 0.5, child)
    before = field_.home.current.read_text()
    child.kill(signal.SIGSTOP)
    time.sleep(seconds)
    wrong = ask(lambda: wrong_with(field_.home))
    if field_.home.current.read_text() != before:
        wrong.append("something was published by a load that stands still")
    child.kill(signal.SIGCONT)
    _, told = child.wait()
    wrong += [text for kind, text in told if kind == "error"]
    return f"stood still for {seconds:g} s, then ended with {told[-1][0]}", wrong


def asked_to_end(field_: Range, times: int = 5) -> Outcome:
    """SIGTERM, as a machine sends it when it shuts down."""
    ended = 0
    wrong: list[str] = []
    for turn in range(times):
        child = field_.builder()
        sleep_until(time.monotonic() + field_.duration * (turn + 0.5) / times, child)
        child.kill(signal.SIGTERM)
        killed, _ = child.wait()
        ended += killed
        wrong += ask(lambda: inspect(field_.home, field_.temporary, field_.secrets))
    return f"{ended} of {times} loads ended by it", wrong


def rollback_during_load(field_: Range) -> Outcome:
    """Going back while a load runs is refused; the load is not disturbed."""
    child = field_.builder()
    sleep_until(time.monotonic() + field_.duration * 0.5, child)
    answer = ask(lambda: _roll_back(field_.home))
    _, told = child.wait()
    wrong = [text for kind, text in told if kind == "error"]
    wrong += ask(lambda: wrong_with(field_.home))
    if answer != "busy":
        wrong.append(f"the rollback was {answer}")
    again = ask(lambda: _roll_back(field_.home))
    return f"{answer} while the load ran, {again} after", wrong


def rollback_killed(field_: Range) -> Outcome:
    """Going back, killed just before each of its touches of the disk: one version or the other."""
    home = field_.home
    touches = ask(lambda: touches_of(home.path, lambda: _roll_back(home)))
    wrong: list[str] = []
    killed = moved = 0
    for number in range(len(touches)):
        field_.undisturbed()
        newest = home.current.read_text()
        child = fork(partial(_roll_back_until, home, number))
        killed += child.wait()[0]
        moved += home.current.read_text() != newest
        found = ask(lambda: inspect(home, field_.temporary, field_.secrets))
        wrong += [f"killed before {touches[number]}: {one}" for one in found]
    wrong += [text for kind, text in field_.undisturbed() if kind == "error"]
    wrong += [f"left behind: {one}" for one in ask(lambda: leftovers(home))]
    if not killed or not moved:
        wrong.append("the kills must come before the switch and after it")
    return f"{killed} kills, {moved} of them after the switch", wrong


def _roll_back_until(home: Home, number: int, tell: Callable[[object], None]) -> None:
    die_at_touch(home.path, Touch(number))
    _roll_back(home)


def _roll_back(home: Home) -> str:
    try:
        with write_lock(home):
            point_at(home, (current_number(home) or 0) - 1)
    except BusyError:
        return "busy"
    return "done"


ALL: tuple[Fault, ...] = (
    two_loads_at_once,
    full_disk,
    stopped_and_continued,
    asked_to_end,
    rollback_during_load,
    rollback_killed,
)
