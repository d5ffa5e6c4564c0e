"""Every kind of page on the demonstration's own data, in three languages: it fits its screen, and axe finds nothing.

``tools.screenshots`` runs this file with ``ORKEN_TEST_SCREENSHOTS`` set to a folder; then all widths and themes are
photographed, and an index page shows them side by side.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.utils import timezone

from orken.cases.models import Case, Conflict, ConflictKind, Declaration
from orken.cases.services.conflicts import declare, look_for
from orken.commission.models import Item
from orken.config.installing import load_pack
from orken.documents.evidence import verify
from orken.documents.models import Verdict
from orken.documents.services import store_upload
from orken.documents.validity import UNDATED, EvidenceDates
from orken.parties.models import Capacity, Role, Scope, User
from orken.parties.services import Terms, grant_mandate, load_cast
from orken.registers.models import Certificate
from orken.web.demonstration import play_demo_cases
from orken.web.desk.batches import confirm_batch, prepare_batch
from orken.web.models import BatchKind, SavedView
from tests.factories.appeals import appeal_on_an_agenda, changed_stall
from tests.factories.cases import case_to_decide
from tests.factories.commission import CHAIR, KEEPER, council_at_work
from tests.factories.correspondence import MessageTemplateFactory
from tests.factories.documents import upload
from tests.factories.mandates import invite, newest_link
from tests.factories.parties import ForeignOrganisationFactory, MandateFactory, PersonFactory
from tests.factories.reviews import ExpertFactory, publish_reviewed_stall, reviews_at_every_step
from tests.journeys.steps import add_session

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FOLDER = os.environ.get("ORKEN_TEST_SCREENSHOTS")
HEIGHT = 900
ALL_LOOKS = tuple(product((360, 768, 1440), ("light", "dark")))
Look = tuple[int, str]
# What axe looks at: every page in each language, on a phone and on a desktop, light and dark.
LOOKS: dict[str, Look] = {"kk": (360, "light"), "ru": (1440, "dark"), "en": (1440, "light")}
# In this language it looks at the colours in this look too; the other rules do not depend on the theme.
COLOURS = ("kk", (360, "dark"))
INVITED, PREPARING = "timur@orken.example", "madina@orken.example"
HEAD = "gulnar@orken.example"
MEMBER = "zhanar@orken.example"
EXPERT, SECRETARY = "sarapshy@orken.example", "khatshy@orken.example"
FOUNDER, OFFICER, SIGNATORY = "dina@orken.example", "daniyar@orken.example", "yerlan@orken.example"


@dataclass(frozen=True)
class Screen:
    """A page to look at; ``{draft}`` and the like in its path are references of the demonstration's cases."""

    name: str
    path: str
    person: str = ""
    status: int = 200


SCREENS = (
    Screen("home", ""),
    Screen("procedures", "procedures/"),
    Screen("procedure", "procedures/residency.admission/"),
    Screen("registers", "registers/"),
    Screen("register", "registers/residents/"),
    Screen("register-empty", "registers/residents/?search=жоқ+ұйым"),
    Screen("verify", "verify/"),
    Screen("verify-valid", "verify/{certificate}/"),
    Screen("verify-unknown", "verify/KZ-R-2020-999999/", status=404),
    Screen("sign-in", "accounts/login/"),
    Screen("sign-up", "accounts/signup/"),
    Screen("not-found", "joq-bet/", status=404),
    Screen("appearance", "appearance/"),
    Screen("cases", "cases/", FOUNDER),
    Screen("eligibility", "procedures/residency.admission/eligibility/"),
    Screen("start", "procedures/residency.admission/start/", FOUNDER),
    Screen("form", "cases/{draft}/form/", FOUNDER),
    Screen("section-choices", "cases/{draft}/form/plan_name/", FOUNDER),
    Screen("section-table", "cases/{draft}/form/plan_costs/", FOUNDER),
    Screen("section-conditions", "cases/{draft}/form/declarations/", FOUNDER),
    Screen("section-document", "cases/{draft}/form/tax_standing/", FOUNDER),
    Screen("check", "cases/{draft}/check/", FOUNDER),
    Screen("receipt", "cases/{completeness}/receipt/1/", FOUNDER),
    Screen("case", "cases/{completeness}/", FOUNDER),
    Screen("case-returned", "cases/{returned}/", FOUNDER),
    Screen("section-returned", "cases/{returned}/form/plan_name/", FOUNDER),
    Screen("case-agreement", "cases/{agreement}/", FOUNDER),
    Screen("agreement", "cases/{agreement}/agreement/", FOUNDER),
    Screen("case-granted", "cases/{granted}/", FOUNDER),
    Screen("case-refused", "cases/{refused}/", FOUNDER),
    Screen("appeal", "cases/{agreement}/appeal/", FOUNDER),
    Screen("appeal-begun", "cases/{refused}/appeal/", FOUNDER),
    Screen("case-appeal", "cases/{examination}/", FOUNDER),
    Screen("case-changed", "cases/{changed}/", FOUNDER),
    Screen("timeline", "cases/{granted}/timeline/", FOUNDER),
    Screen("case-commission", "cases/{commission}/", FOUNDER),
    Screen("withdraw", "cases/{completeness}/withdraw/", FOUNDER),
    Screen("organisations", "organisations/", FOUNDER),
    Screen("organisation-new", "organisations/new/", FOUNDER),
    Screen("organisation", "organisations/{organisation}/", FOUNDER),
    Screen("people", "organisations/{organisation}/people/", FOUNDER),
    Screen("invite", "organisations/{organisation}/people/invite/", FOUNDER),
    Screen("mandate-end", "organisations/{organisation}/people/{mandate}/end/", FOUNDER),
    Screen("record", "organisations/{organisation}/record/", FOUNDER),
    Screen("record-staff", "organisations/{organisation}/record/", OFFICER),
    Screen("own-mandates", "account/mandates/", INVITED),
    Screen("mandate-stop", "account/mandates/{mandate}/stop/", FOUNDER),
    Screen("invitation", "account/invitations/{invitation}/", INVITED),
    Screen("invitation-link", "invitations/{token}/"),
    Screen("invitation-over", "invitations/forged/", status=404),
    Screen("check-preparing", "cases/{draft}/check/", PREPARING),
    Screen("documents", "organisations/{keeper}/documents/", FOUNDER),
    Screen("document", "organisations/{keeper}/documents/{document}/", FOUNDER),
    Screen("document-undated", "organisations/{keeper}/documents/{undated}/", FOUNDER),
    Screen("document-new", "organisations/{keeper}/documents/new/signatory_authority/", FOUNDER),
    Screen("section-document-rejected", "cases/{returned}/form/tax_standing/", FOUNDER),
    Screen("desk-document", "desk/cases/{completeness}/documents/{filed_document}/", OFFICER),
    Screen("messages", "notices/", FOUNDER),
    Screen("account", "account/", FOUNDER),
    Screen("second-factor", "accounts/2fa/", FOUNDER),
    Screen("devices", "accounts/devices/", FOUNDER),
    Screen("reauthenticate", "accounts/reauthenticate/", FOUNDER),
    Screen("desk", "desk/", OFFICER),
    Screen("desk-filters", "desk/?state=all&procedure=residency.admission&sort=newest", OFFICER),
    Screen("desk-nothing-found", "desk/?q=жоқ+ұйым", OFFICER),
    Screen("desk-view", "desk/views/{view}/", OFFICER),
    Screen("desk-batch-assign", "desk/batches/{assigning}/", OFFICER),
    Screen("desk-batch-message", "desk/batches/{writing}/?template={template}", OFFICER),
    Screen("desk-batch-results", "desk/batches/{worked_off}/", OFFICER),
    Screen("desk-case", "desk/cases/{completeness}/", OFFICER),
    Screen("desk-write", "desk/cases/{completeness}/write/?template={template}", OFFICER),
    Screen("desk-case-conflict", "desk/cases/{returned}/", HEAD),
    Screen("conflicts", "desk/conflicts/", HEAD),
    Screen("conflict", "desk/cases/{returned}/conflicts/{conflict}/", HEAD),
    Screen("conflict-own", "desk/cases/{completeness}/conflict/", OFFICER),
    Screen("desk-workload", "desk/workload/", HEAD),
    Screen("message-templates", "desk/templates/", HEAD),
    Screen("message-template", "desk/templates/{template}/", HEAD),
    Screen("desk-decide", "desk/cases/{decision}/decide/?template=meets_requirements", OFFICER),
    Screen("desk-refuse", "desk/cases/{decision}/decide/", OFFICER),
    Screen("desk-appeal", "desk/cases/{examination}/", PREPARING),
    Screen("desk-appeal-decide", "desk/cases/{examination}/decide/", PREPARING),
    Screen("desk-case-appealed", "desk/cases/{refused}/", PREPARING),
    Screen("desk-case-stopped", "desk/cases/{refused}/", OFFICER),
    Screen("residency", "residencies/{granted}/", FOUNDER),
    Screen("desk-residencies", "desk/residencies/", OFFICER),
    Screen("desk-residency", "desk/residencies/{granted}/", OFFICER),
    Screen("desk-revoke", "desk/residencies/{granted}/revoke/", OFFICER),
    Screen("desk-pending", "desk/residencies/{granted}/pending/", OFFICER),
    Screen("desk-sign", "desk/cases/{agreement}/sign/", SIGNATORY),
    Screen("reviews", "reviews/", EXPERT),
    Screen("review-answer", "reviews/{asked_review}/answer/", EXPERT),
    Screen("review", "reviews/{begun_review}/", EXPERT),
    Screen("review-incomplete", "reviews/{begun_review}/file/", EXPERT, status=422),
    Screen("review-filed", "reviews/{apart_review}/", EXPERT),
    Screen("review-scores", "reviews/{apart_review}/scores/", EXPERT),
    Screen("desk-case-reviewed", "desk/cases/{asked_case}/", OFFICER),
    Screen("desk-case-experts", "desk/cases/{asked_case}/experts/", OFFICER),
    Screen("desk-expert-replaced", "desk/cases/{asked_case}/experts/{asked_review}/", OFFICER),
    Screen("desk-experts", "desk/experts/", OFFICER),
    Screen("desk-expert", "desk/experts/{expert}/", OFFICER),
    Screen("desk-reviews", "desk/reviews/", OFFICER),
    Screen("desk-experts-statistics", "desk/experts/statistics/", SECRETARY),
    Screen("sessions", "commission/", CHAIR),
    Screen("session", "commission/{session}/", CHAIR),
    Screen("session-declaration", "commission/items/{undeclared}/declaration/", CHAIR),
    Screen("session-item", "commission/items/{item}/", CHAIR),
    Screen("session-item-scored", "commission/items/{scored}/", MEMBER),
    Screen("session-item-decided", "commission/items/{decided}/", CHAIR),
    Screen("session-minutes", "commission/{minuted}/minutes/", CHAIR),
    Screen("bodies", "desk/commission/", KEEPER),
    Screen("body", "desk/commission/bodies/council/", KEEPER),
    Screen("body-member", "desk/commission/bodies/council/members/", KEEPER),
    Screen("body-rules", "desk/commission/bodies/council/rules/", KEEPER),
    Screen("session-new", "desk/commission/bodies/council/sessions/", KEEPER),
    Screen("session-keep", "desk/commission/sessions/{session}/", KEEPER),
    Screen("session-motion", "desk/commission/items/{to_move}/motion/", KEEPER),
    Screen("session-decide", "desk/commission/items/{counted}/decide/", KEEPER),
)


@pytest.fixture
def references(transactional_db: None, settings: Any) -> dict[str, str]:
    """The demonstration, and the references of its cases by where they stand."""
    settings.ORKEN_DEMO = True
    pack = load_pack("kz")
    assert play_demo_cases(pack, load_cast(pack)[0].password)
    standing = {
        "returned" if case.state == "returned" else case.outcome or case.stage or case.state: case.reference
        for case in Case.objects.all()
    }
    abroad, clerk = PersonFactory(), User.objects.get(email=OFFICER)
    begun_before = case_to_decide(abroad, ForeignOrganisationFactory(people=[abroad]), clerk)
    standing["decision"] = begun_before.reference
    standing["changed"] = changed_stall(User.objects.get(email=FOUNDER)).reference
    standing["scored"] = Item.objects.get(case__reference=standing["commission"]).reference
    draft, returned, filed = (
        Case.objects.get(reference=standing[state]) for state in ("draft", "returned", "completeness")
    )
    conflict = {"conflict": str(conflicts(returned).pk)}
    certificate = {"certificate": Certificate.objects.latest("pk").reference}
    found = standing | mandates(draft) | documents(returned, filed) | certificate | conflict
    found |= kept_at_the_desk() | reviews(filed) | council_at_work()
    to_move = appeal_on_an_agenda(User.objects.get(email=FOUNDER), User.objects.get(email=KEEPER))
    return found | {"to_move": to_move.reference}


def conflicts(case: Case) -> Conflict:
    """Two to resolve in a returned case: one that an expert declares, one that is found."""
    expert, former = PersonFactory(full_name="Ботагөз Мұратова"), PersonFactory(full_name="Арман Тілеуов")
    said = "Жеті жыл бірге жұмыс істедік."
    declare(case, person=expert, task=Declaration.Task.REVIEW, kind=ConflictKind.COMMON_WORK, text=said)
    MandateFactory(user=former, organisation=case.applicant, revoked_at=timezone.now())
    [found] = look_for(case, [former])
    return found


def reviews(of: Case) -> dict[str, str]:
    """Reviews of an expert, asked by the officer, of cases of that one's applicant; statistics are for a secretary."""
    PersonFactory(email=SECRETARY, roles=[Role.SECRETARY])
    publish_reviewed_stall()
    expert = ExpertFactory(user__email=EXPERT, user__full_name="Ерлан Сапаров")
    clerk, founder = User.objects.get(email=OFFICER), User.objects.get(email=FOUNDER)
    return reviews_at_every_step(expert, clerk, applicant=of.applicant, founder=founder)


def kept_at_the_desk() -> dict[str, str]:
    """References of a view, a template of messages, and batches of an officer: two prepared and one worked off."""
    keeper, head = User.objects.get(email=OFFICER), User.objects.get(email=HEAD)
    view = SavedView.objects.create(owner=keeper, name="Кешіккендерім", filters={"clock": "overdue", "officer": "me"})
    open_cases = Case.objects.exclude(state__in=["draft", "closed"])
    kinds = {"assigning": BatchKind.ASSIGN, "writing": BatchKind.MESSAGE, "worked_off": BatchKind.ASSIGN}
    batches = {name: prepare_batch(kind, open_cases, author=keeper) for name, kind in kinds.items()}
    confirm_batch(batches["worked_off"], {"officer": head.pk})
    template = MessageTemplateFactory(words="Өтінішіңіз бойынша сұрақ", changed_by=head)
    references = {name: batch.reference for name, batch in batches.items()}
    return references | {"view": view.reference, "template": template.reference}


def documents(keeping: Case, examined: Case) -> dict[str, str]:
    """References of documents of a returned case's applicant: one not accepted, others that could be used instead."""
    organisation, founder = keeping.applicant, User.objects.get(email=FOUNDER)
    rejected = keeping.evidence.get(kind="tax_arrears_certificate", replaced_at=None).document
    verify(rejected, Verdict.REJECTED, reason="Мөрі оқылмайды.", seen=0, actor=User.objects.get(email=OFFICER))
    today = timezone.localdate()
    for kind, dates in (
        ("tax_arrears_certificate", EvidenceDates(today - timedelta(days=9))),
        ("signatory_authority", EvidenceDates(today - timedelta(days=300), today + timedelta(days=20))),
        ("tax_arrears_certificate", EvidenceDates(today - timedelta(days=40))),
        ("tax_arrears_certificate", UNDATED),
    ):
        newest = store_upload(upload(), owner=organisation, kind=kind, actor=founder, dates=dates)
    filed = examined.evidence.get(kind="tax_arrears_certificate").document
    return {
        "keeper": organisation.reference,
        "document": rejected.reference,
        "undated": newest.reference,
        "filed_document": filed.reference,
    }


def mandates(case: Case) -> dict[str, str]:
    """References of mandates of the draft's applicant, one of which may only prepare; and of an invitation."""
    organisation, founder = case.applicant, User.objects.get(email=FOUNDER)
    preparing = Terms(Capacity.COLLEAGUE, (Scope.PREPARE,))
    grant_mandate(User.objects.get(email=PREPARING), organisation, preparing, actor=founder)
    invitation = invite(organisation, founder, INVITED, proof=True, capacity=Capacity.CONSULTANT)
    return {
        "organisation": organisation.reference,
        "mandate": organisation.mandates.get(user=founder).reference,
        "invitation": invitation.reference,
        "token": newest_link().rstrip("/").rpartition("/")[2],
    }


def pages_of_people(browser: Any, site: str) -> dict[str, Any]:
    """A page for each person of the screens, signed in; axe is there before the page's own scripts."""
    pages = {}
    for person in {screen.person for screen in SCREENS}:
        context = browser.new_context(reduced_motion="reduce")
        context.add_init_script(AXE_SCRIPT)
        if person:
            add_session(context, site, User.objects.get(email=person))
        pages[person] = context.new_page()
    return pages


def show(page: Any, screen: Screen, address: str) -> None:
    response = page.goto(address)
    assert response.status == screen.status, f"{screen.name}: {response.status}"


def turn(page: Any, look: Look) -> None:
    width, scheme = look
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme=scheme)


def assert_fits(page: Any, screen: Screen, width: int) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{screen.name} is {wide} px wide on a screen of {width} px"


@pytest.mark.skipif(bool(FOLDER), reason="photographs are taken instead")
@pytest.mark.long
def test_every_page_fits_its_screen_and_speaks_to_everybody(
    browser: Any, site: str, references: dict[str, str], assert_accessible: Callable[..., None]
) -> None:
    pages, wrong = pages_of_people(browser, site), []
    for screen, language in product(SCREENS, LOOKS):
        page = pages[screen.person]
        try:
            turn(page, LOOKS[language])
            show(page, screen, f"{site}/{language}/{screen.path.format(**references)}")
            judge(page, screen, language, assert_accessible)
        except AssertionError as mistake:
            wrong.append(f"{screen.name} in {language}: {mistake}")
    assert not wrong, "\n\n".join(wrong)


def judge(page: Any, screen: Screen, language: str, assert_accessible: Callable[..., None]) -> None:
    width, _scheme = LOOKS[language]
    assert page.evaluate("document.documentElement.lang") == language
    assert_accessible(page)
    assert_fits(page, screen, width)
    page.set_viewport_size({"width": 1440 if width == 360 else 360, "height": HEIGHT})
    assert_fits(page, screen, 1440 if width == 360 else 360)
    if language == COLOURS[0]:
        turn(page, COLOURS[1])
        assert_accessible(page, rules=["color-contrast"])


@pytest.mark.skipif(not FOLDER, reason="make screenshots asks for photographs")
def test_every_page_is_photographed(browser: Any, site: str, references: dict[str, str]) -> None:
    pages = pages_of_people(browser, site)
    for (width, scheme), screen in product(ALL_LOOKS, SCREENS):
        page = pages[screen.person]
        turn(page, (width, scheme))
        show(page, screen, f"{site}/kk/{screen.path.format(**references)}")
        assert_fits(page, screen, width)
        # As tall as the page, so that what sticks to the screen's edge stands where it belongs.
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        page.screenshot(path=f"{FOLDER}/{screen.name}-{width}-{scheme}.png", full_page=True)
    Path(str(FOLDER), "index.html").write_text(contact_sheet(screen.name for screen in SCREENS))


def contact_sheet(names: Iterable[str]) -> str:
    """All photographs on one page, a row for each kind of page."""
    rows = "".join(
        f"<h2>{escape(name)}</h2><p>"
        + "".join(
            f'<a href="{name}-{width}-{scheme}.png"><img loading="lazy" src="{name}-{width}-{scheme}.png" '
            f'width="{width // 5}" alt="{escape(name)}, {width} px, {scheme}"></a> '
            for width, scheme in ALL_LOOKS
        )
        + "</p>"
        for name in names
    )
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Orken: all pages</title>{rows}</html>'
