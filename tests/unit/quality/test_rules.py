"""Every rule holds its own examples; a faulty rule's message names the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pejl.base.errors import InputError
from pejl.quality.examples import run_examples
from pejl.quality.rule_library import Rule, read_rule, read_rules

RULES = read_rules()

PLAIN = '''id = "K-001"
name_da = "Prøve"
severity = "W"
fixer = ["CW"]
about = "grant"
help_da = "En regel, kommunen selv har skrevet."
fix_da = "Ret det i fagsystemet."

find = """
select grant_id as key, start_date
from "grant"
where start_date > $latest
"""

[facts]
start_date = "Startdato"

[parameters.latest]
default = 2026-12-31
label_da = "Seneste start"

[[example]]
told_da = "Året efter."
delivery_day = 2026-09-30
finds = ["B1"]
[[example.rows.grant]]
grant_id = "B1"
start_date = 2027-01-01
[[example.rows.grant]]
grant_id = "B2"
start_date = 2026-12-31
'''


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_a_rule_finds_what_its_examples_say(rule: Rule) -> None:
    for one in run_examples(rule):
        assert one.found == one.wanted, one.example.told_da


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_an_example_shows_both_what_is_wrong_and_what_is_right(rule: Rule) -> None:
    found = [len(one.finds) for one in rule.file.example]
    assert sum(found) > 0, "no example finds anything"
    rows = [sum(len(r) for r in one.rows.values()) for one in rule.file.example]
    assert any(many > few for many, few in zip(rows, found, strict=True))


def test_an_own_rule_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "K-001.rule.toml").write_text(PLAIN, "utf-8")
    library = read_rules(tmp_path)
    own = library.rule("K-001")
    assert own.own and all(one.holds for one in run_examples(own))
    assert len(library.rules) == len(RULES.rules) + 1


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("start_date > $latest", "start_dat > $latest", 12, "»start_dat« findes ikke"),
        ('from "grant"', 'from "grants"', 11, "Mente du »grant«?"),
        ("where start_date", "were start_date", 12, "skrivefejl"),
        ("$latest", "$newest", 12, "»$newest« er ikke en af reglens grænser"),
        ("grant_id as key, start_date", "grant_id, start_date", 9, "»key«"),
        ('severity = "W"', 'severity = "X"', 3, "severity"),
        ('fixer = ["CW"]', 'fixr = ["CW"]', 4, "Mente du »fixer«?"),
        ('start_date = "Startdato"', 'start_dato = "Startdato"', 16, "»start_dato«"),
        ('about = "grant"', 'about = "grnt"', 5, "Mente du »grant«?"),
        ("select grant_id", "delete from commitment; select grant_id", 9, "én SELECT"),
    ],
)
def test_a_wrong_rule_names_the_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    path = tmp_path / "K-001.rule.toml"
    path.write_text(PLAIN.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as caught:
        read_rule(path)
    assert caught.value.where is not None
    assert (caught.value.where.file, caught.value.where.line) == (path.name, line)
    assert says in caught.value.message


def test_a_wrong_example_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "K-001.rule.toml"
    path.write_text(PLAIN.replace('grant_id = "B2"', 'grant = "B2"'), "utf-8")
    with pytest.raises(InputError, match="»grant«") as caught:
        run_examples(read_rule(path))
    assert caught.value.where is not None
    assert caught.value.where.line == 30


def test_settings_change_a_limit_and_turn_a_rule_off(tmp_path: Path) -> None:
    (tmp_path / "K-001.rule.toml").write_text(PLAIN, "utf-8")
    (tmp_path / "settings.toml").write_text(
        "[K-001]\nlatest = 2027-06-30\n\n[V-010]\nactive = false\n", "utf-8"
    )
    library = read_rules(tmp_path)
    assert str(library.rule("K-001").values["latest"]) == "2027-06-30"
    assert not library.rule("V-010").active


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[V-999]\nactive = false\n", 1, "»V-999« findes ikke"),
        ("[V-010]\nlimit = 3\n", 2, "ingen grænse »limit«"),
    ],
)
def test_wrong_settings_name_the_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_rules(tmp_path)
    assert caught.value.where is not None
    assert caught.value.where.line == line
    assert says in caught.value.message
