"""How charts look and speak: colours, font, Danish numbers and months, axes.

Colours are told apart with any colour vision (from the Okabe-Ito set, darkened for text contrast).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Spec = dict[str, Any]

FONT = "IBM Plex Sans"
INK = "#1d2733"
MUTED = "#5b6672"
GRID = "#e3e7eb"
NOW = "#00588f"
BEFORE = "#8f9aa6"
OTHER = "#c2570c"
TOTAL = "#3c4a58"

FORMAT_LOCALE: Mapping[str, Any] = {
    "decimal": ",",
    "thousands": ".",
    "grouping": [3],
    "currency": ["", " kr."],
    "percent": " %",
    "minus": "−",
}
TIME_LOCALE: Mapping[str, Any] = {
    "dateTime": "%d.%m.%Y %H.%M",
    "date": "%d.%m.%Y",
    "time": "%H.%M",
    "periods": ["", ""],
    "days": ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"],
    "shortDays": ["søn", "man", "tir", "ons", "tor", "fre", "lør"],
    "months": [
        "januar", "februar", "marts", "april", "maj", "juni",
        "juli", "august", "september", "oktober", "november", "december",
    ],
    "shortMonths": [
        "jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
    ],
}  # fmt: skip

CONFIG: Spec = {
    "font": FONT,
    "background": None,
    "aria": False,  # the library speaks English; the page gives the chart its Danish alternative
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": "#b4bdc6",
        "tickColor": "#b4bdc6",
        "labelPadding": 5,
    },
    "legend": {
        "labelColor": INK,
        "labelFontSize": 12,
        "title": None,
        "orient": "bottom",
        "direction": "horizontal",
        "symbolStrokeWidth": 2.5,
        "offset": 6,
    },
    "header": {
        "labelColor": INK,
        "labelFontSize": 12,
        "labelFontWeight": 600,
        "labelAnchor": "start",
        "title": None,
    },
    "text": {"color": INK, "fontSize": 12, "font": FONT},
}


def spec_text(spec: Mapping[str, Any]) -> str:
    """Same specification, same text: what the cache and the tests compare."""
    return json.dumps(spec, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
