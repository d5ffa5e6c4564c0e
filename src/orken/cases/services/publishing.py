"""Publishing a procedure makes an immutable version; the same content is never published twice."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version as installed_version
from pathlib import Path
from string import Template

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from orken.cases.extension import effect, fact
from orken.cases.facts import fact_names
from orken.cases.models import ProcedureVersion, RetiredVersion
from orken.cases.procedure.conditions import answer_fact_names
from orken.cases.procedure.definition import AGREEMENT_NAMES, REASON_NAMES, Procedure, Question, Stage
from orken.cases.procedure.loading import load_procedure, read_procedure_file
from orken.cases.procedure.reading import ProcedureMistake
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.hashing import content_hash
from orken.kernel.text import LANGUAGES
from orken.parties.facts import organisation_fact_names
from orken.parties.models import Role, User
from orken.rulebook.lists import code_list
from orken.rulebook.queries import parameter_book


@transaction.atomic
def publish_procedure(data: Mapping[str, object], *, actor: User | None = None) -> ProcedureVersion:
    """The newest version if it has this content already, else a new one. Running cases keep theirs.

    Raises
    ------
    ProcedureMistake
        The data is not a procedure, or names an effect, fact, role, list or parameter that does not exist.
    """
    procedure = load_procedure(data)
    mistakes = [*unknown_names(procedure), *_unfounded_refusals(procedure)]
    if mistakes:
        raise ProcedureMistake(procedure.code, mistakes)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [procedure.code])
    digest = content_hash(data)
    versions = ProcedureVersion.objects.filter(code=procedure.code)
    published = versions.filter(content_hash=digest).first()
    if published is not None:
        return published
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    made = ProcedureVersion.objects.create(
        code=procedure.code,
        number=number,
        content=data,
        content_hash=digest,
        release=installed_version("orken"),
        published_by=actor,
        published_at=timezone.now(),
    )
    record(
        "procedure.published",
        actor=actor,
        subject=f"procedure:{procedure.code}",
        data={"number": number, "hash": digest},
    )
    return made


def publish_pack(pack_dir: Path) -> list[ProcedureVersion]:
    """Publish every procedure of a pack (``procedures/*.yaml``), in the order of the files' names.

    Files of one procedure are its versions. The earlier ones are history: they are published where the procedure is
    new, and never after a later one.
    """
    files: dict[object, list[dict[str, object]]] = {}
    for path in sorted(pack_dir.glob("procedures/*.yaml")):
        data = read_procedure_file(path)
        files.setdefault(data.get("procedure"), []).append(data)
    published = []
    for code, versions in files.items():
        known = ProcedureVersion.objects.filter(code=str(code)).exists()
        published += [publish_procedure(data) for data in (versions[-1:] if known else versions)]
    return published


@transaction.atomic
def retire_version(code: str, number: int, *, actor: User | None = None) -> RetiredVersion:
    """Accept no more filings under a version; repeating is safe.

    Raises
    ------
    RuleViolation
        There is no such version.
    """
    version = ProcedureVersion.objects.filter(code=code, number=number).first()
    if version is None:
        raise RuleViolation("no_such_version", f"{code!r} has no version {number}; see its versions on its page.")
    retired, made = RetiredVersion.objects.get_or_create(
        version=version, defaults={"retired_by": actor, "retired_at": timezone.now()}
    )
    if made:
        record("procedure.retired", actor=actor, subject=f"procedure:{code}", data={"number": number})
    return retired


def unknown_names(procedure: Procedure) -> list[str]:
    """What the procedure names and nobody provides, as sentences for its author."""
    parameters = parameter_book().codes()
    mistakes = [f"fact {name!r} is not registered by any domain" for name in procedure.facts if name not in fact]
    for stage in procedure.stages:
        named = [name for names in stage.effects.values() for name in names]
        mistakes += [f"stage {stage.code!r}: effect {name!r} is not registered" for name in named if name not in effect]
        mistakes += _placeholder_mistakes(procedure, stage)
        for role in (stage.role, stage.countersign or stage.role):
            if role not in Role.values:
                mistakes.append(f"stage {stage.code!r}: role {role!r} is unknown; roles are {', '.join(Role.values)}")
        parameter = stage.working_days.parameter
        if parameter and parameter not in parameters:
            mistakes.append(f"stage {stage.code!r}: the parameter {parameter!r} does not exist in the rule book")
    for rule in procedure.rules:
        mistakes += rule.mistakes(fact_names(procedure), parameters)
    known = set(organisation_fact_names())
    for section in procedure.sections:
        mistakes += section.applies.mistakes(known, parameters) if section.applies else []
        for question in section.questions:
            mistakes += question.applies.mistakes(known, parameters) if question.applies else []
            known |= answer_fact_names(question)
            for asked in (question, *question.columns):
                mistakes += _list_mistakes(asked)
    return mistakes


def _placeholder_mistakes(procedure: Procedure, stage: Stage) -> list[str]:
    answers = {f"answer_{question.id}" for _section, question in procedure.questions()}
    texts = [(reason.text, REASON_NAMES) for reason in stage.reasons]
    if stage.agreement:
        texts.append((stage.agreement, AGREEMENT_NAMES | answers))
    return [
        f"stage {stage.code!r}: the text names ${name}, which nothing fills in; known are {', '.join(sorted(known))}"
        for text, known in texts
        for language in LANGUAGES
        for name in Template(text.in_language(language)).get_identifiers()
        if name not in known
    ]


def _unfounded_refusals(procedure: Procedure) -> list[str]:
    """Asked of what is published from now on; cases of earlier versions end under the reasons that those had."""
    return [
        f"stage {stage.code!r}: the refusal {reason.code!r} has no 'basis'; cite what it rests on, and its 'certainty'"
        for stage in procedure.stages
        for reason in stage.reasons
        if reason.outcome == "refused" and reason.basis is None
    ]


def _list_mistakes(question: Question) -> list[str]:
    if not question.code_list:
        return []
    try:
        code_list(question.code_list)
    except LookupError as missing:
        return [f"question {question.id!r}: {missing}"]
    return []
