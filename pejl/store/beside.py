"""Two pieces of work at once, each over a connection of its own to the same engine.

The engine shares one big question among the cores by itself. Small ones, their planning and what
Python does between them run on one core each, so a load asks two at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from queue import SimpleQueue
from typing import TypeVar

import duckdb

WORKERS = 2

T = TypeVar("T")
Job = Callable[[duckdb.DuckDBPyConnection], T]
"""Work over the connection it is given; it sees the tables that are not temporary."""


def work_beside(
    connection: duckdb.DuckDBPyConnection, jobs: Iterable[Job[T]], workers: int = WORKERS
) -> list[T]:
    """Do the jobs, `workers` at a time, begun in their order; the answers in the same order.

    After an error no further one is begun, those under way are waited for, and it is raised.
    """
    free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
    cursors = [connection.cursor() for _ in range(workers)]
    for cursor in cursors:
        cursor.execute("set enable_progress_bar = false")
        free.put(cursor)

    def done(job: Job[T]) -> T:
        cursor = free.get()
        try:
            return job(cursor)
        finally:
            free.put(cursor)

    pool = ThreadPoolExecutor(workers, thread_name_prefix="beside")
    try:
        futures = [pool.submit(done, job) for job in jobs]
        wait(futures, return_when=FIRST_EXCEPTION)
        failed = [one for one in futures if one.done() and one.exception()]
        return [one.result() for one in failed or futures]
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        for cursor in cursors:
            cursor.close()
