"""The command line as an operator meets it: help, forms of output, periods, errors, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from pejl.site.cli import speak_danish
from pejl.site.cli.common import to_csv
from pejl.site.cli.program import pejl_group
from tests.commands import Commands


def all_commands(
    group: click.Group = pejl_group, path: tuple[str, ...] = ()
) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += all_commands(command, (*path, name))
    return found


def run_program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from pejl.site.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


def test_the_commands_of_the_manual_are_there() -> None:
    assert {
        ("sample",),
        ("source", "check"),
        ("load",),
        ("rejects",),
        ("versions",),
        ("rollback",),
        ("indicator",),
        ("report",),
        ("explain",),
        ("serve",),
        ("demo",),
    } <= set(all_commands())


@pytest.mark.parametrize("path", all_commands(), ids=" ".join)
def test_every_command_has_help_with_a_word_for_each_option(path: tuple[str, ...]) -> None:
    command: click.Command = pejl_group
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.name}"


@pytest.mark.parametrize("path", all_commands(), ids=" ".join)
def test_no_word_of_a_help_page_is_english(path: tuple[str, ...], tmp_path: Path) -> None:
    speak_danish()
    shown = Commands(tmp_path)(*path, "--help").out
    assert shown.startswith("Brug: pejl")
    assert not re.search(
        r"\[OPTIONS\]|COMMAND|\bTEXT\b|INTEGER|%Y|required|default|Show this", shown
    )


def test_an_operator_makes_a_user_for_some_days_and_gives_a_new_password(tmp_path: Path) -> None:
    def pejl(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_program("--home", str(tmp_path), "user", *arguments)

    word = ("--password", "fire-gode-ord-her")
    made = ("add", "vik", "--name", "Viktor Øst", "--role", "leader", "--everything")
    backwards = pejl(*made, "--valid-to", "2020-01-01", *word)
    assert (backwards.returncode, backwards.stderr[:5]) == (2, "Fejl:")
    days = ("--valid-from", "2026-01-01", "--valid-to", "2099-12-31")
    assert pejl(*made, *days, *word).returncode == 0
    (line,) = json.loads(pejl("list", "--format", "json").stdout)["rows"]
    assert line["sees"] == "hele kommunen (til 31-12-2099)"
    assert "midlertidig adgangskode" in pejl("password", "vik", *word).stdout
    unknown = pejl("password", "andre", *word)
    assert (unknown.returncode, "findes ikke" in unknown.stderr) == (2, True)
    weak = pejl("password", "vik", "--password", "kort")
    assert (weak.returncode, "12 tegn" in weak.stderr) == (2, True)


def test_the_program_speaks_danish_by_itself(tmp_path: Path) -> None:
    ran = run_program("--home", str(tmp_path), "indicator")
    assert ran.returncode == 2
    assert "Brug: pejl indicator" in ran.stderr
    assert "Der mangler" in ran.stderr
    shown = run_program("--help")
    assert shown.returncode == 0
    assert "Kommandoer" in shown.stdout and "Usage" not in shown.stdout


def test_the_data_folder_comes_from_the_environment_too(clean_home: Commands) -> None:
    ran = run_program("versions", "--format", "json", PEJL_HOME=str(clean_home.home))
    assert ran.returncode == 0, ran.stderr
    assert '"current": 1' in ran.stdout


def test_an_empty_data_folder_says_what_to_do(tmp_path: Path) -> None:
    empty = Commands(tmp_path / "tom")
    ran = empty("indicator", "I-01", "--period", "2026", code=2)
    assert "Der er ikke indlæst nogen leverance endnu" in ran.err
    assert "Ingen versioner endnu" in empty("versions").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("indicator", "I-99", "--period", "2026"), "I-01"),
        (("indicator", "I-01", "--period", "juni"), "2026-Q2"),
        (("indicator", "I-01", "--period", "2026", "--by", "skostørrelse"), "paragraph"),
        (("indicator", "I-01", "--period", "2026", "--by", "month,quarter"), "Vælg én"),
        (("indicator", "I-01", "--period", "2026", "--reading", "omtrent"), "accumulated"),
        (("indicator", "I-01", "--period", "2030"), "31"),
        (("indicator", "I-01", "--period", "2026", "--where", "paragraph"), "NAVN=VÆRDI"),
        (("indicator", "I-01", "--period", "2026", "--as-of", "2020-01-01"), "31-10-2026"),
        (("explain",), "--row"),
        (
            ("report", "ukendt", "--period", "2026-10", "-o", "x.pdf"),
            "maanedsopfoelgning-myndighed",
        ),
    ],
)
def test_a_question_that_is_off_is_answered_with_what_to_write(
    clean_home: Commands, arguments: tuple[str, ...], says: str
) -> None:
    ran = clean_home(*arguments, code=2)
    assert says in ran.err
    assert "Gør sådan" in ran.err


def test_a_report_of_a_kind_we_do_not_write_leaves_no_file(
    clean_home: Commands, tmp_path: Path
) -> None:
    target = tmp_path / "rapport.docx"
    ran = clean_home(
        "report", "maanedsopfoelgning-myndighed", "--period", "2026-10", "-o", target, code=2
    )
    assert ".pdf, .xlsx, .html eller .json" in ran.err
    assert not target.exists()


def test_without_by_there_is_one_row_and_with_by_one_for_each(clean_home: Commands) -> None:
    base = ("indicator", "I-01", "--period", "2026", "--format", "json")
    assert len(clean_home(*base).rows) == 1
    rows = clean_home(*base, "--by", "paragraph").rows
    assert len(rows) == 11
    assert all(re.fullmatch(r"§ \d+", row["paragraph"]) for row in rows)


def test_a_time_slice_gives_a_row_for_each_part(clean_home: Commands) -> None:
    base = ("indicator", "I-01", "--period", "2026", "--format", "json", "--by")
    months = clean_home(*base, "month").rows
    assert [row["month"] for row in months] == [f"2026-{month:02d}" for month in range(1, 11)]
    quarters = clean_home(*base, "kvartal").rows
    assert len(quarters) == 4
    total = clean_home(*base[:-1]).rows[0]["value"]
    assert sum(row["value"] for row in months) == pytest.approx(total, abs=1e-9)
    assert sum(row["value"] for row in quarters) == pytest.approx(total, abs=1e-9)


def test_csv_opens_in_danish_excel(clean_home: Commands) -> None:
    text = clean_home(
        "indicator", "I-10", "--period", "2025", "--by", "paragraph", "--format", "csv"
    ).out
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 11
    assert any(re.fullmatch(r"-?\d+,\d\d", row["value"]) for row in rows)


def test_a_csv_cell_never_starts_a_formula() -> None:
    text = to_csv([{"a": "=HYPERLINK(1)", "b": "+45", "c": -3, "d": "@x", "e": None}])
    assert text.splitlines()[1] == "'=HYPERLINK(1);'+45;-3;'@x;"


def test_a_budget_is_lacking_for_a_paragraph_and_there_for_a_function(clean_home: Commands) -> None:
    by_paragraph = clean_home(
        "indicator", "I-10", "--period", "2025", "--by", "paragraph", "--format", "json"
    ).rows
    assert all(row["budget"] is None and row["rate"] is None for row in by_paragraph)
    assert all("budget" in row["lacking"] for row in by_paragraph)
    by_function = clean_home(
        "indicator", "I-10", "--period", "2025", "--by", "function", "--format", "json"
    ).rows
    for row in by_function:
        assert row["rate"] == pytest.approx(row["value"] / row["budget"])


def test_rolling_back_changes_what_is_answered_and_back_again(
    shared_extracts: Path, tmp_path: Path
) -> None:
    commands = Commands(tmp_path)
    folder = shared_extracts / "nordvig"
    commands("load", folder / "2026-09-30", folder / "2026-10-31")
    ask = ("indicator", "I-01", "--period", "2026", "--format", "json")
    newest = commands(*ask).json
    commands("rollback")
    older = commands(*ask).json
    assert (older["version"], older["delivery_day"]) == (1, "2026-09-30")
    assert older["rows"] != newest["rows"]
    assert [one["current"] for one in commands("versions", "--format", "json").rows] == [
        True,
        False,
    ]
    commands("rollback", 2)
    assert commands(*ask).json["rows"] == newest["rows"]
    assert "findes ikke" in commands("rollback", 9, code=2).err


def test_as_known_then_is_what_the_older_version_said(nordvig_home: Commands) -> None:
    ask = ("indicator", "I-01", "--period", "2026-06", "--by", "paragraph", "--format", "json")
    then = nordvig_home(*ask, "--as-of", "2026-09-30").json
    assert then["delivery_day"] == "2026-09-30"
    between = nordvig_home(*ask, "--as-of", "2026-10-30").json
    assert between["rows"] == then["rows"]
    now = nordvig_home(*ask).json
    assert now["delivery_day"] == "2026-10-31"
    assert now["rows"] != then["rows"]


def test_every_rule_is_listed_with_how_it_fared(clean_home: Commands) -> None:
    """In a program of its own: nothing else has told which prepared tables are read."""
    done = subprocess.run(
        [sys.executable, "-c", "from pejl.site.cli import main; raise SystemExit(main())",
         "--home", str(clean_home.home), "rules", "list", "--format", "json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    rows = {one["id"]: one for one in json.loads(done.stdout)["rows"]}
    assert len(rows) == 80
    assert rows["V-010"]["state"] == "measured" and rows["V-010"]["found"] == 0
    assert rows["V-061"]["state"] == "not_measurable"
    assert "statistics_grant" in rows["V-061"]["why"]
    assert rows["V-100"]["state"] == "measured"
