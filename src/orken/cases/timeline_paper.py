"""The story of a case as PDF: what happened, by whom, in how many working days, on which documents.

It may be had at any time, of a closed or withdrawn case as well, in the language of the page. Staff and applicant get
the same story; documents that were never filed are in the applicant's only, for staff may not see them.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.evidence import first_filed
from orken.cases.models import Agreement, Case, Clock, Decision, Evidence, Transition
from orken.cases.presentation import papers_of, remarks_with_titles, state_label, timeline_of
from orken.cases.wording import OUTCOMES
from orken.documents.pdf import render
from orken.kernel.text import Text
from orken.rulebook.parameters import Certainty
from orken.rulebook.queries import working_calendar
from orken.ui.wording import current_language, day_in_words, moment_in_words, working_days_in_words

Row = dict[str, object]
RETURN = "return_for_correction"


def timeline_pdf(case: Case, *, for_staff: bool) -> bytes:
    language, now = current_language(), timezone.now()
    data = {
        "language": language,
        "case_number": case.number or _("draft"),
        "procedure": case.definition.title.in_language(language),
        "applicant": case.applicant.name,
        "applicant_number": case.applicant.official_number,
        "state": _plain(state_label(case)),
        "made_at": moment_in_words(now),
        "address": f"{settings.ORKEN_PUBLIC_URL}{reverse('cases:case', args=[case.reference])}",
        "events": [
            {"at": moment_in_words(event.at), "title": str(event.title), "by": event.by, "text": event.text}
            for event in reversed(timeline_of(case))
        ],
        "clocks": [_clock(clock) for clock in case.clocks.order_by("pk")],
        "filings": list(_filings(case)),
        "remarks": list(_remarks(case)),
        "decisions": [
            _decision(decision) for decision in case.decisions.select_related("decided_by", "countersigned_by")
        ],
        "agreement": _agreement(case),
        "messages": list(_messages(case)),
        "documents": list(_documents(case, for_staff=for_staff)),
        "papers": [str(paper.title) for paper in papers_of(case) if not paper.is_page],
    }
    return render("timeline", data)


def _clock(clock: Clock) -> Row:
    stage = clock.case.definition.stage(clock.stage)
    promised = {"promised": working_days_in_words(clock.working_days), "used": working_days_in_words(days_used(clock))}
    if clock.stopped_at:
        standing = _("ended on %(day)s") % {"day": day_in_words(clock.stopped_at)}
    elif clock.paused_at:
        standing = _("paused since %(day)s") % {"day": day_in_words(clock.paused_at)}
    else:
        standing = _("runs until %(day)s") % {"day": day_in_words(clock.due_on)}
    return {"stage": _plain(stage.title), **promised, "standing": standing, "pauses": list(_pauses(clock))}


def days_used(clock: Clock) -> int:
    """Working days that have passed, those of pauses left out."""
    if clock.paused_at:
        return clock.days_used
    until = timezone.localdate(clock.stopped_at)
    return clock.days_used + working_calendar().working_days_between(clock.running_since, until)


def _pauses(clock: Clock) -> Iterator[str]:
    """Each time while the applicant corrected, in working days that did not count."""
    begun: Transition | None = None
    for step in clock.case.transitions.filter(from_stage=clock.stage):
        if step.action == RETURN:
            begun = step
        elif begun is not None:
            ended, started = timezone.localdate(step.at), timezone.localdate(begun.at)
            days = working_calendar().working_days_between(started, ended)
            yield _("%(first)s to %(last)s, %(days)s") % {
                "first": day_in_words(started),
                "last": day_in_words(ended),
                "days": working_days_in_words(days),
            }
            begun = None
    if begun is not None:
        yield _("since %(first)s") % {"first": day_in_words(begun.at)}


def _filings(case: Case) -> Iterator[Row]:
    for filing in case.filings.select_related("filed_by"):
        yield {
            "number": filing.number,
            "by": str(filing.filed_by),
            "at": moment_in_words(filing.filed_at),
            "hash": filing.content_hash,
        }


def _remarks(case: Case) -> Iterator[Row]:
    sent = case.remarks.filter(sent_at__isnull=False).select_related("answered_by")
    for title, remark, _url in remarks_with_titles(case, sent):
        assert remark.sent_at is not None  # filtered above
        answer = remark.answered_by.number if remark.answered_by else ""
        yield {"about": _plain(title), "text": remark.text, "at": moment_in_words(remark.sent_at), "answer": answer}


def _decision(decision: Decision) -> Row:
    signed = [_plain(decision.decider), decision.countersigned_by]
    return {
        "outcome": str(OUTCOMES[decision.outcome]),
        "at": moment_in_words(decision.decided_at),
        "by": ", ".join(str(person) for person in signed if person),
        "reasons": _plain(decision.reasons_text),
        "grounds": [_ground(ground) for ground in decision.cited],
    }


def _ground(ground: dict[str, object]) -> Row:
    basis = _plain(Text.from_data(ground["basis"]))
    if ground["certainty"]:
        basis += f" ({_plain(Certainty(str(ground['certainty'])).label)})"
    return {"title": _plain(Text.from_data(ground["title"])), "basis": basis}


def _agreement(case: Case) -> Row | None:
    agreement = Agreement.objects.filter(case=case).prefetch_related("signatures").first()
    if agreement is None:
        return None
    signatures = [
        {"side": signature.side, "signer": signature.signer_name, "at": moment_in_words(signature.signed_at)}
        for signature in agreement.signatures.all()
    ]
    return {"offered_at": moment_in_words(agreement.offered_at), "hash": agreement.text_hash, "signatures": signatures}


def _messages(case: Case) -> Iterator[Row]:
    for message in case.messages.select_related("author").order_by("sent_at"):
        yield {
            "subject": message.subject,
            "body": message.body,
            "by": str(message.author),
            "at": moment_in_words(message.sent_at),
        }


def _documents(case: Case, *, for_staff: bool) -> Iterator[Row]:
    filed = first_filed(case.filings.all())
    titles = {section.document.kind: section.document.title for section in case.definition.sections if section.document}
    for attached in case.evidence.select_related("document").order_by("attached_at"):
        first = filed.get(attached.document.reference)
        if for_staff and first is None:
            continue
        title = titles.get(attached.kind)
        yield {
            "title": _plain(title) if title else attached.kind,
            "filename": attached.document.filename,
            "sha256": attached.document.sha256,
            "standing": _standing(attached, filed_on=day_in_words(first) if first else ""),
        }


def _standing(attached: Evidence, *, filed_on: str) -> str:
    words = [_("attached %(day)s") % {"day": day_in_words(attached.attached_at)}]
    words.append(_("submitted %(day)s") % {"day": filed_on} if filed_on else _("not submitted"))
    if attached.replaced_at:
        words.append(_("replaced %(day)s") % {"day": day_in_words(attached.replaced_at)})
    return ", ".join(words)


def _plain(words: object) -> str:
    return words.in_language(current_language()) if isinstance(words, Text) else str(words)
