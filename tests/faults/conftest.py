"""A data folder in use, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pejl.store.home import Home
from tests.commands import Commands
from tests.faults.bases import DAY
from tests.faults.operating import Town
from tests.faults.towns import deliver, make_home, published


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_home(tmp_path_factory.mktemp("template"))


@pytest.fixture
def town(template: Home, tmp_path: Path) -> Town:
    home = Home(tmp_path / "home")
    shutil.copytree(template.path, home.path)
    return Town(home, deliver(tmp_path / DAY), Commands(home.path), published(home))
