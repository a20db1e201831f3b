"""What the newest delivery changed in what was already known: counts and kroner, no persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class ParagraphChange:
    """One paragraph's changes to days already past at the earlier delivery.

    `added`, `changed` and `removed` count grants; `days` and `kroner` are the net effect, None
    where it is not known.
    """

    paragraph: str
    added: int
    changed: int
    removed: int
    days: int | None
    kroner: Decimal | None


@dataclass(frozen=True)
class ChangeFacts:
    """As known at `then` against as known at `now`. `then` is None for the first delivery."""

    then: date | None
    now: date
    paragraphs: tuple[ParagraphChange, ...]
    total: ParagraphChange | None
    trace_id: str
