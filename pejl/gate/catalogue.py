"""The door for definitions: everything that has a name, who owns it, and what it rests on.

    catalogue = read_catalogue(viewer, Purpose.STEERING, home=home, trail=trail)
    catalogue.item("indicator", "I-01").owner_da

No data stand here, only what the definitions say; how good the data are is asked of
`catalogue_quality`. Deliverables are added where they are declared, right of the gate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pejl.base.errors import UsageError
from pejl.gate.decide import decide
from pejl.gate.purpose import PURPOSES, Purpose
from pejl.gate.viewer import Viewer
from pejl.lineage.graph import Graph, Node

if TYPE_CHECKING:
    from pejl.lineage.definitions import Definitions
    from pejl.store.home import Home
    from pejl.store.trail import Trail

__all__ = ["KINDS_DA", "NOT_TOLD", "Catalogue", "Graph", "Item", "Node", "read_catalogue"]

NOT_TOLD = "ikke angivet"

KINDS_DA: dict[str, str] = {
    "indicator": "Indikator",
    "deliverable": "Leverance",
    "rule": "Regel",
    "worklist": "Arbejdsliste",
    "table": "Tabel",
    "column": "Kolonne",
    "field": "Kildefelt",
}
"""Everything the catalogue has, in the order people look for it."""


SEVERITIES_DA = {"E": "Fejl", "W": "Advarsel", "I": "Oplysning"}


@dataclass(frozen=True)
class Item:
    """One thing in the catalogue. `facts` are further lines: label and text."""

    kind: str
    id: str
    title_da: str
    text_da: str
    owner_da: str = NOT_TOLD
    purpose_da: str = NOT_TOLD
    basis_da: str = NOT_TOLD
    facts: tuple[tuple[str, str], ...] = ()
    group: str = ""
    """The table of a column, the file of a field."""

    @property
    def kind_da(self) -> str:
        return KINDS_DA[self.kind]

    @property
    def searched(self) -> str:
        """All its words in small letters."""
        told = (self.id, self.title_da, self.text_da, self.owner_da, self.purpose_da, self.group)
        return " ".join([*told, *(text for _, text in self.facts)]).lower()


@dataclass(frozen=True)
class Slice:
    """What an indicator needs only when it is sliced by a dimension."""

    dimension_da: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Rest:
    """What an indicator rests on: always, by dimension, and through which tables of the spine."""

    always: frozenset[str]
    slices: tuple[Slice, ...]
    spine: tuple[tuple[str, tuple[str, ...], frozenset[str]], ...]


@dataclass(frozen=True)
class Catalogue:
    """All items, and the graph of what needs what among them."""

    items: tuple[Item, ...]
    graph: Graph
    rests: Mapping[str, Rest] = field(default_factory=dict)

    def item(self, kind: str, item_id: str) -> Item:
        """By kind and id. Raises UsageError when there is none."""
        for one in self.items:
            if (one.kind, one.id) == (kind, item_id):
                return one
        raise _unknown(item_id)

    def named(self, text: str) -> Item:
        """By id in any case, whichever kind it is. Raises UsageError when nothing has the name."""
        wanted = text.strip().lower()
        for one in self.items:
            if one.id.lower() == wanted:
                return one
        raise _unknown(text)

    def search(self, words: str = "", kind: str = "") -> tuple[Item, ...]:
        """Those that have every word, best first: in the id or the title, then elsewhere."""
        parts = words.lower().split()
        found = [
            one
            for one in self.items
            if (not kind or one.kind == kind) and all(part in one.searched for part in parts)
        ]
        return tuple(sorted(found, key=lambda one: _rank(one, parts)))

    def of(self, nodes: Iterable[Node]) -> tuple[Item, ...]:
        """The items of some nodes, in the catalogue's order."""
        wanted = {(one.kind, one.id) for one in nodes}
        return tuple(one for one in self.items if (one.kind, one.id) in wanted)

    def joined(self, items: Iterable[Item], edges: Iterable[tuple[Node, Node]]) -> Catalogue:
        """With more items, and what they rest on."""
        more = tuple(items)
        nodes = [Node(one.kind, one.id) for one in more]  # type: ignore[arg-type]
        every = sorted((*self.items, *more), key=lambda one: list(KINDS_DA).index(one.kind))
        return replace(self, items=tuple(every), graph=self.graph.joined(nodes, edges))


def read_catalogue(viewer: Viewer, purpose: Purpose, *, home: Home, trail: Trail) -> Catalogue:
    """Indicators, rules, work lists, tables, columns and fields, as they apply in a data folder."""
    from pejl.lineage.definitions import read_definitions

    decide(viewer, purpose, "catalogue", trail=trail)
    return _made(read_definitions(home))


_last: list[tuple[Definitions, Catalogue]] = []


def _made(definitions: Definitions) -> Catalogue:
    if not _last or _last[0][0] is not definitions:
        made = Catalogue(tuple(_items(definitions)), definitions.graph, _rests(definitions.rests))
        _last[:] = [(definitions, made)]
    return _last[0][1]


def _items(definitions: Definitions) -> Iterator[Item]:
    yield from _indicators()
    yield from _rules(definitions)
    yield from _tables(definitions)
    yield from _fields(definitions)


def _indicators() -> Iterator[Item]:
    from pejl.gate.definitions import definitions as facts_of_all
    from pejl.gate.questions import DIMENSIONS

    for one in facts_of_all():
        numbers = ", ".join(number.title_da for number in one.fields)
        yield Item(
            "indicator",
            one.id,
            one.title_da,
            one.help_da,
            one.owner_da or NOT_TOLD,
            one.purpose_da or NOT_TOLD,
            PURPOSES[Purpose.STEERING].basis_da,
            (
                ("Enhed", one.unit_da),
                ("Hvem tælles", one.population_da),
                ("Kan deles på", ", ".join(DIMENSIONS[name].label_da for name in one.dimensions)),
                *((("Tal, der følger med", numbers),) if numbers else ()),
            ),
        )


def _rules(definitions: Definitions) -> Iterator[Item]:
    from pejl.quality.registry import all_rules
    from pejl.quality.rule import FIXERS_DA

    basis = PURPOSES[Purpose.DATA_QUALITY].basis_da
    for one in all_rules(definitions.rules):
        limits = [(limit.label_da, _setting(one.values[name], limit))
                  for name, limit in one.parameters.items()]  # fmt: skip
        facts = [
            ("Sådan rettes det", one.fix_da),
            ("Alvor", SEVERITIES_DA[one.severity]),
            ("Ser på", "Leverancen, før den udgives" if one.about_delivery else ""),
            ("Kilde", one.source_da),
            ("Usikkert", one.unsure_da),
            *limits,
            ("Slået fra", "" if one.active else "Ja, i kommunens indstillinger"),
        ]
        owner = " og ".join(FIXERS_DA[fixer] for fixer in one.fixer).capitalize()
        purpose = "Finder det, der skal rettes i data, før det bliver til forkerte tal."
        told = tuple(pair for pair in facts if pair[1])
        yield Item("rule", one.id, one.name_da, one.help_da, owner, purpose, basis, told)
    for name, label in FIXERS_DA.items():
        if Node("worklist", name) in definitions.graph.nodes:
            title, text = f"Arbejdsliste: {label}", f"Fund af de regler, hvor {label} retter."
            purpose = "At rette fejl i data ved kilden."
            yield Item("worklist", name, title, text, label.capitalize(), purpose, basis)


def _setting(value: Any, parameter: Any) -> str:
    doubt = f" ({parameter.unsure_da})" if parameter.unsure_da else ""
    return f"{value} {parameter.unit_da}".strip() + doubt


def _tables(definitions: Definitions) -> Iterator[Item]:
    from pejl.canon.model import TABLES

    for name, table in TABLES.items():
        told = _of_system(definitions, _systems_of(definitions, name))
        text = " ".join((table.__doc__ or "").split())
        yield Item("table", name, table.label_da, text, *told)
    for name, table in TABLES.items():
        told = _of_system(definitions, _systems_of(definitions, name))
        for one in table.columns:
            facts = (
                ("Art", one.type),
                ("Enhed", one.unit),
                ("I nøglen", _yes(one.name in table.key)),
                ("Peger på en person", _yes(one.person)),
            )
            text = one.meaning_da or f"{one.label_da} i tabellen {table.label_da}."
            filled = tuple(pair for pair in facts if pair[1])
            yield Item(
                "column", f"{name}.{one.name}", one.label_da, text, *told, facts=filled, group=name
            )


def _fields(definitions: Definitions) -> Iterator[Item]:
    for one in definitions.fields:
        profile = definitions.library.profile(one.profile)
        owner, purpose, basis = _of_system(definitions, [profile.system])
        law = profile.columns[one.column].law_da
        facts = (
            ("Fil", profile.title_da),
            ("Profil", profile.id),
            ("Art", one.type),
            ("Skal udfyldes", _yes(profile.columns[one.column].required)),
            ("Loven kræver det", law),
            *(("Ved indlæsning", text) for text in one.load_da),
        )
        yield Item(
            "field", one.id, one.column, f"Kolonnen »{one.column}« i {profile.title_da}.",
            profile.owner_da or owner, profile.purpose_da or purpose,
            profile.basis_da or law or basis, tuple(pair for pair in facts if pair[1]),
            profile.title_da,
        )  # fmt: skip


def _systems_of(definitions: Definitions, table: str) -> list[str]:
    """The systems that deliver to a canonical table."""
    found = (
        one.profile.system
        for one in definitions.library.profiles
        if any(target.table == table for target in one.profile.target)
    )
    return list(dict.fromkeys(found))


def _of_system(definitions: Definitions, systems: Iterable[str]) -> tuple[str, str, str]:
    """Owner, purpose and basis, as the municipality told them of the systems."""
    known = [
        definitions.library.municipality.systems[name]
        for name in systems
        if name in definitions.library.municipality.systems
    ]

    def told(texts: Iterable[str]) -> str:
        return " / ".join(dict.fromkeys(text for text in texts if text)) or NOT_TOLD

    return (
        told(one.owner_da for one in known),
        told(one.purpose_da for one in known),
        told(one.basis_da for one in known),
    )


def _rests(rests: Mapping[str, Any]) -> dict[str, Rest]:
    from pejl.gate.questions import DIMENSIONS

    return {
        name: Rest(
            one.always,
            tuple(
                Slice(DIMENSIONS[dimension].label_da, tuple(sorted(columns)))
                for dimension, columns in one.by.items()
                if columns
            ),
            tuple((table, used, on) for table, (used, on) in one.spine.items()),
        )
        for name, one in rests.items()
    }


def _yes(holds: bool) -> str:
    return "Ja" if holds else ""


def _rank(one: Item, parts: list[str]) -> tuple[int, int]:
    named = f"{one.id} {one.title_da}".lower()
    exact = one.id.lower() in parts
    return (0 if exact else 1 if all(part in named for part in parts) else 2,
            list(KINDS_DA).index(one.kind))  # fmt: skip


def _unknown(text: str) -> UsageError:
    return UsageError(
        "katalog-ukendt",
        f"»{text}« står ikke i kataloget.",
        next_step="Søg i kataloget, eller brug et id som I-01, V-043, grant.end_date eller "
        "cura/Bevillinger:Slutdato.",
    )
