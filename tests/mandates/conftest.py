from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def manager(db: None) -> Any:
    from tests.factories.parties import PersonFactory

    return PersonFactory(full_name="Мәдина Басқарушы", language="en")


@pytest.fixture
def organisation(manager: Any) -> Any:
    from tests.factories.parties import OrganisationFactory

    return OrganisationFactory(people=[manager])


@pytest.fixture
def invite(organisation: Any, manager: Any) -> Callable[..., Any]:
    """Invite somebody to the organisation as its manager; who else invites and other terms are named."""
    from tests.factories.mandates import invite

    def send(*address: str, actor: Any = manager, **terms: Any) -> Any:
        return invite(organisation, actor, *address, **terms)

    return send


@pytest.fixture
def invited(db: None) -> Any:
    from tests.factories.mandates import INVITED
    from tests.factories.parties import PersonFactory

    return PersonFactory(email=INVITED, full_name="Тимур Кеңесші")


@pytest.fixture
def typed() -> dict[str, Any]:
    """The form of an invitation, filled in."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from tests.factories.documents import pdf_file

    return {
        "email": "  KONSULTANT@orken.example ",
        "language": "en",
        "capacity": "consultant",
        "scope": ["prepare"],
        "valid_from": timezone.localdate().isoformat(),
        "valid_to": "",
        "proof": SimpleUploadedFile("senimkhat.pdf", pdf_file()),
    }
