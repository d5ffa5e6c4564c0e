"""What nobody types and somebody sends: values for forms, and requests that carry them byte by byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st

from tests.factories.documents import pdf_file, picture

PICKED = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202eгін",
    "\u2066\u200b\ufeff",
    "\r\n\r\nSet-Cookie: a=b",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% debug %}$applicant %s %(name)s",
    "=1+1",
    "'; DROP TABLE cases_case; --",
    "../../../etc/passwd",
    "ә" * 20_000,
    "[" * 3_000,
    "on",
    "null",
    "[]",
    '{"id": 1, "response": {}}',
    "on he twelfth",
    "жиырма бес",
    "-1",
    "0",
    "1e400",
    "NaN",
    "-Infinity",
    "٣٤",
    "9" * 400,
    "2147483648",
    "9223372036854775808",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "２０２６-１２-０１",
    "31.12.99999",
]
strange_text = st.sampled_from(PICKED) | st.text(max_size=40) | st.integers().map(str) | st.floats().map(str)
strange_names = st.sampled_from(
    ["a.pdf", "../../a.pdf", "a\u202efdp.exe", '"; x="', "ә" * 300, "..pdf", "\x00", "CON.pdf"]
)
file_contents = st.sampled_from([pdf_file(), picture(), b"%PDF-1.7 broken", b"MZ", b"\xff\xd8\xff", b" "]) | st.binary()
files = st.builds(SimpleUploadedFile, strange_names, file_contents, st.sampled_from(["application/pdf", "text/html"]))

Pairs = list[tuple[str, str]]


@dataclass
class FormFields:
    """What a page's forms ask for, and what a browser could send for each."""

    values: dict[str, set[str]] = field(default_factory=dict)
    buttons: set[tuple[str, str]] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    @classmethod
    def on(cls, page: str) -> FormFields:
        found = cls()
        for control in BeautifulSoup(page, "html.parser").select("main [name]"):
            found._add(control)
        return found

    def _add(self, control: Tag) -> None:
        name, value = str(control["name"]), str(control.get("value", ""))
        if control.name == "button":
            self.buttons.add((name, value))
        elif control.get("type") == "file":
            self.files.add(name)
        elif control.name == "select":
            self.values.setdefault(name, set()).update(str(one.get("value", "")) for one in control.select("option"))
        else:
            self.values.setdefault(name, set()).add(value or control.get_text())

    def pairs(self, foreign: Sequence[str]) -> st.SearchStrategy[Pairs]:
        """Each field right, strange, of somebody else, repeated or missing; at most one button, and a strange field."""
        parts = [_field(name, sorted(right), foreign) for name, right in sorted(self.values.items())]
        parts.append(st.just([]) | st.tuples(strange_text, strange_text).map(lambda pair: [pair]))
        if self.buttons:
            parts.append(st.sampled_from([[], *([button] for button in sorted(self.buttons))]))
        return st.tuples(*parts).map(lambda lists: [pair for pairs in lists for pair in pairs])

    def uploads(self) -> st.SearchStrategy[dict[str, SimpleUploadedFile]]:
        return st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(self.files), files))


def _field(name: str, right: Sequence[str], foreign: Sequence[str]) -> st.SearchStrategy[Pairs]:
    value = st.sampled_from(right) | strange_text | st.sampled_from(foreign)
    mostly_right = st.sampled_from(right).map(lambda one: [one]) | st.lists(value, max_size=3)
    return mostly_right.map(lambda values: [(name, one) for one in values])


def urlencoded(pairs: Pairs) -> bytes:
    """As a browser would, but with signs that are no text as well."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))
