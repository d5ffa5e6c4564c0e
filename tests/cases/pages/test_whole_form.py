"""Every section of the pack's residency opens empty, in every language and for either kind of applicant."""

from __future__ import annotations

import pytest
from django.test import Client

from orken.cases.models import ProcedureVersion
from orken.cases.services.drafting import open_case
from orken.cases.services.filing import check_draft, sections_of
from orken.parties.models import Organisation
from tests.factories.cases import RESIDENCY, fill, founder_with_organisation, load_pack_alone, residency_answers, step
from tests.factories.parties import ForeignOrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_section_opens(client: Client, language: str) -> None:
    load_pack_alone()
    founder, organisation = founder_with_organisation()
    client.force_login(founder)
    case = open_case(RESIDENCY, applicant=organisation, actor=founder)
    for section in sections_of(case):
        page = client.get(f"/{language}/cases/{case.reference}/form/{section.code}/")
        assert page.status_code == 200, section.code


def filled(organisation: Organisation, **changes: str) -> tuple[list[str], list[str]]:
    """The documents that were asked for and the requirements that were judged of a case that could be filed."""
    founder = organisation.mandates.get().user
    case = open_case(RESIDENCY, applicant=organisation, actor=founder)
    for _round in range(2):  # answers of the first may ask for more
        fill(case, residency_answers(**changes), actor=founder)
    check = check_draft(case)
    asked = [section.section.document.kind for section in check.sections if section.section.document]
    judged = [result.rule.id for result in check.rules if result.outcome == "holds"]
    step(case, "file", founder)
    return asked, judged


def test_a_company_of_the_country_brings_registration_and_tax_certificate() -> None:
    load_pack_alone()
    _founder, organisation = founder_with_organisation()
    asked, judged = filled(organisation)
    assert asked == ["state_registration", "tax_arrears_certificate"]
    assert {"certificate_is_recent", "arrears_within_limit", "not_state_owned"} <= set(judged)


def test_a_company_from_abroad_brings_its_own_registration_and_no_tax_certificate() -> None:
    load_pack_alone()
    asked, judged = filled(ForeignOrganisationFactory(people=[PersonFactory()]))
    assert asked == ["foreign_registration"]
    assert "arrears_within_limit" not in judged


def test_a_representative_brings_proof_of_authority() -> None:
    load_pack_alone()
    _founder, organisation = founder_with_organisation()
    asked, _judged = filled(organisation, signs_by_proxy="yes")
    assert "signatory_authority" in asked


def test_both_versions_can_be_filed() -> None:
    load_pack_alone()
    for version in ProcedureVersion.objects.filter(code=RESIDENCY):
        founder, organisation = founder_with_organisation()
        case = open_case(RESIDENCY, applicant=organisation, actor=founder)
        case.version = version
        case.save(update_fields=["version"])
        fill(case, residency_answers(), actor=founder)
        step(case, "file", founder)
        assert case.filings.get().content["procedure"]["version"] == version.number
