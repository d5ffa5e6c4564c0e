"""The pages that have to stay quick when the portal is full: the desk, a register, a case on both of its sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tools.bench.figures import Figure, Goal, nearest_rank
from tools.bench.filings import PEOPLE, portal, portal_forms, send
from tools.bench.growth import figures_now, growth
from tools.bench.site import Server, Site
from tools.bench.visitor import Visitor

TIMES = 60
P95, QUERIES = Goal(100), Goal(15)
CASES, ENTRIES, EVENTS = 1_000, 10_000, 20  # at first; ten times as many in the end
OFFICERS = 4


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    session: str


def page_figures(site: Site) -> Iterator[Figure]:
    """Every page with a tenth of the rows first and then with all of them: what it takes, and by how much that grew."""
    pages = fill(site)
    few, beside = dict(timed_pages(site, pages)), figures_now(site)
    fill_tenfold(pages)
    for page, p95 in timed_pages(site, pages):
        yield Figure(f"{page.name}, p95", p95, "ms", P95)
        yield Figure(f"{page.name}, p95 over that of a tenth of the rows", p95, "ms", against=few[page])
        yield Figure(f"{page.name}, questions to the database", questions(page), "queries", QUERIES)
    yield from growth(beside, figures_now(site))


def fill(site: Site) -> list[Page]:
    """A tenth of the rows, and one case that was filed like any other, whose story grows."""
    from orken.parties.models import Role
    from tools.bench import population
    from tools.bench.sessions import session_of

    population.people(OFFICERS, roles=[Role.OFFICER])
    head = population.people(1, roles=[Role.HEAD_OF_UNIT])[0]
    population.organisations(200, founders=population.people(20))
    with portal(site, 1) as orken:
        filer = orken.filers[0]
        reference = filer.drafts[0]
        visitor = Visitor(orken.server.port, filer.session)
        for sent in portal_forms(reference):
            send(visitor, sent)
    add_rows(reference, 1)
    at_the_desk = session_of(head, desk_view={})
    return [
        Page("desk", "/kk/desk/?state=open", at_the_desk),
        Page("public register", "/kk/registers/residents/", ""),
        Page("case page of an officer", f"/kk/desk/cases/{reference}/", at_the_desk),
        Page("all events of a case", f"/kk/cases/{reference}/timeline/", at_the_desk),
        Page("case page of its applicant", f"/kk/cases/{reference}/", filer.session),
    ]


def fill_tenfold(pages: list[Page]) -> None:
    add_rows(pages[-1].path.rstrip("/").rpartition("/")[2], 9)


def add_rows(reference: str, times: int) -> None:
    from django.db import connection

    from orken.cases.models import Case
    from orken.cases.queries import newest_version
    from orken.parties.models import Organisation, Role
    from orken.parties.queries import people_with_role
    from orken.residency.register import RESIDENTS
    from tools.bench import population, procedure

    members, officers = list(Organisation.objects.all()), list(people_with_role(Role.OFFICER))
    version = newest_version(procedure.CODE)
    population.filed_cases(CASES * times, version, applicants=members, officers=officers)
    population.register_entries(ENTRIES * times, RESIDENTS, members=members)
    population.history(Case.objects.get(reference=reference), EVENTS * times, officer=officers[0])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as the server does by itself, but not in the middle of a measurement


def timed_pages(site: Site, pages: list[Page]) -> Iterator[tuple[Page, float]]:
    """One visitor at a time, over HTTP, by the server as it is started in service."""
    with site.serving() as server:
        for page in pages:
            yield page, timed(server, page)


def timed(server: Server, page: Page) -> float:
    """Milliseconds that 95 of a hundred visits stay below; both processes have shown the page before."""
    for _process in range(PEOPLE):
        Visitor(server.port, page.session).get(page.path)
    visitor = Visitor(server.port, page.session)
    return nearest_rank([visitor.timed(page.path) for _visit in range(TIMES)], 95) * 1000


def questions(page: Page) -> int:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = page.session
    client.get(page.path)
    with CaptureQueriesContext(connection) as captured:
        client.get(page.path)
    return len(captured)
