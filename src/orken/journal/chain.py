"""Seals over the journal: batches of entries, each hashed together with the seal before it.

This file needs Python alone: copy it beside an export and run ``python chain.py EXPORT --head NUMBER:HASH``. An export
is what ``orken journal export`` writes: a line of JSON for every seal, each followed by the lines of its entries, then
the entries that are not sealed yet.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

GENESIS = "0" * 64
# A seal covers at most so many entries; the rest waits for the next one.
BATCH = 10_000
# Acts of one transaction carry the time of their making and are sealed when it has ended. More than this before an
# earlier seal that left nothing waiting, nobody recorded them then.
LATEST = timedelta(hours=1)


@dataclass(frozen=True)
class SealData:
    """A seal as it is published: its place in the chain and what it covers."""

    number: int
    sealed_at: str
    previous: str
    count: int
    entries: str
    hash: str

    @property
    def computed(self) -> str:
        return seal_hash(self.number, self.sealed_at, self.previous, self.count, self.entries)


@dataclass(frozen=True)
class Finding:
    """Something in the journal that is not as it was sealed. ``seal`` is the number of the seal that shows it."""

    seal: int
    what: str

    def __str__(self) -> str:
        return f"seal {self.seal}: {self.what}"


def canonical(data: Mapping[str, object]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entries_hash(entries: Iterable[Mapping[str, object]]) -> tuple[str, int]:
    """The hash of a batch in the order of its ids, and how many there were."""
    digest, count = sha256(), 0
    for entry in entries:
        digest.update(canonical(entry) + b"\n")
        count += 1
    return digest.hexdigest(), count


def seal_hash(number: int, sealed_at: str, previous: str, count: int, entries: str) -> str:
    covered = {"number": number, "sealed_at": sealed_at, "previous": previous, "count": count, "entries": entries}
    return sha256(canonical(covered)).hexdigest()


class Verifier:
    """Goes through the chain from its beginning; ``findings`` is empty where everything is as it was sealed."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.heads: dict[int, str] = {}
        self._last: SealData | None = None
        self._left_nothing: SealData | None = None

    def take(self, seal: SealData, entries: Iterable[Mapping[str, Any]]) -> None:
        expected = self._last.number + 1 if self._last else 1
        if seal.number != expected:
            self._find(seal.number, f"it follows seal {expected - 1}: what was between them is gone")
        if seal.previous != (self._last.hash if self._last else GENESIS):
            self._find(seal.number, "it does not continue the seal before it")
        if seal.hash != seal.computed:
            self._find(seal.number, "the seal itself was changed")
        found, count = entries_hash(self._watched(seal, entries))
        if count < seal.count:
            self._find(seal.number, f"{seal.count - count} of its {seal.count} entries are gone")
        elif count > seal.count:
            self._find(seal.number, f"{count - seal.count} entries were put in beside its {seal.count}")
        elif found != seal.entries:
            self._find(seal.number, "an entry was changed")
        self.heads[seal.number] = seal.hash
        self._last = seal
        if seal.count < BATCH:
            self._left_nothing = seal

    def expect_head(self, number: int, hash_: str) -> None:
        """Compare with a head that was published: the chain must still contain it."""
        if number not in self.heads:
            last = max(self.heads, default=0)
            self._find(number, f"it was published, but the journal ends at seal {last}: a tail is gone")
        elif self.heads[number] != hash_:
            now = self.heads[number]
            self._find(number, f"it was published as {hash_} and is {now} now: the journal was rewritten")

    def _watched(self, seal: SealData, entries: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        before = self._left_nothing
        earliest = datetime.fromisoformat(before.sealed_at) - LATEST if before else None
        for entry in entries:
            if earliest and datetime.fromisoformat(entry["recorded_at"]) < earliest:
                self._find(seal.number, f"entry {entry['id']} says {entry['recorded_at']}, long before it was sealed")
            yield entry

    def _find(self, seal: int, what: str) -> None:
        self.findings.append(Finding(seal, what))


def read_export(lines: Iterable[str]) -> Iterator[tuple[SealData | None, list[dict[str, Any]]]]:
    """Each seal with its entries; ``None`` with those that are not sealed yet."""
    seal: SealData | None = None
    entries: list[dict[str, Any]] = []
    begun = False
    for line in lines:
        data = json.loads(line)
        if "seal" in data:
            if begun:
                yield seal, entries
            seal, entries, begun = (SealData(**data["seal"]) if data["seal"] else None), [], True
        else:
            entries.append(data["entry"])
    if begun:
        yield seal, entries


def verify_export(lines: Iterable[str], heads: Iterable[tuple[int, str]] = ()) -> tuple[list[Finding], int]:
    """What is wrong in an export, and how many entries were checked."""
    verifier, checked = Verifier(), 0
    for seal, entries in read_export(lines):
        if seal is not None:
            verifier.take(seal, entries)
            checked += len(entries)
    for number, hash_ in heads:
        verifier.expect_head(number, hash_)
    return verifier.findings, checked


def head_from(text: str) -> tuple[int, str]:
    """``NUMBER:HASH`` as it was published."""
    number, _colon, hash_ = text.partition(":")
    if not number.isdecimal() or len(hash_) != len(GENESIS):
        raise argparse.ArgumentTypeError(f"a published head is NUMBER:HASH with 64 hexadecimal digits, not {text!r}")
    return int(number), hash_.lower()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check an export of the journal: 0 unchanged, 1 changed.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--head", type=head_from, action="append", default=[], metavar="NUMBER:HASH")
    options = parser.parse_args(arguments)
    with options.export.open(encoding="utf-8") as lines:
        findings, checked = verify_export(lines, options.head)
    for finding in findings:
        print(finding)
    print(f"{checked} sealed entries checked, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
