"""What a rule is called and means, for those who read its findings: never its query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pejl.store.home import Home

if TYPE_CHECKING:
    from pejl.quality.rule_library import RuleLibrary

SEVERITIES_DA: dict[str, str] = {"E": "Fejl", "W": "Advarsel", "I": "Oplysning"}


@dataclass(frozen=True)
class RuleFacts:
    """A rule in words. `fixers` are who puts it right (`CW` …), the first of them first; `facts`
    the Danish label of each fact a finding tells."""

    id: str
    name_da: str
    severity: str = "W"
    fixers: tuple[str, ...] = ("BI",)
    help_da: str = ""
    fix_da: str = ""
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def fixers_da(self) -> str:
        from pejl.quality.rule import FIXERS_DA

        return " eller ".join(FIXERS_DA.get(one, one) for one in self.fixers)  # type: ignore[call-overload]


def rule_facts(home: Home) -> dict[str, RuleFacts]:
    """Every rule that applies in this data folder, by id in order."""
    own = home.rules
    files = sorted(own.rglob("*.toml")) if own.is_dir() else []
    return _facts(own, tuple((str(path), path.stat().st_mtime_ns) for path in files))


def facts_of(rules: Mapping[str, RuleFacts], rule_id: str) -> RuleFacts:
    """A rule that has since been taken away still has a name: its id."""
    return rules.get(rule_id) or RuleFacts(rule_id, rule_id)


@lru_cache(maxsize=4)
def _facts(own: Path, _as_they_are: tuple[tuple[str, int], ...]) -> dict[str, RuleFacts]:
    from pejl.quality.rule_library import read_rules

    return _told(read_rules(own))


def _told(library: RuleLibrary) -> dict[str, RuleFacts]:
    from pejl.quality.registry import all_rules

    return {
        one.id: RuleFacts(
            one.id,
            one.name_da,
            one.severity,
            one.fixer,
            one.help_da,
            one.fix_da,
            dict(one.facts),
        )
        for one in all_rules(library)
    }
