"""What entries are called in words, and what their subjects are called and where they are shown.

The rooms above register the words of their own actions in ``AppConfig.ready()``. An action without words is shown to
nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.functional import Promise

from orken.journal.models import Entry

Words = str | Promise


@dataclass(frozen=True)
class Link:
    """What a subject is called, and its page where it has one that the reader may open."""

    label: Words
    url: str = ""


@dataclass(frozen=True)
class SubjectKind:
    """What the pages must know of ``case:…`` and the like.

    ``links`` finds label and address of the subjects that the reader may open; ``hidden`` tells which subjects of an
    organisation the reader may not know of.
    """

    links: Callable[[Iterable[str], AbstractBaseUser], Mapping[str, Link]]
    hidden: Callable[[int, AbstractBaseUser], Collection[str]]


_words: dict[str, Words] = {}
_details: dict[str, Callable[[Mapping[str, Any]], str]] = {}
_inside: set[str] = set()
_kinds: dict[str, SubjectKind] = {}


def call(words: Mapping[str, Words], *, inside: bool = False) -> None:
    """Give actions their words; ``inside`` are steps within the operator's house, which applicants do not see.

    Raises
    ------
    ValueError
        An action has words already.
    """
    twice = sorted(_words.keys() & words.keys())
    if twice:
        raise ValueError(f"The words of an action are given once; given again were {twice}.")
    _words.update(words)
    if inside:
        _inside.update(words)


def tell_more(action: str, detail: Callable[[Mapping[str, Any]], str]) -> None:
    """Say what of an entry's data stands behind its words."""
    _details[action] = detail


def know(kind: str, described: SubjectKind) -> None:
    _kinds[kind] = described


def actions(*, inside: bool) -> list[str]:
    """Actions that have words, with those of the operator's house or without."""
    return sorted(_words if inside else _words.keys() - _inside)


def in_words(entry: Entry) -> tuple[str, str]:
    """What happened, and a detail of it or nothing."""
    detail = _details.get(entry.action)
    return str(_words[entry.action]), detail(entry.data) if detail else ""


def links_to(subjects: Iterable[str], reader: AbstractBaseUser) -> dict[str, Link]:
    found: dict[str, Link] = {}
    by_kind: dict[str, list[str]] = {}
    for subject in set(subjects):
        by_kind.setdefault(subject.partition(":")[0], []).append(subject)
    for kind, named in by_kind.items():
        if kind in _kinds:
            found |= _kinds[kind].links(named, reader)
    return found


def hidden_from(reader: AbstractBaseUser, organisation_id: int) -> list[str]:
    """Subjects of an organisation that the reader may not know of."""
    return [subject for kind in _kinds.values() for subject in kind.hidden(organisation_id, reader)]
