"""Making the spine with the embedded engine: several steps at once, each as soon as it can.

What a step needs is what it asks for: asking for a table that is still being made waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from pejl.store.engines import DuckEngine, EngineFacts, Question

AT_ONCE = 3
"""More than the cores, since one may wait for another."""

T = TypeVar("T")


class StepEngine(DuckEngine):
    """An engine whose tables are made by steps. `needs` names the steps behind a derived table."""

    def __init__(
        self,
        files: Mapping[str, Path],
        facts: EngineFacts,
        *,
        steps: Mapping[str, Question],
        needs: Mapping[str, tuple[str, ...]],
        threads: int,
        memory_limit: str,
        write_to: Path,
    ) -> None:
        super().__init__(
            files, facts, threads=threads, memory_limit=memory_limit, write_to=write_to
        )
        self._steps = steps
        self._needs = needs
        self._made: dict[str, Future[None]] = {name: Future() for name in steps}

    def table(self, name: str) -> Any:
        for needed in self._needs.get(name, (name,)):
            if needed in self._made:
                self._made[needed].result()
        return super().table(name)

    def make(self, then: Callable[[str], T]) -> list[T]:
        """Make every step; `then` is told of each when it is made, beside those that go on.

        Steps are begun in their order, so one that waits waits for one that is begun. Raises what
        a step raised; no further one is begun then.
        """
        pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="spine")
        try:
            jobs = [pool.submit(self._make, name, then) for name in self._steps]
            return _results(jobs)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _make(self, name: str, then: Callable[[str], T]) -> T:
        made = self._made[name]
        try:
            self.define(name, self._steps[name])
        except BaseException as error:
            made.set_exception(error)
            raise
        made.set_result(None)
        return then(name)


def _results(jobs: Sequence[Future[T]]) -> list[T]:
    return [job.result() for job in jobs]
