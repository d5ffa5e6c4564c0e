"""Messages of officers to applicants, and the templates that heads of unit keep for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.letters import check_placeholders
from orken.cases.models import Case, CaseState, Message, MessageTemplate
from orken.cases.permissions import refuse_barred
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.kernel.text import LANGUAGES, Text
from orken.notices.services import notify
from orken.parties.models import User
from orken.parties.queries import people_acting_for


@dataclass(frozen=True)
class Letter:
    """A text as it leaves, in one language; ``template`` is what it was begun with."""

    subject: str
    body: str
    language: str
    template: MessageTemplate | None = None


@transaction.atomic
def send_message(case: Case, letter: Letter, *, actor: User, key: str) -> Message:
    """Write to everybody who acts for the applicant: kept with the case, told by notice and mail, journalled.

    The same key on the same case sends nothing twice.

    Raises
    ------
    RuleViolation
        The case is a draft or closed, or nobody acts for the applicant.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("applicant", "version").get(pk=case.pk)
    refuse_barred(actor, locked)
    sent = Message.objects.filter(case=locked, key=key).first()
    if sent is not None:
        return sent
    if obstacle := obstacle_to_writing(locked):
        raise RuleViolation("cannot_write", obstacle)
    message = Message.objects.create(
        case=locked,
        template=letter.template,
        language=letter.language,
        subject=without_iins(letter.subject),
        body=without_iins(letter.body),
        author=actor,
        sent_at=timezone.now(),
        key=key,
    )
    record(
        "case.message_sent",
        actor=actor,
        subject=locked.subject,
        data={"message": message.pk, "subject": message.subject},
        organisation_id=locked.applicant_id,
    )
    context = {"number": locked.number, "reference": locked.reference, "message": message}
    notify(people_acting_for(locked.applicant), "case_message", context, subject_of=locked.subject)
    return message


def obstacle_to_writing(case: Case) -> str:
    """Why nobody can write to the applicant of this case; empty if one can."""
    if case.state == CaseState.CLOSED:
        return _("The case is closed; messages about it are not sent any more.")
    if not people_acting_for(case.applicant).exists():
        return _("Nobody acts for the applicant on the portal, so nobody would read it.")
    return ""


@transaction.atomic
def keep_template(template: MessageTemplate, *, subject: Text, body: Text, actor: User) -> MessageTemplate:
    """Add a template or change one; messages that were sent stay as they were.

    Raises
    ------
    RuleViolation
        A text names a placeholder that no case has; ``field`` says which text.
    """
    for name, text in (("subject", subject), ("body", body)):
        for language in LANGUAGES:
            try:
                check_placeholders(text.in_language(language))
            except RuleViolation as refusal:
                raise RuleViolation(refusal.code, refusal.message, field=f"{name}_{language}") from None
    template.subject, template.body = subject.to_data(), body.to_data()
    template.changed_by, template.changed_at = actor, timezone.now()
    template.save()
    _record_template("kept", template, actor)
    return template


@transaction.atomic
def switch_template(template: MessageTemplate, *, off: bool, actor: User) -> None:
    """Offer a template no more, or again. It is not deleted: messages name what they were begun with."""
    template.switched_off_at = timezone.now() if off else None
    template.save(update_fields=["switched_off_at"])
    _record_template("switched_off" if off else "switched_on", template, actor)


def _record_template(what: str, template: MessageTemplate, actor: User) -> None:
    record(f"message_template.{what}", actor=actor, subject=f"message_template:{template.reference}")
