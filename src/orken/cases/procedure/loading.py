"""A procedure from data (a YAML file of a pack, or the stored content of a published version).

Every mistake is collected with its place in the file, so that an author mends all of them at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from orken.cases.procedure.appeals import appeal_misfits, read_appeal
from orken.cases.procedure.based_on import based_on
from orken.cases.procedure.definition import (
    DocumentRequirement,
    Option,
    Procedure,
    Question,
    QuestionKind,
    Section,
)
from orken.cases.procedure.reading import LANGUAGES, ProcedureMistake, Reader, parts
from orken.cases.procedure.stages import read_stage
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

    A later version says ``based_on`` with the name of the earlier file, from where it has what it does not state.
    """
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise ProcedureMistake(path.name, ["the file must hold a mapping with the key 'procedure'"])
    if "based_on" in data:
        earlier = read_procedure_file(path.with_name(f"{data.pop('based_on')}.yaml"))
        data = based_on(earlier, data, path.name)
    for stage in data.get("stages") or []:
        if isinstance(stage, dict) and "agreement_file" in stage:
            stem = stage.pop("agreement_file")
            stage["agreement"] = {
                language: (path.parent / f"{stem}.{language}.txt").read_text(encoding="utf-8") for language in LANGUAGES
            }
    return dict(data)


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
