from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from orken.parties.models import Role
from orken.registers.models import Certificate
from tests.factories.cases import load_rules_and_procedures, offered_residency_case, officer, sign

pytestmark = pytest.mark.django_db


def test_a_granted_case_leads_to_its_certificate(client: Client) -> None:
    load_rules_and_procedures()
    case, founder, _deciding = offered_residency_case()
    client.force_login(founder)
    page = f"/en/cases/{case.reference}/"
    assert "/en/verify/" not in BeautifulSoup(client.get(page).content, "html.parser").main.decode()
    sign(case, "sign_for_applicant", founder)
    sign(case, "sign_for_operator", officer(Role.SIGNATORY))
    certificate = Certificate.objects.get(version__entry__residency__case=case)
    links = BeautifulSoup(client.get(page).content, "html.parser").main.find_all("a")
    found = {link.text.strip() for link in links if link["href"] == certificate.get_absolute_url()}
    assert found == {f"Certificate {certificate.number}"}
