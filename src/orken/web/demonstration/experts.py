"""Experts of the demonstration: they are asked, declare that they are free of conflicts, score and file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orken.cases.models import Case
from orken.parties.models import User
from orken.reviews.models import Expert
from orken.reviews.services.answering import accept
from orken.reviews.services.assigning import assign
from orken.reviews.services.experts import Profile, make_expert
from orken.reviews.services.scorecards import file_scorecard, save_scorecard


@dataclass(frozen=True)
class Readers:
    """Experts by their e-mail, and what they say for each score of a criterion."""

    experts: Mapping[str, Expert]
    comments: Mapping[str, Sequence[str]]

    @classmethod
    def of(
        cls, profiles: Iterable[Mapping[str, Any]], comments: Mapping[str, Sequence[str]], *, actor: User
    ) -> Readers:
        experts = {}
        for given in profiles:
            profile = Profile(**{name: value for name, value in given.items() if name != "person"})
            experts[given["person"]] = make_expert(User.objects.get(email=given["person"]), profile, actor=actor)
        return cls(experts, comments)

    def review(self, case: Case, reads: Iterable[Mapping[str, Any]], *, asked_by: User) -> None:
        """Ask for each of the reads; those that come without scores wait for their expert."""
        for read in reads:
            expert = self.experts[read["by"]]
            assignment = assign(case.reference, expert, actor=asked_by)
            if "scores" not in read:
                continue
            accept(assignment.reference, actor=expert.user)
            save_scorecard(assignment.reference, self._typed(read), seen_revision=0, actor=expert.user)
            file_scorecard(assignment.reference, actor=expert.user)

    def _typed(self, read: Mapping[str, Any]) -> dict[str, str]:
        scores: Mapping[str, int] = read["scores"]
        typed = {f"score-{code}": str(score) for code, score in scores.items()}
        return typed | {f"comment-{code}": self.comments[code][score] for code, score in scores.items()}
