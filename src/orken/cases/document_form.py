"""The document of a section: what its page shows of it, and what a posted form changes about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone

from orken.cases.evidence import current_evidence, first_filed, held_documents, standings
from orken.cases.models import Case, Evidence
from orken.cases.procedure.definition import DocumentRequirement, Section
from orken.cases.services.attaching import attach_document, attach_held, date_document, is_filed
from orken.documents.evidence import Standing
from orken.documents.forms import EvidenceDatesForm
from orken.documents.models import Document
from orken.documents.validity import evidence_kind
from orken.kernel.errors import RuleViolation
from orken.parties.models import User

NEW, ATTACHED = "new", "attached"


@dataclass(frozen=True)
class DocumentForm:
    """``held`` are documents that could be attached instead of uploading; ``attached_dates`` is there as long as the
    dates of the attached one may be corrected."""

    requirement: DocumentRequirement
    attached: Evidence | None
    standing: Standing | None
    held: list[Standing]
    new_dates: EvidenceDatesForm
    attached_dates: EvidenceDatesForm | None

    @property
    def dates_are_open(self) -> bool:
        """The dates of the attached document are shown for typing, because they are missing or wrong."""
        form = self.attached_dates
        return form is not None and (form.is_bound or (self.standing is not None and self.standing.is_undated))


@dataclass(frozen=True)
class DocumentChange:
    """What a posted form did with the section's document. ``forms`` are those with mistakes, by their prefix."""

    attached: bool = False
    refusal: str = ""
    forms: Mapping[str, EvidenceDatesForm] = field(default_factory=dict)

    @property
    def is_faulty(self) -> bool:
        return bool(self.refusal or self.forms)

    @property
    def not_kept(self) -> str:
        """Why something that was typed is not stored; empty where all of it is, or where a date is still missing."""
        typed_wrongly = (
            errors[0]
            for form in self.forms.values()
            for name, errors in form.errors.items()
            if form.data.get(form.add_prefix(name)) or name == NON_FIELD_ERRORS
        )
        return self.refusal or str(next(typed_wrongly, ""))


UNCHANGED = DocumentChange()


def document_form(case: Case, section: Section, change: DocumentChange = UNCHANGED) -> DocumentForm | None:
    """The document as the page shows it; with what was typed where ``change`` could not be made."""
    if section.document is None:
        return None
    kind, filed = section.document.kind, first_filed(case.filings.all())
    attached = current_evidence(case).get(kind)
    standing = standings(case, {kind: attached}, timezone.now(), filed)[kind] if attached else None
    used = attached.document if attached else None
    held = [found for found in held_documents(case.applicant, kind) if found.document != used]
    new_dates = change.forms.get(NEW) or dates_form(kind, NEW)
    attached_dates = None
    if used and standing and standing.verification is None and used.reference not in filed and not is_filed(used):
        attached_dates = change.forms.get(ATTACHED) or dates_form(kind, ATTACHED, used)
    return DocumentForm(section.document, attached, standing, held, new_dates, attached_dates)


def dates_form(
    kind: str, prefix: str, document: Document | None = None, typed: Mapping[str, object] | None = None
) -> EvidenceDatesForm:
    return EvidenceDatesForm(evidence_kind(kind), prefix=prefix, document=document, data=typed)


def change_document(
    case: Case, section: Section, post: QueryDict, upload: UploadedFile[bytes] | None, *, actor: User
) -> DocumentChange:
    """Attach what was uploaded or chosen, or else write down the dates of the document that is attached."""
    try:
        if section.document is None:
            return UNCHANGED
        if upload is not None:
            return _uploaded(case, section, post, upload, actor)
        if held := post.get("held"):
            attach_held(case, section, held, actor=actor)
            return DocumentChange(attached=True)
        return _dated(case, section, post, actor)
    except RuleViolation as refusal:
        forms = {NEW: dates_form(section.document.kind, NEW, typed=post)} if section.document else {}
        return DocumentChange(refusal=str(refusal), forms=forms)


def _uploaded(
    case: Case, section: Section, post: QueryDict, upload: UploadedFile[bytes], actor: User
) -> DocumentChange:
    """The file is kept even where a date is wrong; the date is then asked for once more, beside what was typed."""
    assert section.document is not None  # the caller has looked
    kind = section.document.kind
    form = dates_form(kind, NEW, typed=post)
    right = form.is_valid()
    evidence = attach_document(case, section, upload, actor=actor, dates=form.dates)
    if right:
        return DocumentChange(attached=True)
    typed = {name.replace(NEW, ATTACHED, 1): value for name, value in post.items() if name.startswith(f"{NEW}-")}
    again = dates_form(kind, ATTACHED, evidence.document, typed)
    return DocumentChange(attached=True, forms={} if again.is_valid() else {ATTACHED: again})


def _dated(case: Case, section: Section, post: QueryDict, actor: User) -> DocumentChange:
    assert section.document is not None  # the caller has looked
    if not any(name.startswith(f"{ATTACHED}-") for name in post):
        return UNCHANGED
    attached = current_evidence(case).get(section.document.kind)
    if attached is None:
        return UNCHANGED
    form = dates_form(section.document.kind, ATTACHED, attached.document, post)
    if not form.is_valid():
        return DocumentChange(forms={ATTACHED: form})
    date_document(case, section, form.dates, actor=actor)
    return UNCHANGED
