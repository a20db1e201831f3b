"""Canonical tables no shipped profile delivers: a municipality's own profile may.

They make rules measurable that otherwise say »kan ikke måles«. Imported by `tables`.
"""

from __future__ import annotations

from pejl.canon.model import DATE, INTEGER, MONEY, QUANTITY, TEXT, Column, Table
from pejl.canon.shared_columns import citizen_column


class CitizenAlias(Table):
    """To numre, der er samme person: et erstatningsnummer og det rigtige, når det kendes.

    Kilde: en liste, kommunen selv fører. Ingen af de medfølgende profiler leverer den.
    """

    name = "citizen_alias"
    label_da = "Samme borger"
    key = ("citizen",)
    citizen = citizen_column()
    same_as = Column(TEXT, "Samme som", "Nøglen til det nummer, der gælder.", person=True)


class CaseTargetGroup(Table):
    """En sags målgrupper med rang; rang 1 er den primære. Kun for kilder, der har flere end én.

    Ingen af de medfølgende profiler leverer den; de har kun sagens primære målgruppe.
    """

    name = "case_target_group"
    label_da = "Sagens målgrupper"
    key = ("case_id", "target_group")
    case_id = Column(TEXT, "Sags-id", required=True)
    target_group = Column(TEXT, "Målgruppe", required=True)
    rank = Column(INTEGER, "Rang", "1 er den primære.")


class Notice(Table):
    """Et brev til borgeren om en henvendelse, fx at fristen ikke kan holdes.

    Ingen af de medfølgende profiler leverer den.
    """

    name = "notice"
    label_da = "Brev til borgeren"
    key = ("notice_id",)
    notice_id = Column(TEXT, "Brevets id", required=True)
    application_id = Column(TEXT, "Henvendelses-id")
    case_id = Column(TEXT, "Sags-id")
    citizen = citizen_column()
    kind = Column(TEXT, "Art", "`overdue` (fristen overskrides) eller anden tekst.")
    sent_on = Column(DATE, "Sendt")


class StatisticsGrant(Table):
    """En statistikbevilling til Danmarks Statistik, som nogle fagsystemer fører for sig (Nexus).

    Ingen af de medfølgende profiler leverer den.
    """

    name = "statistics_grant"
    label_da = "Statistikbevilling"
    key = ("statistics_grant_id",)
    statistics_grant_id = Column(TEXT, "Statistikbevillings-id", required=True)
    grant_id = Column(TEXT, "Bevillings-id")
    citizen = citizen_column()
    facility_id = Column(TEXT, "Tilbuds-id")
    start_date = Column(DATE, "Startdato")
    end_date = Column(DATE, "Slutdato", "Tom = åben.")


class Supplement(Table):
    """Et bevilget tillæg til en bevilling, fx ekstra timer eller en særlig takst.

    Ingen af de medfølgende profiler leverer den.
    """

    name = "supplement"
    label_da = "Tillæg"
    key = ("supplement_id",)
    supplement_id = Column(TEXT, "Tillægs-id", required=True)
    grant_id = Column(TEXT, "Bevillings-id")
    citizen = citizen_column()
    kind = Column(TEXT, "Art", "Samme ord som på posteringen.")
    start_date = Column(DATE, "Startdato")
    end_date = Column(DATE, "Slutdato", "Tom = åben.")
    tariff = Column(MONEY, "Takst", unit="kr. pr. takstenhed")


class Task(Table):
    """En opgave til økonomi om en bevilling. Ingen af de medfølgende profiler leverer den."""

    name = "task"
    label_da = "Opgave"
    key = ("task_id",)
    task_id = Column(TEXT, "Opgave-id", required=True)
    grant_id = Column(TEXT, "Bevillings-id")
    created_on = Column(DATE, "Oprettet")
    completed_on = Column(DATE, "Udført", "Tom = åben.")


class Condition(Table):
    """En tilstand fra udredningen efter FFB: et tema, eventuelt med funktionsevneniveau.

    Ingen af de medfølgende profiler leverer den.
    """

    name = "condition"
    label_da = "Tilstand"
    key = ("condition_id",)
    condition_id = Column(TEXT, "Tilstands-id", required=True)
    case_id = Column(TEXT, "Sags-id")
    citizen = citizen_column()
    code = Column(TEXT, "Kode", "FFB-koden, eller temaets navn.")
    area = Column(
        TEXT, "Område", "`activity` (aktivitet og deltagelse), `body` (krop), `environment`."
    )
    level = Column(INTEGER, "Niveau", "0 ingen begrænsning til 4 fuldstændig. Tom = ikke vurderet.")
    assessed_on = Column(DATE, "Dato")


class GoalCondition(Table):
    """En tilstand, et mål handler om, med rang; rang 1 er den primære.

    Ingen af de medfølgende profiler leverer den.
    """

    name = "goal_condition"
    label_da = "Målets tilstande"
    key = ("goal_id", "condition_id")
    goal_id = Column(TEXT, "Mål-id", required=True)
    condition_id = Column(TEXT, "Tilstands-id", required=True)
    rank = Column(INTEGER, "Rang", "1 er den primære.")


class CodeList(Table):
    """En kode i en klassifikation, fx FFB's målgrupper, med de dage, den gælder.

    Kilde: klassifikationens udgiver; hver kommune indlæser sin egen udgave. Ingen af de
    medfølgende profiler leverer den.
    """

    name = "code_list"
    label_da = "Klassifikation"
    key = ("list", "version", "code")
    list = Column(TEXT, "Liste", "`target_group`, `theme` eller `condition`.", required=True)
    version = Column(TEXT, "Udgave", required=True)
    code = Column(TEXT, "Kode", required=True)
    label = Column(TEXT, "Betegnelse")
    valid_from = Column(DATE, "Gælder fra")
    valid_to = Column(DATE, "Gælder til", "Tom = gælder endnu.")


class LedgerTotal(Table):
    """Regnskabets tal for en funktion i et år, som det aflægges. Udgift er positiv.

    Kilde: årsregnskabet eller en saldobalance. Ingen af de medfølgende profiler leverer den.
    """

    name = "ledger_total"
    label_da = "Regnskabets total"
    key = ("year", "function_code")
    year = Column(INTEGER, "År", required=True)
    function_code = Column(TEXT, "Funktion", required=True)
    amount = Column(MONEY, "Beløb", unit="kr.")


class OfficialActivity(Table):
    """Danmarks Statistiks fuldtidsydelser: hvor mange ydelser i gennemsnit pr. dag i kvartalet.

    Kilde: StatBank, opgjort efter handlekommune. Ingen af de medfølgende profiler leverer den.
    """

    name = "official_activity"
    label_da = "Offentliggjort aktivitet"
    key = ("service_key", "quarter_start")
    service_key = Column(TEXT, "Ydelse (nøgle)", "Nøglen i paragraflisten.", required=True)
    quarter_start = Column(DATE, "Kvartalets første dag", required=True)
    services = Column(QUANTITY, "Fuldtidsydelser", unit="ydelser pr. dag")
