"""What all tests share: the extracts of the fictional municipality."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.homes", "tests.people"]

# Every commit tries the same cases, however slow the machine; the long arms draw new ones.
settings.register_profile(
    "every-commit",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("every-commit")

EXTRACTS = Path(__file__).parent / "acceptance" / "extracts"


@pytest.fixture(scope="session")
def shared_extracts() -> Path:
    """The deliveries of the fictional Nordvig, kept as they are: faults, answers and all."""
    return EXTRACTS
