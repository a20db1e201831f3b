"""File names, columns, encodings and vocabularies: those the mapping profiles read."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from pejl.sample import write_sample
from tests.unit.sample.reading import Delivered

HEADERS = {
    "cura/Bevillinger": (
        "BevillingsID;SagsID;CPR-nummer;Paragraf;Ydelse;TilbudsID;Tilbud;Startdato;Slutdato;"
        "Seneste opfølgning;Næste opfølgning;Omfang pr. uge;Takst;Takstenhed;Handlekommune;"
        "Betalingskommune"
    ),
    "cura/Borgere": "CPR-nummer;Navn;Dødsdato;Handlekommune;Betalingskommune",
    "cura/Henvendelser": (
        "HenvendelsesID;SagsID;CPR-nummer;Paragraf;Modtaget;Afgørelsesdato;Afgørelse;Sagsbehandler"
    ),
    "cura/Indskrivninger": "IndskrivningsID;TilbudsID;CPR-nummer;Indskrevet;Udskrevet",
    "cura/Medarbejdere": "Initialer;Team;Ansat fra;Ansat til",
    "cura/Mål": "MålID;BevillingsID;CPR-nummer;Tema;Oprettet;Afsluttet",
    "cura/Observationer": "ObservationsID;MålID;Dato;Status;Score;TilbudsID",
    "cura/Sager": "SagsID;CPR-nummer;Målgruppe;Sagsbehandler;Team;Oprettet;Afsluttet;Status",
    "cura/Tilbud": "TilbudsID;Navn;Paragraf;Ejer;Pladser;Takst",
    "cura/VUM": (
        "VumID;SagsID;CPR-nummer;Dato;Samlet støttebehov;Praktiske opgaver i hjemmet;Egenomsorg;"
        "Mobilitet;Kommunikation;Samfundsliv;Socialt liv;Sundhed"
    ),
    "calibra/Dispositioner": (
        "DispositionsNr;EksternReference;CPRNR;Navn;Paragraf;Funktion;Leverandør;Startdato;"
        "Slutdato;Takst;Enhed;Antal pr. uge;Betalingskommune;Handlekommune"
    ),
    "calibra/Posteringer": (
        "BilagsNr;EksternReference;CPRNR;Bogføringsdato;Funktion;Leverandør;Beløb;Tekst"
    ),
    "opus/Ansættelser": "MedarbejderNr;Omkostningssted;Timer;Ansat;Fratrådt;Månedsløn",
    "opus/Budget": "År;Funktion;Oprindeligt budget;Korrigeret budget",
    "opus/Fravær": "MedarbejderNr;Omkostningssted;Årsag;Fra;Til",
    "fasit/Ydelsesforløb": "Personnummer;Ydelse;Fra;Til",
    "sbsys/Familiesager": "Sagsnummer;CPR;Titel;Oprettet;Lukket",
}
SHEETS = {
    "Klagesager": (
        "Klager",
        "Journalnr.;CPR-nummer;Paragraf;Klage modtaget;Afgjort i Ankestyrelsen;Udfald",
    ),
    "Ledelsestilsyn": (
        "Ledelsestilsyn",
        "Kvartal;SagsID;Team;VUM er udfyldt;Handleplan (§ 141) foreligger;Borgeren er inddraget;"
        "Partshøring er foretaget;Afgørelsen er begrundet;Klagevejledning er givet;"
        "Mål er målbare;Opfølgning er rettidig",
    ),
    "Pladssalg": ("Solgte pladser", "TilbudsID;Købende kommune;Fra;Til;Takst pr. døgn"),
    "Sagsbehandlingsfrister": ("Frister", "Paragraf;Ydelse;Frist (uger)"),
}
VALUES = {
    ("cura/Henvendelser", "Afgørelse"): {"Bevilling", "Delvis bevilling", "Afslag", ""},
    ("cura/Bevillinger", "Takstenhed"): {"time", "dag", "døgn"},
    ("cura/Bevillinger", "Handlekommune"): {"Nordvig Kommune"},
    ("cura/Bevillinger", "Betalingskommune"): {
        f"{name} Kommune" for name in ("Nordvig", "Sydvig", "Østerå", "Vesterby", "Lillesund")
    },
    ("cura/Observationer", "Status"): {"Stabil", "Fremgang", "Tilbagegang", "Opnået"},
    ("cura/Observationer", "Score"): {"0", "1", "2", "3", "4"},
    ("cura/VUM", "Samlet støttebehov"): {"A", "B", "C", "D", "E"},
    ("cura/Sager", "Status"): {"Åben", "Lukket"},
    ("calibra/Dispositioner", "Handlekommune"): {
        "Nordvig", "Sydvig", "Østerå", "Vesterby", "Lillesund",
    },
    ("opus/Fravær", "Årsag"): {"Sygdom", "Barns 1. sygedag", "Arbejdsskade"},
}  # fmt: skip
Both = tuple[Delivered, Delivered]


def test_exactly_these_files(faulty: Both) -> None:
    for delivered in faulty:
        found = {
            path.relative_to(delivered.folder).as_posix() for path in delivered.folder.rglob("*.*")
        }
        csvs = {f"{name}.csv" for name in HEADERS}
        assert found == csvs | {f"excel/{name}.xlsx" for name in SHEETS}
    beside = {path.name for path in faulty[0].out.iterdir()}
    assert beside == {
        "2026-09-30", "2026-10-31", "faults-2026-09-30.json", "faults-2026-10-31.json",
    }  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_header_encoding_and_line_ends(faulty: Both, name: str) -> None:
    raw = (faulty[1].folder / f"{name}.csv").read_bytes()
    ours = name.split("/", maxsplit=1)[0] in {"cura", "fasit", "sbsys"}
    assert raw.startswith(b"\xef\xbb\xbf") == ours
    lines = raw.decode("utf-8-sig" if ours else "cp1252").split("\r\n")
    assert lines[0] == HEADERS[name]
    assert lines[-1] == ""
    assert len(lines) > 2
    assert not any("\n" in line or "\r" in line for line in lines)


@pytest.mark.parametrize("name", SHEETS)
def test_sheet_and_its_columns(faulty: Both, name: str) -> None:
    rows = read_sheet(faulty[1], name)
    assert ";".join(map(str, rows[0])) == SHEETS[name][1]
    assert len(rows) > 5


@pytest.mark.parametrize("place", VALUES)
def test_vocabulary(clean: Both, place: tuple[str, str]) -> None:
    name, column = place
    assert {row[column] for row in clean[1][name]} == VALUES[place]


def test_numbers_are_danish_and_texts_quoted(faulty: Both) -> None:
    text = faulty[1].text("calibra/Posteringer")
    assert ';"Afregning ""ekstra""; jf. aftale"\r\n' in text
    assert {row["Tekst"] for row in faulty[1]["calibra/Posteringer"]} >= {
        "Månedsafregning", 'Afregning "ekstra"; jf. aftale', "Regning",
    }  # fmt: skip
    assert any("." in row["Beløb"] for row in faulty[1]["calibra/Posteringer"])
    assert all(row["Beløb"][-3] == "," for row in faulty[1]["calibra/Posteringer"])


def test_cpr_with_a_hyphen_where_the_system_has_one(faulty: Both) -> None:
    assert {len(row["CPR-nummer"]) for row in faulty[1]["cura/Bevillinger"]} == {11}
    assert {len(row["CPR"]) for row in faulty[1]["sbsys/Familiesager"]} == {11}
    assert {len(row["CPRNR"]) for row in faulty[1]["calibra/Posteringer"]} == {10}
    assert {len(row["Personnummer"]) for row in faulty[1]["fasit/Ydelsesforløb"]} == {10}
    assert {len(str(row[1])) for row in read_sheet(faulty[1], "Klagesager")[1:]} == {11}


def test_a_hundred_citizens_work_and_fewer_are_refused(tmp_path: Path) -> None:
    summary = write_sample(tmp_path, citizens=100, deliveries=1)
    assert summary.deliveries[0].rows["cura/Borgere.csv"] > 80
    with pytest.raises(ValueError, match="100 til 1000000"):
        write_sample(tmp_path, citizens=99)
    with pytest.raises(ValueError, match="mindst én"):
        write_sample(tmp_path, deliveries=0)


def test_the_summary_counts_the_rows_and_the_faults(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    summary = write_sample(
        tmp_path, citizens=150, seed=4, progress=lambda done, all_: steps.append((done, all_))
    )
    assert steps[-1] == (150, 150)
    assert [f"{one.day:%d-%m-%Y}" for one in summary.deliveries] == ["30-09-2026", "31-10-2026"]
    for one in summary.deliveries:
        delivered = Delivered(tmp_path, f"{one.day:%d-%m-%Y}")
        assert sum(one.faults.values()) == len(delivered.ledger)
        assert one.ledger.exists()
        for name in HEADERS:
            assert one.rows[f"{name}.csv"] == delivered.text(name).count("\r\n") - 1


def read_sheet(delivered: Delivered, name: str) -> list[list[object]]:
    book = CalamineWorkbook.from_path(str(delivered.folder / "excel" / f"{name}.xlsx"))
    assert book.sheet_names == [SHEETS[name][0]]
    return [list(row) for row in book.get_sheet_by_name(SHEETS[name][0]).to_python()]
