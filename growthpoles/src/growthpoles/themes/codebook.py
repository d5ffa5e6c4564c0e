"""Codebook and coded segments: frequencies, co-occurrence, quotations without names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from growthpoles.errors import InputError

__all__ = [
    "CodeEntry",
    "Coding",
    "Frequency",
    "anonymised",
    "co_occurrence",
    "coded_by_book",
    "frequencies",
    "incidence_of",
    "pseudonyms",
]

_CONTACTS = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+"  # e-mail
    r"|(?<!\w)@\w{3,}"  # account name
    r"|https?://\S+"
    r"|(?<!\d)\d{12}(?!\d)"  # IIN and BIN are twelve digits
    r"|(?<![\w-])(?:\+7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)"
)


@dataclass(frozen=True)
class Coding:
    """One code given by one coder to one segment of one interview; ``theme`` is the axial code it belongs to."""

    interview: str
    segment: str
    code: str
    coder: str = ""
    theme: str = ""
    original: str = ""
    translation: str = ""
    language: str = ""


@dataclass(frozen=True)
class Frequency:
    """How often a code was given: segments, interviews, and the share of all interviews."""

    theme: str
    code: str
    segments: int
    interviews: int
    share_of_interviews: float


@dataclass(frozen=True)
class CodeEntry:
    """An entry of the codebook: an open code, its axial code, and what it means."""

    code: str
    theme: str
    definition: str = ""


def coded_by_book(codings: Sequence[Coding], book: Sequence[CodeEntry]) -> tuple[list[Coding], list[str]]:
    """Codings with the themes of a codebook, and the codes of the book that nobody gave.

    Parameters
    ----------
    codings : sequence of Coding
    book : sequence of CodeEntry

    Returns
    -------
    (list of Coding, list of str)

    Raises
    ------
    InputError
        If a code is not in the book, or is in it twice.

    Examples
    --------
    >>> coded_by_book([Coding("R1", "1", "funding")], [CodeEntry("funding", "challenges"), CodeEntry("skills", "x")])[1]
    ['skills']
    """
    themes = {entry.code: entry.theme for entry in book}
    if len(themes) < len(book):
        twice = next(entry.code for at, entry in enumerate(book) if entry.code in {e.code for e in book[:at]})
        raise InputError("each code once in the codebook", f"{twice!r} again", "join the two entries")
    unknown = sorted({coding.code for coding in codings} - set(themes))
    if unknown:
        raise InputError(
            "codes of the codebook", ", ".join(unknown), "add them with a definition, or recode the segments"
        )
    given = {coding.code for coding in codings}
    return [replace(coding, theme=themes[coding.code]) for coding in codings], [c for c in themes if c not in given]


def frequencies(codings: Sequence[Coding]) -> list[Frequency]:
    """Segments and interviews of each code, the commonest first.

    Parameters
    ----------
    codings : sequence of Coding
        Of one or several coders; a segment that two coders gave the same code counts once.

    Returns
    -------
    list of Frequency

    Examples
    --------
    >>> rows = [Coding("R1", "1", "funding"), Coding("R1", "2", "funding"), Coding("R2", "1", "skills")]
    >>> [(row.code, row.segments, row.interviews) for row in frequencies(rows)]
    [('funding', 2, 1), ('skills', 1, 1)]
    """
    n = len({coding.interview for coding in codings})
    themes = theme_of(codings)
    segments: dict[str, set[tuple[str, str]]] = {}
    for coding in codings:
        segments.setdefault(coding.code, set()).add((coding.interview, coding.segment))
    counted = [
        Frequency(themes[code], code, len(found), len({i for i, _ in found}), len({i for i, _ in found}) / n)
        for code, found in segments.items()
    ]
    return sorted(counted, key=lambda row: (-row.interviews, -row.segments, row.code))


def theme_of(codings: Iterable[Coding]) -> dict[str, str]:
    """Axial code of each open code; a code in two themes is an error of the codebook."""
    themes: dict[str, str] = {}
    for coding in codings:
        if themes.setdefault(coding.code, coding.theme) != coding.theme:
            raise InputError(
                f"one theme for the code {coding.code!r}",
                f"{themes[coding.code]!r} and {coding.theme!r}",
                "give the code one axial code, or split it",
            )
    return themes


def incidence_of(codings: Sequence[Coding]) -> tuple[list[str], list[str], NDArray[np.bool_]]:
    """Interviews in order of appearance, codes in order of appearance, and which is in which."""
    interviews = list(dict.fromkeys(coding.interview for coding in codings))
    codes = list(dict.fromkeys(coding.code for coding in codings))
    found = np.zeros((len(interviews), len(codes)), dtype=bool)
    for coding in codings:
        found[interviews.index(coding.interview), codes.index(coding.code)] = True
    return interviews, codes, found


def co_occurrence(codings: Sequence[Coding]) -> list[tuple[str, str, int, float]]:
    """Pairs of codes that share segments, the commonest first.

    Parameters
    ----------
    codings : sequence of Coding

    Returns
    -------
    list of (str, str, int, float)
        Two codes in alphabetical order, segments that have both, and Jaccard's coefficient (those over segments that
        have either).

    Examples
    --------
    >>> rows = [Coding("R1", "1", "a"), Coding("R1", "1", "b"), Coding("R1", "2", "a")]
    >>> co_occurrence(rows)
    [('a', 'b', 1, 0.5)]
    """
    segments: dict[str, set[tuple[str, str]]] = {}
    for coding in codings:
        segments.setdefault(coding.code, set()).add((coding.interview, coding.segment))
    codes = sorted(segments)
    pairs = []
    for at, first in enumerate(codes):
        for second in codes[at + 1 :]:
            both = len(segments[first] & segments[second])
            if both:
                pairs.append((first, second, both, both / len(segments[first] | segments[second])))
    return sorted(pairs, key=lambda pair: (-pair[2], -pair[3], pair[:2]))


def pseudonyms(interviews: Iterable[str]) -> dict[str, str]:
    """A pseudonym R1, R2, … for each respondent, in order of appearance.

    Names that already are pseudonyms (a letter and a number) keep theirs, so that the numbers of a published table
    of respondents stay.

    >>> pseudonyms(["Aigerim S.", "R1", "Aigerim S."])
    {'Aigerim S.': 'R2', 'R1': 'R1'}
    """
    names = list(dict.fromkeys(interviews))
    taken = {name for name in names if re.fullmatch(r"[A-Z]\d+", name)}
    free = (f"R{number}" for number in range(1, 2 * len(names) + 1))
    unused = (label for label in free if label not in taken)
    return {name: name if name in taken else next(unused) for name in names}


def anonymised(text: str, names: Iterable[str] = ()) -> str:
    """A quotation without names, contacts and personal numbers.

    Parameters
    ----------
    text : str
    names : iterable of str
        People and firms of the study. Case endings of Kazakh and Russian after a name go with it.

    Returns
    -------
    str
        ``[name]`` and ``[contact]`` stand for what was taken out. Only listed names are found: read the quotations.

    Examples
    --------
    >>> anonymised("Айгеріммен +7 701 123 45 67 арқылы", ["Айгерім"])
    '[name] [contact] арқылы'
    """
    quoted = _CONTACTS.sub("[contact]", text)
    for name in sorted((name for name in names if name.strip()), key=len, reverse=True):
        quoted = re.sub(rf"(?<!\w){re.escape(name.strip())}\w{{0,5}}", "[name]", quoted, flags=re.IGNORECASE)
    return quoted


def ratings_of(codings: Sequence[Coding]) -> Mapping[str, dict[tuple[str, str], frozenset[str]]]:
    """Codes that each coder gave to each segment that any coder of the same interview coded."""
    segments: dict[str, dict[tuple[str, str], None]] = {}
    seen: dict[str, set[str]] = {}
    given: dict[tuple[str, tuple[str, str]], set[str]] = {}
    for coding in codings:
        unit = (coding.interview, coding.segment)
        segments.setdefault(coding.interview, {})[unit] = None
        seen.setdefault(coding.coder, set()).add(coding.interview)
        given.setdefault((coding.coder, unit), set()).add(coding.code)
    return {
        coder: {
            unit: frozenset(given.get((coder, unit), ()))
            for interview in segments
            if interview in interviews
            for unit in segments[interview]
        }
        for coder, interviews in seen.items()
    }
