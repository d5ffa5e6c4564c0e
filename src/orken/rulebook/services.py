"""Changes of the rule book: a pack brings the first contents, the operator sets what differs.

The rule book lies below the journal, so whoever changes a setting hands over the journal's ``record``; it is not
optional, and it runs in the same transaction.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils.translation import gettext as _

from orken.kernel.errors import RuleViolation
from orken.kernel.text import Text
from orken.rulebook import queries
from orken.rulebook.models import DayTransfer, Origin, ParameterValue
from orken.rulebook.parameters import Certainty, Parameter, ParameterBook

Span = tuple[int, int]


class Record(Protocol):
    """``journal.services.record``."""

    def __call__(
        self, action: str, *, actor: AbstractBaseUser | None, subject: str, data: Mapping[str, object]
    ) -> object: ...


@transaction.atomic
def load_parameters(pack: Path) -> int:
    """Replace the pack's rows by those of ``parameters.csv``; the number of rows that are now the pack's.

    Where the operator has set a value, the operator's days stay as they are and the pack fills the days around them.
    """
    parameters = read_parameters(pack)
    _lock()
    ParameterValue.objects.filter(origin=Origin.PACK).delete()
    kept: dict[str, list[Span]] = {}
    for row in ParameterValue.objects.filter(origin=Origin.OPERATOR):
        kept.setdefault(row.code, []).append(span(row.parameter))
    rows = [
        _row(part, Origin.PACK) for parameter in parameters for part in outside(parameter, kept.get(parameter.code, []))
    ]
    ParameterValue.objects.bulk_create(rows)
    queries.forget()
    return len(rows)


def read_parameters(pack: Path) -> list[Parameter]:
    """The rows of a pack's ``parameters.csv``; two values of one code on one day are refused."""
    with (pack / "parameters.csv").open(encoding="utf-8", newline="") as file:
        parameters = [Parameter.from_data(row) for row in csv.DictReader(file)]
    ParameterBook(parameters)
    return parameters


@transaction.atomic
def set_parameter(
    code: str,
    value: str,
    *,
    valid_from: date | None,
    valid_to: date | None = None,
    act: str,
    actor: AbstractBaseUser | None,
    record: Record,
    certainty: Certainty = Certainty.OPERATOR,
) -> ParameterValue:
    """Give ``code`` another value on these days; what held on them before is cut away and kept in the journal.

    Days in the past are allowed, because orders are published late. What was judged already keeps its stored trace.

    Raises
    ------
    RuleViolation
        ``unknown_parameter``, ``not_a_value`` or ``no_act``; nothing is changed then.
    """
    if not act.strip():
        raise RuleViolation("no_act", _("Say by which act or decision the value is set."), field="act")
    _lock()
    rows = list(ParameterValue.objects.filter(code=code))
    if not rows:
        raise RuleViolation("unknown_parameter", _("There is no parameter “%s”.") % code, field="code")
    new = _readable(code, value, rows[-1].unit, valid_from=valid_from, valid_to=valid_to, act=act, certainty=certainty)
    replaced = [row for row in rows if outside(row.parameter, [span(new)]) != [row.parameter]]
    for row in replaced:
        row.delete()
        ParameterValue.objects.bulk_create(
            _row(part, Origin(row.origin)) for part in outside(row.parameter, [span(new)])
        )
    created = _row(new, Origin.OPERATOR)
    created.save()
    before = [row.parameter.to_data() for row in replaced]
    record(
        "rulebook.parameter_set",
        actor=actor,
        subject=f"parameter:{code}",
        data={"before": before, "now": new.to_data()},
    )
    queries.forget()
    return created


@transaction.atomic
def load_transfers(pack: Path) -> int:
    """Replace the pack's moved days by those of ``calendar.yaml``; days that the operator has set stay."""
    rows = queries.calendar_data(pack)["transfers"]
    DayTransfer.objects.filter(origin=Origin.PACK).delete()
    kept = set(DayTransfer.objects.values_list("day", flat=True))
    transfers = [
        DayTransfer(day=row["day"], works=row["works"], act=row["act"], name=row.get("name"))
        for row in rows
        if row["day"] not in kept
    ]
    DayTransfer.objects.bulk_create(transfers)
    queries.forget()
    return len(transfers)


@transaction.atomic
def set_transfer(
    day: date, *, works: bool, act: str, actor: AbstractBaseUser | None, record: Record, name: Text | None = None
) -> DayTransfer:
    """Make ``day`` working or not. Terms that run already keep their day and the calendar's version they came from.

    Raises
    ------
    RuleViolation
        ``no_act``: a day is moved by an order, and the order is named.
    """
    if not act.strip():
        raise RuleViolation("no_act", _("Say by which act or decision the day is moved."), field="act")
    before = DayTransfer.objects.select_for_update().filter(day=day).values("works", "act").first()
    transfer, _created = DayTransfer.objects.update_or_create(
        day=day,
        defaults={"works": works, "act": act, "name": name.to_data() if name else None, "origin": Origin.OPERATOR},
    )
    now = {"works": works, "act": act}
    record("rulebook.day_moved", actor=actor, subject=f"day:{day}", data={"before": before, "now": now})
    queries.forget()
    return transfer


def _lock() -> None:
    """One writer at a time: two changes of one parameter would each cut a history that the other has replaced."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE rulebook_parametervalue IN SHARE ROW EXCLUSIVE MODE")


def _readable(
    code: str, value: str, unit: str, *, valid_from: date | None, valid_to: date | None, act: str, certainty: Certainty
) -> Parameter:
    try:
        new = Parameter.from_text(
            code, value, unit, valid_from=valid_from, valid_to=valid_to, act=act, certainty=certainty
        )
    except ValueError as error:
        message = _("“%(value)s” cannot be the value of %(code)s, which is measured in “%(unit)s”.")
        given = {"value": value, "code": code, "unit": unit}
        raise RuleViolation("not_a_value", message % given, field="value") from error
    if new.value is None:
        raise RuleViolation("not_a_value", _("Enter the value that holds on these days."), field="value")
    return new


def _row(parameter: Parameter, origin: Origin) -> ParameterValue:
    return ParameterValue(
        code=parameter.code,
        value=parameter.value_text,
        unit=parameter.unit,
        valid_from=parameter.valid_from,
        valid_to=parameter.valid_to,
        act=parameter.act,
        certainty=parameter.certainty.value,
        origin=origin,
    )


def outside(parameter: Parameter, taken: Iterable[Span]) -> list[Parameter]:
    """The parameter on its days without the days ``taken``: itself, pieces of it, or nothing."""
    pieces = [span(parameter)]
    for first, last in taken:
        parts = [part for start, end in pieces for part in ((start, min(end, first - 1)), (max(start, last + 1), end))]
        pieces = [(start, end) for start, end in parts if start <= end]
    return [replace(parameter, valid_from=_day(start), valid_to=_day(end)) for start, end in pieces]


def span(parameter: Parameter) -> Span:
    """First and last day as ordinals; an open end is the end of the calendar."""
    return (parameter.valid_from or date.min).toordinal(), (parameter.valid_to or date.max).toordinal()


def _day(ordinal: int) -> date | None:
    day = date.fromordinal(ordinal)
    return None if day in (date.min, date.max) else day
