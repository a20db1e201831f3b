"""Asking the rules of a delivery, and what their answers mean for the publication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pejl.base.errors import BlockedError, InputError, UsageError
from pejl.quality.rule import DeliveryFacts, DeliveryRule, Finding
from pejl.quality.rules.delivery import DELIVERY_RULES
from pejl.store.snapshots import StoredCheck

SHOWN = 20
"""How many findings an error lists; the rest are counted."""


@dataclass(frozen=True)
class Judged:
    """A finding with its rule, and whether it stops the publication after what was accepted."""

    rule: DeliveryRule
    finding: Finding
    blocking: bool
    accepted: bool

    @property
    def severity(self) -> str:
        return self.finding.severity or self.rule.severity

    def stored(self, reason: str) -> StoredCheck:
        accepted = f" Accepteret: {reason}" if self.accepted else ""
        return StoredCheck(
            rule=self.rule.id,
            severity=self.severity,
            file=self.finding.file,
            message=self.finding.message + accepted,
            count=self.finding.count,
            blocking=self.blocking,
            lines=self.finding.lines[:100],
        )


def judge(facts: DeliveryFacts, accept: frozenset[str]) -> tuple[Judged, ...]:
    """Every rule's findings, in the rules' order, but those that follow from one that stops."""
    every = [_judged(rule, one, accept) for rule in DELIVERY_RULES for one in rule.check(facts)]
    causes = {(one.rule.id, one.finding.file) for one in every if one.blocking}
    return tuple(
        one
        for one in every
        if not any((rule_id, one.finding.file) in causes for rule_id in one.finding.follows)
    )


def _judged(rule: DeliveryRule, finding: Finding, accept: frozenset[str]) -> Judged:
    accepted = finding.stops and finding.acceptable and rule.id in accept
    return Judged(rule, finding, blocking=finding.stops and not accepted, accepted=accepted)


def check_accepted(accept: frozenset[str], reason: str) -> None:
    """Raises UsageError when a rule is unknown, or passing it has no reason."""
    known = {rule.id for rule in DELIVERY_RULES}
    for name in sorted(accept - known):
        raise UsageError(
            "regel-ukendt",
            f"»{name}« er ikke en regel om leverancen.",
            next_step=f"Vælg blandt: {', '.join(sorted(known))}.",
        )
    if accept and not reason.strip():
        raise UsageError(
            "accept-uden-grund",
            "At lade en regel passere kræver en grund.",
            next_step="Skriv den med --reason; den gemmes med versionen.",
        )


def stop_if_unreadable(facts: DeliveryFacts) -> None:
    """Raises the InputError of a file that is not what it should be, naming the others too."""
    rules = {rule.id for rule in DELIVERY_RULES}
    faults = [error for error in facts.unread.values() if error.code not in rules]
    if not faults:
        return
    first = faults[0]
    others = [str(error.where) for error in faults[1:] if error.where]
    more = f" Det samme gælder andre filer: {'; '.join(others)}." if others else ""
    raise InputError(first.code, first.message + more, where=first.where, next_step=first.next_step)


def stop_if_blocked(judged: Sequence[Judged]) -> None:
    """Raises BlockedError listing what stops the publication: rule, file, line, next step."""
    blocking = [one for one in judged if one.blocking]
    if not blocking:
        return
    lines = [_line(one) for one in blocking[:SHOWN]]
    if len(blocking) > SHOWN:
        lines.append(f"- og {len(blocking) - SHOWN} til")
    raise BlockedError(
        blocking[0].rule.id,
        "Leverancen er ikke udgivet; den tidligere version gælder stadig.\n" + "\n".join(lines),
        next_step=_next_step(blocking),
    )


def _line(one: Judged) -> str:
    lines = one.finding.lines
    shown = ", ".join(str(line) for line in lines[:5]) + (" …" if len(lines) > 5 else "")
    place = f"{one.finding.file}" + (f", linje {shown}" if lines else "")
    step = f" {one.finding.next_step}" if one.finding.next_step else ""
    return f"- {one.rule.id} {place}: {one.finding.message}{step}"


def _next_step(blocking: Iterable[Judged]) -> str:
    rules = sorted({one.rule.id for one in blocking if one.finding.acceptable})
    if not rules:
        return "Ret det, og indlæs igen."
    flags = " ".join(f"--accept {rule}" for rule in rules)
    return f"Ret det, og indlæs igen. Er det rigtigt, som det er: {flags} --reason GRUND."
