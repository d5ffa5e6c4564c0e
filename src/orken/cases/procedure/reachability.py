"""Conditions of a procedure that cannot be meant: they compare unlike things, never or always hold, or name in vain.

A condition that names an answer is read together with the conditions under which that answer is asked at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orken.cases.procedure.conditions import answer_fact_names
from orken.cases.procedure.definition import Procedure, Section
from orken.cases.procedure.naming import Mistake, Surroundings
from orken.rulebook import expressions
from orken.rulebook.reach import KIND_WORDS, Possible, Reach, reach


@dataclass(frozen=True)
class _Condition:
    """One expression with its place and owner; ``guards`` must hold for it to be asked at all."""

    place: str
    owner: str
    expression: str
    is_form: bool
    guards: tuple[str, ...] = ()


def unlike_things(procedure: Procedure, around: Surroundings) -> list[Mistake]:
    """Conditions that cannot be judged because they compare unlike things; nothing with one may be published."""
    possible = around.possible(procedure)
    found = [(condition, reach(condition.expression, possible)) for condition in _conditions(procedure)]
    return [
        Mistake(
            condition.place,
            f"{condition.owner}: `{condition.expression}` compares unlike things ({seen.clash}): "
            f"{_kinds(condition.expression, possible)}; mend the types",
        )
        for condition, seen in found
        if seen and seen.clash
    ]


def settled_conditions(procedure: Procedure, around: Surroundings) -> list[Mistake]:
    """Conditions, or parts of them, whose outcome is settled before anybody answers."""
    possible = around.possible(procedure)
    return [
        Mistake(condition.place, f"{condition.owner}: {text}")
        for condition in _conditions(procedure)
        for text in _settled_parts(condition, possible)
    ]


def _settled_parts(condition: _Condition, possible: Mapping[str, Possible]) -> Iterator[str]:
    seen, told = reach(condition.expression, possible), f"`{condition.expression}`"
    if seen is None or seen.clash:
        return
    if not seen.can_hold or not seen.can_fail:
        yield f"{told} {_settled(condition, seen)}; {_kinds(condition.expression, possible)}"
        return
    for name in seen.idle:
        yield f"in {told} {name} makes no difference; {_kinds(condition.expression, possible)}"
    within = reach(condition.expression, possible, condition.guards) if condition.guards else None
    if within and not seen.idle and not (within.can_hold and within.can_fail):
        yield f"{told} {_settled(condition, within)} where `{' && '.join(condition.guards)}`, the condition before it"


def _settled(condition: _Condition, seen: Reach) -> str:
    match (seen.can_hold, seen.can_fail, condition.is_form):
        case (False, False, _):
            return "is never judged: what it names is never asked"
        case (False, _, True):
            return "can never hold, so what it guards is never used; mend the condition or take that away"
        case (True, _, True):
            return "always holds; take the condition away"
        case (False, _, False):
            return "can never hold, so nobody could file; mend the condition"
    return "always holds, so the rule bars nothing; mend the condition or take the rule away"


def _kinds(expression: str, possible: Mapping[str, Possible]) -> str:
    return (
        ", ".join(_kind(name, possible[name]) for name in sorted(expressions.names(expression))) or "it names nothing"
    )


def _kind(name: str, possible: Possible) -> str:
    described = f"{name} is {KIND_WORDS[possible.kind]}"
    if possible.codes:
        few = possible.codes[:6]
        described += f" out of {', '.join(few)}{' …' if len(possible.codes) > len(few) else ''}"
    ends = [f"from {possible.minimum}"] * (possible.minimum is not None)
    ends += [f"to {possible.maximum}"] * (possible.maximum is not None)
    return " ".join([described, *ends])


def _conditions(procedure: Procedure) -> Iterator[_Condition]:
    asked: dict[str, tuple[str, ...]] = {}
    for index, section in enumerate(procedure.sections):
        yield from _in_section(f"form[{index}]", section, asked)
    for index, rule in enumerate(procedure.rules):
        place, owner, before = f"rules[{index}]", f"rule {rule.id!r}", _guards(rule.applies_when, asked)
        if rule.applies_when:
            yield _Condition(f"{place}.applies_when", owner, rule.applies_when, True, before)
            before = (*before, rule.applies_when)
        yield _Condition(f"{place}.condition", owner, rule.condition, False, (*before, *_guards(rule.condition, asked)))


def _in_section(place: str, section: Section, asked: dict[str, tuple[str, ...]]) -> Iterator[_Condition]:
    """The conditions of a section; ``asked`` is told under which of them each of its answers is asked."""
    of_section: tuple[str, ...] = ()
    if section.applies:
        expression = section.applies.condition
        guards = _guards(expression, asked)
        yield _Condition(f"{place}.applies_when", f"section {section.code!r}", expression, True, guards)
        of_section = (*guards, expression)
    for number, question in enumerate(section.questions):
        guards = of_section
        if question.applies:
            expression = question.applies.condition
            guards = (*of_section, *_guards(expression, asked))
            at = f"{place}.questions[{number}].applies_when"
            yield _Condition(at, f"question {question.id!r}", expression, True, guards)
            guards = (*guards, expression)
        asked |= dict.fromkeys(answer_fact_names(question), guards)


def _guards(expression: str, asked: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Under which conditions the answers that the expression names are asked."""
    named = sorted(expressions.names(expression)) if expression else []
    found = [guard for name in named for guard in asked.get(name, ())]
    return tuple(dict.fromkeys(found))
