"""Contacts in the form in which they are compared, without those that many share and that therefore say nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from orken.kernel.text import search_form
from orken.kernel.yaml_files import read_yaml
from orken.rulebook.packs import pack_in_use


def telling_domain(email: str) -> str:
    """The domain of an address; empty where anybody may have one, and where no such domain can exist."""
    domain = email.rpartition("@")[2].casefold()
    of_many = _of_many(pack_in_use(), "mail_domains")
    return "" if any(domain == known or domain.endswith(f".{known}") for known in of_many) else domain


def telling_address(address: str) -> str:
    """An address without signs and case; empty where many organisations have their seat."""
    written = in_bare_words(address)
    return "" if any(known in f" {written} " for known in _of_many(pack_in_use(), "addresses")) else written


def in_bare_words(text: str) -> str:
    """Words as a search compares them, without signs between them."""
    return " ".join(re.findall(r"\w+", search_form(text)))


@lru_cache(maxsize=16)
def _of_many(pack: Path, name: str) -> frozenset[str]:
    path = pack / "shared_contacts.yaml"
    listed = [str(entry) for entry in read_yaml(path)[name]] if path.is_file() else []
    return frozenset(f" {in_bare_words(entry)} " if name == "addresses" else entry.casefold() for entry in listed)
