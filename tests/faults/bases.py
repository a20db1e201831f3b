"""Small right files, the ground every fault is laid on: thirty rows of each kind of file."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import xlsxwriter

from pejl.sample import write_sample
from tests.faults.plain import PlainProfile, plain_profiles

ROWS = 30
DAY = "2026-10-31"
BEFORE = "2026-09-30"


@dataclass(frozen=True)
class Base:
    """A file before anything happens to it: its profile, header and rows.

    Cells are text in a delimited file; in a workbook they may be numbers and dates. `above` are
    the lines before the header.
    """

    profile: PlainProfile
    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    above: tuple[str, ...] = ()

    @property
    def is_book(self) -> bool:
        return self.profile.format == "excel"

    def text(self, *, end: str = "\r\n", delimiter: str | None = None) -> str:
        """The file's text as the systems write it: quotes only where they are needed."""
        out = io.StringIO()
        writer = csv.writer(
            out,
            delimiter=delimiter or self.profile.delimiter,
            quotechar=self.profile.quote,
            lineterminator=end,
        )
        writer.writerow(self.header)
        writer.writerows(self.rows)
        return "".join(line + end for line in self.above) + out.getvalue()

    def encoded(self, text: str) -> bytes:
        """As the profile says; UTF-8 with the byte order mark our systems write."""
        codec = {"utf-8": "utf-8-sig"}.get(self.profile.encoding, self.profile.encoding)
        return text.encode(codec)

    def bytes(self) -> bytes:
        return self.book() if self.is_book else self.encoded(self.text())

    def book(self) -> bytes:
        """The workbook, with dates as dates."""
        out = io.BytesIO()
        book = new_book(out)
        sheet = book.add_worksheet(self.profile.sheet or "Ark1")
        for place, cells in enumerate((self.header, *self.rows)):
            for column, cell in enumerate(cells):
                if cell is not None and cell != "":
                    sheet.write(place, column, cell)
        book.close()
        return out.getvalue()

    def with_rows(self, rows: list[list[Any]]) -> Base:
        return replace(self, rows=tuple(tuple(row) for row in rows))


def new_book(out: io.BytesIO) -> xlsxwriter.Workbook:
    """A workbook without the hour it was made, so that the same seed gives the same bytes."""
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd-mm-yyyy"})
    book.set_properties({"created": NOON})
    return book


@cache
def bases() -> dict[str, Base]:
    """A base for every profile, shipped and probe, by id."""
    folder = Path(tempfile.mkdtemp(prefix="bases-"))
    try:
        write_sample(folder, citizens=100, deliveries=1, faults=False, seed=7)
        found = {
            one.id: _book(one, folder / DAY) if one.format == "excel" else _text(one, folder / DAY)
            for one in plain_profiles().values()
            if one.id not in PROBES
        }
    finally:
        shutil.rmtree(folder)
    return found | {name: make(plain_profiles()[name]) for name, make in PROBES.items()}


def _file(profile: PlainProfile, folder: Path) -> Path:
    return next(iter(folder.glob(profile.file)))


def _text(profile: PlainProfile, folder: Path) -> Base:
    path = _file(profile, folder)
    with path.open(encoding=profile.encoding.replace("utf-8", "utf-8-sig"), newline="") as file:
        header, *rows = csv.reader(file, delimiter=profile.delimiter)
    return Base(
        profile, path.relative_to(folder).as_posix(), tuple(header), tuple(map(tuple, _some(rows)))
    )


def _book(profile: PlainProfile, folder: Path) -> Base:
    path = _file(profile, folder)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    header, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    name = path.relative_to(folder).as_posix()
    return Base(profile, name, tuple(map(str, header)), tuple(map(tuple, _some(rows))))


def _some(rows: list[list[Any]]) -> list[list[Any]]:
    """At most thirty, from all of the file."""
    step = max(1, len(rows) // ROWS)
    return rows[::step][:ROWS]


def person(random: Random) -> str:
    """A replacement number (day of birth + 60), with a hyphen as often as not."""
    born = date(1940, 1, 1) + timedelta(days=random.randrange(22_000))
    hyphen = random.choice(("-", ""))
    return f"{born.day + 60}{born:%m%y}{hyphen}{random.randrange(10_000):04}"


def _report(profile: PlainProfile) -> Base:
    random = Random(11)
    rows = []
    for number in range(ROWS):
        day = date(2020, 1, 1) + timedelta(days=random.randrange(2_000))
        amount = f"{random.randrange(1, 2_000_000):,}".replace(",", ".")
        rows.append(
            (
                str(1_000 + number),
                f"01.{1 + number % 12:02}.2026",
                person(random),
                random.choice(("Åse Ærø", "Bo Østergård", "Kaj »Kaj« Høj")),
                random.choice(("Ja", "nej", "1", "")),
                f"{random.randrange(0, 60)},{random.randrange(10_000):04}",
                f"{amount},{random.randrange(100):02}",
                random.choice((f"{day:%d-%m-%Y}", day.isoformat(), "01-01-1900")),
                random.choice(("", "-", 'aftalt; se "bilag"', "ok")),
            )
        )
    above = ("Rapport for Nordvig Kommune", "Udskrevet 31-10-2026;;")
    return Base(profile, "probe/Rapport.csv", tuple(profile.names), tuple(rows), above)


def _commas(profile: PlainProfile) -> Base:
    random = Random(12)
    rows = []
    for number in range(ROWS):
        day = date(2024, 1, 1) + timedelta(days=random.randrange(1_000))
        rows.append(
            (
                f"K{number:03}",
                random.choice((person(random), "")),
                random.choice(("ja", "Nej", "x", "0")),
                f"{random.randrange(5_000):,}",
                f"{random.randrange(90)}.{random.randrange(1, 9_999):04}",
                f"{random.randrange(-90_000, 90_000):,}.5",
                day.isoformat(),
                random.choice(("", "ø, æ", "it's so", "plain")),
            )
        )
    return Base(profile, "probe/Komma.csv", tuple(profile.names), tuple(rows))


PROBES = {"probe-rapport": _report, "probe-komma": _commas}
NOON = datetime(2026, 10, 31, 12)  # noqa: DTZ001 - workbooks know no time zone
