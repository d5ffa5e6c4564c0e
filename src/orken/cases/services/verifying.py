"""What an officer finds on a document of a case: accepted, or not accepted for a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from orken.cases.models import Case, CaseState, Evidence
from orken.cases.permissions import refuse_barred
from orken.cases.review import may_be_remarked
from orken.cases.services.casework import write_remark
from orken.cases.services.drafting import DOCUMENT
from orken.documents.evidence import verify
from orken.documents.models import Verdict, Verification
from orken.kernel.errors import RuleViolation
from orken.parties.models import User


@transaction.atomic
def verify_evidence(evidence: Evidence, verdict: Verdict, *, reason: str, seen: int, actor: User) -> Verification:
    """Write down what was found; a rejection becomes the draft of a remark, where one can be written and none is.

    The finding belongs to the document, so it is seen wherever the organisation uses it.

    Raises
    ------
    RuleViolation
        The case is not under examination, the document was replaced, a rejection lacks its reason, or a colleague was
        faster (``seen`` is how many findings the page showed).
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("version").get(pk=evidence.case_id)
    refuse_barred(actor, case)
    evidence.refresh_from_db(fields=["replaced_at"])
    if case.state != CaseState.IN_PROGRESS or evidence.replaced_at is not None:
        raise RuleViolation(
            "not_now", _("Documents are checked while the case is examined, as they were filed last. Open it again.")
        )
    verification = verify(evidence.document, verdict, reason=reason, seen=seen, actor=actor)
    if verdict == Verdict.REJECTED and may_be_remarked(case) and not _is_remarked(case, evidence.kind):
        write_remark(case, DOCUMENT + evidence.kind, verification.reason, actor=actor)
    return verification


def _is_remarked(case: Case, kind: str) -> bool:
    return case.filings.latest("round").remarks.filter(target=DOCUMENT + kind).exists()
