"""Wrong as values: dates, amounts, CPR numbers, truth values and texts, in a few of the rows.

What a written value should become is the oracle's to say, so these need no expectation of their
own: some of the texts below are right, and must then be read right.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tests.faults.bases import Base, person
from tests.faults.mutations import Mutated, mutator
from tests.faults.odd_values import AMOUNTS, DATES, NUMBERS, TEXTS, TRUTHS


def _spread(base: Base, random: Random, types: tuple[str, ...], texts: tuple[str, ...]) -> Mutated:
    """Puts some of the texts into some cells of columns of these types."""
    places = base.profile.of_type(*types)
    if not places:
        return Mutated(base.bytes(), "whole")
    rows = [list(row) for row in base.rows]
    for _ in range(random.randrange(1, 7)):
        row = random.choice(rows)
        row[random.choice(places)] = _encodable(random.choice(texts), base)
    return Mutated(base.encoded(base.with_rows(rows).text()))


def _encodable(text: str, base: Base) -> str:
    codec = "cp1252" if base.profile.encoding == "cp1252" else "utf-8"
    return text.encode(codec, "replace").decode(codec)


@mutator("text")
def odd_dates(base: Base, random: Random) -> Mutated:
    return _spread(base, random, ("date",), DATES)


@mutator("text")
def odd_amounts(base: Base, random: Random) -> Mutated:
    return _spread(base, random, ("money", "number"), AMOUNTS)


@mutator("text")
def odd_integers(base: Base, random: Random) -> Mutated:
    return _spread(base, random, ("integer",), NUMBERS + AMOUNTS)


@mutator("text")
def odd_truths(base: Base, random: Random) -> Mutated:
    return _spread(base, random, ("boolean",), TRUTHS)


@mutator("text")
def odd_texts(base: Base, random: Random) -> Mutated:
    return _spread(base, random, ("text", "name"), TEXTS)


@mutator("text")
def anything_anywhere(base: Base, random: Random) -> Mutated:
    every = DATES + AMOUNTS + NUMBERS + TRUTHS + TEXTS
    types = ("date", "money", "number", "integer", "boolean", "text", "name", "cpr")
    return _spread(base, random, types, every)


@mutator("text")
def odd_cpr(base: Base, random: Random) -> Mutated:
    """Every way a spreadsheet or a clerk writes a number; replacement numbers all of them."""
    texts = []
    for _ in range(12):
        number = person(random).replace("-", "")
        texts += [*_written(number), _victorian(random), _victorian(random)[1:]]
    return _spread(base, random, ("cpr",), tuple(texts))


def _written(number: str) -> list[str]:
    born, serial = number[:6], number[6:]
    right = [f"{born}-{serial}", f"{born} {serial}", f"{born}\u00a0{serial}", f"'{number}"]
    right += [f" {number} ", f"{born}--{serial}", f"{number[:4]}-{number[4:]}", f"{born}ab1c"]
    wrong = [number[:9], number[:8], number + "1", f"{number}.0", f"{born}.{serial}", f"DK{number}"]
    wrong += [f"{number[0]},{number[1:3]}E+09", f"{born}-xxxx", f"{born}\u2011{serial}", ""]
    return [*right, *wrong, number.translate(FULLWIDTH), "0000000000", "XXXXXX-XXXX"]


FULLWIDTH = {ord("0") + n: 0xFF10 + n for n in range(10)}


def _victorian(random: Random) -> str:
    """A number of somebody born before 1900, whose zero can be lost: nobody alive has it."""
    born = date(1858, 1, 1) + timedelta(days=random.randrange(15_000))
    day = random.randrange(1, 10)
    return f"{day:02}{born:%m%y}{random.randrange(5, 9)}{random.randrange(1000):03}"


@mutator("text")
def lost_zero(base: Base, random: Random) -> Mutated:
    """The spreadsheet took the first zero of a CPR number: it is put back and told."""
    places = base.profile.of_type("cpr")
    if not places:
        return Mutated(base.bytes(), "whole")
    rows = [list(row) for row in base.rows]
    random.choice(rows)[random.choice(places)] = _victorian(random)[1:]
    return Mutated(base.encoded(base.with_rows(rows).text()), "whole", rule="V-105")


@mutator("text")
def decimal_points(base: Base, random: Random) -> Mutated:
    """Every amount with the other convention's decimal sign."""
    places = [p for p in base.profile.of_type("money", "number") if any(r[p] for r in base.rows)]
    if not places:
        return Mutated(base.bytes(), "whole")
    swap = str.maketrans(",.", ".,")
    rows = [list(row) for row in base.rows]
    for row in rows:
        for place in places:
            row[place] = row[place].translate(swap)
    return Mutated(base.encoded(base.with_rows(rows).text()))


@mutator("text")
def hundredfold(base: Base, random: Random) -> Mutated:
    """Every amount a hundred or a thousand times too large: a moved decimal sign."""
    places = [p for p in base.profile.of_type("money") if any(r[p] for r in base.rows)]
    if not places:
        return Mutated(base.bytes(), "whole")
    place, factor = random.choice(places), random.choice((100, 1000))
    rows = [list(row) for row in base.rows]
    for row in rows:
        row[place] = _times(row[place], factor, base)
    return Mutated(base.encoded(base.with_rows(rows).text()), "refused", rule="V-103")


def _times(text: str, factor: int, base: Base) -> str:
    if not text:
        return text
    mark = base.profile.decimal
    whole, _, decimals = text.replace(base.profile.thousands, "").partition(mark)
    cents = int(whole + decimals.ljust(2, "0")) * factor
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}{mark}{abs(cents) % 100:02}"


FORMS = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%d-%m-%y", "%d.%m.%Y", "%Y%m%d", "serial")


@mutator("text")
def dates_of_other_forms(base: Base, random: Random) -> Mutated:
    """Every date of a column as ISO, American, or a spreadsheet's day number."""
    places = [p for p in base.profile.of_type("date") if any(r[p] for r in base.rows)]
    if not places:
        return Mutated(base.bytes(), "whole")
    place = random.choice(places)
    form = random.choice(FORMS)
    rows = [list(row) for row in base.rows]
    for row in rows:
        row[place] = _rewritten(row[place], form)
    return Mutated(base.encoded(base.with_rows(rows).text()))


def _rewritten(text: str, form: str) -> str:
    parts = text.replace(".", "-").split("-")
    if len(parts) != 3:
        return text
    year, month, day = parts if len(parts[0]) == 4 else parts[::-1]
    when = date(int(year), int(month), int(day))
    return str((when - date(1899, 12, 30)).days) if form == "serial" else when.strftime(form)
