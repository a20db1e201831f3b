"""What a rule is: a question asked of facts, whose answers are findings.

    V_106 = DeliveryRule(
        id="V-106",
        name_da="Dubletter af nøgler",
        severity="W",
        fixer="SA",
        help_da="...",
        check=_duplicate_keys,
    )

A finding tells file, lines and what to do, in Danish, and never quotes a row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from pejl.base.errors import InputError
from pejl.canon.history import Vanished
from pejl.canon.mapping import Superseded
from pejl.sources.delivered import Matched
from pejl.sources.intake import TypedFile
from pejl.sources.profile import Profile
from pejl.store.snapshots import Snapshot, StoredFeed

if TYPE_CHECKING:
    from pejl.quality.rule_file import Parameter

Severity = Literal["E", "W", "I"]
"""Error, warning, information."""

Fixer = Literal["CW", "EC", "SA", "BI", "PR"]
"""Case worker, economy, system administrator, BI, provider."""

FIXERS_DA: dict[Fixer, str] = {
    "CW": "sagsbehandler",
    "EC": "økonomi",
    "SA": "systemadministrator",
    "BI": "BI-konsulent",
    "PR": "udfører",
}


def finding_identity(rule: str, system: str, subject: str) -> str:
    """What makes a finding the same one in the next delivery."""
    return hashlib.sha256(f"{rule}|{system}|{subject}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class DeliveryFacts:
    """A delivery as read, for the rules that judge it.

    `taken` has the files that were read, by profile id; `unread` those that could not be, with
    the error. `before` is the delivery before this one; with none there is nothing to compare.
    `today` is the day of the load in Denmark.
    """

    day: date
    profiles: tuple[Profile, ...]
    matched: Matched
    taken: Mapping[str, TypedFile]
    unread: Mapping[str, InputError] = field(default_factory=dict)
    superseded: Mapping[str, Superseded] = field(default_factory=dict)
    vanished: Mapping[str, Vanished] = field(default_factory=dict)
    before: Snapshot | None = None
    today: date | None = None

    def feed_before(self, profile: Profile) -> StoredFeed | None:
        """What the same profile's file was in the delivery before."""
        feeds = self.before.feeds if self.before else ()
        return next((feed for feed in feeds if feed.profile == profile.id), None)


@dataclass(frozen=True)
class Finding:
    """One thing a rule found in a file.

    `stops` says that it stops the publication; `acceptable` that an operator may let it pass.
    `severity` is the rule's own unless the finding is milder or harder. `follows` names rules that
    tell why: while one of them stops the same file, this would only be told twice.
    """

    file: str
    message: str
    count: int = 1
    lines: tuple[int, ...] = ()
    stops: bool = False
    acceptable: bool = True
    severity: Severity | None = None
    next_step: str = ""
    follows: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DeliveryRule:
    """A rule about the delivery itself, asked before it is published. Its limits stand in each
    file's profile, under `[thresholds]`."""

    id: str
    name_da: str
    severity: Severity
    fixer: Fixer
    help_da: str
    fix_da: str
    check: Callable[[DeliveryFacts], Iterable[Finding]]
    limits: Mapping[str, Parameter] = field(default_factory=dict)
