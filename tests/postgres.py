"""A real PostgreSQL server in a temporary folder, for as long as the tests run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ACCOUNTS = ("postgres", "nobody")
"""The server refuses to run as root; it runs as the first of these there is."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a fresh server's own database: `postgresql://pejl@127.0.0.1:port/postgres`."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="pejl-pg-"))
    account = _account()
    if account:
        shutil.chown(folder, account)
    data, port = folder / "data", _free_port()
    _run(account, programs / "initdb", "-D", data, "-U", "pejl", "-A", "trust", "-E", "UTF8",
         "--locale=C", "--no-sync")  # fmt: skip
    options = f"-h 127.0.0.1 -p {port} -k {folder} -F"
    _run(
        account, programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start"
    )
    address = f"postgresql://pejl@127.0.0.1:{port}/postgres"
    try:
        _wait(address)
        yield address
    finally:
        _run(account, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def create_database(server: str, name: str, *, template: str = "template1") -> str:
    """A new database on the server, and its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type]
    return f"{server.rpartition('/')[0]}/{name}"


def drop_database(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]


def _programs() -> Path:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3])
    )
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path))
    if not found:
        raise RuntimeError(
            "The tests need a PostgreSQL server's programs (Debian: apt-get install postgresql)."
        )
    return found[-1].parent


def _account() -> str | None:
    if os.geteuid() != 0:
        return None
    import pwd

    known = {one.pw_name for one in pwd.getpwall()}
    return next(name for name in ACCOUNTS if name in known)


def _run(account: str | None, *command: object) -> None:
    before = ["runuser", "-u", account, "--"] if account else []
    done = subprocess.run(
        [*before, *(str(part) for part in command)],
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The PostgreSQL server did not answer within ten seconds.")
