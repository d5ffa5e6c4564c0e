"""Invitations for tests, sent by the portal's own service, and what stands in their mails."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from orken.mandates import services
from orken.mandates.models import Invitation
from orken.notices.models import OutgoingMail
from orken.parties.models import Capacity, Organisation, Scope, User
from orken.parties.services import Terms
from tests.factories.documents import pdf_file

INVITED = "konsultant@orken.example"


def invite(
    organisation: Organisation, actor: User, email: str = INVITED, *, proof: bool = False, **terms: Any
) -> Invitation:
    """Invite somebody as a colleague who prepares; other terms by name."""
    settled = {"capacity": Capacity.COLLEAGUE, "scope": (Scope.PREPARE,), **terms}
    file = SimpleUploadedFile("senimkhat.pdf", pdf_file()) if proof else None
    return services.invite(organisation, services.Addressee(email, "en"), Terms(**settled), proof=file, actor=actor)


def mail_text(mail: OutgoingMail) -> str:
    return str(message_from_bytes(bytes(mail.content), policy=policy.default).get_content())


def newest_link() -> str:
    """The path of the link in the newest mail."""
    lines = mail_text(OutgoingMail.objects.latest("pk")).splitlines()
    return "/" + next(line for line in lines if "/invitations/" in line).split("/", 3)[3]
