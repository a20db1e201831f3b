"""How long registrations take, and the figures somebody wishes for: settings, as data in a file.

`registrations.toml` beside this module is ours; the one in the data folder is laid over it, key by
key, wishes by their id.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from pejl.base.errors import InputError
from pejl.canon.model import TABLES
from pejl.quality.rule_file import Strict
from pejl.sources.expressions import ColumnType
from pejl.sources.profile_faults import did_you_mean, profile_fault
from pejl.sources.toml_lines import TomlFile, read_toml

SHIPPED = Path(__file__).parent / "registrations.toml"
_MANUAL = "Ret linjen. Se docs/how-to/katalog.md."


class FieldSetting(Strict):
    """Et felt for sig."""

    seconds: int | None = Field(default=None, ge=0, description="Sekunder pr. registrering.")
    automatic: bool = Field(default=False, description="Systemet udfylder det selv.")
    law_da: str = Field(default="", description="Loven, der kræver feltet.")


class Wish(Strict):
    """Et ønsket tal."""

    id: str = Field(pattern=r"^[a-z0-9_-]+$", description="Ønskets id.")
    name_da: str = Field(description="Hvad tallet hedder.")
    why_da: str = Field(default="", description="Hvorfor det er ønsket.")
    needs: tuple[str, ...] = Field(min_length=1, strict=False, description="`tabel.kolonne`, …")


class Registrations(Strict):
    """Filen `registrations.toml`."""

    unsure_da: str = Field(default="", description="Hvad der er usikkert ved sekunderne.")
    seconds: dict[ColumnType, int] = Field(default_factory=dict, description="Efter art.")
    fields: dict[str, FieldSetting] = Field(default_factory=dict, description="Felter for sig.")
    wish: tuple[Wish, ...] = Field(default=(), strict=False, description="Ønskede tal.")

    def seconds_of(self, field: str, type_: ColumnType) -> Decimal:
        """For one registration of the field."""
        own = self.fields.get(field)
        if own and own.automatic:
            return Decimal(0)
        if own and own.seconds is not None:
            return Decimal(own.seconds)
        return Decimal(self.seconds.get(type_, 0))


def read_registrations(own: Path | None = None) -> Registrations:
    """Ours with the municipality's laid over. Raises InputError with the line of what is wrong."""
    shipped = read_toml(SHIPPED)
    if own is None or not own.is_file():
        return _validated(shipped, shipped.data)
    toml = read_toml(own)
    _validated(toml, toml.data)
    wishes = {one["id"]: one for one in (*shipped.data["wish"], *toml.data.get("wish", ()))}
    merged = {
        **shipped.data,
        **toml.data,
        "seconds": {**shipped.data["seconds"], **toml.data.get("seconds", {})},
        "wish": list(wishes.values()),
    }
    return _validated(toml, merged)


def _validated(toml: TomlFile, data: dict[str, Any]) -> Registrations:
    try:
        read = Registrations.model_validate(data)
    except ValidationError as error:
        raise profile_fault(
            error, Registrations, toml, code="registrering-fejl", manual=_MANUAL
        ) from error
    for number, wish in enumerate(read.wish):
        for name in wish.needs:
            check_column(name, toml, ("wish", number, "needs"))
    return read


def check_column(
    name: str, toml: TomlFile | None = None, place: tuple[str | int, ...] = ()
) -> None:
    """Raises InputError when no canonical column is called so."""
    table, _, column = name.partition(".")
    if table in TABLES and column in TABLES[table].column_names():
        return
    known = [f"{one}.{each}" for one, found in TABLES.items() for each in found.column_names()]
    raise InputError(
        "kolonne-ukendt",
        f"»{name}« er ikke en kolonne i den fælles model.{did_you_mean(name, known)}",
        where=toml.where(place) if toml else None,
        next_step="Skriv den som tabel.kolonne; de står i kataloget.",
    )
