"""Pages of members and of the secretary: who is kept out first, then a whole session by forms alone."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from orken.cases.models import ConflictKind, Declaration
from orken.cases.services.conflicts import declare
from orken.commission.models import Body, Item, ItemState, Session, SessionState, Vote
from orken.commission.services.agenda import invite, note_attendance
from orken.commission.services.balloting import open_items, open_session
from orken.commission.services.bodies import set_rules
from orken.commission.services.counting import close_session
from orken.commission.services.deciding import record_plain_decisions
from orken.commission.services.minutes import write_minutes
from orken.commission.voting import Majority, Rules
from orken.journal.models import Entry
from orken.parties.models import Role, User
from tests.factories.commission import (
    CITATION,
    Council,
    a_session,
    declare_all,
    vote,
    voting_begins,
    waiting_case,
)
from tests.factories.parties import PASSWORD, PersonFactory
from tests.standing import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing")]

standing = built_once(partial(voting_begins, declared=False))


@pytest.fixture
def declared(council: Council, item: Item) -> Item:
    """All five are free of conflicts."""
    declare_all(council, item.session)
    return item


def seen_by(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def main(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:3000]
    found = BeautifulSoup(response.content, "html.parser").main
    assert found is not None
    return " ".join(found.text.split())


def page(thing: Session | Item, rest: str = "") -> str:
    return f"/en{thing.get_absolute_url().removeprefix('/kk').removeprefix('/en')}{rest}"


def keeping(session: Session) -> str:
    return f"/en/desk/commission/sessions/{session.reference}/"


def test_strangers_and_other_secretaries_find_nothing(item: Item) -> None:
    for person in (PersonFactory(), PersonFactory(roles=[Role.SECRETARY]), item.case.applicant.mandates.get().user):
        client = seen_by(person)
        for address in (page(item.session), page(item), page(item, "declaration/"), keeping(item.session)):
            assert client.get(address).status_code == 404
        assert client.post(page(item, "vote/"), {"choice": "for"}).status_code == 404
    assert not Vote.objects.exists()


def test_members_are_no_desk_users_and_keep_nothing(council: Council, item: Item) -> None:
    client = seen_by(council.people[0])
    assert client.get(keeping(item.session)).status_code == 403
    assert client.post(keeping(item.session), {"then": "close"}).status_code == 403
    assert client.get("/en/desk/commission/").status_code == 403
    assert client.get(f"/en/desk/cases/{item.case.reference}/").status_code == 404


def test_before_the_declaration_only_the_applicant_is_named(council: Council, item: Item) -> None:
    client = seen_by(council.people[2])
    response = client.get(page(item))
    assert (response.status_code, response["Location"]) == (302, page(item, "declaration/"))
    said = main(client.get(page(item, "declaration/")))
    assert item.case.applicant.name in said
    assert "300" not in said
    document = client.get(page(item, "documents/0123456789ABCDEF/"))
    assert document.status_code == 403
    client.post(page(item, "declaration/"), {"kind": "free"})
    assert "300" in main(client.get(page(item)))
    assert client.get(page(item, "documents/0123456789ABCDEF/")).status_code == 404


def test_a_conflict_hides_the_item_at_once(council: Council, item: Item) -> None:
    client = seen_by(council.people[2])
    response = client.post(page(item, "declaration/"), {"kind": "family", "text": "Ағайынмын"}, follow=True)
    said = main(response)
    assert "the secretary is told" in said
    assert item.case.applicant.name not in said
    assert client.get(page(item)).status_code == 404
    assert client.get(page(item, "declaration/")).status_code == 404


def test_a_wrong_choice_is_said_and_nothing_is_kept(council: Council, declared: Item) -> None:
    client = seen_by(council.people[2])
    said = main(client.post(page(declared, "vote/"), {"choice": "perhaps", "key": "k"}, follow=True))
    assert "Choose for, against or abstain" in said
    assert not Vote.objects.exists()


def test_a_member_votes_and_reads_the_vote(council: Council, declared: Item) -> None:
    client = seen_by(council.people[2])
    assert "put to the vote" in main(client.get(page(declared)))
    said = main(client.post(page(declared, "vote/"), {"choice": "against", "key": "k"}, follow=True))
    assert "Your vote: Against" in said


def test_the_session_before_its_end_says_how_many_voted_but_not_how(council: Council, declared: Item) -> None:
    vote(declared, council.people[0])
    said = main(seen_by(council.people[1]).get(page(declared)))
    assert str(council.people[0]) not in said


def test_a_whole_session_by_forms_alone(council: Council) -> None:
    """The secretary prepares, members declare and vote, decisions are recorded, minutes signed: nothing but forms."""
    cases = [waiting_case() for _ in range(3)]
    keeper = seen_by(council.secretary)
    new = keeper.post(
        "/en/desk/commission/bodies/council/sessions/", {"form": "in_person", "starts_at": _soon()}, follow=True
    )
    session = Session.objects.latest("pk")
    assert all(case.applicant.name in main(new) for case in cases)

    def step(then: str, **data: object) -> str:
        return main(keeper.post(keeping(session), {"then": then, **data}, follow=True))

    assert "3 cases are on the agenda" in step("put_on", scope="all")
    assert "6 people are invited" in step("invite")
    assert "The session is open" in step("open")
    assert "Neither the chair nor a deputy may preside" in step("open_items", scope="all")
    step("attendance", member=[member.pk for member in council.members])
    for person in council.people:
        client = seen_by(person)
        said = main(client.post(page(session), {"then": "declare", "scope": "all"}, follow=True))
        assert "Declared for 3 items" in said
    assert "Voting is open on 3 items" in step("open_items", scope="all")
    refused = session.items.first()
    for person in council.people[:4]:
        client = seen_by(person)
        client.post(page(session), {"then": "against", "item": [refused.reference], "key": "one"})
        said = main(client.post(page(session), {"then": "for", "scope": "all", "key": "rest"}, follow=True))
        assert "You have voted on 2 items" in said
    assert "3 items are counted" in step("close_items", scope="all")
    step("close")
    assert "3 decisions are recorded" in step("record")
    assert "wait for signatures" in step("minutes")
    minutes = f"{page(session)}minutes/"
    for person in (council.people[0], council.secretary):
        client = seen_by(person)
        shown = BeautifulSoup(client.get(minutes).content, "html.parser")
        seen = shown.select_one("input[name=content_hash]")["value"]
        assert client.post(minutes, {"content_hash": seen, "password": "wrong"}).status_code == 422
        assert "You have signed" in main(
            client.post(minutes, {"content_hash": seen, "password": PASSWORD}, follow=True)
        )
    session.refresh_from_db()
    assert session.state == SessionState.SIGNED
    outcomes = {item.case.reference: item.decision.outcome for item in session.items.select_related("decision")}
    assert sorted(outcomes.values()) == ["granted", "granted", "refused"]


def _soon() -> str:
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


def test_the_secretary_words_a_decision_with_conditions(council: Council, declared: Item) -> None:
    for person in council.people[:3]:
        vote(declared, person)
    close_session(declared.session, actor=council.secretary)
    client, address = seen_by(council.secretary), f"/en/desk/commission/items/{declared.reference}/decide/"
    assert "Conditions in English" in main(client.get(address))
    typed = {"key": "k", "reasons_kk": "Иә.", "reasons_ru": "Да.", "reasons_en": "Yes."}
    said = main(client.post(address, typed | {"conditions_en": "Report in May."}), 422)
    assert "Missing: kk, ru" in said
    typed |= {"conditions_kk": "Мамырда есеп.", "conditions_ru": "Отчёт в мае.", "conditions_en": "Report in May."}
    assert "recorded" in main(client.post(address, typed, follow=True))
    declared.refresh_from_db()
    assert declared.decision.reasons["en"] == "Yes.\n\nConditions: Report in May."
    assert "No decision waits" in main(client.get(address))


def test_minutes_leave_out_what_their_reader_is_barred_from(council: Council) -> None:
    session = a_session(council, [waiting_case(), waiting_case()])
    hidden, shown = session.items.select_related("case__applicant")
    declare_all(council, session)
    task = Declaration.Task.COMMISSION
    declare(hidden.case, person=council.people[4], task=task, kind=ConflictKind.FAMILY)
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    open_session(session, actor=council.secretary)
    open_items(session, [hidden, shown], actor=council.secretary)
    for item in (hidden, shown):
        for person in council.people[:3]:
            vote(item, person)
    close_session(session, actor=council.secretary)
    record_plain_decisions(session, actor=council.secretary)
    write_minutes(session, actor=council.secretary)
    for language in ("kk", "ru", "en"):
        response = seen_by(council.people[4]).get(f"/{language}/commission/{session.reference}/minutes.pdf")
        text = _text_of(response)
        assert hidden.case.number not in text
        assert shown.case.number in text
    assert hidden.case.number in _text_of(seen_by(council.people[0]).get(f"{page(session)}minutes.pdf"))


def _text_of(response: Any) -> str:
    from io import BytesIO

    assert response.status_code == 200
    return " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(response.content)).pages)


def test_bodies_members_and_rules_are_kept_on_screen() -> None:
    secretary, chair = PersonFactory(roles=[Role.SECRETARY]), PersonFactory()
    client = seen_by(secretary)
    name = {"name_kk": "Комиссия", "name_ru": "Комиссия", "name_en": "Commission"}
    assert "Enter" in main(client.post("/en/desk/commission/", {**name, "code": "no code", "ballot": "open"}), 422)
    client.post("/en/desk/commission/", {**name, "code": "hub", "ballot": "open"})
    address = "/en/desk/commission/bodies/hub/"
    assert "No rules are set" in main(client.get(address))
    act = {"citation_kk": "Регламент", "citation_ru": "Регламент", "citation_en": "Regulations"}
    rules = {"valid_from": "2020-01-01", "quorum_kind": "number", "share": "1/2", "majority": "simple", **act}
    assert "how many members" in main(client.post(f"{address}rules/", rules), 422)
    client.post(f"{address}rules/", rules | {"number": "3"})
    member = {"email": chair.email, "office": "chair", "valid_from": "2020-01-01"}
    assert "Nobody has an account" in main(client.post(f"{address}members/", member | {"email": "x@y.kz"}), 422)
    client.post(f"{address}members/", member)
    assert "member in that time" in main(client.post(f"{address}members/", member), 422)
    body = Body.objects.get(code="hub")
    assert body.rules.get().quorum_number == 3
    standing = body.memberships.get(user=chair)
    client.post(f"{address}members/", {"end": standing.pk})
    standing.refresh_from_db()
    assert standing.valid_to is not None


def test_two_hundred_items_are_one_page_of_few_questions(council: Council) -> None:
    case = waiting_case()
    _copies(case, 199)
    listed = Entry.objects.filter(action="commission.item_put_on_agenda")
    before = listed.count()
    session = a_session(council, [])
    keeper = seen_by(council.secretary)
    with CaptureQueriesContext(connection) as asked:
        keeper.post(keeping(session), {"then": "put_on", "scope": "all"})
    assert len(asked) <= 35, "\n".join(query["sql"][:160] for query in asked)
    assert [item.position for item in session.items.all()] == list(range(1, 201))
    assert listed.count() == before + 200
    one_is_enough = Rules(1, Majority.SIMPLE)
    set_rules(council.body, one_is_enough, timezone.localdate(), CITATION, actor=council.secretary)
    invite(session, actor=council.secretary)
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    open_session(session, actor=council.secretary)
    member = seen_by(council.people[0])
    with CaptureQueriesContext(connection) as asked:
        member.post(page(session), {"then": "declare", "scope": "all"})
    assert len(asked) <= 25, "\n".join(query["sql"][:160] for query in asked)
    assert Declaration.objects.count() == 200
    assert Entry.objects.filter(action="case.free_of_conflicts").count() == 200
    assert len(open_items(session, list(session.items.all()), actor=council.secretary).items) == 200
    for client, address in ((member, page(session)), (keeper, keeping(session))):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = client.get(address)
        assert response.content.count(b'name="item"') == 200
        assert len(asked) <= 15, "\n".join(query["sql"][:160] for query in asked)
    said = main(member.post(page(session), {"then": "for", "scope": "all", "key": "k"}, follow=True))
    assert "You have voted on 200 items" in said
    close_session(session, actor=council.secretary)
    assert session.items.filter(state=ItemState.COUNTED).count() == 200


def _copies(case: Any, count: int) -> list[Any]:
    """Cases of other organisations with the same filing, made as rows: two hundred filings would take minutes."""
    from orken.cases.models import Case, Filing
    from tests.factories.parties import OrganisationFactory

    filing, made = case.filings.get(), []
    for number in range(count):
        organisation = OrganisationFactory(
            bin=None, country="DE", registration_number=f"HRB {number}", legal_form="foreign_entity"
        )
        made.append(
            Case(
                number=f"X-{number}",
                version=case.version,
                procedure=case.procedure,
                applicant=organisation,
                exclusive=False,
                state=case.state,
                stage=case.stage,
                opened_by=case.opened_by,
                opened_at=case.opened_at,
                filed_at=case.filed_at,
            )
        )
    Case.objects.bulk_create(made)
    Filing.objects.bulk_create(
        Filing(
            case=one,
            round=1,
            number=f"X-{one.pk}/1",
            content=filing.content,
            content_hash=filing.content_hash,
            trace=filing.trace,
            filed_by=filing.filed_by,
            filed_at=filing.filed_at,
        )
        for one in made
    )
    return made
