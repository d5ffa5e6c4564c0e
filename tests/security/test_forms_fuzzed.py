"""Every form under data that nobody types, sent by people who may use it.

The answer is never a server error, a refusal leaves everything as it was, and nothing of others ever changes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from orken.cases.models import Case, DraftSection, Evidence
from orken.documents.models import Document
from orken.mandates.models import Invitation
from orken.parties.models import Mandate, Organisation, StaffRole, User
from tests.factories.cases import filled_residency_case
from tests.factories.mandates import invite
from tests.factories.parties import PASSWORD
from tests.permissions.test_matrix import ROWS, Row, address
from tests.permissions.world import VISITOR, World
from tests.security.strange import FormFields, Pairs, urlencoded

pytestmark = pytest.mark.django_db

ANSWERED = ("200", "422", "302")
PREFERRED = ("founder_own", "officer_other", "head_other", "signatory_other", "stranger", VISITOR)
# Other pages of the same kind with other questions.
MORE_SECTIONS = ("resources", "tax_standing")
# What a refusal may leave: that somebody looked, and what a draft keeps of what was brought so far.
MAY_GROW = {"journal_entry", "cases_draftsection", "cases_evidence", "documents_document"}
# Few by themselves, since there are 120 forms; ORKEN_TEST_EXAMPLES=100 looks longer.
EXAMPLES = int(os.environ.get("ORKEN_TEST_EXAMPLES", "4"))


@dataclass(frozen=True)
class Target:
    row: Row
    person: str
    section: str | None = None

    def __str__(self) -> str:
        return f"{self.row} {self.section or ''} by {self.person}"


def targets() -> Iterator[Target]:
    for row in ROWS:
        able = [name for status in ANSWERED for name in PREFERRED if row.expected[name] == status]
        if row.method == "POST" and able:
            yield Target(row, able[0])
            if "<code>" in row.route and row.subject == "draft case":
                yield from (Target(row, able[0], section) for section in MORE_SECTIONS)


@dataclass(frozen=True)
class Scene:
    world: World
    others: Organisation
    foreign: tuple[str, ...]
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def scene(world: World, django_db_blocker: pytest.FixtureRequest) -> Scene:
    """Beside the people of the matrix, an organisation that none of those who send the forms acts for."""
    with django_db_blocker.unblock():
        founder = world.people["founder_other"]
        others = Organisation.objects.get(mandates__user=founder)
        case = filled_residency_case(founder, others)
        invitation = invite(others, founder)
        document = case.evidence.get().document
        mandate = others.mandates.get()
        keys = (others.pk, case.pk, document.pk, mandate.pk, founder.pk)
        references = (others, case, document, mandate, invitation)
        foreign = (*map(str, keys), *(one.reference for one in references), founder.email)
        cookies = {name: signed_in(world.people[name]) for name in PREFERRED if name != VISITOR}
        return Scene(world, others, foreign, cookies)


def signed_in(person: User) -> str:
    """A session opened by the password, so that pages that ask for it once more are reached."""
    client = Client()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client.cookies["sessionid"].value


@pytest.mark.parametrize("target", list(targets()), ids=str)
def test_strange_data_break_nothing(scene: Scene, target: Target) -> None:
    path = address_of(scene, target)
    client = Client()
    if target.person != VISITOR:
        client.cookies["sessionid"] = scene.cookies[target.person]
    form = form_at(client, path)
    for part in filter(None, target.row.data.split("&")):
        form.values.setdefault(part.split("=")[0], set()).add(part.split("=")[1])
    before = (rows_by_table(), belongings(scene.others))
    examples = EXAMPLES if form.values.keys() - {"csrfmiddlewaretoken"} or form.files else 1

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(pairs=form.pairs(scene.foreign), uploads=form.uploads())
    def send(pairs: Pairs, uploads: dict[str, SimpleUploadedFile]) -> None:
        with transaction.atomic():
            status = post(client, path, pairs, uploads)
            assert status < 500
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            after = (rows_by_table(), belongings(scene.others))
            assert after[1] == before[1], "What belongs to others has changed."
            if status >= 400:
                assert grown(before[0], after[0]) <= MAY_GROW, "A refusal has left something."
            transaction.set_rollback(True)

    send()


def address_of(scene: Scene, target: Target) -> str:
    if not target.section:
        return address(scene.world, target.row)
    return address(scene.world, target.row).replace("/form/project/", f"/form/{target.section}/")


def form_at(client: Client, path: str) -> FormFields:
    with transaction.atomic():
        answer = read_to_its_end(client.get(path))
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        transaction.set_rollback(True)
    return FormFields.on(answer.content.decode() if is_page else "")


def post(client: Client, path: str, pairs: Pairs, uploads: dict[str, SimpleUploadedFile]) -> int:
    if uploads:
        text = {name: value.encode(errors="replace").decode() for name, value in pairs}
        return int(read_to_its_end(client.post(path, text | uploads)).status_code)
    body = urlencoded(pairs)
    return int(read_to_its_end(client.post(path, body, content_type="application/x-www-form-urlencoded")).status_code)


def read_to_its_end(answer: HttpResponseBase) -> HttpResponseBase:
    """A file that is being sent is closed only then."""
    if answer.streaming:
        assert b"".join(answer)
    return answer


def rows_by_table() -> dict[str, int]:
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.managed]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))
        return dict(cursor.fetchall())


def grown(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {table for table, count in after.items() if count != before[table]}


def belongings(others: Organisation) -> list[object]:
    """Everything of another organisation and its people, and whatever of theirs turned up elsewhere; all roles."""
    strangers_cases = Case.objects.exclude(applicant=others)
    people = User.objects.filter(mandates__organisation=others)
    found = (
        Organisation.objects.filter(pk=others.pk),
        people.order_by("pk").defer("last_login"),
        Mandate.objects.filter(organisation=others).order_by("pk"),
        Mandate.objects.filter(user__in=people).order_by("pk"),
        Case.objects.filter(applicant=others).order_by("pk"),
        DraftSection.objects.filter(case__applicant=others).order_by("pk"),
        Document.objects.filter(owner=others).order_by("pk"),
        Evidence.objects.filter(case__applicant=others).order_by("pk"),
        Evidence.objects.filter(document__owner=others, case__in=strangers_cases),
        Invitation.objects.filter(organisation=others).order_by("pk"),
        StaffRole.objects.order_by("pk"),
    )
    return [list(rows.values()) for rows in found]
