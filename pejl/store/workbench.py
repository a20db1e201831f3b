"""The engine a load works in: in memory, walled in, its spill-over encrypted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pejl.base.errors import StorageError
from pejl.store.home import storage_errors

MEMORY_LIMIT = "2GB"


@contextmanager
def open_workbench(
    spill: Path | None, *, memory_limit: str = MEMORY_LIMIT, threads: int = 2
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for one load. What does not fit in memory spills, encrypted, into `spill`;
    without a folder it must fit. Closed at the end; nothing of it outlives the process."""
    connection = duckdb.connect(
        config={
            "memory_limit": memory_limit,
            "threads": threads,
            "temp_directory": str(spill) if spill else "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    try:
        connection.execute("set enable_progress_bar = false")
        connection.execute("set python_enable_replacements = false")
        connection.execute("set temp_file_encryption = true")
        # Without it the engine asks for an extension from the network and cannot spill at all. It
        # is called unsafe since its random numbers are weaker; the key lives as long as the load.
        connection.execute("set force_mbedtls_unsafe = 'true'")
        connection.execute("set allow_community_extensions = false")
        # A left join keeps the order of its left side, the delivered lines', only as written: the
        # engine would swap the sides where the right one is bigger. What is looked up stands right.
        connection.execute("set disabled_optimizers = 'build_side_probe_side'")
        yield connection
    finally:
        connection.close()


_FULL = ("no space left", "file too large", "disk full", "database or disk is full", "disk quota")

_LOCKED = ("readonly database", "unable to open database file")


@contextmanager
def engine_storage_errors() -> Iterator[None]:
    """Turns the engines' errors on a full disk into one the operator can act on.

    Their messages may quote rows, so they are never passed on.
    """
    try:
        with storage_errors():
            yield
    except duckdb.OutOfMemoryException as error:
        raise StorageError(
            "hukommelse-fuld",
            "Indlæsningen kan ikke være i den hukommelse, den har fået.",
            next_step="Giv den mere med PEJL_LOAD_MEMORY (fx 4GB), eller skaf plads på disken.",
        ) from error
    except (duckdb.IOException, sqlite3.OperationalError) as error:
        said = str(error).lower()
        if any(sign in said for sign in _LOCKED):
            raise StorageError(
                "disk-laast",
                "Datamappen kan ikke skrives af den bruger, kommandoen kører som.",
                next_step="Ret rettighederne, eller peg på en anden mappe med --home.",
            ) from error
        if any(sign in said for sign in _FULL) or isinstance(error, sqlite3.OperationalError):
            raise StorageError(
                "disk-fuld",
                "Der er ikke plads på disken til datamappen.",
                next_step="Skaf plads, og indlæs igen. Den tidligere version gælder stadig.",
            ) from error
        raise
