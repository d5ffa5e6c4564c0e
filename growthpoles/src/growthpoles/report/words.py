"""Sentences and numbers of the report in three languages."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files

from growthpoles.errors import InputError

__all__ = ["LANGUAGES", "industry_name", "number", "percent", "said"]

LANGUAGES = ("en", "ru", "kk")


@cache
def _texts() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        (files("growthpoles") / "data" / "report_texts.json").read_text("utf-8")
    )
    return found


def said(key: str, language: str, **parts: object) -> str:
    """A sentence of the report.

    >>> said("location_quotient_figure", "ru", count=3, all=15)
    '3 из 15'
    """
    if language not in LANGUAGES:
        raise InputError(f"a language among {', '.join(LANGUAGES)}", repr(language), "pass --language en")
    return _texts()[key][language].format(**parts)


def number(value: float, language: str, digits: int = 2) -> str:
    """A number as the language writes it: decimal comma in Kazakh and Russian, no-break spaces between thousands.

    >>> number(1234567.891, "kk", 1)
    '1\\xa0234\\xa0567,9'
    """
    text = f"{value:,.{digits}f}".replace("-", "−")
    if language == "en":
        return text
    return text.replace(",", "\u00a0").replace(".", ",")


def percent(share: float, language: str, digits: int = 0) -> str:
    """A share in per cent.

    >>> percent(0.315, "en"), percent(0.315, "ru", 1)
    ('32%', '31,5\\xa0%')
    """
    return number(100 * share, language, digits) + ("%" if language == "en" else "\u00a0%")


@cache
def _sections() -> dict[str, dict[str, str]]:
    text = (files("growthpoles") / "data" / "sections.csv").read_text("utf-8")
    return {row["section"]: row for row in csv.DictReader(text.splitlines())}


def industry_name(code: str, language: str) -> str:
    """Short name of a section (A to U), or what a remainder such as NOQRST holds; other codes as they are.

    >>> industry_name("J", "kk"), industry_name("62.01", "kk"), industry_name("RST", "en")
    ('ақпарат және байланыс', '62.01', 'sections R, S, T')
    """
    if code in _sections():
        return _sections()[code][f"name_{language}"]
    if len(code) > 1 and all(letter in _sections() for letter in code):
        return said("sections", language, codes=", ".join(code))
    return code
