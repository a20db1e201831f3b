"""The SQL that types one delivered file, generated from its profile. Pure text; nothing runs here.

`t0`, `t1`, ... are the profile's columns as cleaned text, `v0`, `v1`, ... as typed values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pejl.sources.cpr import AMBIGUOUS
from pejl.sources.expressions import Mapped
from pejl.sources.headers import HeaderMatch
from pejl.sources.profile import Profile
from pejl.sources.typing import SQL_TYPES, clean_sql, known_sql, literal, rule_for

Maps = Mapping[str, Mapping[str, str]]

MISSING = "mangler, men skal være udfyldt"
UNKNOWN = "har en værdi, som profilens oversættelse ikke kender"


@dataclass(frozen=True)
class Fault:
    """A way a cell can be bad: SQL that is true then, the column, and the reason in Danish.

    `shows` says whether the cell's own text may stand in the reason; a CPR number's may not.
    """

    when: str
    column: str
    reason: str
    text: str
    shows: bool

    @property
    def plain_sql(self) -> str:
        return f"case when {self.when} then {literal(f'{self.column} {self.reason}')} end"

    @property
    def told_sql(self) -> str:
        """The reason with the cell's text: `Startdato: »31-02-2024« er ikke en dato ...`."""
        if not self.shows:
            return self.plain_sql
        before, after = literal(f"{self.column}: »"), literal(f"« {self.reason}")
        return f"case when {self.when} then {before} || left({self.text}, 60) || {after} end"


@dataclass(frozen=True)
class FileSql:
    """One file's SQL. `raw` is the reader's table, `line_sql` its rule for the physical line.

    `spaces` are the kinds of space that may stand around a value in this file.
    """

    profile: Profile
    header: HeaderMatch
    maps: Maps
    raw: str
    line_sql: str
    cpr_keys: str
    spaces: str

    def index(self, name: str) -> int:
        return self.profile.names.index(name)

    def delivered(self, name: str) -> str:
        """The delivered column over the raw table; NULL when the file lacks it."""
        place = self.header.places.get(name)
        return f"c{place}" if place is not None else "null::VARCHAR"

    def text(self, name: str) -> str:
        """The cleaned text of a column over the raw table."""
        cleaned = self._clean(self.delivered(name), name)
        return _bare_cpr(cleaned) if self.profile.columns[name].type == "cpr" else cleaned

    def _clean(self, column: str, name: str) -> str:
        return clean_sql(column, self.profile.columns[name], self.profile, self.spaces)

    def texts(self, rows: str, *, more: str = "") -> str:
        """`line` and every column's cleaned text, over rows of the raw table that have `line`."""
        columns = [f"{self.text(name)} as t{self.index(name)}" for name in self.profile.names]
        return f"select {', '.join(['line', *columns])}{more} from {rows}"

    def lined(self, only: str = "") -> str:
        """The raw table with its physical lines; `only` keeps some, before any text is cleaned."""
        columns = ", ".join(f"c{index}" for index in range(self.header.width))
        rows = f"(select {columns}, {self.line_sql} as line from {self.raw})"
        return f"(select * from {rows} where line in ({only}))" if only else rows

    @property
    def typed(self) -> str:
        """`line`, the typed values, and `bad`: is any cell of the row bad?

        A CPR number's key is looked up by the text as delivered, so that it need not be cleaned
        row by row.
        """
        every = range(len(self.profile.names))
        texts = ", ".join(
            f"k{index}.text as t{index}, k{index}.citizen as k{index}"
            if index in self._cpr_indexes
            else f"{self.text(name)} as t{index}"
            for index, name in enumerate(self.profile.names)
        )
        values = ", ".join(
            f"({self._value(name)})::{SQL_TYPES[spec.type]} as v{self.index(name)}"
            for name, spec in self.profile.columns.items()
        )
        bad = " or ".join(f"coalesce({fault.when}, false)" for fault in self.faults) or "false"
        return f"""select line, {", ".join(f"v{i}" for i in every)}, ({bad}) as bad
            from (select line, {", ".join(f"t{i}" for i in every)}, {values}
                from (select line, {texts} from {self.lined()} {self._joins}))"""

    def _value(self, name: str) -> str:
        if self.profile.columns[name].type == "cpr":
            return f"k{self.index(name)}"
        return rule_for(f"t{self.index(name)}", name, self.profile).value_sql

    @property
    def _cpr_indexes(self) -> list[int]:
        return [self.index(name) for name in self.profile.columns_of_type("cpr")]

    @property
    def _joins(self) -> str:
        return " ".join(
            f"left join {self.cpr_keys} k{self.index(name)} "
            f"on k{self.index(name)}.delivered = {self.delivered(name)}"
            for name in self.profile.columns_of_type("cpr")
        )

    def new_cpr(self, name: str) -> str:
        """The CPR texts of a column not met before: as delivered, and cleaned."""
        cleaned = _bare_cpr(self._clean("delivered", name))
        return f"""select delivered, {cleaned} as text
            from (select distinct {self.delivered(name)} as delivered from {self.raw})
            where delivered is not null
                and delivered not in (select delivered from {self.cpr_keys})"""

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """Every way a row of this file can be rejected, in the columns' order."""
        return tuple(fault for name in self.profile.names for fault in self._column_faults(name))

    def _column_faults(self, name: str) -> list[Fault]:
        spec, index = self.profile.columns[name], self.index(name)
        text = f"t{index}"
        faults = []
        if spec.required or name in self.profile.key:
            faults.append(Fault(f"{text} is null", name, MISSING, text, shows=False))
        unread = f"{text} is not null and v{index} is null"
        if spec.type == "cpr":
            faults.append(Fault(unread, name, AMBIGUOUS, text, shows=False))
        elif spec.type not in ("text", "name"):
            reason = rule_for(text, name, self.profile).reason
            faults.append(Fault(unread, name, reason, text, shows=True))
        for expression in self._rejecting_maps(name):
            values = expression.values or self.maps.get(expression.map or "", {})
            known = known_sql(text, values) if values else "false"
            unknown = f"{text} is not null and not {known}"
            faults.append(Fault(unknown, name, UNKNOWN, text, shows=True))
        return faults

    def _rejecting_maps(self, name: str) -> list[Mapped]:
        return [
            expression
            for target in self.profile.target
            for expression in target.columns.values()
            if isinstance(expression, Mapped)
            and expression.on_unknown == "reject"
            and expression.from_ == name
        ]

    def rejects(self, typed: str, file_name: str) -> str:
        """The bad rows as rejects, their text joined up again from the delivered fields."""
        keep = "lambda x: x is not null"
        columns = ", ".join(
            f"case when {fault.when} then {literal(fault.column)} end" for fault in self.faults
        )
        plain = ", ".join(fault.plain_sql for fault in self.faults)
        told = ", ".join(fault.told_sql for fault in self.faults)
        texts = self.texts(
            self.lined(f"select line from {typed} where bad"), more=f", {self._joined_up()} as raw"
        )
        names = ", ".join(f"r.t{i}" for i in range(len(self.profile.names)))
        return f"""select {literal(self.profile.id)}, {literal(file_name)}, line,
                list_filter([{columns}], {keep})[1],
                array_to_string(list_filter([{plain}], {keep}), '; '),
                array_to_string(list_filter([{told}], {keep}), '; '), raw
            from (select r.raw, {names}, t.* from ({texts}) r join {typed} t using (line))
            order by line"""

    def _joined_up(self) -> str:
        """The delivered row as text, with quotes where a field needs them."""
        quote, delimiter = self.profile.quote, self.profile.delimiter
        cells = []
        for index in range(self.header.width):
            cell = f"coalesce(c{index}, '')"
            doubled = f"replace({cell}, {literal(quote)}, {literal(quote * 2)})"
            signs = (quote, delimiter, "\n")
            needs = " or ".join(f"contains({cell}, {literal(sign)})" for sign in signs)
            quoted = f"{literal(quote)} || {doubled} || {literal(quote)}"
            cells.append(f"case when {needs} then {quoted} else {cell} end")
        return f"concat_ws({literal(delimiter)}, {', '.join(cells)})"

    def foreign_amounts(self, name: str, typed: str) -> str:
        """How many rejected cells would be right in the other decimal convention (V-103)."""
        other = "." if self.profile.decimal == "," else ","
        group = "," if other == "." else "\\."
        pattern = f"-?(\\d{{1,3}}({group}\\d{{3}})*|\\d+)\\{other}\\d{{1,4}}"
        bad = self.lined(f"select line from {typed} where bad and v{self.index(name)} is null")
        return f"""select count(*) from ({self.texts(bad)})
            where regexp_full_match(t{self.index(name)}, {literal(pattern)})"""

    def padded_lines(self, name: str) -> str:
        """Lines where a CPR number had lost its leading zero (V-105)."""
        return f"""select line from {self.lined()} where {self.delivered(name)} in
            (select delivered from {self.cpr_keys} where padded) order by line"""


def _bare_cpr(text: str) -> str:
    """Without hyphen, spaces and the spreadsheet's apostrophe, as `cpr.read_cpr` compares."""
    bare = f"replace(replace(ltrim({text}, ''''), '-', ''), ' ', '')"
    return f"upper(replace({bare}, '\N{NO-BREAK SPACE}', ''))"
