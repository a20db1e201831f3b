"""What people do about findings, differences and questions: append-only, with its trail event.

    handlings = Handlings(trail)
    outcome = handlings.act(
        "finding", "accept", [Aimed("4f2a…", fingerprint="9c01…")], who="alice",
        purpose="data_quality", day=today, value={"reason": "…", "until": "2026-12-31"}, may=may)
    handlings.of("finding", ["4f2a…"])      {"4f2a…": (Deed(…), …)}
    handlings.act("finding", "undo", …, value={"undoes": outcome.batch}, …)

A deed refers to its subject by an identity that survives loads, and keeps the fingerprint of the
facts as they were. One call is one transaction: `may` is asked with what others have done so far,
nobody writes meanwhile, and the deeds and their event in the trail are there together or not at
all. Nothing is ever changed; to undo is one more deed.

Reasons and notes are people's words and stay here; the trail holds their hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pejl.base.errors import ConsistencyError, UsageError
from pejl.store.trail import Trail, refuse_cpr

UNDO = "undo"
WORDS = ("reason", "text")
"""The values that are people's own words."""

_DEEDS = sa.Table(
    "handling_event",
    sa.MetaData(),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("batch", sa.BigInteger, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("day", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("round", sa.BigInteger, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Index("handling_event_subject", "kind", "subject"),
    sa.Index("handling_event_batch", "batch"),
)
_MANY = 500
"""Above this many subjects all of a kind are read and picked from: databases limit their lists."""


@dataclass(frozen=True)
class Aimed:
    """What is acted on, as it was seen: its identity, its facts' fingerprint, and how many times
    it has returned."""

    subject: str
    fingerprint: str = ""
    round: int = 0


@dataclass(frozen=True)
class Deed:
    """One thing done about one subject. `batch` is the event in the trail: all that was done at
    once has the same. `day` is the day it was done on, `at` the moment in UTC, ISO 8601."""

    seq: int
    batch: int
    at: str
    day: date
    who: str
    kind: str
    subject: str
    fingerprint: str
    round: int
    action: str
    value: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Outcome:
    """What came of it: subjects done, and those left as they were with the reason in Danish.

    `batch` is what undoes it; 0 when nothing was done and nothing written.
    """

    batch: int
    done: tuple[str, ...]
    refused: Mapping[str, str] = field(default_factory=dict, hash=False)


May = Callable[[Aimed, Sequence[Deed]], str]
"""Why this may not be done to the subject, given what has been done before; empty when it may."""


def always(_aimed: Aimed, _deeds: Sequence[Deed]) -> str:
    return ""


class Handlings:
    """The deeds in one people database, written together with its trail."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    def act(
        self,
        kind: str,
        action: str,
        aimed: Sequence[Aimed],
        *,
        who: str,
        purpose: str,
        day: date,
        value: Mapping[str, Any] | None = None,
        may: May = always,
    ) -> Outcome:
        """Do one thing to each subject that `may` lets through.

        UsageError when the words hold what is shaped as a CPR number; nothing is written then.
        """
        told = dict(value or {})
        _refuse_cpr_in_words(told)
        with self._trail.writing(_DEEDS) as written:
            before = _read(written.connection, kind, [one.subject for one in aimed])
            refused = {
                one.subject: reason
                for one in aimed
                if (reason := may(one, before.get(one.subject, ())))
            }
            done = [one for one in aimed if one.subject not in refused]
            if not done:
                return Outcome(0, (), refused)
            common = {
                "at": datetime.now(UTC).isoformat(timespec="microseconds"),
                "day": day.isoformat(),
                "who": who,
                "kind": kind,
                "action": action,
                "value": _json(told),
            }
            rows = [{**common, **asdict(one)} for one in done]
            batch = written.append(
                f"{kind} {action}",
                who=who,
                purpose=purpose,
                what={
                    **{name: one for name, one in told.items() if name not in WORDS},
                    "subjects": [one.subject for one in done],
                    "content": _content(rows),
                },
            )
            _write(written.connection, rows, batch)
        return Outcome(batch, tuple(one.subject for one in done), refused)

    def of(self, kind: str, subjects: Collection[str] | None = None) -> dict[str, tuple[Deed, ...]]:
        """What has been done about each subject, oldest first; of all of the kind when None.
        Subjects that nobody has touched are left out."""
        with self._trail.database.reading(_DEEDS) as connection:
            return _read(connection, kind, subjects)

    def batch(self, number: int) -> tuple[Deed, ...]:
        """All that was done at once."""
        query = sa.select(_DEEDS).where(_DEEDS.c.batch == number).order_by(_DEEDS.c.seq)
        with self._trail.database.reading(_DEEDS) as connection:
            return tuple(_deed(row) for row in connection.execute(query).mappings())

    def changed_batch(self) -> int | None:
        """The first batch whose deeds are not those the trail tells of; None when all are whole.

        Guards against who has the database's own password; `Trail.verify` guards the trail.
        """
        told = {
            event.seq: str(event.what["content"])
            for event in self._trail.latest(self._trail.head().seq)
            if "content" in event.what
        }
        with self._trail.database.reading(_DEEDS) as connection:
            rows = connection.execute(sa.select(_DEEDS).order_by(_DEEDS.c.seq)).mappings()
            found: dict[int, list[dict[str, Any]]] = {}
            for row in rows:
                found.setdefault(row["batch"], []).append(dict(row))
        for number in sorted(told.keys() | found.keys()):
            if number not in told or _content(found.get(number, [])) != told[number]:
                return number
        return None


def standing(deeds: Sequence[Deed]) -> tuple[Deed, ...]:
    """The deeds of one subject that have not been undone, oldest first, without the undoings."""
    undone = {int(one.value["undoes"]) for one in deeds if one.action == UNDO}
    return tuple(one for one in deeds if one.action != UNDO and one.batch not in undone)


def _read(
    connection: Connection, kind: str, subjects: Collection[str] | None
) -> dict[str, tuple[Deed, ...]]:
    query = sa.select(_DEEDS).where(_DEEDS.c.kind == kind).order_by(_DEEDS.c.seq)
    if subjects is not None and len(subjects) <= _MANY:
        query = query.where(_DEEDS.c.subject.in_(sorted(set(subjects))))
    wanted = None if subjects is None else set(subjects)
    found: dict[str, list[Deed]] = {}
    for row in connection.execute(query).mappings():
        if wanted is None or row["subject"] in wanted:
            found.setdefault(row["subject"], []).append(_deed(row))
    return {subject: tuple(deeds) for subject, deeds in found.items()}


def _deed(row: Any) -> Deed:
    return Deed(**{**row, "day": date.fromisoformat(row["day"]), "value": json.loads(row["value"])})


def _write(connection: Connection, rows: Sequence[Mapping[str, Any]], batch: int) -> None:
    last = connection.execute(sa.select(sa.func.max(_DEEDS.c.seq))).scalar() or 0
    numbered = [{**row, "batch": batch, "seq": last + number} for number, row in enumerate(rows, 1)]
    connection.execute(_DEEDS.insert(), numbered)


def _content(rows: Sequence[Mapping[str, Any]]) -> str:
    told = [{name: one for name, one in row.items() if name not in _NUMBERS} for row in rows]
    return hashlib.sha256(_json(told).encode("utf-8")).hexdigest()


_NUMBERS = ("seq", "batch")


def _refuse_cpr_in_words(value: Mapping[str, Any]) -> None:
    try:
        refuse_cpr(_json(value))
    except ConsistencyError:
        raise UsageError(
            "tekst-cpr",
            "Teksten rummer noget, der ligner et CPR-nummer. Intet er gemt.",
            next_step="Skriv uden CPR-nummer; fundet ved selv, hvilken borger det handler om.",
        ) from None


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
