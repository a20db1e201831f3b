"""The files of one delivery: names, columns and encodings, as the systems deliver them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pejl.sample.catalogue import AUDIT_QUESTIONS, THEMES
from pejl.sample.writers import CP1252, UTF8, DelimitedFile, LedgerFile, Workbook

ENCODINGS = {"cura": UTF8, "fasit": UTF8, "sbsys": UTF8, "calibra": CP1252, "opus": CP1252}
COLUMNS = {
    "cura/Borgere": "CPR-nummer;Navn;Dødsdato;Handlekommune;Betalingskommune",
    "cura/Sager": "SagsID;CPR-nummer;Målgruppe;Sagsbehandler;Team;Oprettet;Afsluttet;Status",
    "cura/Henvendelser": (
        "HenvendelsesID;SagsID;CPR-nummer;Paragraf;Modtaget;Afgørelsesdato;Afgørelse;Sagsbehandler"
    ),
    "cura/Bevillinger": (
        "BevillingsID;SagsID;CPR-nummer;Paragraf;Ydelse;TilbudsID;Tilbud;Startdato;Slutdato;"
        "Seneste opfølgning;Næste opfølgning;Omfang pr. uge;Takst;Takstenhed;"
        "Handlekommune;Betalingskommune"
    ),
    "cura/VUM": "VumID;SagsID;CPR-nummer;Dato;Samlet støttebehov;" + ";".join(THEMES),
    "cura/Mål": "MålID;BevillingsID;CPR-nummer;Tema;Oprettet;Afsluttet",
    "cura/Observationer": "ObservationsID;MålID;Dato;Status;Score;TilbudsID",
    "cura/Tilbud": "TilbudsID;Navn;Paragraf;Ejer;Pladser;Takst",
    "cura/Indskrivninger": "IndskrivningsID;TilbudsID;CPR-nummer;Indskrevet;Udskrevet",
    "cura/Medarbejdere": "Initialer;Team;Ansat fra;Ansat til",
    "calibra/Dispositioner": (
        "DispositionsNr;EksternReference;CPRNR;Navn;Paragraf;Funktion;Leverandør;Startdato;Slutdato;"
        "Takst;Enhed;Antal pr. uge;Betalingskommune;Handlekommune"
    ),
    "calibra/Posteringer": (
        "BilagsNr;EksternReference;CPRNR;Bogføringsdato;Funktion;Leverandør;Beløb;Tekst"
    ),
    "opus/Budget": "År;Funktion;Oprindeligt budget;Korrigeret budget",
    "opus/Ansættelser": "MedarbejderNr;Omkostningssted;Timer;Ansat;Fratrådt;Månedsløn",
    "opus/Fravær": "MedarbejderNr;Omkostningssted;Årsag;Fra;Til",
    "fasit/Ydelsesforløb": "Personnummer;Ydelse;Fra;Til",
    "sbsys/Familiesager": "Sagsnummer;CPR;Titel;Oprettet;Lukket",
}
SHEETS = {
    "Klagesager": (
        "Klager",
        (
            "Journalnr.",
            "CPR-nummer",
            "Paragraf",
            "Klage modtaget",
            "Afgjort i Ankestyrelsen",
            "Udfald",
        ),
    ),
    "Ledelsestilsyn": ("Ledelsestilsyn", ("Kvartal", "SagsID", "Team", *AUDIT_QUESTIONS)),
    "Pladssalg": (
        "Solgte pladser",
        ("TilbudsID", "Købende kommune", "Fra", "Til", "Takst pr. døgn"),
    ),
    "Sagsbehandlingsfrister": ("Frister", ("Paragraf", "Ydelse", "Frist (uger)")),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery being written: what is known on its day, and nothing later."""

    index: int
    day: int
    folder: Path
    files: dict[str, DelimitedFile]
    books: dict[str, Workbook]
    ledger: LedgerFile

    def __getitem__(self, name: str) -> DelimitedFile:
        return self.files[name]

    def close(self) -> None:
        for file in self.files.values():
            file.flush()
        for book in self.books.values():
            book.close()
        self.ledger.close()

    def rows(self) -> dict[str, int]:
        rows = {f"{name}.csv": file.rows for name, file in self.files.items()}
        rows.update({f"excel/{name}.xlsx": book.rows for name, book in self.books.items()})
        return rows


def open_delivery(out: Path, index: int, day: int) -> Delivery:
    name = date.fromordinal(day).isoformat()
    folder = out / name
    files = {
        key: DelimitedFile(folder / f"{key}.csv", columns, encoding=ENCODINGS[key.split("/")[0]])
        for key, columns in COLUMNS.items()
    }
    books = {
        key: Workbook(folder / "excel" / f"{key}.xlsx", sheet, columns)
        for key, (sheet, columns) in SHEETS.items()
    }
    return Delivery(index, day, folder, files, books, LedgerFile(out / f"faults-{name}.json"))
