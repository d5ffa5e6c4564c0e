"""One run from the first table to the last check."""

from __future__ import annotations

import json
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.torture.applicants import Applicant, Receipt, file_all
from tests.torture.portal import Blow, Portal, blows

WATCH_SECONDS = 0.2
SETTLE_SECONDS = 300


@dataclass(frozen=True)
class Size:
    """``hurried`` lets the minutes pass by hand in which a worker takes over what a dead one left."""

    filings: int
    kills: int
    clients: int
    seed: int
    hurried: bool = False


@dataclass
class Outcome:
    receipts: list[Receipt] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[what] = time.monotonic() - began


def run_burst(portal: Portal, size: Size) -> Outcome:
    """Prepare, file under blows, let everything settle, compare. The settings of Django are those of ``portal``."""
    import django

    django.setup()
    from tests.torture import cast, reckoning, settling

    outcome = Outcome()
    with outcome.timed("prepare"):
        cast.install()
        people = list(cast.applicants(size.filings))
    with portal.running():
        with outcome.timed("file"):
            heads = _file_under_blows(portal, size, people, outcome)
        with outcome.timed("settle"):
            settling.settle(portal, SETTLE_SECONDS, hurried=size.hurried)
    told = reckoning.Told(
        drafts=frozenset(case for person in people for case in person.cases),
        receipts=tuple(outcome.receipts),
        refused=tuple(outcome.refused),
        heads=heads,
        mail=portal.var / "mail",
    )
    with outcome.timed("check"):
        outcome.mistakes = list(reckoning.mistakes(told))
    return outcome


def _file_under_blows(portal: Portal, size: Size, people: Sequence[Applicant], outcome: Outcome) -> dict[int, str]:
    """The heads of the journal that were published meanwhile."""
    chance = random.Random(size.seed)
    planned = blows(size.kills, chance)
    heads: dict[int, str] = {}
    receipts = portal.var / "receipts"
    receipts.mkdir()
    with _clients(portal.address, size, people, receipts) as clients:
        while any(client.is_alive() for client in clients):
            time.sleep(WATCH_SECONDS)
            portal.watch()
            if planned and _lines(receipts) >= size.filings * (size.kills - len(planned) + 1) / (size.kills + 1):
                heads |= _published(portal)
                time.sleep(chance.random() * WATCH_SECONDS)
                outcome.kills[_strike(planned.pop(0), portal, chance)] += 1
    _collect(receipts, outcome)
    outcome.refused += [f"{blow.__name__} was planned and came too late" for blow in planned]
    return heads


@contextmanager
def _clients(address: str, size: Size, people: Sequence[Applicant], receipts: Path) -> Iterator[list[BaseProcess]]:
    """Processes that share the people out among them; all have ended afterwards."""
    context = multiprocessing.get_context("spawn")
    clients: list[BaseProcess] = [
        context.Process(
            target=file_all,
            args=(address, people[number :: size.clients], receipts / str(number), size.seed + number),
        )
        for number in range(size.clients)
    ]
    try:
        for client in clients:
            client.start()
        yield clients
    finally:
        for client in clients:
            client.terminate()
            client.join()


def _strike(blow: Blow, portal: Portal, chance: random.Random) -> str:
    blow(portal, chance)
    return blow.__name__.removeprefix("kill_").replace("_", " ")


def _published(portal: Portal) -> dict[int, str]:
    answer = portal.asked("/api/v1/journal/seals?limit=1000")
    return {seal["number"]: seal["hash"] for seal in json.loads(answer)} if answer else {}


def _lines(receipts: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in receipts.iterdir())


def _collect(receipts: Path, outcome: Outcome) -> None:
    for path in sorted(receipts.iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            if "refused" in said:
                outcome.refused.append(f"{said['case']}: {said['refused']}")
            else:
                outcome.receipts.append(Receipt(**said))
