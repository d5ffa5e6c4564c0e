from __future__ import annotations

import pytest
from django.test import Client

from orken.cases.models import Agreement, Signature
from tests.factories.cases import offered_residency_case
from tests.factories.parties import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


def test_passwords_cannot_be_guessed_by_signing(client: Client) -> None:
    case, founder, _clerk = offered_residency_case()
    client.force_login(founder)
    address = f"/en/cases/{case.reference}/agreement/"
    typed = {"text_hash": Agreement.objects.get(case=case).text_hash, "key": "k"}
    refusals = [client.post(address, {**typed, "password": f"guess {number}"}) for number in range(10)]
    assert all("not the password" in response.content.decode() for response in refusals)
    late = client.post(address, {**typed, "password": PASSWORD})
    assert late.status_code == 422
    assert "Too many attempts" in late.content.decode()
    assert not Signature.objects.exists()


def test_the_right_password_signs(client: Client) -> None:
    case, founder, _clerk = offered_residency_case()
    client.force_login(founder)
    typed = {"text_hash": Agreement.objects.get(case=case).text_hash, "key": "k", "password": PASSWORD}
    assert client.post(f"/en/cases/{case.reference}/agreement/", typed).status_code == 302
    assert Signature.objects.get().signer == founder
