"""Two operators at once, on two connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from orken.journal.queries import entries_about
from orken.journal.services import record
from orken.rulebook.models import ParameterValue
from orken.rulebook.services import set_parameter


@pytest.mark.django_db(transaction=True)
def test_two_operators_set_one_parameter_one_after_the_other() -> None:
    ParameterValue.objects.create(code="mci", value="4325", unit="KZT", act="Law 239-VIII", certainty="secondary")
    both_ready = Barrier(2)

    def set_mci(value: str) -> None:
        both_ready.wait(timeout=10)
        try:
            set_parameter("mci", value, valid_from=date(2026, 7, 1), act="decision", actor=None, record=record)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(set_mci, ["4400", "4500"]))
    rows = [(row.value, row.valid_from, row.valid_to) for row in ParameterValue.objects.filter(code="mci")]
    last = rows[1][0]
    assert rows == [("4325", None, date(2026, 6, 30)), (last, date(2026, 7, 1), None)]
    now, before = entries_about("parameter:mci")
    assert {now.data["now"]["value"], before.data["now"]["value"]} == {"4400", "4500"}
    assert sorted(len(entry.data["before"]) for entry in (now, before)) == [1, 1]
