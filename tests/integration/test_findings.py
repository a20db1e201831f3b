"""The rules on the fictional Nordvig: every planted fault found, nothing found where all is well."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pejl.site.load import load
from pejl.store.home import Home
from pejl.store.snapshots import Snapshot, current_version, table_path
from tests.commands import Commands

Found = dict[str, set[tuple[str, str]]]


@pytest.fixture(scope="module")
def nordvig(shared_extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """September and October, faults and all."""
    home = Home(tmp_path_factory.mktemp("nordvig"))
    load(home, [shared_extracts / "nordvig"], now=datetime(2026, 11, 1, tzinfo=UTC))
    return home


def rows_of(home: Home, snapshot: Snapshot, sql: str) -> list[tuple[object, ...]]:
    path = table_path(home, snapshot, "finding")
    return duckdb.sql(sql.replace("FINDING", f"read_parquet('{path}')")).fetchall()


def found_in(home: Home, snapshot: Snapshot) -> Found:
    found: Found = defaultdict(set)
    for rule, system, key in rows_of(
        home, snapshot, "select rule, system, key from FINDING where closed_on is null"
    ):
        found[str(rule)].add((str(system), str(key)))
    return found


@pytest.fixture(scope="module")
def planted(shared_extracts: Path) -> Found:
    text = (shared_extracts / "nordvig" / "faults-2026-09-30.json").read_text("utf-8")
    found: Found = defaultdict(set)
    for one in json.loads(text):
        found[one["rule"]].add((one["system"], one["key"]))
    return found


def named_rules(planted: Found) -> Iterator[str]:
    yield from (rule for rule in planted if rule != "reject")


def test_every_planted_fault_is_found_by_its_rule(nordvig: Home, planted: Found) -> None:
    found = found_in(nordvig, current_version(nordvig).snapshots[0])
    missed = {rule: planted[rule] - found[rule] for rule in named_rules(planted)}
    assert {rule: keys for rule, keys in missed.items() if keys} == {}


def test_what_the_named_rules_find_beside_is_true(nordvig: Home, planted: Found) -> None:
    """One grant ran on after a death in the delivery's last week: true, though nobody planted it."""
    found = found_in(nordvig, current_version(nordvig).snapshots[0])
    beside = {rule: found[rule] - planted[rule] for rule in named_rules(planted)}
    assert {rule: keys for rule, keys in beside.items() if keys} == {"V-011": {("cura", "B01428")}}


def test_nothing_is_found_where_all_is_well(
    shared_extracts: Path, planted: Found, tmp_path: Path
) -> None:
    home = Home(tmp_path)
    load(home, [shared_extracts / "nordvig-clean"], now=datetime(2026, 11, 1, tzinfo=UTC))
    found = found_in(home, current_version(home).latest)
    assert {rule: found[rule] for rule in named_rules(planted) if found[rule]} == {}


def test_what_a_later_delivery_puts_right_closes_by_itself(nordvig: Home) -> None:
    september, october = current_version(nordvig).snapshots
    before = {row[0] for row in rows_of(nordvig, september, "select finding_id from FINDING")}
    kept = rows_of(
        nordvig,
        october,
        "select finding_id, first_seen, last_seen, seen_count, closed_on from FINDING",
    )
    known = {row[0]: row[1:] for row in kept}
    assert before <= known.keys(), "a finding is never forgotten"
    closed = [one for one in before if known[one][3] is not None]
    still = [one for one in before if known[one][3] is None]
    assert closed and still
    for one in closed:
        first, last, seen, on = known[one]
        assert (first, last, seen, on) == (
            september.delivery_day, september.delivery_day, 1, october.delivery_day,
        )  # fmt: skip
    for one in still:
        first, last, seen, _ = known[one]
        assert (first, last, seen) == (september.delivery_day, october.delivery_day, 2)


def test_the_earlier_delivery_keeps_what_was_known_then(nordvig: Home) -> None:
    september, _ = current_version(nordvig).snapshots
    assert rows_of(nordvig, september, "select 1 from FINDING where closed_on is not null") == []


def test_each_finding_of_a_grant_knows_whose_it_is(nordvig: Home) -> None:
    lost = rows_of(
        nordvig,
        current_version(nordvig).latest,
        "select key from FINDING where rule = 'V-043' and (case_worker is null or team is null "
        "or facility_id is null or citizen is null or file is null or line is null)",
    )
    assert lost == []


def test_what_a_delivery_rule_finds_lives_like_the_rest(
    shared_extracts: Path, tmp_path: Path
) -> None:
    """A key that comes twice is told by its line, and is closed when the file is right again."""
    source = shared_extracts / "nordvig-clean" / "2026-10-31"
    twice, once = tmp_path / "in" / "2026-10-31", tmp_path / "in" / "2026-11-30"
    shutil.copytree(source, twice)
    shutil.copytree(source, once)
    grants = twice / "cura" / "Bevillinger.csv"
    lines = grants.read_text("utf-8-sig").splitlines()
    again = lines[1].replace("Nordvig Kommune", "Sydvig Kommune")
    grants.write_text("\r\n".join([*lines, again]) + "\r\n", "utf-8-sig")
    (twice / "cura" / "Ukendt.csv").write_text("a;b\r\n", "utf-8")
    home = Home(tmp_path / "home")
    load(home, [tmp_path / "in"], now=datetime(2026, 12, 1, tzinfo=UTC))
    october, november = current_version(home).snapshots
    wanted = "select rule, system, key, severity, closed_on from FINDING where rule in ('V-100', 'V-106')"
    assert set(rows_of(home, october, wanted)) == {
        ("V-106", "cura", "Bevillinger.csv:2", "W", None),
        ("V-100", "", "Ukendt.csv", "I", None),
    }
    assert {row[-1] for row in rows_of(home, november, wanted)} == {date(2026, 11, 30)}


def test_a_rule_turned_off_asks_nothing_of_anybody_and_forgets_nothing(
    shared_extracts: Path, tmp_path: Path
) -> None:
    commands = Commands(tmp_path)
    september, october = (shared_extracts / "nordvig" / day for day in ("2026-09-30", "2026-10-31"))
    commands("load", september)
    assert len(listed(commands)) == 15
    settings = tmp_path / "rules" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text("[V-010]\nactive = false\n", "utf-8")
    commands("load", october)
    assert listed(commands) == []
    settings.unlink()
    commands("load", october)
    again = listed(commands)
    assert len(again) == 10
    assert {one["first_seen"] for one in again} == {"2026-09-30"}


def listed(commands: Commands) -> list[dict[str, Any]]:
    """What V-010 found in grants; it looks at commitments too."""
    return commands("findings", "--rule", "V-010", "--format", "json").rows
