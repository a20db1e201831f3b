"""From text to typed values, as SQL generated from a profile.

Every rule is strict: what does not match exactly is refused, so no value is ever changed in
silence. `10.00` in a file with comma decimals is refused, not read as a thousand. Tolerated and
read right: space around a value, a leading apostrophe (a spreadsheet's mark for text), `kr.`,
a trailing minus (`1.234,56-`), `,-` for whole kroner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pejl.sources.profile import DATE_TOKENS, ColumnSpec, Profile
from pejl.sources.survey import SPACES

FIRST_YEAR, LAST_YEAR = 1850, 2200
"""Dates outside are no dates of ours; sentinels such as 31-12-9999 are named in the profile."""

YES = ("ja", "j", "sand", "true", "1", "x")
NO = ("nej", "n", "falsk", "false", "0")

SQL_TYPES = {
    "text": "VARCHAR",
    "date": "DATE",
    "integer": "BIGINT",
    "money": "DECIMAL(18,2)",
    "number": "DECIMAL(18,4)",
    "boolean": "BOOLEAN",
    "cpr": "VARCHAR",
    "name": "VARCHAR",
}


@dataclass(frozen=True)
class Rule:
    """How one column is read: SQL over a cleaned text, and the reason when it yields nothing."""

    value_sql: str
    reason: str


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def clean_sql(column: str, spec: ColumnSpec, profile: Profile, spaces: str = SPACES) -> str:
    """The text without space around it; NULL when it is empty or a sentinel.

    Trimming is slow and hardly ever needed, so it is done only where there is something to trim.
    `spaces` are the kinds of space the file has at all.
    """
    edges = [f"{column} < '!'"]
    edges += [f"starts_with({column}, {literal(one)})" for one in spaces if one > "!"]
    edges += [f"suffix({column}, {literal(one)})" for one in spaces]
    trimmed = f"nullif(trim({column}, {literal(SPACES)}), '')"
    cleaned = f"case when {' or '.join(edges)} then {trimmed} else {column} end"
    sentinels = (*profile.sentinels, *spec.sentinels)
    if not sentinels:
        return cleaned
    listed = ", ".join(literal(one) for one in sentinels)
    return f"case when {cleaned} in ({listed}) then null else {cleaned} end"


def rule_for(text: str, name: str, profile: Profile) -> Rule:
    """The rule of a column's type over `text`, an SQL expression that is clean."""
    match profile.columns[name].type:
        case "text" | "name":
            return Rule(text, "")
        case "date":
            return _date(text, profile.dates_of(name))
        case "integer":
            plain = f"regexp_full_match({text}, '-?\\d{{1,18}}')"
            rest = _digits(_bare_amount(text), profile, 0)
            return Rule(
                f"try_cast(case when {plain} then {text} else {rest} end as BIGINT)",
                "er ikke et helt tal",
            )
        case "money":
            return _amount(text, profile, 2, "er ikke et beløb, som profilen skriver dem")
        case "number":
            return _amount(text, profile, 4, "er ikke et tal, som profilen skriver dem")
        case "boolean":
            return _boolean(text)
    raise AssertionError(f"CPR numbers are read by the intake, not by a rule: {name}")


def _date(text: str, forms: tuple[str, ...]) -> Rule:
    """A text as long as a form is read at once: over a trimmed text of that length the engine is
    exact. Only others (`1-2-2026`, an apostrophe in front) are matched letter by letter."""
    bare = f"ltrim({text}, '''')"
    shaped = [
        f"case when regexp_full_match({bare}, {literal(_date_shape(form))}) "
        f"then {_strptime(bare, form)} end"
        for form in forms
    ]
    branches = "".join(
        f"when strlen({text}) = {length} and not starts_with({text}, '''') "
        f"then coalesce({', '.join(_strptime(text, form) for form in same)}, null) "
        for length, same in _by_length(forms).items()
    )
    read = f"case {branches} else coalesce({', '.join(shaped)}, null) end"
    shown = " eller ".join(form.replace("yyyy", "åååå") for form in forms)
    return Rule(
        f"case when {read} between DATE '{FIRST_YEAR}-01-01' and DATE '{LAST_YEAR}-12-31' "
        f"then {read} end",
        f"er ikke en dato på formen {shown}, der findes",
    )


def _by_length(forms: tuple[str, ...]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for form in forms:
        found.setdefault(len(form), []).append(form)
    return found


def _strptime(text: str, form: str) -> str:
    return f"try_strptime({text}, {literal(engine_form(form))})::DATE"


def engine_form(form: str) -> str:
    """`dd-mm-yyyy` as the engine writes it: `%d-%m-%Y`."""
    for token, directive in DATE_TOKENS.items():
        form = form.replace(token, directive)
    return form


def _date_shape(form: str) -> str:
    shape = "".join(
        f"\\{letter}" if not letter.isalnum() and letter != " " else letter for letter in form
    )
    return shape.replace("dd", "\\d{1,2}").replace("mm", "\\d{1,2}").replace("yyyy", "\\d{4}")


def _amount(text: str, profile: Profile, decimals: int, reason: str) -> Rule:
    """The plain shape first; the rest is taken apart only for texts that do not have it."""
    sql_type = SQL_TYPES["money" if decimals == 2 else "number"]
    plain = _pattern(profile, decimals)
    quick = (
        f"case when regexp_full_match({text}, {literal(plain)}) "
        f"then try_cast({_plain_digits(text, profile)} as {sql_type}) "
        f"else try_cast({_digits(_bare_amount(text), profile, decimals)} as {sql_type}) end"
    )
    return Rule(quick, reason)


def _pattern(profile: Profile, decimals: int) -> str:
    whole = "\\d+"
    if profile.thousands:
        whole = f"(\\d{{1,3}}(\\{profile.thousands}\\d{{3}})+|\\d+)"
    return f"-?{whole}" + (f"(\\{profile.decimal}\\d{{1,{decimals}}})?" if decimals else "")


def _digits(text: str, profile: Profile, decimals: int) -> str:
    """The digits with a dot, or NULL when the text does not match the profile's way."""
    return (
        f"case when regexp_full_match({text}, {literal(_pattern(profile, decimals))}) "
        f"then {_plain_digits(text, profile)} end"
    )


def _plain_digits(text: str, profile: Profile) -> str:
    digits = f"replace({text}, {literal(profile.thousands)}, '')" if profile.thousands else text
    return digits if profile.decimal == "." else f"replace({digits}, ',', '.')"


def _bare_amount(text: str) -> str:
    """Without apostrophe, currency and space; a trailing minus in front; `,-` gone."""
    spaces = "[ \\t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
    bare = f"replace(ltrim({text}, ''''), '\N{MINUS SIGN}', '-')"
    kroner = f"{spaces}*(kr\\.?|dkk){spaces}*"
    bare = f"regexp_replace({bare}, '(?i)^{kroner}|{kroner}$', '')"
    bare = f"regexp_replace({bare}, '(\\d),-$', '\\1')"
    bare = f"regexp_replace({bare}, '^([^-].*)-$', '-\\1')"
    return f"trim({bare}, {literal(SPACES)})"


def _boolean(text: str) -> Rule:
    yes, no = (", ".join(literal(one) for one in words) for words in (YES, NO))
    return Rule(
        f"case when lower({text}) in ({yes}) then true when lower({text}) in ({no}) then false end",
        "er ikke Ja eller Nej",
    )


def map_key(text: str) -> str:
    """How value maps compare: any case, a no-break space as a space. The Python side."""
    return text.strip(SPACES).replace("\N{NO-BREAK SPACE}", " ").lower()


def map_key_sql(text: str) -> str:
    """The engine's side of `map_key`, over a clean text."""
    return f"lower(replace({text}, '\N{NO-BREAK SPACE}', ' '))"


def mapped_sql(text: str, values: Mapping[str, object], on_unknown: str) -> str:
    """A value map as SQL over a clean text; what the map lacks is kept or becomes NULL."""
    if not values:
        return text if on_unknown == "keep" else "null"
    key = map_key_sql(text)
    branches = " ".join(
        f"when {literal(map_key(written))} then {literal(str(value))}"
        for written, value in values.items()
    )
    otherwise = f"else {text} " if on_unknown == "keep" else ""
    return f"case {key} {branches} {otherwise}end"


def known_sql(text: str, values: Mapping[str, object]) -> str:
    """True when the value map has the text."""
    listed = ", ".join(literal(map_key(written)) for written in values)
    return f"{map_key_sql(text)} in ({listed})"
