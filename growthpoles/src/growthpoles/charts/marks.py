"""Bars, heat maps and curves of a tidy result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from growthpoles.charts.geography import region_names
from growthpoles.charts.style import ACCENT, INK, PRIMARY, SEQUENTIAL, configured, heading, name_of, parted

__all__ = ["bars", "curve", "heat_map"]

Row = Mapping[str, Any]


def bars(
    rows: Sequence[Row],
    *,
    name: str,
    value: str,
    low: str | None = None,
    high: str | None = None,
    mark_at: float | None = None,
    label: str = "",
    title: str = "",
    source: str = "",
    language: str = "en",
) -> Any:
    """Bars in order of size, with intervals where they are given.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of a result.
    name, value : str
        Columns of labels and of lengths; rows without a value are left out.
    low, high : str, optional
        Columns of an interval, drawn as a line.
    mark_at : float, optional
        A value to compare with (1 for quotients).
    label : str
        Name and unit of the value; by default that of the column, in the language.
    title, source : str
    language : {"en", "ru", "kk"}
        Of numbers, of the names of columns and, where the labels are their keys, of Kazakhstan's regions.

    Returns
    -------
    altair.Chart
    """
    import altair as alt

    names, called = region_names(language), label or name_of(value, language)
    kept = [{**row, name: names.get(str(row[name]), str(row[name]))} for row in rows if row[value] is not None]
    order = alt.EncodingSortField(field=value, order="descending")
    y = alt.Y(f"{name}:N", sort=order, title=None)
    chart: Any = alt.Chart(alt.Data(values=kept)).mark_bar(color=PRIMARY, height=12)
    chart = chart.encode(y=y, x=alt.X(f"{value}:Q", title=called))
    if low and high:
        interval = alt.Chart(alt.Data(values=kept)).mark_rule(color=INK, strokeWidth=1.4)
        chart += interval.encode(y=y, x=f"{low}:Q", x2=f"{high}:Q")
    if mark_at is not None:
        line = alt.Chart(alt.Data(values=[{"at": mark_at}])).mark_rule(color=ACCENT, strokeDash=[4, 3])
        chart += line.encode(x="at:Q")
    return configured(
        chart.properties(width=460, height=18 * len(kept), title=heading(title or called, "", source, language)),
        language,
    )


def heat_map(
    rows: Sequence[Row],
    *,
    row: str,
    column: str,
    value: str,
    middle: float | None = None,
    label: str = "",
    title: str = "",
    source: str = "",
    language: str = "en",
) -> Any:
    """Cells of two labels coloured by a value; cells without a value stay empty.

    Parameters
    ----------
    rows : sequence of mapping
    row, column, value : str
        Columns of the result.
    middle : float, optional
        Value at which two colours part.
    label, title, source : str
    language : {"en", "ru", "kk"}
        As for `bars`.

    Returns
    -------
    altair.Chart
    """
    import altair as alt

    names, called = region_names(language), label or name_of(value, language)
    kept = [{**item, row: names.get(str(item[row]), str(item[row]))} for item in rows if item[value] is not None]
    scale = alt.Scale(range=SEQUENTIAL) if middle is None else parted([float(item[value]) for item in kept], middle)
    x, y = alt.X(f"{column}:N", title=None, axis=alt.Axis(labelAngle=-40)), alt.Y(f"{row}:N", title=None)
    cells = alt.Chart(alt.Data(values=kept)).mark_rect(stroke="white")
    cells = cells.encode(x=x, y=y, color=alt.Color(f"{value}:Q", scale=scale, legend=alt.Legend(title=called)))
    shown = alt.Chart(alt.Data(values=kept)).mark_text(fontSize=9, color=INK)
    shown = shown.encode(x=x, y=y, text=alt.Text(f"{value}:Q", format=".2f"))
    chart: Any = cells + shown
    return configured(
        chart.properties(width=alt.Step(34), title=heading(title or called, "", source, language)), language
    )


def curve(
    rows: Sequence[Row],
    *,
    x: str,
    y: str,
    low: str | None = None,
    high: str | None = None,
    label: str = "",
    title: str = "",
    source: str = "",
    language: str = "en",
) -> Any:
    """A line over an ordered quantity, with its band where one is given.

    Parameters
    ----------
    rows : sequence of mapping
    x, y : str
        Columns; distance and Kd, interviews and codes.
    low, high : str, optional
        Columns of a band (an envelope of simulations).
    label, title, source : str
    language : {"en", "ru", "kk"}
        As for `bars`.

    Returns
    -------
    altair.Chart
    """
    import altair as alt

    kept = [row for row in rows if row[y] is not None]
    called = label or name_of(y, language)
    across = alt.X(f"{x}:Q", title=name_of(x, language))
    chart: Any = alt.Chart(alt.Data(values=kept)).mark_line(color=PRIMARY, strokeWidth=2)
    chart = chart.encode(x=across, y=alt.Y(f"{y}:Q", title=called))
    if low and high:
        band = alt.Chart(alt.Data(values=kept)).mark_area(color=SEQUENTIAL[1], opacity=0.7)
        chart = band.encode(x=across, y=f"{low}:Q", y2=f"{high}:Q") + chart
    return configured(
        chart.properties(width=520, height=300, title=heading(title or called, "", source, language)), language
    )
