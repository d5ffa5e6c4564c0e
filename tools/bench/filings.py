"""Complete filings, sent as browsers send them by several people at once: twelve sections, four documents, a submit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO
from queue import SimpleQueue

from tools.bench.figures import Figure, Goal, nearest_rank
from tools.bench.site import Server, Site, free_port, started
from tools.bench.visitor import Fields, Visitor

PEOPLE = 4
FILINGS_A_ROUND = 40
ROUNDS = 3
SUBMITS = 400
SCAN = (593, 593)  # pixels


@dataclass(frozen=True)
class Sent:
    """A form that a browser sends; with ``document`` as multipart."""

    path: str
    fields: Fields
    document: bool = False


Forms = Callable[[str], list[Sent]]


@dataclass(frozen=True)
class Filer:
    """Somebody signed in, and the references of drafts to work through."""

    session: str
    drafts: list[str]


@dataclass(frozen=True)
class Contestant:
    """A server that takes filings: who files there, and which forms make up the filing of a draft."""

    server: Server
    filers: list[Filer]
    forms: Forms


@dataclass(frozen=True)
class Round:
    seconds: float
    submits: list[float]

    @property
    def rate(self) -> float:
        return len(self.submits) / self.seconds


def filing_rate(site: Site) -> Iterator[Figure]:
    """Interleaved, so that whatever else the machine does slows both alike; of the rounds the middle one counts."""
    own, others = [], []
    with portal(site, FILINGS_A_ROUND * (ROUNDS + 1)) as orken, bare(site, FILINGS_A_ROUND * (ROUNDS + 1)) as django:
        for contestant in (orken, django):
            file_all(contestant, FILINGS_A_ROUND // 4)  # both are warm then
        for _round in range(ROUNDS):
            own.append(file_all(orken, FILINGS_A_ROUND))
            others.append(file_all(django, FILINGS_A_ROUND))
    middle = [sorted(one.rate for one in rounds)[ROUNDS // 2] for rounds in (own, others)]
    yield Figure("complete filings", middle[0], "filings/s", Goal(0.40, at_least=True), against=middle[1])
    submits = [seconds for one in own for seconds in one.submits]
    yield Figure("submit under that load, p99", nearest_rank(submits, 99) * 1000, "ms", Goal(1000))


def own_filing_rate(site: Site) -> Iterator[Figure]:
    """Without the bare Django between the rounds."""
    with portal(site, FILINGS_A_ROUND * 2 // PEOPLE) as orken:
        file_all(orken, FILINGS_A_ROUND // 4)
        yield Figure("complete filings alone", file_all(orken, FILINGS_A_ROUND).rate, "filings/s")


def submit_rate(site: Site) -> Iterator[Figure]:
    """Drafts that lie ready, submitted one after another by several people at once."""
    from tools.bench.drafts import ready_drafts

    with portal(site, 1) as orken:
        filed = [filer.drafts[0] for filer in orken.filers]
        file_all(orken, PEOPLE)
        ready = [
            Filer(filer.session, ready_drafts(like, SUBMITS // PEOPLE))
            for filer, like in zip(orken.filers, filed, strict=True)
        ]
        submitting = Contestant(orken.server, ready, lambda draft: portal_forms(draft)[-1:])
        yield Figure("submits", file_all(submitting, SUBMITS).rate, "submits/s")


def file_all(contestant: Contestant, number: int) -> Round:
    """So many filings by all filers at once; drafts are used up."""
    submits: SimpleQueue[float] = SimpleQueue()
    began = time.perf_counter()
    with ThreadPoolExecutor(len(contestant.filers)) as people:
        work = partial(_file, contestant, number // len(contestant.filers), submits)
        list(people.map(work, contestant.filers))
    seconds = time.perf_counter() - began
    return Round(seconds, [submits.get() for _filing in range(submits.qsize())])


def _file(contestant: Contestant, number: int, submits: SimpleQueue[float], filer: Filer) -> None:
    visitor = Visitor(contestant.server.port, filer.session)
    for _filing in range(number):
        for sent in contestant.forms(filer.drafts.pop()):
            began = time.perf_counter()
            send(visitor, sent)
        submits.put(time.perf_counter() - began)


def send(visitor: Visitor, sent: Sent) -> None:
    if sent.document:
        typed = {name: value for name, value in sent.fields.items() if isinstance(value, str)}
        visitor.upload(sent.path, typed, ("document", "құжат.pdf", example_pdf()))
    else:
        visitor.post(sent.path, sent.fields)


@contextmanager
def portal(site: Site, drafts: int) -> Iterator[Contestant]:
    from tools.bench.drafts import filers

    with site.serving() as server:
        yield Contestant(server, filers(PEOPLE, drafts), portal_forms)


def portal_forms(draft: str) -> list[Sent]:
    """Each section by its own button; the document before, where the section asks for one."""
    from django.utils import timezone

    forms = []
    for code, fields, document in _sections():
        path = f"/kk/cases/{draft}/form/{code}/"
        if document:
            dated = {"attach": "yes", "new-issued_on": timezone.localdate().isoformat()}
            forms.append(Sent(path, {**fields, **dated, "revision": "0"}, document=True))
        forms.append(Sent(path, {**fields, "revision": "1"}))
    return [*forms, Sent(f"/kk/cases/{draft}/file/", {"key": draft})]


@cache
def _sections() -> list[tuple[str, Fields, bool]]:
    from orken.cases.queries import newest_version
    from tools.bench import procedure

    given, form = procedure.answers(), newest_version(procedure.CODE).definition.sections
    return [(section.code, procedure.posted(section, given), section.document is not None) for section in form]


@contextmanager
def bare(site: Site, drafts: int) -> Iterator[Contestant]:
    from orken.config import postgres

    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tools.bench.bare.settings",
        "BENCH_BARE_DATABASE": postgres.create_database(site.var / "postgres", "bare"),
        "BENCH_BARE_FILES": str(site.var / "bare"),
    }
    command = [sys.executable, "-m", "gunicorn", "tools.bench.bare.wsgi:application", "--preload", "--workers=2",
               "--threads=4", "--worker-class=gthread", "--log-level=warning", f"--bind=127.0.0.1:{port}"]  # fmt: skip
    with started(command, environment, port) as server:
        yield Contestant(server, _bare_filers(environment, drafts), bare_forms)


def _bare_filers(environment: Mapping[str, str], drafts: int) -> list[Filer]:
    command = [sys.executable, "-m", "tools.bench.bare", str(PEOPLE), str(drafts)]
    made = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return [Filer(person["session"], person["cases"]) for person in json.loads(made.stdout)]


def bare_forms(draft: str) -> list[Sent]:
    forms = []
    for code, fields, document in _sections():
        if document:
            forms.append(Sent(f"/cases/{draft}/documents/{code}/", fields, document=True))
        forms.append(Sent(f"/cases/{draft}/sections/{code}/", fields))
    return [*forms, Sent(f"/cases/{draft}/file/", {"key": draft})]


@cache
def example_pdf() -> bytes:
    """A page as a scanner makes it, of about two hundred kilobytes: noise, so that it does not shrink."""
    from PIL import Image

    content = BytesIO()
    Image.frombytes("L", SCAN, os.urandom(SCAN[0] * SCAN[1])).save(content, "PDF")
    return content.getvalue()
