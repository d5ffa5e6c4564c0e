"""A case of one's own, as each page and each save of a form needs it.

Django takes longer to write this statement than the database to answer it, and a filing asks it seventeen times: it is
written once for a process, from the same models.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from django.db import connection
from django.db.models import Field, Model

from orken.cases.models import Case, ProcedureVersion
from orken.parties.models import Organisation

PARTS: Sequence[tuple[type[Model], str, Collection[str]]] = (
    (Case, "of_case", {"words"}),
    (ProcedureVersion, "of_version", {"content"}),
    (Organisation, "of_applicant", ()),
)


def own_case(reference: str, organisations: Sequence[int], *, locked: bool) -> Case | None:
    """The case with its version and its applicant, if that is one of ``organisations``.

    Left out is what ``queries`` leaves out too: Django reads it when it is asked for. ``locked`` holds the case until
    the transaction ends.
    """
    if not organisations:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_statement(locked), [reference, list(organisations)])
        row = cursor.fetchone()
    if row is None:
        return None
    made: list[Model] = []
    for model, fields in _fields():
        made.append(model.from_db(connection.alias, [field.attname for field in fields], row[: len(fields)]))
        row = row[len(fields) :]
    case, version, applicant = made
    assert isinstance(case, Case)
    case.version, case.applicant = version, applicant  # type: ignore[assignment]  # in the order of PARTS
    return case


@cache
def _statement(locked: bool) -> str:
    columns = [
        f'{alias}."{field.column}"'
        for (_model, alias, _left_out), (_same, fields) in zip(PARTS, _fields(), strict=True)
        for field in fields
    ]
    tables = {alias: f'"{model._meta.db_table}" {alias}' for model, alias, _left_out in PARTS}  # noqa: SLF001
    lock = " FOR UPDATE OF of_case" if locked else ""
    return (
        f"SELECT {', '.join(columns)} FROM {tables['of_case']}"  # noqa: S608 -- names of our own models
        f" JOIN {tables['of_version']} ON of_version.id = of_case.version_id"
        f" JOIN {tables['of_applicant']} ON of_applicant.id = of_case.applicant_id"
        f" WHERE of_case.reference = %s AND of_case.applicant_id = ANY(%s){lock}"
    )


@cache
def _fields() -> list[tuple[type[Model], list[Field[object, object]]]]:
    found = []
    for model, _alias, left_out in PARTS:
        fields = [field for field in model._meta.concrete_fields if field.name not in left_out]  # noqa: SLF001
        for field in fields:
            if field.get_db_converters(connection):
                raise TypeError(f"{field} is not stored as it is read; leave it out of PARTS.")
        found.append((model, fields))
    return found
