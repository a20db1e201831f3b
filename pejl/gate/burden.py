"""The door for what registering takes: counts by field, what needs each, and what is wished for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pejl.gate.decide import decide
from pejl.gate.purpose import Purpose
from pejl.gate.viewer import Viewer
from pejl.lineage.graph import Node

if TYPE_CHECKING:
    from pejl.lineage.burden import Effort
    from pejl.lineage.definitions import Definitions
    from pejl.lineage.registrations import Registrations
    from pejl.store.engines import Warehouse
    from pejl.store.home import Home
    from pejl.store.trail import Trail


@dataclass(frozen=True)
class FieldBurden:
    """One field: how full it is, what it takes a month, and what needs it.

    `registered` are new or changed values between the last two deliveries; None when there is
    only one. `needed_by` are nodes of indicators and rules; `law_da` and `load_da` other reasons.
    """

    field: str
    title_da: str
    system_da: str
    rows: int
    filled_share: Fraction | None
    registered: int | None
    estimated: bool
    seconds: Fraction
    minutes: Fraction | None
    indicators: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    worklists: tuple[str, ...] = ()
    law_da: str = ""
    load_da: tuple[str, ...] = ()

    @property
    def is_used(self) -> bool:
        return bool(self.indicators or self.rules or self.law_da or self.load_da)


@dataclass(frozen=True)
class Lacking:
    """A figure or rule that cannot be told: the canonical columns that no field delivers."""

    kind_da: str
    name_da: str
    why_da: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Extra:
    """What a canonical column would take: the fields that deliver it, or none."""

    column: str
    fields: tuple[FieldBurden, ...]
    minutes: Fraction | None
    told_da: str


@dataclass(frozen=True)
class Burden:
    """All of it, as of the newest delivery."""

    delivery_day: date
    earlier_day: date | None
    unsure_da: str
    fields: tuple[FieldBurden, ...]
    lacking: tuple[Lacking, ...]
    extra: tuple[Extra, ...] = field(default=())

    @property
    def unused(self) -> tuple[FieldBurden, ...]:
        """Nothing needs them, worst first: candidates to stop registering."""
        return tuple(one for one in self.fields if not one.is_used)

    @property
    def minutes(self) -> Fraction:
        return sum((one.minutes or Fraction(0) for one in self.fields), Fraction(0))

    @property
    def unused_minutes(self) -> Fraction:
        return sum((one.minutes or Fraction(0) for one in self.unused), Fraction(0))

    @property
    def extra_minutes(self) -> Fraction:
        """What the columns asked about take beside what is used already: each field once."""
        once = {each.field: each for one in self.extra for each in one.fields if not each.is_used}
        return sum((one.minutes or Fraction(0) for one in once.values()), Fraction(0))


def read_burden(
    viewer: Viewer,
    purpose: Purpose,
    *,
    columns: Iterable[str] = (),
    warehouse: Warehouse,
    trail: Trail,
) -> Burden:
    """`columns` are those a new figure would need; `extra` tells what they take."""
    from pejl.lineage.burden import efforts
    from pejl.lineage.definitions import read_definitions
    from pejl.lineage.registrations import check_column, read_registrations

    decide(viewer, purpose, "burden", trail=trail)
    wanted = tuple(dict.fromkeys(columns))
    for name in wanted:
        check_column(name)
    home = warehouse.home
    definitions, settings = read_definitions(home), read_registrations(settings_file(home))
    snapshot = warehouse.snapshot()
    before = warehouse.version.before(snapshot)
    found = efforts(
        definitions,
        settings,
        warehouse.engine(snapshot),
        snapshot,
        before.delivery_day if before else None,
    )
    trail.append("burden", who=viewer.name, purpose=purpose, what={"delivery": snapshot.id})
    told = [_told(one, definitions, settings) for one in found]
    fields = tuple(sorted(told, key=lambda one: (-(one.minutes or 0), one.field)))
    return Burden(
        snapshot.delivery_day,
        before.delivery_day if before else None,
        settings.unsure_da,
        fields,
        tuple(_lacking(definitions, settings)),
        tuple(_extra(one, definitions, fields, settings) for one in wanted),
    )


def columns_of_draft(file: Path) -> tuple[str, ...]:
    """The canonical columns a rule still being written reads. Raises InputError as for a rule."""
    from pejl.lineage.rules import columns_of_rule
    from pejl.quality.rule_library import read_rule

    return tuple(sorted(columns_of_rule(read_rule(file))))


def settings_file(home: Home) -> Path:
    """The municipality's own settings; it may be absent."""
    return home.path / "registrations.toml"


def _told(one: Effort, definitions: Definitions, settings: Registrations) -> FieldBurden:
    profile = definitions.library.profile(one.field.profile)
    system = definitions.library.municipality.systems.get(profile.system)
    serving = sorted(definitions.graph.all_serving(Node("field", one.field.id)))
    own = settings.fields.get(one.field.id)

    def of(kind: str) -> tuple[str, ...]:
        return tuple(node.id for node in serving if node.kind == kind)

    return FieldBurden(
        field=one.field.id,
        title_da=f"{one.field.column} ({profile.title_da})",
        system_da=system.title_da if system else profile.system,
        rows=one.rows,
        filled_share=one.filled_share,
        registered=one.registered,
        estimated=one.estimated,
        seconds=one.seconds,
        minutes=one.minutes,
        indicators=of("indicator"),
        rules=of("rule"),
        worklists=of("worklist"),
        law_da=profile.columns[one.field.column].law_da or (own.law_da if own else ""),
        load_da=one.field.load_da,
    )


def _lacking(definitions: Definitions, settings: Registrations) -> Iterable[Lacking]:
    """Wishes first; then indicators and rules that no profile delivers everything for."""
    from pejl.figures.registry import INDICATORS
    from pejl.quality.ground import filled_columns

    filled = filled_columns(definitions.library)

    def missing(columns: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(columns) - filled))

    for wish in settings.wish:
        lacks = missing(wish.needs)
        why = wish.why_da or "Ønsket."
        if lacks:
            yield Lacking("Ønsket tal", wish.name_da, why, lacks)
    for name, rest in definitions.rests.items():
        if lacks := missing(rest.always):
            title = f"{name} {INDICATORS[name].title_da}"
            yield Lacking("Indikator", title, "Kan ikke opgøres helt.", lacks)
    for rule in definitions.rules:
        under = definitions.graph.rests_on.get(Node("rule", rule.id), frozenset())
        read = {node.id for node in under if node.kind == "column"} - {*rule.file.optional}
        if lacks := missing(read):
            yield Lacking("Regel", f"{rule.id} {rule.file.name_da}", "Kan ikke måles.", lacks)


def _extra(
    column: str,
    definitions: Definitions,
    fields: tuple[FieldBurden, ...],
    settings: Registrations,
) -> Extra:
    feeding = {
        node.id for node in definitions.graph.rests_on.get(Node("column", column), frozenset())
    }
    known = tuple(one for one in fields if one.field in feeding)
    if not known:
        return Extra(
            column, (), None,
            "Intet felt leverer den. Den skal registreres, eller en profil skal hente den.",
        )  # fmt: skip
    minutes = sum((one.minutes or Fraction(0) for one in known), Fraction(0))
    used = all(one.is_used for one in known)
    told = (
        "Registreres og bruges allerede: ingen ekstra tid."
        if used
        else "Registreres, men bruges ikke til andet: tiden skal blive ved med at blive brugt."
    )
    return Extra(column, known, minutes, told)
