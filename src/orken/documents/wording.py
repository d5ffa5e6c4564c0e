"""Words for how a piece of evidence stands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orken.documents.evidence import Standing
from orken.ui.wording import current_language, day_in_words


def state_of(standing: Standing) -> tuple[str, str]:
    """Tone and words of the badge: the end of its validity first, then what an officer found."""
    states = (
        (standing.is_expired, "bad", _("Expired")),
        (standing.is_rejected, "bad", _("Not accepted")),
        (standing.is_undated, "warn", _("Date of issue missing")),
        (standing.has_run_out_since, "warn", _("Has expired since")),
        (standing.expires_soon, "warn", _("Expires soon")),
        (standing.is_accepted, "good", _("Accepted")),
        (True, "neutral", _("Not checked yet")),
    )
    return next((tone, label) for holds, tone, label in states if holds)


def problem_of(standing: Standing) -> str:
    """Why nothing may be filed with the document and what to do about it; empty if it may be used."""
    document = standing.document
    if standing.is_rejected and standing.verification is not None:
        message = _("An officer did not accept “%(name)s”: %(reason)s Attach another document.")
        return message % {"name": document.filename, "reason": _ended(standing.verification.reason)}
    if standing.is_expired and standing.valid_through is not None:
        message = _(
            "%(kind)s: “%(name)s” was valid through %(day)s and has expired. Obtain a new one and attach it here."
        )
        return message % {
            "kind": standing.kind.title.in_language(current_language()) if standing.kind else "",
            "name": document.filename,
            "day": day_in_words(standing.valid_through),
        }
    if standing.is_undated:
        return _("Enter the date on which “%(name)s” was issued.") % {"name": document.filename}
    return ""


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
