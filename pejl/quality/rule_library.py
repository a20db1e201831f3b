"""Finding and reading rules: ours beside this module, the municipality's own in its folder.

A rule is one file, `V-010.rule.toml`. An own rule with the id of one of ours replaces it; others
are added. `settings.toml` in the own folder sets parameters and turns rules off:

    [V-046]
    tolerance_kroner = 1000

    [V-017]
    active = false

The section `[afstemning]` sets the reconciliation's own limits (matching/limits.toml).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pejl.base.errors import InputError
from pejl.quality.matching.settings import SECTION, Settings, limits, our_settings
from pejl.quality.rule_file import Parameter, RuleFile, Value
from pejl.quality.rule_sql import Ground, RuleColumns, bind
from pejl.sources.profile_faults import did_you_mean, profile_fault
from pejl.sources.toml_lines import TomlFile, read_toml

SHIPPED = Path(__file__).parent / "rules"
SUFFIX = ".rule.toml"
SETTINGS = "settings.toml"
_MANUAL = "Ret linjen. Alle nøgler og værdier står i docs/reference/regelformat.md."


@dataclass(frozen=True)
class Rule:
    """A rule ready to be asked: its file, its parameters' values, what its query reads and gives.

    `own` says that the municipality wrote it; `active` that it is asked.
    """

    file: RuleFile
    toml: TomlFile
    columns: RuleColumns
    values: Mapping[str, Value] = field(default_factory=dict)
    own: bool = False
    active: bool = True

    @property
    def id(self) -> str:
        return self.file.id

    @property
    def fact_names(self) -> tuple[str, ...]:
        return tuple(self.file.facts)


@dataclass(frozen=True)
class RuleLibrary:
    """Every rule that applies, by id in order."""

    rules: tuple[Rule, ...]
    matching: Settings = field(default_factory=our_settings)

    def rule(self, rule_id: str) -> Rule:
        return next(one for one in self.rules if one.id == rule_id)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)


def read_rules(own: Path | None = None) -> RuleLibrary:
    """Our rules with those in `own` laid over. Raises InputError, with its line, for the first
    fault in a file: schema, query, or a fact that the query does not give."""
    found: dict[str, Rule] = {}
    with Ground() as ground:
        for folder in (SHIPPED, own):
            if folder is None or not folder.is_dir():
                continue
            for path in sorted(folder.rglob(f"*{SUFFIX}")):
                rule = _read(path, path.relative_to(folder).as_posix(), ground, folder == own)
                known = found.get(rule.id)
                if known and known.own == rule.own:
                    raise InputError(
                        "regel-to-gange",
                        f"Reglen »{rule.id}« findes to gange: også i {known.toml.name}.",
                        where=rule.toml.where(("id",)),
                        next_step="Giv den ene et andet id.",
                    )
                found[rule.id] = rule
    matching = our_settings()
    if own and (own / SETTINGS).is_file():
        toml = read_toml(own / SETTINGS)
        found = _settled(found, toml)
        matching = _matching(matching, toml)
    return RuleLibrary(tuple(found[name] for name in sorted(found)), matching)


def _matching(ours: Settings, toml: TomlFile) -> Settings:
    """The reconciliation's limits with the municipality's own laid over."""
    values: dict[str, Value] = {}
    for name, value in toml.data.get(SECTION, {}).items():
        if name not in limits():
            raise InputError(
                "regel-graense-ukendt",
                f"Afstemningen har ingen grænse »{name}«.{did_you_mean(name, limits())}",
                where=toml.where((SECTION, name)),
                next_step=f"Afstemningens grænser: {', '.join(limits())}.",
            )
        values[name] = fitting(limits()[name], value, toml, (SECTION, name))
    return ours.changed(values)


def read_rule(path: Path, name: str | None = None) -> Rule:
    """One rule's file by itself. Raises InputError naming the line of what is wrong."""
    with Ground() as ground:
        return _read(path, name or path.name, ground, True)


def _read(path: Path, name: str, ground: Ground, own: bool) -> Rule:
    toml = read_toml(path, name)
    try:
        file = RuleFile.model_validate(toml.data)
    except ValidationError as error:
        raise profile_fault(error, RuleFile, toml, code="regel-fejl", manual=_MANUAL) from error
    values = {name: one.default for name, one in file.parameters.items()}
    return Rule(file, toml, bind(ground, file, toml, values), values, own=own)


def _settled(rules: Mapping[str, Rule], toml: TomlFile) -> dict[str, Rule]:
    settled = dict(rules)
    for rule_id, section in toml.data.items():
        if rule_id == SECTION and isinstance(section, dict):
            continue
        if rule_id not in rules or not isinstance(section, dict):
            raise InputError(
                "regel-ukendt",
                f"Reglen »{rule_id}« findes ikke.{did_you_mean(rule_id, rules)}",
                where=toml.where((rule_id,)),
                next_step="Ret id'et; reglerne står i kataloget og i docs/reference/regler.md.",
            )
        settled[rule_id] = _with_settings(rules[rule_id], section, toml)
    return settled


def _with_settings(rule: Rule, section: Mapping[str, Any], toml: TomlFile) -> Rule:
    values, active = dict(rule.values), rule.active
    for name, value in section.items():
        if name == "active" and isinstance(value, bool):
            active = value
            continue
        parameter = rule.file.parameters.get(name)
        if parameter is None:
            raise InputError(
                "regel-graense-ukendt",
                f"{rule.id} har ingen grænse »{name}«."
                + did_you_mean(name, [*rule.file.parameters, "active"]),
                where=toml.where((rule.id, name)),
                next_step=f"Reglens grænser: {', '.join(rule.file.parameters) or 'ingen'}.",
            )
        values[name] = fitting(parameter, value, toml, (rule.id, name))
    return Rule(rule.file, rule.toml, rule.columns, values, rule.own, active)


def fitting(
    parameter: Parameter, value: Any, toml: TomlFile, place: tuple[str | int, ...]
) -> Value:
    """The value with the default's type. Raises InputError when it is of another."""
    wanted = type(parameter.default)
    given = Decimal(str(value)) if isinstance(value, float) else value
    if wanted is Decimal and isinstance(given, int) and not isinstance(given, bool):
        given = Decimal(given)
    if not isinstance(given, wanted) or isinstance(given, bool) != (wanted is bool):
        raise InputError(
            "regel-graense-art",
            f"»{place[-1]}« skal være {_KINDS_DA[wanted]}.",
            where=toml.where(place),
            next_step=f"Skriv fx {place[-1]} = {_written(parameter.default)}.",
        )
    return given


_KINDS_DA: dict[type, str] = {
    bool: "true eller false",
    int: "et helt tal",
    Decimal: "et tal",
    date: "en dato (åååå-mm-dd)",
    str: "tekst i citationstegn",
}


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
