"""The graph of what needs what: fields -> canonical columns -> indicators and rules -> …

field        cura/Bevillinger:Slutdato
column       grant.end_date
indicator    I-01
rule         V-043
worklist     CW, EC …: whose list a rule's findings come on
deliverable  maanedsopfoelgning-myndighed (added right of the gate, where they are declared)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pejl.lineage.fields import SourceField
from pejl.lineage.figures import Rests
from pejl.lineage.rules import columns_of_rule
from pejl.quality.rule_library import RuleLibrary

Kind = Literal["field", "column", "indicator", "rule", "worklist", "deliverable"]
KINDS: tuple[Kind, ...] = ("field", "column", "indicator", "rule", "worklist", "deliverable")


@dataclass(frozen=True, order=True)
class Node:
    kind: Kind
    id: str


@dataclass(frozen=True)
class Graph:
    """`serves` has, for each node, those that need it directly; `rests_on` the other way."""

    nodes: frozenset[Node] = frozenset()
    serves: Mapping[Node, frozenset[Node]] = field(default_factory=dict)
    rests_on: Mapping[Node, frozenset[Node]] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: Iterable[Node], edges: Iterable[tuple[Node, Node]]) -> Graph:
        """`edges` go from what is needed to what needs it."""
        serves: dict[Node, set[Node]] = {}
        rests_on: dict[Node, set[Node]] = {}
        every = set(nodes)
        for needed, needing in edges:
            serves.setdefault(needed, set()).add(needing)
            rests_on.setdefault(needing, set()).add(needed)
            every |= {needed, needing}
        return cls(frozenset(every), _frozen(serves), _frozen(rests_on))

    def joined(self, nodes: Iterable[Node], edges: Iterable[tuple[Node, Node]]) -> Graph:
        """With more nodes and edges."""
        own = ((needed, one) for needed, found in self.serves.items() for one in found)
        return Graph.of({*self.nodes, *nodes}, [*own, *edges])

    def all_serving(self, node: Node) -> frozenset[Node]:
        """Everything that needs the node, at any distance."""
        return _closure(node, self.serves)

    def all_under(self, node: Node) -> frozenset[Node]:
        """Everything the node rests on, at any distance."""
        return _closure(node, self.rests_on)

    def of_kind(self, kind: Kind) -> tuple[Node, ...]:
        return tuple(sorted(one for one in self.nodes if one.kind == kind))


def lineage_graph(
    fields: Iterable[SourceField],
    columns: Iterable[str],
    rests: Mapping[str, Rests],
    rules: RuleLibrary,
) -> Graph:
    """Everything left of the gate; `columns` are all canonical ones, also those nothing needs."""
    nodes = {Node("column", one) for one in columns}
    edges: list[tuple[Node, Node]] = []
    for one in fields:
        nodes.add(Node("field", one.id))
        edges += [(Node("field", one.id), Node("column", column)) for column in one.feeds]
        edges += [(Node("field", one.id), Node("rule", rule)) for rule in one.rules]
    for name, rest in rests.items():
        nodes.add(Node("indicator", name))
        edges += [(Node("column", column), Node("indicator", name)) for column in rest.every]
    for rule in rules:
        told = Node("rule", rule.id)
        nodes.add(told)
        edges += [(Node("column", column), told) for column in columns_of_rule(rule)]
        edges += [(told, Node("worklist", fixer)) for fixer in rule.file.fixer]
    return Graph.of(nodes, edges)


def _frozen(found: Mapping[Node, set[Node]]) -> dict[Node, frozenset[Node]]:
    return {node: frozenset(others) for node, others in found.items()}


def _closure(node: Node, step: Mapping[Node, frozenset[Node]]) -> frozenset[Node]:
    found: set[Node] = set()
    waiting = [node]
    while waiting:
        for one in step.get(waiting.pop(), ()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return frozenset(found)
