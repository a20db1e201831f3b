"""Every rule there is, those that are files and those about the delivery, told alike.

The catalogue, the reference page, `pejl rules list` and the pages ask here, so that a rule is told
in one way wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pejl.quality.rule import DeliveryRule, Fixer, Severity
from pejl.quality.rule_file import Parameter, Value
from pejl.quality.rule_library import Rule, RuleLibrary
from pejl.quality.rules.delivery import DELIVERY_RULES

DELIVERY_FACTS: dict[str, str] = {"message": "Besked", "count": "Antal"}
"""The facts of a finding about the delivery, with their Danish names."""


@dataclass(frozen=True)
class RuleEntry:
    """A rule in words. `values` are the parameters' values here; `about_delivery` says that it
    judges the files before anything is published; `own` that the municipality wrote it."""

    id: str
    name_da: str
    severity: Severity
    fixer: tuple[Fixer, ...]
    help_da: str
    fix_da: str
    source_da: str = ""
    unsure_da: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    about_delivery: bool = False
    own: bool = False
    active: bool = True


def all_rules(library: RuleLibrary) -> tuple[RuleEntry, ...]:
    """Every rule that applies, by id in order."""
    told = [*map(_of_file, library), *map(_of_delivery, DELIVERY_RULES)]
    return tuple(sorted(told, key=lambda one: one.id))


def _of_file(rule: Rule) -> RuleEntry:
    file = rule.file
    return RuleEntry(
        id=file.id,
        name_da=file.name_da,
        severity=file.severity,
        fixer=file.fixer,
        help_da=file.help_da,
        fix_da=file.fix_da,
        source_da=file.source_da,
        unsure_da=file.unsure_da,
        parameters=file.parameters,
        values=rule.values,
        facts=file.facts,
        own=rule.own,
        active=rule.active,
    )


def _of_delivery(rule: DeliveryRule) -> RuleEntry:
    return RuleEntry(
        id=rule.id,
        name_da=rule.name_da,
        severity=rule.severity,
        fixer=(rule.fixer,),
        help_da=rule.help_da,
        fix_da=rule.fix_da,
        parameters=rule.limits,
        values={name: one.default for name, one in rule.limits.items()},
        facts=DELIVERY_FACTS,
        about_delivery=True,
    )
