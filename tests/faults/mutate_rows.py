"""Wrong as rows: separators, quotes, lines, columns, headers, sums and doubles."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import PurePosixPath
from random import Random

from tests.faults.bases import Base
from tests.faults.mutations import Must, Mutated, mutator


def lines_of(base: Base) -> list[str]:
    """The text's records, each with its line ending; those above the header too."""
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=base.profile.delimiter, quotechar=base.profile.quote, lineterminator="\r\n"
    )
    records = [f"{line}\r\n" for line in base.above]
    for cells in (base.header, *base.rows):
        out.seek(0)
        out.truncate()
        writer.writerow(cells)
        records.append(out.getvalue())
    return records


def first_row(base: Base) -> int:
    return base.profile.header_line


def _some_row(base: Base, lines: list[str], random: Random) -> int:
    return random.randrange(first_row(base), len(lines))


def _done(base: Base, lines: list[str], must: Must = "judged") -> Mutated:
    return Mutated(base.encoded("".join(lines)), must)


@mutator("text")
def other_separator(base: Base, random: Random) -> Mutated:
    mark = random.choice([one for one in ",;\t|" if one != base.profile.delimiter])
    return Mutated(base.encoded(base.text(delimiter=mark)), "refused")


@mutator("text")
def other_separator_in_rows(base: Base, random: Random) -> Mutated:
    """The header is right, the rows are not."""
    mark = "\t"
    other = base.text(delimiter=mark).splitlines(keepends=True)
    head = lines_of(base)[: first_row(base)]
    return Mutated(base.encoded("".join(head + other[first_row(base) :])), "noticed")


@mutator("text")
def quote_in_field(base: Base, random: Random) -> Mutated:
    """A quote in the middle of a field that is not quoted: an ordinary letter."""
    rows = [list(row) for row in base.rows]
    place = random.choice(base.profile.of_type("text") or [0])
    mark = base.profile.quote
    rows[random.randrange(len(rows))][place] = f"a{mark}b{mark * 2}c"
    plain = base.with_rows(rows).text()
    odd = plain.replace(f"{mark}a{mark * 2}b{mark * 4}c{mark}", f"a{mark}b{mark * 2}c")
    return Mutated(base.encoded(odd))


@mutator("text")
def quotes_everywhere(base: Base, random: Random) -> Mutated:
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=base.profile.delimiter,
        quotechar=base.profile.quote,
        quoting=csv.QUOTE_ALL,
        lineterminator="\r\n",
    )
    writer.writerows((base.header, *base.rows))
    above = "".join(f"{line}\r\n" for line in base.above)
    return Mutated(base.encoded(above + out.getvalue()), "whole")


@mutator("text")
def quote_never_closed(base: Base, random: Random) -> Mutated:
    lines = lines_of(base)
    at = _some_row(base, lines, random)
    cells = lines[at].split(base.profile.delimiter)
    place = random.randrange(len(cells))
    cells[place] = base.profile.quote + cells[place]
    lines[at] = base.profile.delimiter.join(cells)
    return _done(base, lines)


@mutator("text")
def quote_in_the_header(base: Base, random: Random) -> Mutated:
    """A quote that is never closed, in the header itself."""
    lines = lines_of(base)
    lines[first_row(base) - 1] = base.profile.quote + lines[first_row(base) - 1]
    return _done(base, lines, "refused")


@mutator("text")
def text_after_quote(base: Base, random: Random) -> Mutated:
    lines = lines_of(base)
    at = _some_row(base, lines, random)
    mark, delimiter = base.profile.quote, base.profile.delimiter
    cells = lines[at].rstrip("\r\n").split(delimiter)
    cells[random.randrange(len(cells))] = f"{mark}a{mark}b"
    lines[at] = delimiter.join(cells) + "\r\n"
    return _done(base, lines, "noticed")


@mutator("text")
def newline_in_quotes(base: Base, random: Random) -> Mutated:
    """A note of several lines is one field, and the row's line is its first."""
    rows = [list(row) for row in base.rows]
    place = random.choice(base.profile.of_type("text") or [0])
    for _ in range(random.randrange(1, 4)):
        ending = random.choice(("\n", "\r\n", "\n\n", "\r\n;\r\n"))
        rows[random.randrange(len(rows))][place] = f'første{ending}anden "linje"'
    return Mutated(base.encoded(base.with_rows(rows).text()))


@mutator("text")
def newline_without_quotes(base: Base, random: Random) -> Mutated:
    lines = lines_of(base)
    at = _some_row(base, lines, random)
    cut = random.randrange(1, len(lines[at]) - 2)
    lines[at] = lines[at][:cut] + random.choice(("\n", "\r\n")) + lines[at][cut:]
    return _done(base, lines)


@mutator("text")
def lone_carriage_return(base: Base, random: Random) -> Mutated:
    """A carriage return inside a field of a file whose lines end otherwise is a letter."""
    lines = lines_of(base)
    at = _some_row(base, lines, random)
    cut = random.randrange(1, len(lines[at]) - 2)
    lines[at] = lines[at][:cut] + "\r" + lines[at][cut:]
    return _done(base, lines)


@mutator("text")
def blank_lines(base: Base, random: Random) -> Mutated:
    lines = lines_of(base)
    for _ in range(random.randrange(1, 6)):
        lines.insert(random.randrange(first_row(base), len(lines) + 1), "\r\n")
    return _done(base, lines, "whole")


@mutator("text")
def lines_of_blanks(base: Base, random: Random) -> Mutated:
    lines = lines_of(base)
    line = random.choice((" ", "\t", base.profile.delimiter * (len(base.header) - 1)))
    lines.insert(random.randrange(first_row(base), len(lines) + 1), line + "\r\n")
    return _done(base, lines)


@mutator("text")
def cell_missing(base: Base, random: Random) -> Mutated:
    lines = lines_of(base)
    at = _some_row(base, lines, random)
    lines[at] = lines[at].rstrip("\r\n").rpartition(base.profile.delimiter)[0] + "\r\n"
    return _done(base, lines, "noticed")


@mutator("text")
def cell_too_many(base: Base, random: Random) -> Mutated:
    lines = lines_of(base)
    for _ in range(random.randrange(1, 4)):
        at = _some_row(base, lines, random)
        lines[at] = lines[at].rstrip("\r\n") + base.profile.delimiter + random.choice(("", "x"))
        lines[at] += "\r\n"
    return _done(base, lines, "noticed")


def _column(base: Base, random: Random) -> int:
    return random.randrange(len(base.header))


def _changed(base: Base, header: list[str], rows: list[list[str]]) -> Base:
    return replace(base, header=tuple(header)).with_rows(rows)


@mutator("text")
def column_missing(base: Base, random: Random) -> Mutated:
    at = _column(base, random)
    optional = base.profile.columns[at].optional
    header = [name for place, name in enumerate(base.header) if place != at]
    rows = [[cell for place, cell in enumerate(row) if place != at] for row in base.rows]
    must = "judged" if optional else "refused"
    return Mutated(base.encoded(_changed(base, header, rows).text()), must)


@mutator("text")
def column_added(base: Base, random: Random) -> Mutated:
    at = random.randrange(len(base.header) + 1)
    name = random.choice(("Ny kolonne", "", "Bemærkning", "ID"))
    header = [*base.header[:at], name, *base.header[at:]]
    rows = [[*row[:at], str(n), *row[at:]] for n, row in enumerate(base.rows)]
    must = "judged" if base.profile.ignores_new else "refused"
    return Mutated(base.encoded(_changed(base, header, rows).text()), must)


@mutator("text")
def column_renamed(base: Base, random: Random) -> Mutated:
    at = _column(base, random)
    header = list(base.header)
    header[at] = random.choice((header[at] + "2", header[at].upper() + "_", "Kolonne", ""))
    must = "judged" if base.profile.columns[at].optional else "refused"
    return Mutated(base.encoded(_changed(base, header, [*map(list, base.rows)]).text()), must)


@mutator("text")
def columns_reordered(base: Base, random: Random) -> Mutated:
    order = list(range(len(base.header)))
    random.shuffle(order)
    header = [base.header[place] for place in order]
    rows = [[row[place] for place in order] for row in base.rows]
    must = "judged" if base.profile.totals else "whole"
    return Mutated(base.encoded(_changed(base, header, rows).text()), must)


@mutator("text")
def column_twice(base: Base, random: Random) -> Mutated:
    at = _column(base, random)
    header = [*base.header, base.header[at]]
    rows = [[*row, random.choice((row[at], "andet"))] for row in base.rows]
    return Mutated(base.encoded(_changed(base, header, rows).text()), "refused")


@mutator("text")
def header_with_blanks(base: Base, random: Random) -> Mutated:
    header = [f" {name} " for name in base.header]
    return Mutated(base.encoded(_changed(base, header, [*map(list, base.rows)]).text()), "whole")


@mutator("text")
def two_headers(base: Base, random: Random) -> Mutated:
    """Two exports glued together, header and all."""
    lines = lines_of(base)
    lines.insert(random.randrange(first_row(base), len(lines) + 1), lines[first_row(base) - 1])
    return _done(base, lines, "noticed")


@mutator("text")
def titles_above(base: Base, random: Random) -> Mutated:
    lines = lines_of(base)
    titles = ["Udtræk fra systemet\r\n", "\r\n", base.profile.delimiter * 3 + "\r\n"]
    return _done(base, titles[: random.randrange(1, 4)] + lines, "refused")


@mutator("text")
def sum_at_the_bottom(base: Base, random: Random) -> Mutated:
    cells = ["I alt", *["" for _ in base.header[1:]]]
    for place in base.profile.of_type("money"):
        cells[place] = "1.234.567,00"
    lines = lines_of(base)
    lines.append(base.profile.delimiter.join(cells) + "\r\n")
    return _done(base, lines, "whole" if base.profile.totals else "judged")


@mutator("text")
def rows_twice(base: Base, random: Random) -> Mutated:
    """The same rows again, one or all of them."""
    rows = list(base.rows)
    again = rows if random.random() < 0.5 else [random.choice(rows)]
    text = base.with_rows([list(row) for row in (*rows, *again)]).text()
    return Mutated(base.encoded(text), rule="V-106" if base.profile.key else None)


@mutator("text")
def key_with_other_content(base: Base, random: Random) -> Mutated:
    rows = [list(row) for row in base.rows]
    one, other = random.sample(range(len(rows)), 2)
    for name in base.profile.key:
        place = base.header.index(name)
        rows[other][place] = rows[one][place]
    text = base.with_rows(rows).text()
    return Mutated(base.encoded(text), rule="V-106" if base.profile.key else None)


@mutator("text")
def rows_shuffled(base: Base, random: Random) -> Mutated:
    rows = [list(row) for row in base.rows]
    random.shuffle(rows)
    return Mutated(base.encoded(base.with_rows(rows).text()), "whole")


@mutator("text")
def rows_lost(base: Base, random: Random) -> Mutated:
    """Whole rows are gone, more than a fifth: half a file that ends where a row ends."""
    keep = random.randrange(1, int(len(base.rows) * 0.7))
    rows = [list(row) for row in base.rows[:keep]]
    return Mutated(base.encoded(base.with_rows(rows).text()), "refused", rule="V-100")


@mutator("text")
def same_file_twice(base: Base, random: Random) -> Mutated:
    """The file lies in the delivery twice under two names that both fit."""
    path = PurePosixPath(base.name)
    beside = path.with_name(f"{path.stem} (1){path.suffix}").as_posix()
    return Mutated(base.bytes(), "noticed", "V-100", beside={beside: base.bytes()})
