"""A procedure as a tree of lines, for whoever reads it before it is published or asks what was."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext, override

from orken.cases.extension import stage_kind
from orken.cases.procedure.definition import Procedure, Question, Section, Stage
from orken.kernel.text import Text
from orken.rulebook.rules import Rule


def outline(procedure: Procedure, language: str) -> Iterator[str]:
    """Sections with questions and documents, rules, stages with actions; in ``language``, without its codes changed."""
    with override(language):
        yield f"{procedure.title.in_language(language)} ({procedure.code})"
        yield f"  {procedure.basis.in_language(language)}"
        yield gettext("Form")
        for section in procedure.sections:
            yield from _indented(_section(section, language))
        yield gettext("Rules")
        for rule in procedure.rules:
            yield from _indented(_rule(rule, language))
        yield gettext("Stages")
        for stage in procedure.stages:
            yield from _indented(_stage(stage, language))


def _section(section: Section, language: str) -> Iterator[str]:
    yield f"{section.title.in_language(language)} ({section.code}){_where(section.applies)}"
    for question in section.questions:
        yield from _indented(_question(question, language))
    if document := section.document:
        yield f"  ⎙ {document.title.in_language(language)} ({document.kind}){_optional(document.required)}"


def _question(question: Question, language: str) -> Iterator[str]:
    kind = f"{question.kind}{_limits(question)}{_unit(question, language)}"
    title = f"{question.label.in_language(language)} ({question.id})"
    yield f"• {title}: {kind}{_optional(question.required)}{_where(question.applies)}"
    if question.code_list:
        yield "    " + gettext("List") + f": {question.code_list}"
    for option in question.options:
        yield f"    ○ {option.text.in_language(language)} ({option.code})"
    for column in question.columns:
        yield from _indented(_question(column, language))


def _limits(question: Question) -> str:
    least, most = question.minimum, question.maximum
    if question.kind == "table":
        return f" {question.min_rows}–{question.max_rows}"
    return (
        "" if least is None and most is None else f" {'…' if least is None else least}–{'…' if most is None else most}"
    )


def _unit(question: Question, language: str) -> str:
    return f" {question.unit.in_language(language)}" if question.unit else f" {question.currency}".rstrip()


def _optional(required: bool) -> str:
    return "" if required else ", " + gettext("not required")


def _where(applies: Rule | None) -> str:
    return f"  [{applies.condition}]" if applies else ""


def _rule(rule: Rule, language: str) -> Iterator[str]:
    basis = rule.basis.in_language(language) if isinstance(rule.basis, Text) else rule.basis
    yield f"{rule.title.in_language(language)} ({rule.id}){f'  [{rule.applies_when}]' if rule.applies_when else ''}"
    yield f"  {' '.join(rule.condition.split())}"
    yield f"  ✗ {rule.message.in_language(language)}"
    yield f"  § {basis}"


def _stage(stage: Stage, language: str) -> Iterator[str]:
    days = stage.working_days.parameter or stage.working_days.days
    title = f"{stage.title.in_language(language)} ({stage.code}, {stage.kind})"
    yield f"{title}: {stage.role}, " + gettext("working days") + f": {days}"
    if stage.countersign:
        yield "  " + gettext("Second signature") + f": {stage.countersign}"
    yield "  " + gettext("Actions") + f": {', '.join(sorted(stage_kind[stage.kind].actions))}"
    for on, named in stage.effects.items():
        yield f"  → {on}: {', '.join(named)}"
    for reason in stage.reasons:
        basis = f"  § {reason.basis.in_language(language)}" if reason.basis else ""
        yield f"  {reason.outcome}: {reason.title.in_language(language)} ({reason.code}){basis}"


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
