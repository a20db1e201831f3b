"""The canonical model: what every source is turned into, and all that the figures know.

The docstrings are the reference page's text, in Danish, since the BI consultant reads them:
what a row is, where it comes from, what is missing, when it lags. Dates are inclusive.
`service_key` is ours (`SEL-107`); `paragraph` is the service as the delivery writes it.
"""

from __future__ import annotations

from pejl.canon.model import BOOLEAN, DATE, INTEGER, MONEY, QUANTITY, TEXT, Column, Table
from pejl.canon.shared_columns import (
    citizen_column,
    municipality_column,
    paragraph_column,
    service_key_column,
)


class Citizen(Table):
    """En person, leverancen nævner: fagsystemets borgere og dem, kun andre systemer kender.

    Kilde: fagsystemets borgerliste (`known_by` er `case_system`) og for resten de dispositioner,
    posteringer og andre filer, der nævner dem (`other`): borgere, andre kommuner handler for,
    findes kun dér. Fødselsdato og køn er udledt af CPR-nummeret, før det blev lagt i boksen; er
    datoen umulig, er de tomme. Tabellen er opslag: ingen nøgletal tæller dens rækker.
    """

    name = "citizen"
    label_da = "Borger"
    key = ("citizen",)
    citizen = citizen_column()
    birth_date = Column(
        DATE, "Fødselsdato", "Udledt af CPR-nummeret (erstatningsnummer: dag − 60)."
    )
    sex = Column(TEXT, "Køn", "»K« eller »M«, udledt af CPR-nummerets sidste ciffer.")
    death_date = Column(DATE, "Dødsdato")
    acting_municipality = municipality_column("Handlekommune", "Kommunen, der skal handle.")
    paying_municipality = municipality_column("Betalingskommune", "Kommunen, der bærer udgiften.")
    protected = Column(
        BOOLEAN, "Beskyttet", "Navne- og adressebeskyttelse; tom, når kilden ikke siger det."
    )
    number_kind = Column(
        TEXT,
        "Nummerets art",
        "`ordinary`, `replacement` (dag + 60), `letters` (eCPR) eller `impossible` (ingen dato).",
    )
    number_check = Column(
        BOOLEAN, "Modulus 11", "Om nummeret består kontrollen; numre fra 2007 behøver det ikke."
    )
    known_by = Column(TEXT, "Kendt af", "`case_system` (fagsystemets borgerliste) eller `other`.")


class Case(Table):
    """En sag i fagsystemet: én borgers sag med målgruppe, sagsbehandler og team.

    Kilde: fagsystemets sagsliste. Målgruppen er den primære og gælder nu; kilden har ingen
    historik, så en ændret målgruppe ændrer også tidligere perioder (»som kendt nu«).
    """

    name = "case"
    label_da = "Sag"
    key = ("case_id",)
    case_id = Column(TEXT, "Sags-id", required=True)
    citizen = citizen_column()
    target_group = Column(TEXT, "Målgruppe", "Primær målgruppe (FFB). Tom = uoplyst.")
    case_worker = Column(TEXT, "Sagsbehandler", "Medarbejderens initialer.", person=True)
    team = Column(TEXT, "Team")
    opened = Column(DATE, "Oprettet")
    closed = Column(DATE, "Afsluttet", "Tom = åben.")
    status = Column(TEXT, "Status")


class Application(Table):
    """En henvendelse eller ansøgning, som en frist løber fra."""

    name = "application"
    label_da = "Henvendelse"
    key = ("application_id",)
    application_id = Column(TEXT, "Henvendelses-id", required=True)
    case_id = Column(TEXT, "Sags-id")
    citizen = citizen_column()
    service_key = service_key_column()
    paragraph = paragraph_column()
    received = Column(DATE, "Modtaget")
    case_worker = Column(TEXT, "Sagsbehandler", person=True)


class Decision(Table):
    """En afgørelse på en henvendelse. Uden afgørelse er der ingen række."""

    name = "decision"
    label_da = "Afgørelse"
    key = ("decision_id",)
    decision_id = Column(TEXT, "Afgørelses-id", "Henvendelsens id, når kilden ikke har et eget.")
    application_id = Column(TEXT, "Henvendelses-id")
    case_id = Column(TEXT, "Sags-id")
    citizen = citizen_column()
    service_key = service_key_column()
    paragraph = paragraph_column()
    decided = Column(DATE, "Afgørelsesdato")
    outcome = Column(TEXT, "Afgørelse", "Bevilling, afslag, delvis eller frafaldet.")


class Grant(Table):
    """En bevilling: borgeren får en ydelse fra en dag, eventuelt til en dag, begge medregnet.

    Kilde: fagsystemets bevillinger, det vil sige borgere, vi handler for. Betaler en anden
    kommune, står den som betalingskommune. En tom slutdato er en åben bevilling.
    """

    name = "grant"
    label_da = "Bevilling"
    key = ("grant_id",)
    grant_id = Column(TEXT, "Bevillings-id", required=True)
    case_id = Column(TEXT, "Sags-id")
    citizen = citizen_column()
    service_key = service_key_column()
    paragraph = paragraph_column()
    service = Column(TEXT, "Ydelse")
    facility_id = Column(TEXT, "Tilbuds-id")
    start_date = Column(DATE, "Startdato")
    end_date = Column(DATE, "Slutdato", "Tom = åben.")
    quantity_per_week = Column(QUANTITY, "Omfang pr. uge", "Timer eller dage efter takstenheden.")
    tariff = Column(MONEY, "Takst", unit="kr. pr. takstenhed")
    tariff_unit = Column(TEXT, "Takstenhed", "`day24` (døgn), `weekday` (dag) eller `hour` (time).")
    acting_municipality = municipality_column("Handlekommune", "Kommunen, der skal handle.")
    paying_municipality = municipality_column("Betalingskommune", "Kommunen, der bærer udgiften.")
    status = Column(TEXT, "Status", "Som kilden skriver den. Leveres ikke af de medfølgende.")
    decision_id = Column(TEXT, "Afgørelses-id", "Afgørelsen bag, når kilden selv siger det.")
    parallel = Column(BOOLEAN, "Ved siden af", "Må løbe samtidig med en anden af samme ydelse.")


class FollowUp(Table):
    """Opfølgning på en bevilling: hvornår den sidst skete, og hvornår den næste skal ske."""

    name = "follow_up"
    label_da = "Opfølgning"
    key = ("grant_id",)
    grant_id = Column(TEXT, "Bevillings-id", required=True)
    citizen = citizen_column()
    done_on = Column(DATE, "Seneste opfølgning")
    due_on = Column(DATE, "Næste opfølgning")


class Assessment(Table):
    """En udredning efter voksenudredningsmetoden (VUM) med samlet støttebehov 0 til 4."""

    name = "assessment"
    label_da = "Udredning"
    key = ("assessment_id",)
    assessment_id = Column(TEXT, "Udrednings-id", required=True)
    case_id = Column(TEXT, "Sags-id")
    citizen = citizen_column()
    assessed_on = Column(DATE, "Dato")
    support_need = Column(
        INTEGER, "Samlet støttebehov", "0 intet til 4 fuldstændigt. Tom = ikke vurderet."
    )


class AssessmentLevel(Table):
    """Ét tema i en udredning med funktionsevneniveau 0 til 4; kun temaer, der er vurderet."""

    name = "assessment_level"
    label_da = "Udredningens temaer"
    key = ("assessment_id", "theme")
    assessment_id = Column(TEXT, "Udrednings-id", required=True)
    theme = Column(TEXT, "Tema")
    level = Column(INTEGER, "Niveau", "0 ingen begrænsning til 4 fuldstændig.")


class Order(Table):
    """En bestilling fra myndighed til udfører. Ingen af de medfølgende profiler leverer den."""

    name = "order"
    label_da = "Bestilling"
    key = ("order_id",)
    order_id = Column(TEXT, "Bestillings-id", required=True)
    grant_id = Column(TEXT, "Bevillings-id")
    facility_id = Column(TEXT, "Tilbuds-id")
    ordered_on = Column(DATE, "Bestilt")


class Plan(Table):
    """En handleplan (§ 141) eller udførerplan. Ingen af de medfølgende profiler leverer den."""

    name = "plan"
    label_da = "Plan"
    key = ("plan_id",)
    plan_id = Column(TEXT, "Plan-id", required=True)
    case_id = Column(TEXT, "Sags-id")
    citizen = citizen_column()
    kind = Column(TEXT, "Plantype")
    opened = Column(DATE, "Oprettet")
    closed = Column(DATE, "Afsluttet")


class Goal(Table):
    """Et indsatsmål på en bevilling."""

    name = "goal"
    label_da = "Mål"
    key = ("goal_id",)
    goal_id = Column(TEXT, "Mål-id", required=True)
    grant_id = Column(TEXT, "Bevillings-id")
    citizen = citizen_column()
    theme = Column(TEXT, "Tema")
    opened = Column(DATE, "Oprettet")
    closed = Column(DATE, "Afsluttet")
    part_of = Column(TEXT, "Delmål af", "Målet, det er et delmål af; tom for et indsatsmål.")


class GoalAssessment(Table):
    """En observation af et mål: status og score 0 til 4, hvor 4 er opnået (højere er bedre)."""

    name = "goal_assessment"
    label_da = "Målvurdering"
    key = ("goal_assessment_id",)
    goal_assessment_id = Column(TEXT, "Observations-id", required=True)
    goal_id = Column(TEXT, "Mål-id")
    assessed_on = Column(DATE, "Dato")
    status = Column(TEXT, "Status")
    score = Column(INTEGER, "Score", "0 til 4; højere er bedre.")
    facility_id = Column(TEXT, "Tilbuds-id")


class Facility(Table):
    """Et tilbud: hvem der ejer det, og hvilken paragraf det leverer efter."""

    name = "facility"
    label_da = "Tilbud"
    key = ("facility_id",)
    facility_id = Column(TEXT, "Tilbuds-id", required=True)
    facility_name = Column(TEXT, "Navn")
    service_key = service_key_column()
    paragraph = paragraph_column()
    owner_municipality = municipality_column("Ejerkommune", "Tom ved private og regioner.")
    ownership = Column(
        TEXT, "Ejerforhold", "`own` (egen kommune), `public` (anden offentlig) eller `private`."
    )
    cvr_number = Column(TEXT, "CVR-nummer", "Leverandørens. Leveres ikke af de medfølgende.")
    located_in = municipality_column("Beliggende i", "Kommunen, tilbuddet ligger i.")


class Capacity(Table):
    """Normerede pladser i et tilbud. Uden datoer gælder tallet altid."""

    name = "capacity"
    label_da = "Kapacitet"
    key = ("facility_id", "valid_from")
    facility_id = Column(TEXT, "Tilbuds-id", required=True)
    approved_places = Column(INTEGER, "Normerede pladser", unit="pladser")
    valid_from = Column(DATE, "Gælder fra")
    valid_to = Column(DATE, "Gælder til")


class Tariff(Table):
    """Et tilbuds takst. Uden datoer gælder den altid."""

    name = "tariff"
    label_da = "Takst"
    key = ("facility_id", "valid_from")
    facility_id = Column(TEXT, "Tilbuds-id", required=True)
    tariff = Column(MONEY, "Takst", unit="kr. pr. takstenhed")
    valid_from = Column(DATE, "Gælder fra")
    valid_to = Column(DATE, "Gælder til")


class Stay(Table):
    """En indskrivning i et af kommunens egne botilbud; begge dage medregnet."""

    name = "stay"
    label_da = "Indskrivning"
    key = ("stay_id",)
    stay_id = Column(TEXT, "Indskrivnings-id", required=True)
    facility_id = Column(TEXT, "Tilbuds-id")
    citizen = citizen_column()
    start_date = Column(DATE, "Indskrevet")
    end_date = Column(DATE, "Udskrevet", "Tom = indskrevet endnu.")


class Employee(Table):
    """En myndighedsmedarbejder med team og ansættelsesperiode."""

    name = "employee"
    label_da = "Medarbejder"
    key = ("case_worker",)
    case_worker = Column(TEXT, "Initialer", required=True, person=True)
    team = Column(TEXT, "Team")
    employed_from = Column(DATE, "Ansat fra")
    employed_to = Column(DATE, "Ansat til")


class Commitment(Table):
    """En disposition i økonomisystemet: hvad der betales for, til hvilken takst, fra og til.

    Kilde: økonomisystemet, det vil sige borgere, vi betaler for, også dem andre handler for.
    `grant_id` er økonomisystemets henvisning til bevillingen; den findes ikke i fagsystemet for
    borgere, andre handler for. Kronerne følger disse datoer og takster.
    """

    name = "commitment"
    label_da = "Disposition"
    key = ("commitment_id",)
    commitment_id = Column(TEXT, "Dispositions-nr.", required=True)
    grant_id = Column(TEXT, "Bevillings-id (reference)")
    citizen = citizen_column()
    service_key = service_key_column()
    paragraph = paragraph_column()
    function_code = Column(TEXT, "Funktion", "Funktion i den kommunale kontoplan, fx 5.38.52.")
    facility_id = Column(TEXT, "Tilbuds-id (leverandør)")
    start_date = Column(DATE, "Startdato")
    end_date = Column(DATE, "Slutdato", "Tom = åben.")
    tariff = Column(MONEY, "Takst", unit="kr. pr. takstenhed")
    tariff_unit = Column(TEXT, "Takstenhed", "`day24` (døgn), `weekday` (dag) eller `hour` (time).")
    quantity_per_week = Column(QUANTITY, "Antal pr. uge", "Timer eller dage efter takstenheden.")
    acting_municipality = municipality_column("Handlekommune", "Kommunen, der skal handle.")
    paying_municipality = municipality_column("Betalingskommune", "Kommunen, der bærer udgiften.")


class Posting(Table):
    """En postering i økonomisystemet. Udgift er positiv, indtægt negativ.

    Posteringen dækker den kalendermåned, den er bogført i, eller måneden i teksten
    »Regulering mm-åååå« (`service_month`). Lukkede måneder omskrives ikke.
    """

    name = "posting"
    label_da = "Postering"
    key = ("posting_id",)
    posting_id = Column(TEXT, "Bilagsnummer", required=True)
    grant_id = Column(TEXT, "Bevillings-id (reference)")
    citizen = citizen_column()
    booked_on = Column(DATE, "Bogføringsdato")
    service_month = Column(DATE, "Ydelsesmåned", "Første dag i den måned, beløbet dækker.")
    function_code = Column(TEXT, "Funktion")
    facility_id = Column(TEXT, "Tilbuds-id (leverandør)")
    amount = Column(MONEY, "Beløb", unit="kr.")
    kind = Column(
        TEXT,
        "Art af postering",
        "`invoice`, `regulation` eller `state_refund` (statsrefusion, dranst 2), udledt af kilden.",
    )
    supplement = Column(TEXT, "Tillæg", "Arten af tillæg, beløbet dækker; tom for grundydelsen.")
    account_type = Column(
        TEXT, "Art", "Art i kontoplanen, fx 4.0 tjenesteydelser eller 7.7 betaling fra kommuner."
    )
    account_group = Column(TEXT, "Gruppering", "Gruppering i kontoplanen, fx 200.")


class Budget(Table):
    """Årets budget på en funktion. Kilden kender kun funktion og år."""

    name = "budget"
    label_da = "Budget"
    key = ("year", "function_code")
    year = Column(INTEGER, "År", required=True)
    function_code = Column(TEXT, "Funktion", required=True)
    original = Column(MONEY, "Oprindeligt budget", unit="kr.")
    revised = Column(
        MONEY, "Korrigeret budget", "Vedtaget budget og tillægsbevillinger.", unit="kr."
    )


class Invoice(Table):
    """En faktura fra en leverandør. Ingen af de medfølgende profiler leverer den."""

    name = "invoice"
    label_da = "Faktura"
    key = ("invoice_id",)
    invoice_id = Column(TEXT, "Fakturanummer", required=True)
    grant_id = Column(TEXT, "Bevillings-id (reference)")
    period_start = Column(DATE, "Periode fra")
    period_end = Column(DATE, "Periode til")
    amount = Column(MONEY, "Beløb", unit="kr.")


class Employment(Table):
    """En ansættelse i et af kommunens egne tilbud, med ugentlige timer og månedsløn."""

    name = "employment"
    label_da = "Ansættelse"
    key = ("employee_no",)
    employee_no = Column(TEXT, "Medarbejdernummer", required=True, person=True)
    facility_id = Column(TEXT, "Omkostningssted", "Tilbuddets id.")
    hours_per_week = Column(QUANTITY, "Timer", unit="timer pr. uge")
    employed_from = Column(DATE, "Ansat")
    employed_to = Column(DATE, "Fratrådt")
    monthly_pay = Column(MONEY, "Månedsløn", unit="kr. pr. måned")


class Absence(Table):
    """Et fravær: årsag, første og sidste dag."""

    name = "absence"
    label_da = "Fravær"
    key = ("employee_no", "start_date", "cause")
    employee_no = Column(TEXT, "Medarbejdernummer", required=True, person=True)
    facility_id = Column(TEXT, "Omkostningssted")
    cause = Column(TEXT, "Årsag")
    start_date = Column(DATE, "Fra")
    end_date = Column(DATE, "Til")


class Complaint(Table):
    """En klage og Ankestyrelsens afgørelse."""

    name = "complaint"
    label_da = "Klage"
    key = ("complaint_id",)
    complaint_id = Column(TEXT, "Journalnummer", required=True)
    citizen = citizen_column()
    service_key = service_key_column()
    paragraph = paragraph_column()
    received = Column(DATE, "Klage modtaget")
    decided = Column(DATE, "Afgjort i Ankestyrelsen")
    outcome = Column(
        TEXT,
        "Udfald",
        "`upheld`, `changed`, `remitted`, `dismissed`; tom = ikke afgjort eller ukendt.",
    )


class AuditCase(Table):
    """En sag udtaget til ledelsestilsyn i et kvartal."""

    name = "audit_case"
    label_da = "Sag i ledelsestilsyn"
    key = ("quarter", "case_id")
    quarter = Column(TEXT, "Kvartal", "Fx 2026K1.", required=True)
    case_id = Column(TEXT, "Sags-id", required=True)
    team = Column(TEXT, "Team")


class AuditAnswer(Table):
    """Svaret på ét punkt i ledelsestilsynet af en sag."""

    name = "audit_answer"
    label_da = "Svar i ledelsestilsyn"
    key = ("quarter", "case_id", "item")
    quarter = Column(TEXT, "Kvartal", required=True)
    case_id = Column(TEXT, "Sags-id", required=True)
    item = Column(TEXT, "Punkt")
    answer = Column(TEXT, "Svar", "`yes`, `partly`, `no` eller `not_relevant`.")


class PlaceSale(Table):
    """En plads i et eget tilbud, solgt til en anden kommune."""

    name = "place_sale"
    label_da = "Solgt plads"
    key = ("facility_id", "buyer_municipality", "start_date")
    facility_id = Column(TEXT, "Tilbuds-id", required=True)
    buyer_municipality = municipality_column("Købende kommune", "Kommunen, der køber.")
    start_date = Column(DATE, "Fra")
    end_date = Column(DATE, "Til", "Tom = sælges endnu.")
    tariff = Column(MONEY, "Takst pr. døgn", unit="kr. pr. døgn")


class CaseDeadline(Table):
    """Kommunens offentliggjorte frist for en paragraf, fra modtaget til afgjort."""

    name = "case_deadline"
    label_da = "Sagsbehandlingsfrist"
    key = ("paragraph", "valid_from")
    service_key = service_key_column()
    paragraph = paragraph_column()
    limit_number = Column(INTEGER, "Frist")
    limit_unit = Column(TEXT, "Enhed", "`week`, `day`, `working_day` eller `month`.")
    valid_from = Column(DATE, "Gælder fra")


class ExternalCourse(Table):
    """En ydelse eller indsats i et nabosystem (job og uddannelse)."""

    name = "external_course"
    label_da = "Forløb i nabosystem"
    key = ("citizen", "service", "start_date")
    citizen = citizen_column()
    service = Column(TEXT, "Ydelse")
    start_date = Column(DATE, "Fra")
    end_date = Column(DATE, "Til")


class FamilyCase(Table):
    """En sag om barn eller familie i dokumentsystemet, som borgeren er part i."""

    name = "family_case"
    label_da = "Familiesag"
    key = ("family_case_id",)
    family_case_id = Column(TEXT, "Sagsnummer", required=True)
    citizen = citizen_column()
    title = Column(TEXT, "Titel")
    opened = Column(DATE, "Oprettet")
    closed = Column(DATE, "Lukket")


from pejl.canon import further_tables  # noqa: E402, F401  they stand last on the reference page
