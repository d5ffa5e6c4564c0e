"""A procedure from data (a YAML file of a pack, or the stored content of a published version).

Every mistake is collected with its place in the file, so that an author mends all of them at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from orken.cases.procedure.definition import (
    DocumentRequirement,
    Option,
    Procedure,
    Question,
    QuestionKind,
    Section,
)
from orken.cases.procedure.reading import LANGUAGES, ProcedureMistake, Reader, parts
from orken.cases.procedure.stages import appeal_misfits, read_appeal, read_stage
from orken.kernel.yaml_files import read_yaml
from orken.rulebook.rules import Rule

CHOICES = ("choice", "multiple_choice")
_APPLIES = {"kk": "Қолданылады", "ru": "Применяется", "en": "Applies"}


def load_procedure(data: Mapping[str, object]) -> Procedure:
    """The procedure that ``data`` describes.

    Raises
    ------
    ProcedureMistake
        Listing every place where the data is not a procedure: unknown or missing keys, missing languages,
        repeated ids, stages without what their kind needs.
    """
    top = Reader(data)
    procedure = Procedure(
        code=top.word("procedure"),
        number_prefix=top.word("number_prefix"),
        title=top.text("title"),
        summary=top.text("summary"),
        basis=top.text("basis"),
        result=top.text("result"),
        exclusive=top.flag("exclusive", False),
        facts=tuple(top.words("facts")),
        sections=parts(top, "form", _section),
        rules=tuple(rule for rule in parts(top, "rules", _rule) if rule),
        stages=parts(top, "stages", read_stage),
        appeal=read_appeal(appeal) if (appeal := top.part("appeal")) else None,
    )
    top.done()
    _check_ids(top, procedure)
    for mistake in appeal_misfits(procedure):
        top.mistake(mistake)
    if top.mistakes:
        raise ProcedureMistake(str(data.get("procedure", "?")), top.mistakes)
    return procedure


def read_procedure_file(path: Path) -> dict[str, object]:
    """The data in a YAML file; agreement texts named with ``agreement_file`` are read from beside it.

    A later version says ``based_on`` with the name of the earlier file: what it does not state itself is taken from
    there, a section of its form that is only ``same: <code>`` is the section of that code, and a question that is only
    an id is the question of that id. A stage that is only ``same: <code>`` is the stage of that code; one with
    ``like: <code>`` has what it does not state itself from there.
    """
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise ProcedureMistake(path.name, ["the file must hold a mapping with the key 'procedure'"])
    if "based_on" in data:
        earlier = read_procedure_file(path.with_name(f"{data.pop('based_on')}.yaml"))
        form = _form_based_on(earlier["form"], data.get("form", earlier["form"]), path.name)
        stages = _stages_based_on(earlier["stages"], data.get("stages", earlier["stages"]), path.name)
        data = earlier | data | {"form": form, "stages": stages}
    for stage in data.get("stages") or []:
        if isinstance(stage, dict) and "agreement_file" in stage:
            stem = stage.pop("agreement_file")
            stage["agreement"] = {
                language: (path.parent / f"{stem}.{language}.txt").read_text(encoding="utf-8") for language in LANGUAGES
            }
    return dict(data)


def _stages_based_on(earlier: Any, stages: Any, file: str) -> list[object]:
    known = {stage["stage"]: stage for stage in earlier}
    named = [name for stage in stages for key in ("same", "like") if (name := stage.get(key))]
    if unknown := [f"the earlier version has no stage {name!r}" for name in named if name not in known]:
        raise ProcedureMistake(file, unknown)
    return [
        known[stage["same"]]
        if "same" in stage
        else known.get(stage.get("like"), {}) | {key: part for key, part in stage.items() if key != "like"}
        for stage in stages
    ]


def _form_based_on(earlier: Any, form: Any, file: str) -> list[object]:
    sections = {section["section"]: section for section in earlier}
    questions = {question["id"]: question for section in earlier for question in section.get("questions", [])}
    named = [section["same"] for section in form if "same" in section]
    asked = [name for section in form for name in section.get("questions", []) if isinstance(name, str)]
    unknown = [f"section {code!r}" for code in named if code not in sections]
    unknown += [f"question {name!r}" for name in asked if name not in questions]
    if unknown:
        raise ProcedureMistake(file, [f"the earlier version has no {what}" for what in unknown])
    return [
        sections[section["same"]]
        if "same" in section
        else {
            key: [questions[name] if isinstance(name, str) else name for name in part] if key == "questions" else part
            for key, part in section.items()
        }
        for section in form
    ]


def _section(reader: Reader) -> Section:
    document = reader.part("document")
    section = Section(
        code=reader.word("section"),
        title=reader.text("title"),
        part=reader.optional_text("part"),
        applies=_applies(reader),
        guidance=reader.optional_text("guidance"),
        questions=parts(reader, "questions", _question),
        document=_document(document) if document else None,
    )
    reader.done()
    return section


def _document(reader: Reader) -> DocumentRequirement:
    requirement = DocumentRequirement(
        kind=reader.word("kind"),
        title=reader.text("title"),
        help=reader.optional_text("help"),
        required=reader.flag("required", True),
    )
    reader.done()
    return requirement


def _question(reader: Reader) -> Question:
    kind = reader.one_of("kind", get_args(QuestionKind))
    question = Question(
        id=reader.word("id"),
        kind=kind,  # type: ignore[arg-type]  # one_of has checked it
        label=reader.text("label"),
        help=reader.optional_text("help"),
        why=reader.optional_text("why"),
        applies=_applies(reader),
        required=reader.flag("required", True),
        max_length=reader.whole("max_length"),
        minimum=reader.decimal("minimum"),
        maximum=reader.decimal("maximum"),
        currency=reader.word("currency", "KZT" if kind == "money" else ""),
        unit=reader.optional_text("unit"),
        options=parts(reader, "options", _option),
        code_list=reader.word("code_list", ""),
        max_choices=reader.whole("max_choices"),
        columns=parts(reader, "columns", _question),
        min_rows=reader.whole("min_rows") or 0,
        max_rows=reader.whole("max_rows") or 50,
    )
    if kind in CHOICES and not (question.options or question.code_list):
        reader.mistake("a choice needs 'options' or a 'code_list'")
    if kind == "table" and not question.columns:
        reader.mistake("a table needs 'columns'")
    if any(column.kind in ("table", "multiple_choice", "long_text") for column in question.columns):
        reader.mistake("a column may be text, choice, number, money, date or boolean")
    reader.done()
    return question


def _option(reader: Reader) -> Option:
    option = Option(code=reader.word("code"), text=reader.text("text"))
    reader.done()
    return option


def _applies(reader: Reader) -> Rule | None:
    data = {"id": "applies", "title": _APPLIES, "message": _APPLIES, "basis": _APPLIES}
    condition = reader.word("applies_when", "")
    return _rule(Reader(data | {"condition": condition}, reader.place, reader.mistakes)) if condition else None


def _rule(reader: Reader) -> Rule | None:
    try:
        return Rule.from_data(reader.rest())
    except ValueError as mistake:
        reader.mistake(str(mistake))
        return None


def _check_ids(top: Reader, procedure: Procedure) -> None:
    for name, ids in {
        "question id": [question.id for _, question in procedure.questions()],
        "section": [section.code for section in procedure.sections],
        "document kind": [section.document.kind for section in procedure.sections if section.document],
        "stage": [stage.code for stage in procedure.stages],
        "rule": [rule.id for rule in procedure.rules],
    }.items():
        for repeated in sorted(code for code, count in Counter(ids).items() if count > 1):
            top.mistake(f"the {name} {repeated!r} is used more than once; it must be unique in the procedure")
    if not procedure.stages:
        top.mistake("a procedure needs at least one stage")
    if not procedure.sections:
        top.mistake("a procedure needs a form with at least one section")
