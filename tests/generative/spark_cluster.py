"""A real Spark standalone cluster on the loopback: one master and one worker process.

    with spark_cluster() as master_url:      # spark://127.0.0.1:<port>
        engine = spark_engine(master_url, files, facts)

Spark as a library inside the test's own process (`local[2]`) ships no code and no rows between
processes, so it proves less. Everything started here is ended here, whatever happens in between.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

HERE = "127.0.0.1"
STARTED = re.compile(r"Starting Spark master at (spark://\S+)")
REGISTERED = re.compile(r"Successfully registered with master")
PATIENCE_SECONDS = 120.0

# A small job on two cores spends its time starting up, not in well compiled code.
JAVA_OPTIONS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
DRIVER_OPTIONS = (
    f"--conf 'spark.driver.extraJavaOptions={JAVA_OPTIONS}' "
    f"--conf 'spark.executor.extraJavaOptions={JAVA_OPTIONS}' "
    "--conf spark.log.level=ERROR --conf spark.ui.showConsoleProgress=false pyspark-shell"
)


class NoClusterError(RuntimeError):
    """The cluster could not be started; the message says what is missing or what was logged."""


@contextmanager
def spark_cluster(*, cores: int = 1, memory: str = "2g") -> Iterator[str]:
    """Yields the master's address once a worker is registered with it."""
    _check_java()
    with tempfile.TemporaryDirectory(prefix="spark-cluster-") as name:
        folder = Path(name)
        processes: list[subprocess.Popen[bytes]] = []
        try:
            with _environment(folder):
                master = _start(folder, "master", "org.apache.spark.deploy.master.Master", [])
                processes.append(master)
                master_url = _wait_for(STARTED, master, folder / "master.log").group(1)
                work = ["--work-dir", str(folder / "work")]
                size = ["--cores", str(cores), "--memory", memory]
                worker = _start(
                    folder,
                    "worker",
                    "org.apache.spark.deploy.worker.Worker",
                    [*size, *work, master_url],
                )
                processes.append(worker)
                _wait_for(REGISTERED, worker, folder / "worker.log")
                yield master_url
        finally:
            _stop_driver()
            for process in reversed(processes):
                _end(process)


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin" / "java").exists()) and shutil.which("java") is None:
        raise NoClusterError(
            "Spark needs Java 17 or later: install a JRE (openjdk-17-jre-headless) "
            "or point JAVA_HOME at one."
        )


@contextmanager
def _environment(folder: Path) -> Iterator[None]:
    """What the cluster and the driver read from the environment; put back afterwards."""
    wanted = {
        "SPARK_LOCAL_IP": HERE,
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "SPARK_DAEMON_JAVA_OPTS": JAVA_OPTIONS,
        "PYSPARK_SUBMIT_ARGS": DRIVER_OPTIONS,
    }
    before = {name: value for name, value in os.environ.items() if "SPARK_" in name}
    os.environ.update(wanted)
    try:
        yield
    finally:
        # Spark's driver leaves a few of its own, so all of its names are put back.
        for name in [name for name in os.environ if "SPARK_" in name]:
            del os.environ[name]
        os.environ.update(before)


def _start(
    folder: Path, role: str, java_class: str, arguments: list[str]
) -> subprocess.Popen[bytes]:
    """A daemon in a session of its own, so that its executors can be ended with it."""
    command = Path(pyspark.__file__).parent / "bin" / "spark-class"
    ports = ["--host", HERE, "--port", "0", "--webui-port", "0"]
    with (folder / f"{role}.log").open("wb") as log:
        return subprocess.Popen(
            ["bash", str(command), java_class, *ports, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
        )


def _wait_for(said: re.Pattern[str], process: subprocess.Popen[bytes], log: Path) -> re.Match[str]:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        found = said.search(log.read_text("utf-8", errors="replace"))
        if found:
            return found
        if process.poll() is not None:
            break
        time.sleep(0.1)
    tail = "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-20:])
    raise NoClusterError(
        f"Spark's {log.stem} did not start ({said.pattern}). Its last words:\n{tail}"
    )


def _stop_driver() -> None:
    """The session and its Java half, which would hold on to a cluster that is gone."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    if session is not None:
        session.stop()
    gateway = SparkContext._gateway
    if gateway is None:
        return
    gateway.shutdown()
    SparkContext._gateway = SparkContext._jvm = None
    gateway.proc.stdin.close()
    gateway.proc.kill()
    gateway.proc.wait(timeout=10)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The process and all it has started: politely, then not."""
    for sent in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sent)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue
    process.wait(timeout=10)
