"""Bodies at work in a browser: recusals and quorums, a vote that closes by time, a secret ballot, an appeal."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from orken.cases.models import Case, ConflictKind, Declaration
from orken.cases.services.conflicts import declare as declare_conflict
from orken.commission.models import Ballot, Form, Item, Session, Vote
from orken.commission.tasks import close_sessions_by_time
from orken.commission.voting import Majority, Rules
from orken.kernel.text import LANGUAGES
from orken.parties.models import Role, User
from orken.residency.models import Residency
from tests.factories.cases import REASONS, filed_residency_case, officer, step
from tests.factories.commission import a_council, council_of, publish_council_stall, voting_item
from tests.factories.parties import PASSWORD, PersonFactory
from tests.factories.reviews import read_by_two_experts
from tests.journeys.steps import Person, fill_application, link_in
from tests.residency.test_appeal import refuse
from tests.residency.test_two_versions import council_with

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

At = Callable[[User], Person]
MEMBERS = ("Марал Сейітқызы", "Ерлан Оразов", "Жанар Әлиева", "Болат Тілеуов", "Айнұр Қасымова")


@pytest.fixture
def sit_down(person: Callable[..., Person]) -> Callable[..., At]:
    """``sit_down(language, **context)`` seats people who have signed in before, each at a browser of their own."""

    def speaking(language: str, **context: Any) -> At:
        def seat(user: User) -> Person:
            one = person(language, **context)
            one.has_signed_in(user)
            return one

        return seat

    return speaking


def keeping(session: Session) -> str:
    return f"desk/commission/sessions/{session.reference}/"


def page_of(thing: Session | Item) -> str:
    return thing.get_absolute_url().lstrip("/").split("/", 1)[1]


def press(person: Person, then: str) -> None:
    person.press(f"main button[name=then][value={then}]")


def declare(person: Person, item: Item, kind: str) -> None:
    """On the page to which an item leads whoever has not declared yet."""
    person.go(page_of(item))
    person.page.check(f"input[name=kind][value={kind}]")
    if kind != "free":
        person.page.fill("textarea[name=text]", "Туысым.")
    person.press()


def is_hidden(person: Person, case: Case, *, name: bool = True) -> bool:
    """The page shows neither the case's number nor, unless that is of another case as well, its applicant's name."""
    shown = person.page.content()
    return str(case.number) not in shown and not (name and case.applicant.name in shown)


@pytest.fixture
def two_read(rules: None) -> list[tuple[Case, User]]:
    """Two of the newest residency, with their founders; the first waits for an officer, the second for the body."""
    cases = [filed_residency_case(), filed_residency_case()]
    later, _founder = cases[1]
    step(later, "pass_on", officer())
    read_by_two_experts(later)
    return cases


@pytest.mark.long
def test_quorum_holds_for_one_residency_and_breaks_for_another_in_kazakh(
    sit_down: Callable[..., At], two_read: list[tuple[Case, User]], mail_to: Callable[[str], str]
) -> None:
    at = sit_down("kk")
    (case, applicant), (other, _other_applicant) = two_read
    people = [PersonFactory(full_name=name) for name in MEMBERS]
    council = council_of(people, Rules(3, Majority.SIMPLE), code="residency_commission")

    # An officer finds the application complete; two experts read it.
    desk = at(officer())
    desk.go(f"desk/cases/{case.reference}/")
    desk.press("button[name=then][value=pass_on]")
    desk.press()
    case.refresh_from_db()
    read_by_two_experts(case)
    assert case.stage == "commission"

    # The secretary prepares a session with both cases and invites the members.
    keeper = at(council.secretary)
    keeper.go("desk/commission/bodies/residency_commission/sessions/")
    keeper.page.fill("input[name=starts_at]", timezone.localtime().strftime("%Y-%m-%dT%H:%M"))
    keeper.press()
    keeper.page.check("#all-cases")
    press(keeper, "put_on")
    press(keeper, "invite")
    session = Session.objects.get()
    item, postponed = session.items.get(case=case), session.items.get(case=other)

    # Two members are in conflict on the first item and three on the second; it is gone for each of them at once.
    chair, deputy, third, fourth, fifth = map(at, people)
    chair.follow(link_in(mail_to(people[0].email)))
    assert chair.page.locator("table.agenda tbody tr").count() == 2
    declare(chair, item, "family")
    declare(chair, postponed, "free")
    declare(fifth, item, "family")
    declare(fifth, postponed, "family")
    for barred in people[2:4]:
        declare_conflict(other, person=barred, task=Declaration.Task.COMMISSION, kind=ConflictKind.FAMILY)
    assert is_hidden(fifth, case)
    assert is_hidden(fifth, other)
    assert not fifth.page.locator("table.agenda").count()
    chair.go(page_of(session))
    assert is_hidden(chair, case)
    assert chair.page.locator("table.agenda tbody tr").all_inner_texts()[0].split()[0] == "1."
    assert chair.page.goto(f"{chair.site}/kk/{page_of(item)}").status == 404
    for free in (deputy, third, fourth):
        declare(free, item, "free")
    assert "Дәлелденген." in deputy.read(), "members read what the experts wrote"

    # The quorum just holds for the first, under the deputy; for the second it cannot be reached.
    keeper.go(keeping(session))
    press(keeper, "open")
    for box in keeper.page.locator("input[name=member]").all():
        box.check()
    press(keeper, "attendance")
    keeper.page.check("#all-items")
    press(keeper, "open_items")
    assert "Кворум жоқ" in keeper.read()
    for voter, choice in ((deputy, "for"), (third, "for"), (fourth, "against")):
        voter.go(page_of(item))
        voter.press(f"button[name=choice][value={choice}]")
    keeper.page.check("#all-items")
    press(keeper, "close_items")
    press(keeper, "close")
    item.refresh_from_db()
    postponed.refresh_from_db()
    figures = {name: item.result[name] for name in ("members", "required", "present", "for", "against")}
    assert figures == {"members": 5, "required": 3, "present": 3, "for": 2, "against": 1}
    assert item.presiding == council.members[1]
    assert (postponed.state, postponed.postponed_for) == ("postponed", "no_quorum")

    # Who was outvoted has their opinion in the minutes; the decision is worded with its reasons.
    fourth.go(page_of(item))
    fourth.page.fill("textarea[name=text]", "Сұраныс дәлелденбеген.")
    fourth.press(f"form[action$='{item.reference}/dissent/'] button")
    keeper.go(f"desk/commission/items/{item.reference}/decide/")
    keeper.press()
    case.refresh_from_db()
    item.refresh_from_db()
    assert case.stage == "agreement"
    press(keeper, "minutes")

    # The minutes hide from the chair what the chair was barred from; who presided and the secretary sign.
    chair.go(f"{page_of(session)}minutes/")
    assert is_hidden(chair, case)
    assert other.applicant.name in chair.read()
    for signer in (deputy, keeper):
        signer.go(f"{page_of(session)}minutes/")
        assert "Сұраныс дәлелденбеген." in signer.read()
        signer.page.fill("input[name=password]", PASSWORD)
        signer.press("main form[data-once] .actions button")
    session.refresh_from_db()
    assert session.state == "signed"

    # The second case waits for the next session, the first one's applicant reads the decision and both sides sign.
    keeper.go("desk/commission/bodies/residency_commission/sessions/")
    keeper.page.fill("input[name=starts_at]", timezone.localtime().strftime("%Y-%m-%dT%H:%M"))
    keeper.press()
    assert other.applicant.name in keeper.read()
    assert is_hidden(keeper, case)
    founder = at(applicant)
    founder.go(f"cases/{case.reference}/")
    read = founder.read()
    assert item.decision.reasons["kk"] in read
    assert not any(name in read for name in MEMBERS)
    founder.go(f"cases/{case.reference}/agreement/")
    signing = at(officer(Role.SIGNATORY))
    founder.page.fill("input[name=password]", PASSWORD)
    founder.press("main form[data-once] .actions button")
    signing.go(f"desk/cases/{case.reference}/sign/")
    signing.page.fill("input[name=password]", PASSWORD)
    signing.press("main form[data-once] .actions button")
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "granted")
    assert Residency.objects.get(case=case).state == "in_force"


def test_correspondence_closes_by_time_and_a_late_vote_is_refused_in_russian(
    sit_down: Callable[..., At], travel: Callable[[str], None]
) -> None:
    publish_council_stall()
    council = a_council()
    item, at = voting_item(council, form=Form.CORRESPONDENCE), sit_down("ru")
    in_time, late = [at(person) for person in council.people[:3]], at(council.people[3])
    for voter in in_time:
        voter.go(page_of(item))
        voter.press("button[name=choice][value=for]")
    late.go(page_of(item.session))
    assert "Голосование закрывается" in late.read()
    late.go(page_of(item))
    travel((timezone.now() + timedelta(days=2)).date().isoformat())
    late.press("button[name=choice][value=against]")
    assert "Голосование по этому вопросу не открыто" in late.page.inner_text("body")
    assert Vote.objects.count() == 3

    close_sessions_by_time(0)
    item.refresh_from_db()
    assert (item.session.state, item.state, item.result["for"]) == ("closed", "counted", 3)
    late.go(page_of(item))
    assert "За – 3" in late.read()
    keeper = at(council.secretary)
    keeper.go(keeping(item.session))
    press(keeper, "record")
    item.case.refresh_from_db()
    assert item.case.outcome == "granted"


def test_nobody_reads_a_secret_choice_on_any_page_of_a_phone(sit_down: Callable[..., At]) -> None:
    publish_council_stall()
    council = a_council(Rules(1, Majority.SIMPLE), ballot=Ballot.SECRET)
    item, at = voting_item(council), sit_down("en", viewport={"width": 360, "height": 740})
    people = [at(person) for person in (*council.people[:3], council.secretary)]
    keeper = people[3]
    for voter, choice in zip(people, ("for", "against", "for"), strict=False):
        voter.go(page_of(item))
        voter.press(f"button[name=choice][value={choice}]")
        assert "You have voted. The ballot is secret." in voter.read()
    paths = [page_of(item), page_of(item.session)]
    for reader in people:
        for path in paths:
            reader.go(path)
            assert not told_choices(reader)
            assert "For 2" not in reader.read()
    keeper.go(keeping(item.session))
    assert not told_choices(keeper)
    assert "For 2" not in keeper.read()

    press(keeper, "close")
    press(keeper, "record")
    press(keeper, "minutes")
    for reader in people:
        for path in (*paths, f"{page_of(item.session)}minutes/"):
            reader.go(path)
            assert not told_choices(reader)
        assert "For 2, against 1" in reader.read()
    assert not Vote.objects.exists()


def told_choices(person: Person) -> list[str]:
    """Members whose name stands beside a choice."""
    return re.findall(r"Үлгібаева \d+\W{0,3}(?:For|Against|Abstain)", person.page.inner_text("body"))


@pytest.mark.long
def test_an_appeal_that_overturns_is_read_by_nobody_who_took_part(sit_down: Callable[..., At], tmp_path: Path) -> None:
    clerk = officer()
    case, applicant = filed_residency_case()
    step(case, "pass_on", clerk)
    read_by_two_experts(case)
    council, session = council_with(case)
    refuse(case, council, session)
    at = sit_down("en")

    # The applicant reads how to object, writes the appeal and submits it: the application stands still.
    founder = at(applicant)
    founder.go(f"cases/{case.reference}/")
    assert "People who took no part in the decision examine the appeal." in founder.read()
    founder.press(f"main a[href$='{case.reference}/appeal/']")
    founder.press("main form[data-once] button")
    appeal = Case.objects.get(reference=founder.reference)
    fill_application(founder, {"appeal_grounds": "The experts show it.", "appeal_asked": "change"}, tmp_path)
    founder.go(f"cases/{appeal.reference}/check/")
    founder.press("main form[action$='/file/'] button")
    appeal.refresh_from_db()
    founder.go(f"cases/{case.reference}/")
    assert "an appeal against its decision is examined" in founder.read()
    assert appeal.number in founder.read()

    # Who took part sees that the case stands still, and nothing of why.
    took_part = at(clerk)
    took_part.go(f"desk/cases/{case.reference}/")
    assert "others have to settle something about it first" in took_part.read()
    assert is_hidden(took_part, appeal, name=False)
    took_part.go(f"desk/?search={appeal.number}")
    assert not took_part.page.locator(f"main a[href*='{appeal.reference}']").count()
    for page in (took_part, at(council.secretary)):
        assert page.page.goto(f"{page.site}/en/desk/cases/{appeal.reference}/").status == 404

    # Another officer and a head of unit change the decision; the application goes on to its agreement.
    fresh, head = at(officer()), at(officer(Role.HEAD_OF_UNIT))
    fresh.go(f"desk/cases/{appeal.reference}/decide/?template=requirements_are_met")
    for language in LANGUAGES:
        fresh.page.fill(f"[name=reasons_{language}]", REASONS[f"reasons_{language}"])
    fresh.press("button[name=then][value=preview]")
    fresh.press("button[name=then][value=decide]")
    head.go(f"desk/cases/{appeal.reference}/countersign/")
    head.press("main form[data-once] .actions button[value=countersign], main form[data-once] .actions button")
    case.refresh_from_db()
    assert (case.state, case.stage) == ("in_progress", "agreement")
    founder.go(f"cases/{case.reference}/")
    assert "This decision does not hold any more" in founder.read()
    assert REASONS["reasons_en"] in founder.read()
    founder.go(f"cases/{case.reference}/agreement/")
    assert founder.page.locator("input[name=password]").count()
