"""What a procedure names and nobody provides: facts, answers, effects, roles, lists, parameters, placeholders."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Template

from orken.cases.procedure.conditions import answer_fact_names
from orken.cases.procedure.definition import AGREEMENT_NAMES, REASON_NAMES, Procedure, Question, Stage, WorkingDays
from orken.cases.procedure.possible import codes_in, possible_facts, possible_parameters
from orken.kernel.text import LANGUAGES
from orken.rulebook.parameters import ParameterBook
from orken.rulebook.reach import Possible
from orken.rulebook.rules import Rule, nearest


@dataclass(frozen=True)
class Mistake:
    """What is wrong, with its place in the procedure's data: ``form[2].questions[0].applies_when``."""

    place: str
    text: str


@dataclass(frozen=True)
class Surroundings:
    """What there is to be named beside the procedure itself; a domain's fact is ``None`` if it can be anything."""

    organisation_facts: Mapping[str, Possible]
    domain_facts: Mapping[str, Possible | None]
    effects: Collection[str]
    stage_kinds: Collection[str]
    roles: Sequence[str]
    lists: Mapping[str, Collection[str]]
    parameters: ParameterBook
    appeals: Collection[str] = ()  # codes of the procedures that decide appeals

    def possible(self, procedure: Procedure) -> dict[str, Possible]:
        """Everything that a rule of the procedure may name, where it is known what it can be."""
        domain = {name.replace(".", "_"): self.domain_facts.get(name) for name in procedure.facts}
        return (
            {**self.organisation_facts}
            | {name: possible for name, possible in domain.items() if possible}
            | possible_facts(procedure, lambda question: codes_in(self.lists, question))
            | possible_parameters(self.parameters)
        )


def unknown_names(procedure: Procedure, around: Surroundings) -> list[Mistake]:
    return [
        *_unknown_facts(procedure, around),
        *(mistake for index, stage in enumerate(procedure.stages) for mistake in _in_stage(index, stage, around)),
        *_unknown_placeholders(procedure),
        *_unknown_in_appeal(procedure, around),
        *_unknown_hidden(procedure),
        *_in_rules(procedure, around),
        *_in_form(procedure, around),
    ]


def unfounded_refusals(procedure: Procedure) -> list[Mistake]:
    """Asked of what is published from now on; cases of earlier versions end under the reasons that those had."""
    return [
        Mistake(
            f"stages[{index}].reasons[{place}]",
            f"stage {stage.code!r}: the refusal {reason.code!r} has no 'basis'; cite what it rests on, and its "
            "'certainty'",
        )
        for index, stage in enumerate(procedure.stages)
        for place, reason in enumerate(stage.reasons)
        if reason.outcome in ("refused", "upheld") and reason.basis is None
    ]


def _unknown_facts(procedure: Procedure, around: Surroundings) -> Iterator[Mistake]:
    for index, name in enumerate(procedure.facts):
        if name not in around.domain_facts:
            known = ", ".join(sorted(around.domain_facts)) or "none"
            yield Mistake(f"facts[{index}]", f"fact {name!r} is not registered by any domain; registered are {known}")


def _in_stage(index: int, stage: Stage, around: Surroundings) -> Iterator[Mistake]:
    place, begin = f"stages[{index}]", f"stage {stage.code!r}"
    if stage.kind not in around.stage_kinds:
        text = f"{begin}: no installed room handles stages of the kind {stage.kind!r}"
        yield Mistake(f"{place}.kind", text)
    for on, named in stage.effects.items():
        for name in named:
            if name not in around.effects:
                known = ", ".join(sorted(around.effects)) or "none"
                text = f"{begin}: effect {name!r} is not registered; registered are {known}"
                yield Mistake(f"{place}.effects.{on}", text)
    for key, role in (("role", stage.role), ("countersign", stage.countersign)):
        if role and role not in around.roles:
            yield Mistake(f"{place}.{key}", f"{begin}: role {role!r} is unknown; roles are {', '.join(around.roles)}")
    for text in _unknown_days(stage.working_days, around):
        yield Mistake(f"{place}.working_days", f"{begin}: {text}")


def _unknown_days(written: WorkingDays, around: Surroundings) -> Iterator[str]:
    parameter, codes = written.parameter, around.parameters.codes()
    if parameter and parameter not in codes:
        yield f"the parameter {parameter!r} does not exist in the rule book{nearest(parameter, codes)}"


def _unknown_in_appeal(procedure: Procedure, around: Surroundings) -> Iterator[Mistake]:
    if procedure.appeal is None:
        return
    for text in _unknown_days(procedure.appeal.working_days, around):
        yield Mistake("appeal.working_days", f"appeal: {text}")
    if procedure.appeal.procedure not in around.appeals:
        known = ", ".join(sorted(around.appeals)) or "none"
        text = f"no procedure {procedure.appeal.procedure!r} decides appeals; those that do: {known}"
        yield Mistake("appeal.procedure", f"appeal: {text}")


def _unknown_hidden(procedure: Procedure) -> Iterator[Mistake]:
    """What a blind review hides must be there, else it would not be hidden."""
    there = {question.id for _section, question in procedure.questions()}
    there |= {f"document:{section.document.kind}" for section in procedure.sections if section.document}
    for index, stage in enumerate(procedure.stages):
        for name in sorted(stage.review.hidden - there if stage.review else ()):
            text = f"stage {stage.code!r}: there is no question or document {name!r} to hide{nearest(name, there)}"
            yield Mistake(f"stages[{index}].review.hidden", text)


def _unknown_placeholders(procedure: Procedure) -> Iterator[Mistake]:
    answers = {f"answer_{question.id}" for _section, question in procedure.questions()}
    for index, stage in enumerate(procedure.stages):
        texts = [(f"reasons[{place}].text", reason.text, REASON_NAMES) for place, reason in enumerate(stage.reasons)]
        if stage.agreement:
            texts.append(("agreement", stage.agreement, AGREEMENT_NAMES | answers))
        for place, text, known in texts:
            for language in LANGUAGES:
                for name in Template(text.in_language(language)).get_identifiers():
                    if name not in known:
                        yield Mistake(
                            f"stages[{index}].{place}",
                            f"stage {stage.code!r}: the text names ${name}, which nothing fills in; known are "
                            f"{', '.join(sorted(known))}",
                        )


def _in_rules(procedure: Procedure, around: Surroundings) -> Iterator[Mistake]:
    domain = {name.replace(".", "_") for name in procedure.facts}
    own = possible_facts(procedure, lambda question: codes_in(around.lists, question))
    known = domain | own.keys() | around.organisation_facts.keys()
    for index, rule in enumerate(procedure.rules):
        for text in rule.mistakes(known, around.parameters.codes()):
            yield Mistake(f"rules[{index}]", text)


def _in_form(procedure: Procedure, around: Surroundings) -> Iterator[Mistake]:
    """A condition of the form knows the organisation and the answers before it."""
    known = set(around.organisation_facts)
    later = {name for _section, question in procedure.questions() for name in answer_fact_names(question)}
    for index, section in enumerate(procedure.sections):
        for text in _in_condition(section.applies, known, later, around):
            yield Mistake(f"form[{index}].applies_when", f"section {section.code!r}: {text}")
        for number, question in enumerate(section.questions):
            place = f"form[{index}].questions[{number}]"
            for text in _in_condition(question.applies, known, later, around):
                yield Mistake(f"{place}.applies_when", f"question {question.id!r}: {text}")
            known |= answer_fact_names(question)
            yield from _unknown_lists(place, question, around)


def _in_condition(rule: Rule | None, known: set[str], later: set[str], around: Surroundings) -> Iterator[str]:
    if rule is None:
        return
    too_early = rule.names & (later - known)
    for name in sorted(too_early):
        yield f"its condition names {name!r}, which is asked only later; ask it before"
    for text in rule.mistakes(known | too_early, around.parameters.codes()):
        yield text.replace("rule 'applies'", "its condition")


def _unknown_lists(place: str, question: Question, around: Surroundings) -> Iterator[Mistake]:
    for suffix, asked in [("", question), *((f".columns[{n}]", c) for n, c in enumerate(question.columns))]:
        if asked.code_list and asked.code_list not in around.lists:
            text = f"question {asked.id!r}: The pack has no list {asked.code_list!r}; it has "
            yield Mistake(f"{place}{suffix}.code_list", text + ", ".join(sorted(around.lists)))
