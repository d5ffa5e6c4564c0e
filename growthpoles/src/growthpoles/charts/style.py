"""One look for all charts: quiet, readable in print, colours that survive colour blindness and grey paper."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

INK, SOFT, PAPER, PRIMARY, ACCENT, QUIET = "#10222b", "#43555d", "#ffffff", "#1f7a8c", "#c98b1b", "#d9dedf"
SEQUENTIAL = ["#e6f1f3", "#b4d7de", "#79b6c3", "#3f92a3", "#1f7a8c", "#0d4552"]
BELOW, MIDDLE, ABOVE = "#dfb66b", "#f4f4f1", "#2b8799"
CATEGORIES = ["#1f7a8c", "#c98b1b", "#5b6d74", "#8c3b4a", "#6d8f3c", "#7a5ca3", "#b0b7b9"]
NO_DATA = {"en": "no data", "ru": "нет данных", "kk": "дерек жоқ"}
SOURCE = {"en": "Source", "ru": "Источник", "kk": "Дереккөз"}
#: The first of these that a machine has and that knows the Kazakh letters.
FONTS = "Noto Sans, DejaVu Sans, Segoe UI, Helvetica, Arial, sans-serif"
#: How d3 writes numbers; English is its own.
NUMBERS = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", ""]}


@cache
def _column_names() -> dict[str, dict[str, str]]:
    text = (files("growthpoles") / "data" / "column_names.csv").read_text("utf-8")
    return {row["column"]: row for row in csv.DictReader(text.splitlines())}


def name_of(column: str, language: str) -> str:
    """What a column of a result is called in a chart, with its unit; other columns as they are.

    >>> name_of("radius", "ru"), name_of("turnover", "ru")
    ('Расстояние, м', 'turnover')
    """
    return _column_names()[column][language] if column in _column_names() else column


def configured(chart: Any, language: str) -> Any:
    """The chart with the look of this engine; its numbers are written as the language does."""
    if language != "en":
        # Where vega-embed (a notebook, a page) looks for it; ``chart_bytes`` looks there too.
        chart = chart.properties(usermeta={"embedOptions": {"formatLocale": NUMBERS}})
    return (
        chart.configure(font=FONTS)
        .configure_view(stroke=None)
        .configure_title(anchor="start", color=INK, fontSize=15, subtitleColor=SOFT, subtitleFontSize=11, offset=12)
        .configure_axis(
            labelColor=INK, titleColor=SOFT, titleFontWeight="normal", gridColor="#eceff0", domainColor=QUIET,
            tickColor=QUIET, labelLimit=260,
        )
        .configure_legend(labelColor=INK, titleColor=SOFT, titleFontWeight="normal", titleLimit=260)
        .properties(background=PAPER)
    )  # fmt: skip


def parted(values: Sequence[float], middle: float) -> Any:
    """Two colours on both sides of a middle.

    The scale ends at three times the middle where values go beyond it, and further cells share its last colour: one
    huge quotient would else leave all others pale.
    """
    import altair as alt

    top = max(min(max(values), 3 * middle if middle > 0 else max(values)), middle)
    low = min(*values, middle, 0.0) if middle > 0 else min(*values, middle)
    return alt.Scale(domain=[low, middle, top], range=[BELOW, MIDDLE, ABOVE], clamp=True)


def heading(title: str, subtitle: str = "", source: str = "", language: str = "en") -> Any:
    """Title that says the finding, subtitle with the unit, and the source."""
    import altair as alt

    lines = [line for line in (subtitle, f"{SOURCE[language]}: {source}" if source else "") if line]
    return alt.TitleParams(text=title, subtitle=lines) if lines else alt.TitleParams(text=title)
