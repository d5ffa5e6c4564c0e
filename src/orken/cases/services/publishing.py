"""Publishing a procedure makes an immutable version; the same content is never published twice."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version as installed_version
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from orken.cases.models import ProcedureVersion, RetiredVersion
from orken.cases.procedure.loading import load_procedure, read_procedure_file
from orken.cases.procedure.naming import unfounded_refusals, unknown_names
from orken.cases.procedure.reachability import unlike_things
from orken.cases.procedure.reading import ProcedureMistake
from orken.cases.surroundings import installed_surroundings
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.hashing import content_hash
from orken.parties.models import User


@transaction.atomic
def publish_procedure(data: Mapping[str, object], *, actor: User | None = None) -> ProcedureVersion:
    """The newest version if it has this content already, else a new one. Running cases keep theirs.

    Raises
    ------
    ProcedureMistake
        The data is not a procedure, or names an effect, fact, role, list or parameter that does not exist, or
        compares unlike things.
    """
    procedure = load_procedure(data)
    around = installed_surroundings()
    mistakes = [
        *unknown_names(procedure, around),
        *unfounded_refusals(procedure),
        *unlike_things(procedure, around),
    ]
    if mistakes:
        raise ProcedureMistake(procedure.code, [mistake.text for mistake in mistakes])
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

    What decides appeals goes before what names it.

    Files of one procedure are its versions. The earlier ones are history: they are published where the procedure is
    new, and never after a later one.
    """
    files: dict[object, list[dict[str, object]]] = {}
    for path in sorted(pack_dir.glob("procedures/*.yaml")):
        data = read_procedure_file(path)
        files.setdefault(data.get("procedure"), []).append(data)
    published = []
    for code, versions in sorted(files.items(), key=lambda procedure: any("appeal" in data for data in procedure[1])):
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
