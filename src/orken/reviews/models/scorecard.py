from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _

from orken.cases.models.typed_form import TypedForm
from orken.reviews.models.assignment import Assignment
from orken.reviews.scoring import weighted_total

SCORE, COMMENT, OVERALL = "score-", "comment-", "overall"


class Scorecard(TypedForm):
    """What one expert thinks of one case. Once it is filed the database refuses to change it (trigger).

    ``typed`` has a score under ``score-<criterion>``, the comment under ``comment-<criterion>`` and what is said of the
    whole under ``overall``.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="scorecard")
    filed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")

    def __str__(self) -> str:
        return f"{self.assignment_id} r{self.revision}"

    @property
    def scores(self) -> dict[str, int]:
        """The criteria that have a score so far."""
        typed = {one.code: self.typed.get(SCORE + one.code, "") for one in self.assignment.terms.criteria}
        return {code: int(score) for code, score in typed.items() if score}

    @property
    def total(self) -> Fraction:
        """From 0 to 100, of a complete scorecard."""
        return weighted_total(self.assignment.terms, self.scores)

    @property
    def overall(self) -> str:
        return str(self.typed.get(OVERALL, ""))

    def comment_on(self, code: str) -> str:
        return str(self.typed.get(COMMENT + code, ""))
