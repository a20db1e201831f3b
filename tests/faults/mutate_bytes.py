"""Wrong as bytes: encodings, other kinds of files, files cut off, endings, giants."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path
from random import Random

from tests.faults.bases import Base
from tests.faults.mutations import Mutated, mutator
from tests.faults.oracle_records import LONGEST

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + "EncryptedPackage".encode("utf-16-le")
PAGE = b"<!DOCTYPE html>\r\n<html><head><title>503</title></head><body>Service Unavailable"
LETTERS = "\u00e6\u00f8\u00e5\u00c6\u00d8\u00c5"


@mutator("text")
def untouched(base: Base, random: Random) -> Mutated:
    """The control: a right file is accepted whole."""
    return Mutated(base.bytes(), "whole")


@mutator("text")
def other_encoding(base: Base, random: Random) -> Mutated:
    """UTF-8 delivered as cp1252, or the other way round."""
    text = base.with_rows(_with_letter(base, random)).text()
    if base.profile.encoding == "cp1252":
        return Mutated(text.encode("utf-8"), "refused")
    return Mutated(text.encode("cp1252"), "refused")


def _with_letter(base: Base, random: Random, letters: str = LETTERS) -> list[list[str]]:
    """The rows with a Danish letter put into one cell of text."""
    rows = [list(row) for row in base.rows]
    place = random.choice(base.profile.of_type("text", "name") or [0])
    row = random.choice(rows)
    row[place] += random.choice(letters)
    return rows


@mutator("text")
def utf16(base: Base, random: Random) -> Mutated:
    """UTF-16, as Excel saves »Unicode-tekst«; UTF-8 where UTF-16 is expected."""
    if base.profile.encoding == "utf-16":
        return Mutated(base.text().encode("utf-8"), "refused")
    codec = random.choice(("utf-16", "utf-16-le", "utf-16-be"))
    return Mutated(base.text().encode(codec), "refused")


@mutator("text")
def bom_added(base: Base, random: Random) -> Mutated:
    """A byte order mark where none should be, or two of them."""
    return Mutated(b"\xef\xbb\xbf" + base.bytes())


@mutator("text")
def bom_removed(base: Base, random: Random) -> Mutated:
    if base.profile.encoding != "utf-8":
        return Mutated(base.bytes(), "whole")
    return Mutated(base.text().encode("utf-8"), "whole")


@mutator("text")
def mixed_encodings(base: Base, random: Random) -> Mutated:
    """Two exports glued together: the rest of the file in another encoding."""
    text = base.with_rows(_with_letter(base, random)).text()
    lines = text.splitlines(keepends=True)
    other = {"utf-8": "cp1252", "cp1252": "utf-8", "utf-16": "cp1252"}[base.profile.encoding]
    cut = next(n for n in range(len(lines) - 1, 0, -1) if not lines[n].isascii())
    head, tail = "".join(lines[:cut]), "".join(lines[cut:])
    return Mutated(base.encoded(head) + tail.encode(other), "noticed")


@mutator("text")
def mojibake(base: Base, random: Random) -> Mutated:
    """UTF-8 read as cp1252 once and saved again: »Ã¸« for »ø«."""
    rows = [list(row) for row in base.rows]
    place = random.choice(base.profile.of_type("text", "name") or [0])
    ruined = random.choice(LETTERS).encode("utf-8").decode("cp1252", "replace")
    rows[random.randrange(len(rows))][place] += ruined
    if "\ufffd" in ruined and base.profile.encoding == "cp1252":
        return Mutated(base.bytes(), "whole")
    return Mutated(base.encoded(base.with_rows(rows).text()), "noticed", rule="V-102")


@mutator("text")
def mojibake_of_accents(base: Base, random: Random) -> Mutated:
    """The same with letters that are not Danish."""
    rows = [list(row) for row in base.rows]
    place = random.choice(base.profile.of_type("text", "name") or [0])
    ruined = random.choice("éüöäèñó").encode("utf-8").decode("cp1252")
    rows[random.randrange(len(rows))][place] += ruined
    return Mutated(base.encoded(base.with_rows(rows).text()), "noticed", rule="V-102")


@mutator("text")
def nul_bytes(base: Base, random: Random) -> Mutated:
    text = base.text()
    for _ in range(random.randrange(1, 5)):
        place = random.randrange(_body(base, text), len(text))
        text = text[:place] + "\0" * random.randrange(1, 9) + text[place:]
    return Mutated(base.encoded(text), "noticed")


def _body(base: Base, text: str) -> int:
    """Where the rows begin."""
    place = 0
    for _ in range(base.profile.header_line):
        place = text.index("\n", place) + 1
    return place


@mutator("text")
def noise(base: Base, random: Random) -> Mutated:
    """A few bytes are others than they were: a bad disk, a bad line."""
    data = bytearray(base.bytes())
    for _ in range(random.randrange(1, 6)):
        data[random.randrange(len(data))] = random.randrange(256)
    return Mutated(bytes(data))


@mutator("text")
def cut_off(base: Base, random: Random) -> Mutated:
    """The transfer stopped at some byte."""
    data = base.bytes()
    return Mutated(data[: random.randrange(len(data))])


@mutator("text")
def cut_off_near_the_end(base: Base, random: Random) -> Mutated:
    """The transfer stopped in the last rows, where no count of rows tells."""
    data = base.bytes()
    return Mutated(data[: len(data) - random.randrange(1, min(len(data), 200))])


@mutator("text")
def gzip_cut_off(base: Base, random: Random) -> Mutated:
    data = gzip.compress(base.bytes(), mtime=0)
    return Mutated(data[: random.randrange(10, len(data))], "refused")


@mutator("text")
def zip_for_text(base: Base, random: Random) -> Mutated:
    """The file packed, or a workbook with a text file's name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(base.name), base.bytes())
    return Mutated(random.choice((out.getvalue(), base.book())), "refused")


@mutator("text")
def locked_workbook_for_text(base: Base, random: Random) -> Mutated:
    return Mutated(OLE, "refused")


@mutator("text")
def error_page(base: Base, random: Random) -> Mutated:
    """The download gave a web page instead of the file."""
    return Mutated(random.choice((b"", b"\xef\xbb\xbf", b"\r\n  ")) + PAGE, "refused")


@mutator("text")
def empty(base: Base, random: Random) -> Mutated:
    return Mutated(random.choice((b"", b"\xef\xbb\xbf", b"\r\n", b"\r\n\r\n", b" ")), "refused")


@mutator("text")
def header_only(base: Base, random: Random) -> Mutated:
    text = base.with_rows([]).text()
    return Mutated(base.encoded(random.choice((text, text.rstrip("\r\n")))), "refused")


@mutator("text")
def line_feeds(base: Base, random: Random) -> Mutated:
    return Mutated(base.encoded(base.text(end="\n")), "whole")


@mutator("text")
def carriage_returns(base: Base, random: Random) -> Mutated:
    """Lines end in a carriage return only, as on old Macs."""
    return Mutated(base.encoded(base.text(end="\r")), "whole")


@mutator("text")
def mixed_endings(base: Base, random: Random) -> Mutated:
    lines = base.text(end="\n").split("\n")
    text = "".join(line + random.choice(("\n", "\r\n")) for line in lines[:-1])
    return Mutated(base.encoded(text), "whole")


@mutator("text")
def no_last_ending(base: Base, random: Random) -> Mutated:
    """The last line has no line ending, as many systems write it."""
    return Mutated(base.encoded(base.text().rstrip("\r\n")), "whole", rule="V-100")


@mutator("text")
def control_z(base: Base, random: Random) -> Mutated:
    """The old mark of the end of a file."""
    return Mutated(base.bytes() + base.encoded("\x1a").removeprefix(base.encoded("")), "noticed")


@mutator("text")
def giant_field(base: Base, random: Random) -> Mutated:
    """A field of nearly a megabyte is a field; over a megabyte it is a lost quote."""
    rows = [list(row) for row in base.rows]
    place = random.choice(base.profile.of_type("text") or [0])
    size = random.choice((LONGEST // 2, LONGEST - 5_000, LONGEST + 5_000))
    filling = random.choice(("x", "ord ", "linje\r\n", '"', "a;b,"))
    rows[random.randrange(len(rows))][place] = (filling * (size // len(filling) + 1))[:size]
    must = "noticed" if size > LONGEST else "judged"
    return Mutated(base.encoded(base.with_rows(rows).text()), must)


@mutator("text")
def giant_line(base: Base, random: Random) -> Mutated:
    """A line of several megabytes without an end, in the middle of good rows."""
    lines = base.text().splitlines(keepends=True)
    at = random.randrange(base.profile.header_line, len(lines))
    size = random.choice((LONGEST + 10, 2 * LONGEST + 10, 5 * LONGEST))
    lines.insert(at, random.choice("x0\u00f8") * size + "\r\n")
    return Mutated(base.encoded("".join(lines)), "noticed")


@mutator("text")
def grows_while_read(base: Base, random: Random) -> Mutated:
    """The transfer is still under way."""
    more = base.bytes()
    return Mutated(base.bytes(), "refused", meanwhile=lambda path: _append(path, more))


@mutator("text")
def cut_between_two_looks(base: Base, random: Random) -> Mutated:
    """The file is begun anew after it was looked at."""
    size = random.randrange(len(base.bytes()))
    return Mutated(base.bytes(), "refused", afterwards=lambda path: os.truncate(path, size))


@mutator("text")
def grows_between_two_looks(base: Base, random: Random) -> Mutated:
    """The transfer goes on after the bytes were looked at and before the rows are read."""
    text = base.text()
    more = base.encoded(text[_body(base, text) :]).removeprefix(base.encoded(""))
    return Mutated(base.bytes(), "refused", afterwards=lambda path: _append(path, more))


def _append(path: Path, more: bytes) -> None:
    with path.open("ab") as file:
        file.write(more)
        file.flush()
        os.fsync(file.fileno())
