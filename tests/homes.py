"""A small loaded data folder, made once for the whole run and only read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pejl.store.home import Home


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A fictional town of 300 citizens with planted faults: September and October 2026."""
    from pejl.figures.spine import write_spine
    from pejl.sample import write_sample
    from pejl.site.load import load

    folder: Path = tmp_path_factory.mktemp("small")
    write_sample(folder / "deliveries", citizens=300, deliveries=2, seed=7)
    home = Home(folder / "home")
    home.prepare()
    load(
        home,
        [folder / "deliveries"],
        now=datetime(2026, 11, 1, tzinfo=UTC),
        finish=write_spine,
    )
    return home
