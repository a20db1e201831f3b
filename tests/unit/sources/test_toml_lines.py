"""The lines of a TOML file's keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from pejl.sources.toml_lines import TomlFile, read_toml

TEXT = """\
# en kommentar = ikke en nøgle
id = "x"

list = [
    "a = b",
    "c",
]
text = '''
id = "ikke en nøgle"
'''
after = 1

[columns]
"Ø, = [x]" = { type = "text", required = true }
'b' = { type = "date" }
c.d = 1

[[target]]
table = "one"
[target.columns]
x = "y"

[[target]]
table = "two"
[target.columns]
x = "z"
[target.columns.deep]
from = "z"
"""


@pytest.fixture
def toml(tmp_path: Path) -> TomlFile:
    path = tmp_path / "x.toml"
    path.write_text(TEXT, encoding="utf-8")
    return read_toml(path)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("id",), 2),
        (("list",), 4),
        (("text",), 8),
        (("after",), 11),
        (("columns",), 13),
        (("columns", "Ø, = [x]", "required"), 14),
        (("columns", "b", "type"), 15),
        (("columns", "c", "d"), 16),
        (("target", 0, "table"), 19),
        (("target", 0, "columns", "x"), 21),
        (("target", 1), 23),
        (("target", 1, "columns", "x"), 26),
        (("target", 1, "columns", "deep", "from"), 28),
        (("target", 1, "columns", "missing"), 25),
        (("nowhere",), 1),
    ],
)
def test_every_key_has_its_line(toml: TomlFile, path: tuple[str | int, ...], line: int) -> None:
    assert toml.line_of(path) == line


def test_every_key_the_parser_found_has_a_line(toml: TomlFile) -> None:
    def walk(data: object, path: tuple[str | int, ...]) -> None:
        if isinstance(data, dict):
            for key, value in data.items():
                assert (*path, key) in toml.lines
                walk(value, (*path, key))
        elif isinstance(data, list) and data and isinstance(data[0], dict):
            for number, value in enumerate(data):
                walk(value, (*path, number))

    walk(toml.data, ())


def test_windows_line_endings_and_a_mark_at_the_head(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert read_toml(path).line_of(("after",)) == 11
