"""How good the data behind the figures are: counts of the delivery, never rows or persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FeedQuality:
    """One delivered file: rows read = loaded + rejected."""

    file: str
    rows_read: int
    rows_loaded: int
    rows_rejected: int


@dataclass(frozen=True)
class CheckQuality:
    """What a rule said of the delivery."""

    rule: str
    severity: str
    file: str
    message_da: str
    count: int


@dataclass(frozen=True)
class LeftOut:
    """Loaded rows that no figure counts, with the reason."""

    what_da: str
    rows: int
    reason_da: str


@dataclass(frozen=True)
class QualityFacts:
    """The newest delivery's quality, for the box in the report."""

    delivery_day: date
    version: int
    municipality_da: str
    feeds: tuple[FeedQuality, ...]
    checks: tuple[CheckQuality, ...]
    left_out: tuple[LeftOut, ...]
    trace_id: str

    @property
    def rows_read(self) -> int:
        return sum(feed.rows_read for feed in self.feeds)

    @property
    def rows_rejected(self) -> int:
        return sum(feed.rows_rejected for feed in self.feeds)
