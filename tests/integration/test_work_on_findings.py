"""`pejl findings` on the fictional Nordvig: what is done about September's stands in October."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import Commands

KEY = ("V-010", "B00032")
"""A grant that ends before it begins, in both deliveries."""


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory, shared_extracts: Path) -> Commands:
    found = Commands(tmp_path_factory.mktemp("work"))
    found("load", shared_extracts / "nordvig" / "2026-09-30")
    return found


def test_september_is_handled_october_is_loaded_and_it_still_is(
    commands: Commands, shared_extracts: Path
) -> None:
    # September: everything is new and open, and belongs to somebody.
    rows = commands("findings", "--format", "json").rows
    assert {one["state"] for one in rows} == {"open"}
    assert commands("findings", "--new", "--format", "json").rows == rows
    one = next(row for row in rows if (row["rule"], row["key"]) == KEY)
    assert one["owner"] == one["case_worker"] == "VA020"
    assert commands("findings", "--owner", "VA020", "--rule", "V-010", "--format", "json").rows

    # One is accepted, one given to a team; one is accepted and undone.
    gone = next(row for row in rows if row["rule"] == "V-041")
    done = commands("findings", "accept", one["id"], "--reason", "Aftalt")
    assert "1 fund er accepteret" in done.out
    other = next(row for row in rows if row["rule"] == "V-010" and row["key"] != KEY[1])
    commands("findings", "assign", other["id"], "--team", "Myndighed Handicap")
    undone = commands("findings", "accept", gone["id"], "--reason", "Fejl")
    commands("findings", "undo", undone.out.split()[-1])
    assert commands("findings", "undo", undone.out.split()[-1], code=2).err

    # October.
    commands("load", shared_extracts / "nordvig" / "2026-10-31")
    later = {row["id"]: row for row in commands("findings", "--all", "--format", "json").rows}
    assert {row["id"] for row in rows} <= later.keys()
    fixed = [row for row in rows if later[row["id"]]["state"] == "fixed"]
    assert fixed
    assert {later[row["id"]]["closed_on"] for row in fixed} == {"2026-10-31"}
    kept = later[one["id"]]
    assert (kept["state"], kept["reason"], kept["first_seen"]) == (
        "accepted", "Aftalt", "2026-09-30",
    )  # fmt: skip
    assert later[other["id"]]["owner"] == "Myndighed Handicap"
    (accepted,) = commands("findings", "--state", "accepted", "--format", "json").rows
    assert accepted["id"] == one["id"]
    new = commands("findings", "--new", "--format", "json").rows
    assert {row["first_seen"] for row in new} == {"2026-10-31"}

    # And withdrawn it is open again, with its age.
    commands("findings", "withdraw", one["id"])
    (again,) = (
        row
        for row in commands("findings", "--rule", "V-010", "--format", "json").rows
        if row["id"] == one["id"]
    )
    assert (again["state"], again["first_seen"]) == ("open", "2026-09-30")


def test_what_is_unknown_or_not_allowed_is_told(commands: Commands) -> None:
    assert "findes ikke" in commands("findings", "accept", "nope", "--reason", "x", code=2).err
    one = commands("findings", "--format", "json").rows[0]["id"]
    assert "ingen accept" in commands("findings", "withdraw", one, code=2).err
    assert "grund" in commands("findings", "accept", one, "--reason", " ", code=2).err
    assert "forbi" in commands("findings", "due", one, "--on", "2020-01-01", code=2).err
    cpr = commands("findings", "note", one, "--text", "se 700170-1234", code=2).err
    assert "CPR" in cpr and "1234" not in cpr


def test_the_table_tells_how_many(commands: Commands) -> None:
    out = commands("findings", "--severity", "E").out
    assert "Tilstand" in out and "Frist" in out
    assert "fund pr. 31-10-2026" in out
