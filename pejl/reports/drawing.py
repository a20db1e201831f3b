"""A chart's specification drawn as SVG, with our own font and no network."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pejl.reports.chart_style import FORMAT_LOCALE, TIME_LOCALE, spec_text

FONTS = Path(__file__).parent / "fonts"
"""IBM Plex Sans, for measuring text in charts and for embedding in the PDF."""

_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""The library's own English descriptions of its parts."""

_LOCK = threading.Lock()


def chart_svg(spec: Mapping[str, Any]) -> str:
    """The chart as one `<svg>` element. The same specification is drawn once per process.

    It says nothing to a screen reader: whoever shows it gives it the block's `alt_da`.
    """
    return _drawn(spec_text(spec))


@lru_cache(maxsize=256)
def _drawn(text: str) -> str:
    import vl_convert  # heavy: it carries a whole browser engine's script runtime

    with _LOCK:
        _register_fonts()
        drawn: str = vl_convert.vegalite_to_svg(
            text,
            allowed_base_urls=[],
            format_locale=dict(FORMAT_LOCALE),
            time_format_locale=dict(TIME_LOCALE),
        )
    return _SPOKEN.sub("", drawn).replace("<svg ", '<svg aria-hidden="true" ', 1)


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
