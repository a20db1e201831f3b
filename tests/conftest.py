"""What all tests share: the extracts of the fictional municipality."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["tests.homes", "tests.people"]

EXTRACTS = Path(__file__).parent / "acceptance" / "extracts"


@pytest.fixture(scope="session")
def shared_extracts() -> Path:
    """The deliveries of the fictional Nordvig, kept as they are: faults, answers and all."""
    return EXTRACTS
