"""Stages of a procedure from data: what each kind of stage needs is said here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import get_args

from orken.cases.procedure.definition import (
    APPEAL_OUTCOMES,
    DECIDING,
    Criterion,
    Level,
    Outcome,
    ReasonTemplate,
    ReviewTerms,
    Stage,
    WorkingDays,
)
from orken.cases.procedure.reading import Reader, parts
from orken.rulebook.parameters import Certainty

STAGE_KINDS = ("completeness", "expert_review", "commission", "decision", "agreement")
HIGHEST_TOTAL = 100


def read_stage(reader: Reader) -> Stage:
    stage = Stage(
        code=reader.word("stage"),
        kind=reader.one_of("kind", STAGE_KINDS),
        title=reader.text("title"),
        role=reader.word("role"),
        working_days=read_working_days(reader),
        effects={
            on: tuple(effects.words(on)) for effects in [reader.part("effects")] if effects for on in effects.names()
        },
        reasons=parts(reader, "reasons", _reason),
        refusal=reader.optional_text("refusal"),
        countersign=reader.word("countersign", ""),
        agreement=reader.optional_text("agreement"),
        review=_review(review) if (review := reader.part("review")) else None,
        body=reader.word("body", ""),
    )
    for mistake in _misfits(stage):
        reader.mistake(mistake)
    reader.done()
    return stage


def _misfits(stage: Stage) -> Iterator[str]:
    """What the kind of the stage needs and does not have, or has and cannot use."""
    if stage.countersign and stage.kind != "decision":
        yield "only a decision is countersigned"
    outcomes = {reason.outcome for reason in stage.reasons}
    if stage.kind in DECIDING and outcomes != {"granted", "refused"} and not outcomes & APPEAL_OUTCOMES:
        yield f"a {stage.kind} needs 'reasons' for both outcomes, granted and refused"
    if outcomes & APPEAL_OUTCOMES:
        yield from _misfits_of_appeals(stage.kind, outcomes)
    if stage.refusal and not all("$reasons" in text for text in stage.refusal.to_data().values()):
        yield "'refusal' must have '$reasons' in all three languages, where the chosen reasons are put"
    if stage.kind == "agreement" and stage.agreement is None:
        yield "an agreement stage needs the text of the 'agreement'"
    if (stage.kind == "expert_review") != (stage.review is not None):
        yield "an expert_review stage, and no other, has 'review' with its criteria"
    if (stage.kind == "commission") != bool(stage.body):
        yield "a commission stage, and no other, names the 'body' that decides"


def _misfits_of_appeals(kind: str, outcomes: Collection[str]) -> Iterator[str]:
    if "upheld" not in outcomes or not {"changed", "sent_back"} & set(outcomes) or set(outcomes) - APPEAL_OUTCOMES:
        yield f"a {kind} on appeals needs 'reasons' for upheld, for changed or sent_back or both, and for nothing else"


def _review(reader: Reader) -> ReviewTerms:
    terms = ReviewTerms(
        reads=reader.whole("reads") or 0,
        criteria=parts(reader, "criteria", _criterion),
        hidden=frozenset(reader.words("hidden")),
        spread=reader.decimal("spread"),
        reminders=tuple(reader.wholes("reminders")),
        scores_shown=reader.flag("scores_shown", False),
    )
    if terms.reads < 1:
        reader.mistake("'reads' must say how many experts read a case: 1 or more")
    if not terms.criteria:
        reader.mistake("a review needs 'criteria'")
    if repeated := [code for code, count in Counter(one.code for one in terms.criteria).items() if count > 1]:
        reader.mistake(f"criteria must have codes of their own; repeated: {', '.join(sorted(repeated))}")
    if terms.spread is not None and not 0 <= terms.spread <= HIGHEST_TOTAL:
        reader.mistake(f"'spread' must be between 0 and {HIGHEST_TOTAL}; it is {terms.spread}")
    reader.done()
    return terms


def _criterion(reader: Reader) -> Criterion:
    criterion = Criterion(
        code=reader.word("code"),
        title=reader.text("title"),
        weight=reader.decimal("weight") or Decimal(0),
        levels=parts(reader, "levels", _level),
    )
    scores = [level.score for level in criterion.levels]
    if criterion.weight <= 0:
        reader.mistake("'weight' must be above 0")
    if len(scores) < 2 or any(low >= high for low, high in pairwise(scores)):
        reader.mistake("'levels' must be two or more, from the lowest score to the highest")
    reader.done()
    return criterion


def _level(reader: Reader) -> Level:
    level = Level(score=reader.whole("score") or 0, text=reader.text("text"))
    reader.done()
    return level


def read_working_days(reader: Reader) -> WorkingDays:
    written = reader.take("working_days")
    if isinstance(written, int) and not isinstance(written, bool) and written > 0:
        return WorkingDays(days=written)
    if isinstance(written, str) and written:
        return WorkingDays(parameter=written)
    reader.mistake(f"'working_days' must be a whole number above 0 or a parameter's code; it is {written!r}")
    return WorkingDays(days=1)


def _reason(reader: Reader) -> ReasonTemplate:
    basis = reader.optional_text("basis")
    template = ReasonTemplate(
        code=reader.word("code"),
        outcome=reader.one_of("outcome", get_args(Outcome)),  # type: ignore[arg-type]  # one_of has checked it
        title=reader.text("title"),
        text=reader.text("text"),
        basis=basis,
        certainty=Certainty(reader.one_of("certainty", tuple(Certainty))) if basis else None,
    )
    reader.done()
    return template
