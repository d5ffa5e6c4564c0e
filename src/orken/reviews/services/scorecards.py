"""Scorecards are filled in, saved as they are typed, and filed once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models.typed_form import EditConflict
from orken.cases.procedure.definition import ReviewTerms
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.parties.models import User
from orken.reviews.models import Assignment, AssignmentState, Scorecard
from orken.reviews.models.scorecard import COMMENT, OVERALL, SCORE
from orken.reviews.queries import locked_assignment
from orken.reviews.services.concluding import conclude_with
from orken.ui.wording import current_language

LONGEST_COMMENT = 4000


@dataclass(frozen=True)
class Saved:
    scorecard: Scorecard
    conflicts: tuple[EditConflict, ...]


@dataclass(frozen=True)
class Gap:
    """What a scorecard still lacks before it can be filed."""

    name: str
    text: str


class Incomplete(RuleViolation):
    """The scorecard cannot be filed yet; ``gaps`` say what is missing."""

    def __init__(self, gaps: list[Gap]) -> None:
        self.gaps = gaps
        super().__init__("incomplete", _("Every criterion needs a score and a comment before you file."))


def field_names(terms: ReviewTerms) -> list[str]:
    """The fields of a scorecard, in the order of the page."""
    pairs = ((SCORE + one.code, COMMENT + one.code) for one in terms.criteria)
    return [*(name for pair in pairs for name in pair), OVERALL]


@transaction.atomic
def save_scorecard(
    reference: str,
    typed: Mapping[str, str],
    *,
    seen_revision: int,
    actor: User,
    touched: Collection[str] | None = None,
) -> Saved:
    """Keep what was typed. A field that another save changed since ``seen_revision`` is not overwritten: it comes back
    as a conflict. ``touched`` names the fields that the person changed in this form, where that is known."""
    assignment = locked_assignment(reference, user=actor, permission="reviews.score")
    scorecard = scorecard_of(assignment)
    differing = {
        name: value
        for name, value in _readable(assignment.terms, typed).items()
        if scorecard.differs(name, value) and (touched is None or name in touched)
    }
    conflicts = scorecard.take(differing, seen_revision=seen_revision)
    if len(conflicts) < len(differing):
        scorecard.save()
    return Saved(scorecard, conflicts)


@transaction.atomic
def file_scorecard(reference: str, *, actor: User) -> Assignment:
    """File what is saved. With the last one that the procedure wants, the stage ends or a consensus round begins.

    Raises
    ------
    Incomplete
        A criterion lacks its score or its comment.
    """
    assignment = locked_assignment(reference, user=actor, permission="reviews.score")
    scorecard = scorecard_of(assignment)
    if gaps := gaps_of(scorecard):
        raise Incomplete(gaps)
    at = timezone.now()
    scorecard.filed_at = at
    scorecard.save()
    assignment.save(update_fields=assignment.end(AssignmentState.FILED, at))
    record(
        "review.filed",
        actor=actor,
        subject=assignment.case.subject,
        data={"assignment": assignment.reference, "expert": assignment.expert.user_id},
    )
    conclude_with(assignment)
    return assignment


def gaps_of(scorecard: Scorecard) -> list[Gap]:
    return list(_gaps(scorecard))


def scorecard_of(assignment: Assignment) -> Scorecard:
    """The scorecard as it is saved, or an empty one that is not stored yet."""
    found = Scorecard.objects.filter(assignment=assignment).first()
    scorecard = found or Scorecard(assignment=assignment, saved_at=timezone.now())
    scorecard.assignment = assignment
    return scorecard


def _gaps(scorecard: Scorecard) -> Iterator[Gap]:
    language = current_language()
    for criterion in scorecard.assignment.terms.criteria:
        named = {"criterion": criterion.title.in_language(language)}
        if not scorecard.typed.get(SCORE + criterion.code):
            yield Gap(SCORE + criterion.code, _("Choose a score: %(criterion)s") % named)
        if not scorecard.comment_on(criterion.code).strip():
            yield Gap(COMMENT + criterion.code, _("Say why: %(criterion)s") % named)


def _readable(terms: ReviewTerms, typed: Mapping[str, str]) -> dict[str, str]:
    """Known fields alone; a score is one of its criterion's levels or none, a text holds no personal numbers."""
    levels = {SCORE + one.code: {str(level.score) for level in one.levels} for one in terms.criteria}
    kept: dict[str, str] = {}
    for name in field_names(terms):
        if name not in typed:
            continue
        value = typed[name]
        if name in levels:
            kept[name] = value if value in levels[name] else ""
        else:
            kept[name] = without_iins(value[:LONGEST_COMMENT])
    return kept
