"""One fictional municipality, loaded; what its rules found held against the ledger of its faults."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pejl.sample import write_sample
from pejl.site.load import load
from pejl.store.home import Home
from pejl.store.snapshots import current_version, table_path

Finding = tuple[str, str, str]
"""Rule, system, key."""

UNREADABLE = "reject"
"""The ledger's word for a row that no rule sees: the intake refuses it."""

SETS_OFF: Mapping[str, tuple[str, ...]] = {
    "temporary_forever": ("V-080",),  # no follow-up at all, so none is planned either
}
"""Faults that break a second rule in its own words, with the same key."""


@dataclass
class Score:
    """Planted faults and findings of the rules named for them, over many deliveries.

    `missed` and `beside` are (seed, citizens, day, rule, system, key), to be looked up again.
    """

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    true: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, ...]] = field(default_factory=list)
    beside: list[tuple[str, ...]] = field(default_factory=list)
    deliveries: int = 0

    @property
    def recall(self) -> float:
        return sum(self.found.values()) / max(1, sum(self.planted.values()))

    @property
    def precision(self) -> float:
        return sum(self.true.values()) / max(1, sum(self.findings.values()))

    def tell(
        self, where: str, planted: set[Finding], also: set[Finding], found: Iterable[Finding]
    ) -> None:
        """Count one delivery; `also` are findings that are true though another rule is named."""
        self.deliveries += 1
        kept = set(found)
        for one in sorted(planted):
            self.planted[one[0]] += 1
            self.found[one[0]] += one in kept
            if one not in kept:
                self.missed.append((where, *one))
        for one in sorted(kept):
            if one[0] not in self.planted:
                continue
            true = one in planted or one in also
            self.findings[one[0]] += 1
            self.true[one[0]] += true
            if not true:
                self.beside.append((where, *one))


def judge(score: Score, out: Path, *, seed: int, citizens: int, faults: bool = True) -> None:
    """Write, load and score two deliveries of one seed and size."""
    write_sample(out / "in", citizens=citizens, deliveries=2, seed=seed, faults=faults)
    home = Home(out / "home")
    # In a small town the faults put right are a large share of what was closed (V-108).
    load(
        home,
        [out / "in"],
        now=datetime(2026, 11, 1, tzinfo=UTC),
        accept=frozenset({"V-108"}),
        accept_reason="Fejl rettet i den næste leverance.",
    )
    for snapshot in current_version(home).snapshots:
        day = snapshot.delivery_day.isoformat()
        planted, also = told(out / "in" / f"faults-{day}.json") if faults else (set(), set())
        path = table_path(home, snapshot, "finding")
        score.tell(f"seed {seed}, {citizens}, {day}", planted, also, found_in(path))


def told(ledger: Path) -> tuple[set[Finding], set[Finding]]:
    """What the ledger names, and what its faults set off beside."""
    planted: set[Finding] = set()
    also: set[Finding] = set()
    for one in json.loads(ledger.read_text("utf-8")):
        if one["rule"] == UNREADABLE:
            continue
        planted.add((one["rule"], one["system"], one["key"]))
        also |= {(rule, one["system"], one["key"]) for rule in SETS_OFF.get(one["kind"], ())}
    return planted, also


def found_in(path: Path) -> list[Finding]:
    return duckdb.sql(
        f"select rule, system, key from read_parquet('{path}') where closed_on is null"
    ).fetchall()


def per_rule(score: Score) -> dict[str, tuple[int, int, int, int]]:
    """Planted, found, findings and true findings of each rule named."""
    rules: dict[str, tuple[int, int, int, int]] = defaultdict(lambda: (0, 0, 0, 0))
    for rule in sorted(score.planted):
        rules[rule] = (
            score.planted[rule], score.found[rule], score.findings[rule], score.true[rule],
        )  # fmt: skip
    return dict(rules)
