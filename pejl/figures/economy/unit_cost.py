"""I-12 Cost per full-year person (enhedspris)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from pejl.figures.algebra import Citizens, Over, PersonDays, PerYear, Population, Posted, Postings
from pejl.figures.definition import Example, Expected, Field, Indicator, only_paying

COST = Posted(which=Postings.OF_PAYING)
FULL_YEAR_PERSONS = PerYear(PersonDays(population=Population.PAYING))

_COSTS = (("a", 366 * 3250), ("b", 137 * 2100), ("c", 42 * 1480))

INDICATOR = Indicator(
    id="I-12",
    name="unit_cost",
    title_da="Udgift pr. helårsperson",
    help_da=(
        "Det bogførte i perioden delt med periodens akkumulerede helårspersoner i samme linje: "
        "samme borgere, samme periode, begge dele dem, vi betaler for. Takst gange dage er en "
        "budgetpris og noget andet, og udgiften delt med antallet af borgere er forkert: de har "
        "ikke alle fået ydelsen hele året.\n\n"
        "Udgifter uden borger er ikke med og står for sig; det gør også udgifter til en bevilling, "
        "som en anden kommune betaler, for dens borger er ikke blandt helårspersonerne. "
        "Reguleringer af tidligere år er med, når de har en borger, og er vist for sig. Er "
        "der udgift, men ingen helårspersoner, er prisen ukendt, og linjen skal ses efter. For en "
        "del af året er tallet stadig pr. hel helårsperson: det kan holdes op mod årets, men "
        "aldrig mod et gennemsnit for måneden."
    ),
    unit="kroner_per_person",
    decimals=0,
    value=Over(COST, FULL_YEAR_PERSONS, lone_da="Der er bogført udgift, men ingen helårspersoner."),
    persons=Citizens(population=Population.PAYING),
    fields=(
        Field(
            "cost",
            "Udgift",
            "kroner",
            COST,
            help_da="Bogført i perioden på borgere, vi betaler for.",
        ),
        Field("full_year_persons", "Helårspersoner", "persons", FULL_YEAR_PERSONS, decimals=2),
        Field(
            "not_attributable",
            "Udgift uden borger",
            "kroner",
            Posted(which=Postings.WITHOUT_CITIZEN),
            help_da="Bogført uden borger; ikke med i prisen.",
        ),
        Field(
            "others_pay",
            "Udgift, andre skal betale",
            "kroner",
            Posted(which=Postings.OTHERS_PAY),
            help_da="Bogført på en bevilling, som vi ikke står som betaler af; ikke med i prisen.",
        ),
        Field(
            "earlier_years",
            "Heraf tidligere år",
            "kroner",
            Posted(which=Postings.EARLIER_YEARS),
            help_da="Bogført i perioden for ydelser i tidligere år.",
        ),
    ),
    options=(only_paying(),),
    better="neither",
    owner_da="Økonomichefen",
    purpose_da="At se, hvad ydelsen koster, uafhængigt af hvor mange der får den.",
    source_da="Kommunal praksis; Danmarks Statistik opgør udgiften efter betalingskommune.",
    examples=(
        Example(
            "366 døgn à 3.250 kr., 137 à 2.100 kr. og 42 à 1.480 kr. er 1.539.360 kr. Delt med "
            "545/366 helårspersoner er det 1.033.772 kr. (og ikke 1.539.360 / 3).",
            {
                "grant": (
                    {"grant_id": "A", "citizen": "a", "start_date": date(2019, 1, 1)},
                    {
                        "grant_id": "B",
                        "citizen": "b",
                        "start_date": date(2024, 2, 15),
                        "end_date": date(2024, 6, 30),
                    },
                    {"grant_id": "C", "citizen": "c", "start_date": date(2024, 11, 20)},
                ),
                "posting": tuple(
                    {
                        "posting_id": citizen,
                        "citizen": citizen,
                        "booked_on": date(2024, 12, 31),
                        "amount": Decimal(amount),
                    }
                    for citizen, amount in _COSTS
                ),
            },
            date(2024, 12, 31),
            "2024",
            (
                Expected(
                    Fraction(1539360 * 366, 545),
                    persons=3,
                    fields={
                        "cost": Decimal(1539360),
                        "full_year_persons": Fraction(545, 366),
                        "not_attributable": Decimal(0),
                    },
                ),
            ),
        ),
    ),
)
