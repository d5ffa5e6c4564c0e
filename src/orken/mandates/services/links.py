"""The link of an invitation: its token, how long it works, the mail that carries it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from orken.mandates.models import Invitation
from orken.mandates.queries import hash_of
from orken.notices.services import queue

DAYS_TO_ANSWER = 14


def locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "invited_by")
    return rows.get(pk=invitation.pk)


def date_anew(invitation: Invitation, token: str) -> None:
    invitation.token_hash, invitation.sent_at = hash_of(token), timezone.now()
    last_day = timezone.localdate(invitation.sent_at) + timedelta(days=DAYS_TO_ANSWER)
    invitation.expires_at = timezone.make_aware(datetime.combine(last_day, time.max))  # mail and pages say “through”


def send(invitation: Invitation, token: str) -> None:
    """Straight to the address: the person need not have an account yet, so there is no list to put a notice into."""
    with translation.override(invitation.language):
        context = {
            "invitation": invitation,
            "organisation": invitation.organisation,
            "url": settings.ORKEN_PUBLIC_URL + reverse("mandates:link", args=[token]),
        }
        subject = " ".join(render_to_string("mandates/mail/invitation_subject.txt", context).split())
        body = render_to_string("mandates/mail/invitation_body.txt", context).strip() + "\n"
    headers = {"Content-Language": invitation.language}
    queue(EmailMessage(subject, body, to=[invitation.email], headers=headers))
