"""The cluster is one: a master, a worker and an executor of their own, and nothing left behind."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import duckdb
import ibis
import pytest

from tests.generative.fixture import write_world
from tests.generative.spark_cluster import NoClusterError, spark_cluster
from tests.generative.strategies import draw_many


class WorkFailedError(Exception):
    """Raised inside a cluster, to see that it is ended all the same."""


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
def test_a_small_job_agrees_with_duckdb_and_nothing_is_left_behind(tmp_path: Path) -> None:
    path = write_world(draw_many(50, "spark").world, tmp_path)["posting"]
    before = dict(os.environ)
    with pytest.raises(WorkFailedError), spark_cluster() as master_url:
        assert master_url.startswith("spark://127.0.0.1:")
        assert len(_started_for(master_url)) == 1, "one worker that knows the master"
        counted, executors = _counted(master_url, path)
        raise WorkFailedError
    assert executors == 1, "the work was done in a process of its own"
    (wanted,) = duckdb.sql(f"SELECT count(*), sum(amount) FROM '{path}'").fetchall()
    assert counted == wanted
    assert _started_for(master_url) == []
    assert dict(os.environ) == before


def _counted(master_url: str, path: Path) -> tuple[tuple[int, Decimal], int]:
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master(master_url)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    postings = ibis.pyspark.connect(session).read_parquet(str(path))
    asked = postings.aggregate(rows=postings.count(), kroner=postings.amount.sum())
    (row,) = session.sql(str(ibis.to_sql(asked, dialect="pyspark"))).collect()
    with_driver = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()
    return tuple(row), with_driver - 1


def test_without_java_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(NoClusterError, match="openjdk-17-jre-headless"), spark_cluster():
        pass


def _started_for(master_url: str) -> list[int]:
    """The processes that were started with the master's address."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if master_url.encode() in command:
            found.append(int(folder.name))
    return found
