"""Charts as SVG, PNG or Vega-Lite, complete or not at all."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from growthpoles.errors import InputError
from growthpoles.results import write_atomically

__all__ = ["CHART_FORMATS", "chart_bytes", "save_chart"]

_SUFFIXES = {".svg": "svg", ".png": "png", ".json": "vega-lite"}
CHART_FORMATS = ("svg", "png", "vega-lite")


def chart_bytes(chart: Any, form: str) -> bytes:
    """The chart in a format.

    Parameters
    ----------
    chart : altair.Chart
    form : {"svg", "png", "vega-lite"}
        PNG has two pixels per point.

    Returns
    -------
    bytes
    """
    import vl_convert

    specification = chart.to_dict()
    numbers = specification.get("usermeta", {}).get("embedOptions", {}).get("formatLocale")
    writers: dict[str, Callable[[], bytes]] = {
        "svg": lambda: vl_convert.vegalite_to_svg(specification, format_locale=numbers).encode(),
        "png": lambda: vl_convert.vegalite_to_png(specification, scale=2.0, format_locale=numbers),
        "vega-lite": lambda: json.dumps(specification, ensure_ascii=False, indent=1).encode() + b"\n",
    }
    if form not in writers:
        raise InputError(f"a format ({', '.join(CHART_FORMATS)})", repr(form), "pass --format svg")
    return writers[form]()


def save_chart(chart: Any, target: str | os.PathLike[str], form: str | None = None) -> None:
    """Write a chart, or nothing.

    Parameters
    ----------
    chart : altair.Chart
    target : path or "-"
        ``-`` is the standard output.
    form : {"svg", "png", "vega-lite"}, optional
        By default as the suffix says (``.svg``, ``.png``, ``.json``); SVG on the standard output.

    Raises
    ------
    InputError
        If the format is not known.
    """
    chosen = form or _SUFFIXES.get(Path(target).suffix.lower(), "svg" if str(target) == "-" else "")
    content = chart_bytes(chart, chosen or Path(target).suffix)
    if str(target) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    write_atomically(target, content)
