"""The page as a PDF that archives accept (PDF/A-2b)."""

from __future__ import annotations

import datetime as dt
import json
import os
from importlib.resources import files

from growthpoles.report.page import Page
from growthpoles.results import write_atomically

__all__ = ["report_pdf", "save_report"]


def report_pdf(page: Page, *, date: dt.date | None = None) -> bytes:
    """Set a page.

    Parameters
    ----------
    page : Page
    date : datetime.date, optional
        Date in the file's properties; the same page and date give the same bytes. Default: today.

    Returns
    -------
    bytes
        One page A4, fonts embedded.
    """
    import typst

    day = date or dt.datetime.now(tz=dt.UTC).date()
    # Fonts of the machine are left out: the same bytes everywhere, and the embedded fonts have the Kazakh letters.
    compiler = typst.Compiler(
        (files("growthpoles") / "report" / "page.typ").read_bytes(),
        sys_inputs={"page": json.dumps(page.as_data(), ensure_ascii=False)},
        ignore_system_fonts=True,
    )
    content = compiler.compile(
        format="pdf",
        pdf_standards="a-2b",
        timestamp=dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC),
    )
    assert isinstance(content, bytes)
    return content


def save_report(page: Page, target: str | os.PathLike[str], *, date: dt.date | None = None) -> None:
    """Write the report of a page, or nothing; see `report_pdf`."""
    write_atomically(target, report_pdf(page, date=date))
