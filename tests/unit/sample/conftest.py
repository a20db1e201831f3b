"""Two samples shared by the tests: one with faults, one without, two deliveries each."""

from __future__ import annotations

from pathlib import Path

import pytest

from pejl.sample import write_sample
from tests.unit.sample.reading import Delivered

DAYS = ("30-09-2026", "31-10-2026")


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Delivered, Delivered]:
    return _both(tmp_path_factory.mktemp("faulty"), faults=True)


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Delivered, Delivered]:
    return _both(tmp_path_factory.mktemp("clean"), faults=False)


def _both(out: Path, *, faults: bool) -> tuple[Delivered, Delivered]:
    write_sample(out, citizens=1200, seed=7, faults=faults)
    return Delivered(out, DAYS[0]), Delivered(out, DAYS[1])
