"""What a CPR number tells before it goes into the vault: birth date and sex. And its masking.

Replacement numbers have 60 added to the day of birth. The seventh digit tells the century. A
number whose date is impossible is a number all the same: its birth date is unknown (V-002).
National replacement numbers (eCPR) may hold letters in the last four places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_NUMBER = re.compile(r"\d{6}[0-9A-Z]{4}")
_SHORT = re.compile(r"\d{9}")
_IN_TEXT = re.compile(r"(?<![0-9])(\d{6})[- ]?([0-9A-Z]{4})(?![0-9A-Za-z])")
_SHORT_IN_TEXT = re.compile(r"(?<![0-9.,])\d{9}(?![0-9.,])")

AMBIGUOUS = "er ikke et CPR-nummer (ti cifre, med eller uden bindestreg)"


@dataclass(frozen=True)
class CprNumber:
    """A number of ten places. `padded` when a lost leading zero was put back (V-105)."""

    number: str
    padded: bool = False

    def __repr__(self) -> str:
        return "CprNumber(…)"


def read_cpr(text: str) -> CprNumber | None:
    """The number of a text as delivered; None when it is none, or could be more than one."""
    bare = (
        text.lstrip("'").replace("-", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "").upper()
    )
    if _NUMBER.fullmatch(bare):
        return CprNumber(bare)
    if _SHORT.fullmatch(bare) and birth_date("0" + bare) is not None:
        return CprNumber("0" + bare, padded=True)
    return None


def birth_date(number: str) -> date | None:
    """None when the six digits are no date, or letters hide the century."""
    day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    if not number[6].isdigit():
        return None
    try:
        return date(_century(int(number[6]), year) + year, month, day - 60 if day > 60 else day)
    except ValueError:
        return None


def _century(seventh: int, year: int) -> int:
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


def sex(number: str) -> str | None:
    """»K« for an even last digit, »M« for an odd one; None for a letter."""
    return ("K" if int(number[9]) % 2 == 0 else "M") if number[9].isdigit() else None


def mask_cpr(text: str) -> str:
    """The text with every CPR-like number as ddmmyy-xxxx, also one that lost its first zero."""
    masked = _IN_TEXT.sub(lambda found: f"{found[1]}-xxxx", text)
    return _SHORT_IN_TEXT.sub(lambda found: f"{found[0][:5]}-xxxx", masked)
