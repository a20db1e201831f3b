"""What the rules about the delivery found, as findings like the others.

A finding about a file is the same one next time when rule, file and what is said are the same;
numbers in the words do not count. A finding of certain lines is one for each line.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator

import duckdb

from pejl.quality.asking import FOUND_COLUMNS, Asked
from pejl.quality.ground import Delivered
from pejl.quality.rule import finding_identity
from pejl.quality.rules.delivery import DELIVERY_RULES
from pejl.store.snapshots import StoredCheck

BY_LINE = frozenset({"V-102", "V-105", "V-106"})
"""Rules whose lines are rows of this delivery, each to be put right by itself. Those of V-101 are
the header, those of V-108 stood in the delivery before."""

_NUMBERS = re.compile(r"\d[\d.,]*")


def add_delivery_findings(
    connection: duckdb.DuckDBPyConnection, delivered: Delivered
) -> list[Asked]:
    """Put the findings about the delivery into `found`; returns how each such rule fared."""
    rows = [row for check in delivered.checks for row in _rows(check, delivered)]
    kept = {row["finding_id"]: row for row in rows}
    if kept:
        names = ", ".join(f'"{name}"' for name in FOUND_COLUMNS)
        places = ", ".join("?" for _ in FOUND_COLUMNS)
        connection.executemany(
            f"insert into found ({names}) values ({places})",
            [[row.get(name) for name in FOUND_COLUMNS] for row in kept.values()],
        )
    counts = Counter(row["rule"] for row in kept.values())
    return [Asked(rule.id, "measured", found=counts[rule.id]) for rule in DELIVERY_RULES]


def _rows(check: StoredCheck, delivered: Delivered) -> Iterator[dict[str, object]]:
    feed = delivered.feed_of(check.file)
    system = delivered.systems.get(feed or "", "")
    facts = json.dumps({"message": check.message, "count": str(check.count)}, ensure_ascii=False)
    name = check.file.rpartition("/")[2]
    lines: tuple[int | None, ...] = check.lines if check.rule in BY_LINE else ()
    for line in lines or (None,):
        said = f"{feed or check.file}|" + (str(line) if line else _NUMBERS.sub("#", check.message))
        yield {
            "finding_id": finding_identity(check.rule, system, said),
            "rule": check.rule,
            "severity": check.severity,
            "subject": said,
            "key": f"{name}:{line}" if line else name,
            "system": system,
            "feed": feed,
            "file": check.file,
            "line": line or (check.lines[0] if check.rule == "V-101" and check.lines else None),
            "facts": facts,
            "fingerprint": hashlib.sha256(_NUMBERS.sub("#", facts).encode()).hexdigest()[:16],
        }
