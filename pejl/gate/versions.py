"""What is published: versions, deliveries, files and what the checks said. No rows, no persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pejl.gate.quality import CheckQuality, FeedQuality


@dataclass(frozen=True)
class DeliveryFacts:
    """One delivery of a version. `loaded_at` is UTC, ISO 8601."""

    delivery_day: date
    loaded_at: str
    feeds: tuple[FeedQuality, ...]
    checks: tuple[CheckQuality, ...]

    @property
    def rows_read(self) -> int:
        return sum(one.rows_read for one in self.feeds)

    @property
    def rows_rejected(self) -> int:
        return sum(one.rows_rejected for one in self.feeds)


@dataclass(frozen=True)
class VersionFacts:
    """A published version, its deliveries oldest first. A damaged one has none, says so as its
    reason, and cannot be gone back to."""

    number: int
    published_at: str
    reason_da: str
    deliveries: tuple[DeliveryFacts, ...]
    damaged: bool = False


@dataclass(frozen=True)
class PublishedFacts:
    """The version readers see, and all there are, newest first."""

    current: VersionFacts
    versions: tuple[VersionFacts, ...]


@dataclass(frozen=True)
class Parts:
    """What a role can be given for: teams; facilities (id, name, our own); case workers (initials,
    team)."""

    teams: tuple[str, ...]
    facilities: tuple[tuple[str, str, bool], ...]
    case_workers: tuple[tuple[str, str], ...]
