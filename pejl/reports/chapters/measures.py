"""The measures the chapters share, and the short helps said of them in several places."""

from __future__ import annotations

from pejl.reports.declarations import Measure
from pejl.reports.spans import When

TO_DATE = When.YEAR_TO_DATE
LAST_TO_DATE = When.LAST_YEAR_TO_DATE
LAST_YEAR = When.SAME_LAST_YEAR
PREVIOUS = When.PREVIOUS

POSTED = Measure("I-10", when=TO_DATE)
BUDGET = POSTED.of("budget")
RATE = POSTED.of("rate")
FORECAST = Measure("I-11", when=TO_DATE)
DEVIATION = FORECAST.of("deviation")

AVERAGE = Measure("I-01", options=(("reading", "average"),))
ACCUMULATED = Measure("I-01", when=TO_DATE, options=(("reading", "accumulated"),))
CITIZENS = Measure("I-02")
UNIT_COST = Measure("I-12", when=TO_DATE)
SPLIT = Measure("I-14", when=TO_DATE)
MOVED = Measure("I-04")

AVERAGE_HELP = "Så mange borgere fik i gennemsnit ydelsen hver dag i perioden."
TO_DATE_HELP = "Dagene til dato delt med hele årets dage; vokser hen over året."
INFLOW_HELP = "Borgere, der ikke fik ydelsen dagen før."
OUTFLOW_HELP = "Borgere, der ikke får ydelsen dagen efter."
STOCK_HELP = "Borgere med ydelsen på periodens sidste dag."
FEWER = ("flere", "færre")
