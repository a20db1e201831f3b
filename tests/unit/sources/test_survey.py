"""The pass over a file's bytes: what they are, wrong kinds and encodings, and their sealing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pejl.base.errors import InputError
from pejl.sources import survey as surveying
from pejl.sources.delivered import DeliveredFile
from pejl.sources.survey import Survey, SurveysAhead, private_file, survey


def of(folder: Path, content: bytes, encoding: str = "utf-8", **more: object) -> Survey:
    path = folder / "fil.csv"
    path.write_bytes(content)
    return survey(DeliveredFile(path, "fil.csv"), encoding=encoding, quote='"', work=folder, **more)  # type: ignore[arg-type]  # the keywords of survey


class Kept:
    """A sealer that remembers."""

    def __init__(self) -> None:
        self.data, self.ended = b"", ""

    def write(self, data: bytes) -> None:
        self.data += data

    def finish(self) -> str:
        self.ended = "finished"
        return "id"

    def abandon(self) -> None:
        self.ended = "abandoned"


@pytest.fixture(params=[7, 64, 1024 * 1024])
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Small blocks cut letters, line endings and signs in two."""
    monkeypatch.setattr(surveying, "BLOCK", request.param)
    yield request.param


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_counts_are_of_the_text_as_utf8(tmp_path: Path, encoding: str) -> None:
    text = 'Navn;Beløb\r\n"Åse ""Æ""";1\r\nØ;2'
    found = of(tmp_path, text.encode(encoding), encoding.removesuffix("-sig"))
    assert found.utf8_size == len(text.encode())
    assert (found.newlines, found.crlf, found.carriage_returns) == (2, 2, 2)
    assert (found.quotes, found.nuls, found.physical_lines) == (6, 0, 3)
    assert not found.ends_with_newline
    read = os.pread(found.handle, 1000, 0).decode("utf-8-sig")
    assert read == text
    found.close()


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("A;B\nSøren;1\n", ()),
        ("A;B\nSÃ¸ren;1\n", (2,)),
        ("A;B\nx;1\nÅse\N{REPLACEMENT CHARACTER};1\n", (3,)),
        ("A;B\nÃ†rlig;1\nx;Ã¥\n", (2, 3)),
        ("A;B\nÂ§ 107;1\n", (2,)),
    ],
)
def test_damaged_letters_are_found_with_their_lines(
    tmp_path: Path, content: str, lines: tuple[int, ...]
) -> None:
    found = of(tmp_path, content.encode())
    assert found.damaged_lines == lines
    found.close()


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize(
    ("content", "encoding", "line", "meant"),
    [
        ("A;B\nx;1\nSøren;1\n".encode("cp1252"), "utf-8", 3, "cp1252"),
        (b"A;B\nx;\x81\n", "cp1252", 2, "utf-8"),
        (b"A;B\r\n", "utf-16", 1, "utf-8"),
    ],
)
def test_the_wrong_encoding_is_named_with_its_line(
    tmp_path: Path, content: bytes, encoding: str, line: int, meant: str
) -> None:
    with pytest.raises(InputError) as raised:
        of(tmp_path, content, encoding)
    assert raised.value.code == "V-102"
    assert raised.value.where is not None
    assert raised.value.where.line == line
    assert meant in (raised.value.next_step or "")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"PK\x03\x04xx", "zip"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\xd0\xcf\x11\xe0xx", "Office"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html>", "webside"),
        (b"\xef\xbb\xbf\r\n<html lang='da'>", "webside"),
        (b"<?xml version='1.0'?>", "XML"),
    ],
)
def test_another_kind_of_file_is_named(tmp_path: Path, head: bytes, kind: str) -> None:
    with pytest.raises(InputError, match=kind) as raised:
        of(tmp_path, head + b"x" * 100)
    assert raised.value.code == "fil-forkert-art"


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fil.csv"

    class Grows(Kept):
        def write(self, data: bytes) -> None:
            with path.open("ab") as file:
                file.write(b"mere\n")

    sealer = Grows()
    with pytest.raises(InputError, match="ændret"):
        of(tmp_path, b"A;B\n1;2\n", sealer=sealer)
    assert sealer.ended == "abandoned"


@pytest.mark.usefixtures("block")
def test_the_raw_bytes_are_sealed_as_they_came(tmp_path: Path) -> None:
    content, sealer = "A;B\r\nÅ;1\r\n".encode("cp1252"), Kept()
    found = of(tmp_path, content, "cp1252", sealer=sealer)
    assert (sealer.data, sealer.ended, found.sealed_id) == (content, "finished", "id")
    found.close()


def test_text_that_is_not_utf8_lies_in_a_file_without_a_name(tmp_path: Path) -> None:
    found = of(tmp_path, "A;B\r\nÅ;1\r\n".encode("cp1252"), "cp1252")
    assert [path.name for path in tmp_path.iterdir()] == ["fil.csv"]
    found.close()


def test_a_file_system_without_nameless_files_gets_an_unlinked_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: str, flags: int, *more: int) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(95, "not supported")
        return real(path, flags, *more)

    monkeypatch.setattr(os, "open", refuse)
    handle = private_file(tmp_path)
    assert list(tmp_path.iterdir()) == []
    os.write(handle, b"x")
    os.close(handle)


def test_surveys_made_ahead_are_the_same_and_raise_where_they_are_asked_for(tmp_path: Path) -> None:
    made: list[str] = []

    def job(name: str) -> Survey:
        made.append(name)
        if name == "c":
            raise InputError("x", "Den er gal.")
        return of(tmp_path, f"A;B\n{name};1\n".encode())

    ahead = SurveysAhead({name: (lambda name=name: job(name)) for name in "abcdef"})
    first = ahead.take("a")
    assert first.newlines == 2
    first.close()
    with pytest.raises(InputError, match="gal"):
        ahead.take("c")
    ahead.close()
    assert made[:2] == ["a", "b"]
    assert "f" not in made
