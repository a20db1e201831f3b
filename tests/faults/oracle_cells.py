"""What a cell should become, as text: the plain reading that judges every accepted value.

`agreed` gives the cell's value written the one canonical way (`1234.50`, `2026-10-31`), worked out
on the text alone; '' for an empty cell, and None when the cell must be refused. `written` writes a
value that the product read in the same way. The two are compared letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from tests.faults.plain import PlainColumn, PlainProfile

BLANKS = " \t\r\n\u00a0\u202f"
YES = {"ja", "j", "sand", "true", "1", "x"}
NO = {"nej", "n", "falsk", "false", "0"}
YEARS = range(1850, 2201)
_GAP = "[ \\t\u00a0\u202f]*"
KRONER = re.compile(rf"(?i)^{_GAP}(kr\.?|dkk){_GAP}|{_GAP}(kr\.?|dkk){_GAP}$")


def agreed(text: str, column: PlainColumn, profile: PlainProfile) -> str | None:
    """The cell written canonically, '' when empty, None when it must be refused."""
    bare = text.strip(BLANKS)
    if bare in column.sentinels:
        bare = ""
    if bare == "":
        return None if column.required else ""
    if column.allowed is not None and bare.replace("\u00a0", " ").lower() not in column.allowed:
        return None
    by_type: dict[str, Callable[[], str | None]] = {
        "text": lambda: bare,
        "name": lambda: bare,
        "date": lambda: _date(bare.lstrip("'"), column.dates),
        "money": lambda: _amount(bare, profile, 2, 16),
        "number": lambda: _amount(bare, profile, 4, 14),
        "integer": lambda: _integer(bare, profile),
        "boolean": lambda: _truth(bare.lower()),
        "cpr": lambda: _cpr(bare),
    }
    return by_type[column.type]()


def written(value: Any, type_: str) -> str:
    """A value the product accepted, written canonically; '' for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if type_ == "cpr":
        return str(value).removeprefix("key-of-")
    return str(value)


def _truth(word: str) -> str | None:
    return "ja" if word in YES else "nej" if word in NO else None


def _date(text: str, forms: tuple[str, ...]) -> str | None:
    for form in forms:
        pattern = re.escape(form).replace("yyyy", "(?P<y>[0-9]{4})")
        pattern = pattern.replace("dd", "(?P<d>[0-9]{1,2})").replace("mm", "(?P<m>[0-9]{1,2})")
        found = re.fullmatch(pattern, text)
        if found is None:
            continue
        try:
            day = date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            continue
        if day.year in YEARS:
            return day.isoformat()
    return None


def _amount(text: str, profile: PlainProfile, places: int, whole_digits: int) -> str | None:
    sign, bare = _signed(text)
    whole, mark, decimals = bare.partition(profile.decimal)
    whole = _ungrouped(whole, profile.thousands)
    if not _digits(whole) or (mark and not _digits(decimals)) or len(decimals) > places:
        return None
    whole = whole.lstrip("0") or "0"
    if len(whole) > whole_digits:
        return None
    value = f"{whole}.{decimals.ljust(places, '0')}"
    return value if not value.strip("0.") else sign + value


def _signed(text: str) -> tuple[str, str]:
    """Sign and digits: a minus in front or behind, `kr.` in front or behind, `,-` for kroner."""
    bare = text.lstrip("'").replace("\u2212", "-")
    bare = KRONER.sub("", bare, count=1)
    if re.search(r"[0-9],-$", bare):
        bare = bare[:-2]
    if bare.endswith("-") and not bare.startswith("-"):
        return "-", bare[:-1].strip(BLANKS)
    if bare.startswith("-"):
        return "-", bare[1:]
    return "", bare.strip(BLANKS)


def _ungrouped(whole: str, mark: str) -> str:
    """Without thousand marks, if each stands where it should; else unreadable as it is."""
    if not mark or mark not in whole:
        return whole
    first, *groups = whole.split(mark)
    fits = _digits(first) and len(first) <= 3 and all(_digits(g) and len(g) == 3 for g in groups)
    return first + "".join(groups) if fits else "?"


def _integer(text: str, profile: PlainProfile) -> str | None:
    if re.fullmatch(r"-?[0-9]{1,18}", text):
        return str(int(text))
    sign, bare = _signed(text)
    whole = _ungrouped(bare, profile.thousands)
    if not _digits(whole) or not -(2**63) <= int(sign + whole) < 2**63:
        return None
    return str(int(sign + whole))


def _cpr(text: str) -> str | None:
    bare = re.sub("[- \u00a0]", "", text.lstrip("'")).upper()
    if re.fullmatch("[0-9]{6}[0-9A-Z]{4}", bare):
        return bare
    return "0" + bare if lost_zero(bare) else None


def lost_zero(bare: str) -> bool:
    """Nine digits that are a birth date once the zero is back, and can be nothing else."""
    if not re.fullmatch("[0-9]{9}", bare):
        return False
    number = "0" + bare
    day, month, year, seventh = int(number[:2]), int(number[2:4]), int(number[4:6]), int(number[6])
    try:
        date(_century(seventh, year) + year, month, day)
    except ValueError:
        return False
    return True


def _century(seventh: int, year: int) -> int:
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


def _digits(text: str) -> bool:
    return re.fullmatch("[0-9]+", text) is not None
