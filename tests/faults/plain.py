"""What a mapping profile says, read by the standard library alone.

The judge of the bad files shares no code with the accused: it reads the same profile files and
goes by what the manual says of them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parents[2] / "pejl" / "sources"
PROBES = Path(__file__).parent / "profiles"


@dataclass(frozen=True)
class PlainColumn:
    """One column: its type, whether it must be filled, and what else the profile says."""

    name: str
    type: str
    required: bool
    optional: bool
    dates: tuple[str, ...]
    sentinels: frozenset[str]
    allowed: frozenset[str] | None
    """Lower-case texts a rejecting value map knows; None when there is no such map."""


@dataclass(frozen=True)
class PlainProfile:
    """One file's profile."""

    id: str
    path: Path
    file: str
    format: str
    sheet: str | None
    encoding: str
    delimiter: str
    quote: str
    decimal: str
    thousands: str
    header_line: int
    totals: str | None
    key: tuple[str, ...]
    ignores_new: bool
    columns: tuple[PlainColumn, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def of_type(self, *types: str) -> list[int]:
        """The places of the columns of these types."""
        return [place for place, one in enumerate(self.columns) if one.type in types]


@cache
def plain_profiles() -> dict[str, PlainProfile]:
    """Every shipped profile and the probes, by id."""
    shared = tomllib.loads((SHIPPED / "municipality.toml").read_text("utf-8"))["maps"]
    paths = [*SHIPPED.rglob("*.profile.toml"), *PROBES.glob("*.profile.toml")]
    found = [_profile(path, shared) for path in sorted(paths)]
    return {one.id: one for one in found}


def _profile(path: Path, shared: dict[str, dict[str, str]]) -> PlainProfile:
    data = tomllib.loads(path.read_text("utf-8"))
    dates = tuple(data.get("dates", ["dd-mm-yyyy"]))
    sentinels = frozenset(data.get("sentinels", []))
    key = tuple(data.get("key", []))
    columns = tuple(
        PlainColumn(
            name=name,
            type=spec.get("type", "text"),
            required=spec.get("required", False) or name in key,
            optional=spec.get("optional", False),
            dates=tuple(spec.get("dates", dates)),
            sentinels=sentinels | frozenset(spec.get("sentinels", [])),
            allowed=_allowed(data, name, shared),
        )
        for name, spec in data["columns"].items()
    )
    return PlainProfile(
        id=data["id"],
        path=path,
        file=data["file"],
        format=data.get("format", "csv"),
        sheet=data.get("sheet"),
        encoding=data.get("encoding", "utf-8"),
        delimiter=data.get("delimiter", ";"),
        quote=data.get("quote", '"'),
        decimal=data.get("decimal", ","),
        thousands=data.get("thousands", "."),
        header_line=data.get("header_line", 1),
        totals=data.get("totals"),
        key=key,
        ignores_new=data.get("on_new_column") == "ignore",
        columns=columns,
    )


def _allowed(data: dict[str, Any], name: str, shared: dict[str, Any]) -> frozenset[str] | None:
    for target in data.get("target", []):
        for made_of in target["columns"].values():
            if (
                isinstance(made_of, dict)
                and made_of.get("from") == name
                and made_of.get("on_unknown") == "reject"
            ):
                known = made_of.get("values") or shared.get(made_of["map"], {})
                return frozenset(text.lower() for text in known)
    return None
