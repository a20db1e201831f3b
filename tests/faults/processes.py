"""Processes to be killed: forked from a parent that has everything imported and no engine open.

Starting Python anew costs more than a small load; a fork of a process without threads is the same
process, only sooner. The parent must never open an engine itself.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass
class Child:
    """A forked process. What it tells comes through a pipe, so that it survives the process."""

    pid: int
    pipe: int

    def ended(self) -> int | None:
        """The wait status, or None while it runs."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        return status if pid else None

    def kill(self, sign: int = signal.SIGKILL) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, sign)

    def wait(self) -> tuple[bool, list[Any]]:
        """(was it killed, everything it told). Lets it run to its end."""
        told = _all_told(self.pipe)
        os.close(self.pipe)
        _, status = os.waitpid(self.pid, 0)
        return os.WIFSIGNALED(status), told


def fork(work: Callable[[Callable[[Any], None]], None]) -> Child:
    """Run `work(tell)` in a child; an exception is told as ("error", its text)."""
    assert threading.active_count() == 1, "forking with threads would not be honest"
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    code = 1
    try:
        os.close(reading)
        tell = _teller(writing)
        try:
            work(tell)
        except BaseException:
            tell(("error", traceback.format_exc(limit=-4)))
        code = 0
    finally:
        os._exit(code)


def ask(question: Callable[[], Any]) -> Any:
    """The answer of a function run in a child. Raises AssertionError with its error."""
    killed, told = fork(lambda tell: tell(("answer", question()))).wait()
    kind, answer = told[-1] if told else ("error", "nothing was told")
    assert not killed, "the child was killed"
    assert kind == "answer", answer
    return answer


def sleep_until(moment: float, child: Child) -> None:
    """Sleep until the moment, or until the child ends."""
    while (left := moment - time.monotonic()) > 0 and not _is_over(child):
        time.sleep(min(left, 0.002))


def _is_over(child: Child) -> bool:
    done = os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    return done is not None


def _teller(pipe: int) -> Callable[[Any], None]:
    def tell(what: Any) -> None:
        data = pickle.dumps(what)
        os.write(pipe, len(data).to_bytes(4, "big") + data)

    return tell


def _all_told(pipe: int) -> list[Any]:
    """What was told in whole; a word cut off by a kill is dropped."""
    data = b""
    while block := os.read(pipe, 65_536):
        data += block
    told = []
    while len(data) >= 4 and len(data) >= 4 + (size := int.from_bytes(data[:4], "big")):
        told.append(pickle.loads(data[4 : 4 + size]))
        data = data[4 + size :]
    return told
