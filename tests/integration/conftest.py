"""Loaded data folders, made once for the whole run and only read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import Commands


@pytest.fixture(scope="session")
def clean_home(shared_extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """The delivery without faults."""
    commands = Commands(tmp_path_factory.mktemp("clean"))
    commands("load", shared_extracts / "nordvig-clean" / "2026-10-31")
    return commands


@pytest.fixture(scope="session")
def nordvig_home(shared_extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """September and October, faults and all."""
    commands = Commands(tmp_path_factory.mktemp("nordvig"))
    folder = shared_extracts / "nordvig"
    commands("load", folder / "2026-09-30", folder / "2026-10-31")
    return commands
