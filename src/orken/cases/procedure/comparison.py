"""What differs between two versions of a procedure, for a person who may move a draft to the newer one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from orken.cases.procedure.definition import Procedure, Question
from orken.kernel.text import Text


@dataclass(frozen=True)
class Change:
    """One difference: a part of the procedure that came, went or is another now, by the newer name it has."""

    what: Literal["section", "question", "document", "rule", "stage"]
    how: Literal["added", "removed", "changed"]
    name: Text


def changes_between(old: Procedure, new: Procedure) -> list[Change]:
    """Differences in what the applicant fills, must meet or waits for, in the order of the newer version."""
    found: list[Change] = []
    for what, before, after in (
        ("section", _section_titles(old), _section_titles(new)),
        ("question", _questions(old), _questions(new)),
        ("document", _documents(old), _documents(new)),
        ("rule", _rules(old), _rules(new)),
        ("stage", _stages(old), _stages(new)),
    ):
        found += _compared(what, before, after)  # type: ignore[arg-type]  # the names above are the literal's
    return found


Named = Mapping[str, tuple[Text, object]]


def _compared(
    what: Literal["section", "question", "document", "rule", "stage"], before: Named, after: Named
) -> Iterator[Change]:
    for code, (name, content) in after.items():
        if code not in before:
            yield Change(what, "added", name)
        elif before[code][1] != content:
            yield Change(what, "changed", name)
    for code, (name, _content) in before.items():
        if code not in after:
            yield Change(what, "removed", name)


def _section_titles(procedure: Procedure) -> Named:
    return {section.code: (section.title, (section.title, section.guidance)) for section in procedure.sections}


def _questions(procedure: Procedure) -> Named:
    return {question.id: (question.label, question) for _section, question in procedure.questions()}


def _documents(procedure: Procedure) -> Named:
    required = [section.document for section in procedure.sections if section.document]
    return {document.kind: (document.title, document) for document in required}


def _rules(procedure: Procedure) -> Named:
    return {rule.id: (rule.title, rule) for rule in procedure.rules}


def _stages(procedure: Procedure) -> Named:
    return {stage.code: (stage.title, (stage.title, stage.kind, stage.working_days)) for stage in procedure.stages}


def parts(procedure: Procedure) -> dict[str, object]:
    """Every part by a name that says what it is, each without the parts in it, in the order of the procedure."""
    found: dict[str, object] = {"procedure": replace(procedure, sections=(), rules=(), stages=())}
    for section in procedure.sections:
        found[f"section {section.code}"] = replace(section, questions=(), document=None)
        if section.document:
            found[f"document {section.document.kind}"] = section.document
        for question in section.questions:
            found.update(_question_parts(f"question {question.id}", question))
    found |= {f"rule {rule.id}": rule for rule in procedure.rules}
    for stage in procedure.stages:
        found[f"stage {stage.code}"] = replace(stage, reasons=())
        found |= {f"reason {reason.code} of stage {stage.code}": reason for reason in stage.reasons}
    return found


def _question_parts(name: str, question: Question) -> Iterator[tuple[str, object]]:
    yield name, replace(question, options=(), columns=())
    yield from ((f"option {option.code} of {name}", option) for option in question.options)
    for column in question.columns:
        yield from _question_parts(f"column {column.id} of {name}", column)
