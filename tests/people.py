"""The people database for tests: the same tests on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import create_database, drop_database, postgres_server

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server of our own, started for this run."""
    with postgres_server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def people_engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def people_url(request: pytest.FixtureRequest, people_engine: str, tmp_path: Path) -> Iterator[str]:
    """An empty people database on each engine in turn."""
    if people_engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'people.sqlite'}"
        return
    server = request.getfixturevalue("postgres")
    name = f"people_{next(_NUMBERS)}"
    yield create_database(server, name)
    drop_database(server, name)


@contextmanager
def default_database(url: str) -> Iterator[None]:
    """The framework's default database is this one for a while."""
    from django.db import connections

    from pejl.site.settings import database

    def forget() -> None:
        connections.close_all()
        with suppress(AttributeError):
            del connections["default"]

    kept = connections.settings
    forget()
    connections.settings = connections.configure_settings({"default": database(url)})
    try:
        yield
    finally:
        forget()
        connections.settings = kept


@pytest.fixture(scope="session")
def migrated(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Callable[[str], Path]:
    """A SQLite file with the framework's tables, made once and copied by each test."""
    from django.core.management import call_command

    made = tmp_path_factory.mktemp("people") / "migrated.sqlite"
    with django_db_blocker.unblock(), default_database(f"sqlite:///{made}"):
        call_command("migrate", interactive=False, verbosity=0)
    return lambda path: Path(shutil.copy(made, path))


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str, django_db_blocker: Any) -> str:
    """The name of a PostgreSQL database with the framework's tables, to be copied."""
    from django.core.management import call_command

    url = create_database(postgres, "people_template")
    with django_db_blocker.unblock(), default_database(url):
        call_command("migrate", interactive=False, verbosity=0)
    return "people_template"


@pytest.fixture
def people_db(
    request: pytest.FixtureRequest, people_engine: str, tmp_path: Path, django_db_blocker: Any
) -> Iterator[str]:
    """The address of a people database with its tables; the framework uses it in this test."""
    server = ""
    if people_engine == "sqlite":
        request.getfixturevalue("migrated")(tmp_path / "people.sqlite")
        url = f"sqlite:///{tmp_path / 'people.sqlite'}"
    else:
        server = request.getfixturevalue("postgres")
        template = request.getfixturevalue("migrated_postgres")
        name = f"people_{next(_NUMBERS)}"
        url = create_database(server, name, template=template)
    with django_db_blocker.unblock(), default_database(url):
        yield url
    if server:
        drop_database(server, url.rpartition("/")[2])
