"""Tables for spreadsheets. What somebody typed must not run as a formula on the machine of whoever opens the file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff"  # without it, spreadsheets take Kazakh letters for another encoding

NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?")
# At the beginning, and after what a spreadsheet of another language takes for the end of a cell; quotes and signs that
# nobody sees hide nothing.
FORMULA: Final = re.compile(
    r"(?:^|(?<=[;\t\r\n]))(?=[ \"'\xa0\u200b-\u200f\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]*[=+\-@|%＝＋－＠])"
    r"|^(?=[\t\r\n])"
)


def csv_line(cells: Iterable[object]) -> str:
    """A line of a CSV file: every cell in quotes and none that could run; None is an empty cell."""
    quoted = (harmless("" if cell is None else str(cell)).replace('"', '""') for cell in cells)
    return ",".join(f'"{text}"' for text in quoted) + "\r\n"


def harmless(text: str) -> str:
    """The text with an apostrophe before each place from which a spreadsheet could read a formula."""
    return text if NUMBER.fullmatch(text) else FORMULA.sub("'", text)
