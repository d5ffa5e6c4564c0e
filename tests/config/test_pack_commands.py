"""A pack is looked through before it is loaded: all mistakes at once, and what loading it would change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orken.cli import main
from orken.config.installing import load_pack
from orken.config.pack_check import mistakes_in_pack
from orken.journal.services import record
from orken.rulebook.models import DayTransfer, ParameterValue
from orken.rulebook.packs import PACKS
from orken.rulebook.services import set_parameter, set_transfer

KZ = PACKS / "kz"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KZ, tmp_path / "pack", ignore=shutil.ignore_patterns("__pycache__")))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_file_is_read_and_every_mistake_told_with_file_and_line(pack: Path) -> None:
    with (pack / "parameters.csv").open("a", encoding="utf-8") as file:
        file.write("mci,5000,KZT,2026-06-01,,Act,secondary\n")
        file.write("new_rate,ten,percent,2026-01-01,,Act,secondary\n")
        file.write("old_rate,10,percent,2026-01-01,2025-01-01,Act,secondary\n")
        file.write("sure_rate,10,percent,2026-01-01,,Act,certain\n")
        file.write("seen_rate,10,percent,2026-01-01,,Act,memory\n")
    rows = len((pack / "parameters.csv").read_text(encoding="utf-8").splitlines())
    change(pack / "calendar.yaml", "{day: 2022-10-24, works: false, act:", "{day: 2022-10-22, works: no-one, axt:")
    change(pack / "lists/legal_forms.yaml", "kk:", "qq:")
    change(pack / "lists/readiness_stages.yaml", "code: prototype", "code: idea")
    change(pack / "lists/evidence_kinds.yaml", "max_age: hub_tax_certificate_max_age", "max_age: no_such_age")
    change(pack / "cast.yaml", "password:", "password: a\npassword:")
    (pack / "procedures/residency_agreement.kk.txt").write_bytes("Шарт".encode("cp1251"))
    change(pack / "procedures/residency_renewal.yaml", "role: officer", "role: clerk")
    told = "\n".join(map(str, mistakes_in_pack(pack)))
    for wanted in (
        "parameters.csv: mci has two values on 2026-06-01. End the earlier value",
        f"parameters.csv:{rows - 3}: new_rate is measured in 'percent'; 'ten' is not that.",
        f"parameters.csv:{rows - 2}: old_rate: the value cannot end on 2025-01-01, before it starts on 2026-01-01.",
        f"parameters.csv:{rows - 1}: 'certain' is not a valid Certainty; certainties are confirmed, secondary",
        f"parameters.csv:{rows}: seen_rate: a value known from memory only must be left empty",
        "calendar.yaml:7: 2022-10-22 is moved twice; keep one of the rows",
        "calendar.yaml:7: works must be true (a working day) or false; it is 'no-one'",
        "calendar.yaml:7: act must name the order that moves the day",
        "calendar.yaml:7: unknown keys axt; known are day, works, act, name",
        "lists/legal_forms.yaml:2: title: A text needs exactly the languages kk, ru and en",
        "lists/readiness_stages.yaml:5: the code 'idea' stands in the list already; codes are unique",
        "lists/evidence_kinds.yaml: 'tax_arrears_certificate': max_age must be a parameter's code",
        "cast.yaml: cast.yaml, line 4: the key 'password' stands in line 3 already",
        "procedures/residency_agreement.kk.txt: the file must be UTF-8",
        "procedures/residency_renewal.yaml:101: stage 'decision': role 'clerk' is unknown; roles are officer",
    ):
        assert wanted in told, told


def test_a_pack_without_its_files_is_told_what_it_lacks(tmp_path: Path) -> None:
    told = [str(mistake) for mistake in mistakes_in_pack(tmp_path)]
    assert any(line.startswith("parameters.csv: the file is missing") for line in told)
    assert any(line.startswith("calendar.yaml: ") and "No such file" in line for line in told)
    assert any("The pack has no list 'evidence_kinds'" in line for line in told)


def test_the_check_needs_no_database_and_says_by_its_code_whether_all_is_well(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "check", str(pack)]) == 0
    assert capsys.readouterr().out.endswith("pack: mistakes: 0\n")
    change(pack / "parameters.csv", "secondary", "sure")
    assert main(["pack", "check", str(pack)]) == 1
    assert "parameters.csv:2: 'sure' is not a valid Certainty" in capsys.readouterr().out
    assert main(["pack", "check", "nowhere"]) == 2
    assert "There is no pack 'nowhere'" in capsys.readouterr().err


@pytest.mark.django_db
def test_differences_are_told_value_by_value_and_question_by_question(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_pack("kz")
    assert main(["pack", "diff"]) == 0
    assert capsys.readouterr().out == "What is installed is what the pack says.\n"
    set_parameter("hub_agreement_days", "30", valid_from=date(2026, 1, 1), act="Order 1", actor=None, record=record)
    set_transfer(date(2025, 1, 5), works=False, act="Order 2", actor=None, record=record)
    change(pack / "parameters.csv", "cit_rate,20,percent,2018-01-01", "cit_rate,25,percent,2018-01-01")
    change(pack / "parameters.csv", "iit_bracket,8500,MCI/year,2026-01-01", "iit_bracket,8500,MCI/year,2027-01-01")
    change(pack / "calendar.yaml", "day: 2024-05-08, works: false", "day: 2024-05-09, works: false")
    change(pack / "lists/readiness_stages.yaml", "en: Growing sales and scaling", "en: Growth")
    change(pack / "procedures/residency_renewal.yaml", "maximum: 100", "maximum: 99")
    change(pack / "procedures/residency_renewal.yaml", "max_length: 3000", "max_length: 2000")
    change(pack / "procedures/residency_renewal.yaml", '{code: "changed", text', '{code: "other", text')
    before = (ParameterValue.objects.count(), DayTransfer.objects.count())
    assert main(["pack", "diff", str(pack)]) == 0
    told = capsys.readouterr().out.splitlines()
    order = "Order of the labour minister on the transfer of days off in 2024"
    growth = "Сатылымның өсуі және масштабтау / Рост продаж и масштабирование / "
    for wanted in (
        "parameter cit_rate (2018-01-01 – …): value '20' becomes '25'",
        "parameter iit_bracket (2026-01-01 – …) = 8500 MCI/year: goes",
        "parameter iit_bracket (2027-01-01 – …) = 8500 MCI/year: new",
        f"calendar 2024-05-08: goes; it was a day off by {order}",
        f"calendar 2024-05-09: new, a day off by {order}",
        "calendar 2025-01-05: a day off; the pack says a working day, that of the operator stays",
        f"list readiness_stages, growth: {growth}Growing sales and scaling (… – …) becomes {growth}Growth (… – …)",
        "procedure residency.renewal: version 1 would be followed by another",
        "  question income_share: maximum 100 becomes 99",
        "  question changes: max_length 3000 becomes 2000",
        "  option other of question information_changed: new",
        "  option changed of question information_changed: goes",
    ):
        assert wanted in told, "\n".join(told)
    assert any("hub_agreement_days" in line and line.endswith("the operator's value stays") for line in told)
    assert before == (ParameterValue.objects.count(), DayTransfer.objects.count())


@pytest.mark.django_db
def test_a_procedure_is_linted_and_shown_by_its_code_or_from_its_file(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_pack("kz")
    assert main(["procedure", "lint", "residency.renewal"]) == 0
    assert capsys.readouterr().out == "mistakes: 0\n"
    change(
        pack / "procedures/residency_renewal.yaml",
        "answer_income_share >=",
        "answer_income_share < 'x' && answer_income_share >=",
    )
    assert main(["procedure", "lint", str(pack / "procedures/residency_renewal.yaml")]) == 1
    assert "compares unlike things (No such overload" in capsys.readouterr().out
    assert main(["procedure", "show", "residency.renewal", "--language", "kk"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "Резиденттікті ұзарту (residency.renewal)"
    for wanted in (
        "Нысан",
        "  Мәліметтерді растау (confirmation)",
        "    • Не өзгерді (changes): long_text  [answer_information_changed == 'changed']",
        "        ○ Мәліметтер өзгерді (changed)",
        "    answer_income_share >= p_hub_income_share_min",
        "    Әрекеттер: lapse, sign_for_applicant, sign_for_operator",
        "    → signed: residency.renew",
    ):
        assert wanted in shown
    assert main(["procedure", "show", "no.such"]) == 2
    assert "No procedure 'no.such' is published; published are residency.admission" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_rule_that_compares_unlike_things_is_not_published(pack: Path) -> None:
    from orken.cases.procedure.loading import read_procedure_file
    from orken.cases.procedure.reading import ProcedureMistake
    from orken.cases.services.publishing import publish_procedure

    load_pack("kz")
    path = pack / "procedures/residency_renewal.yaml"
    change(path, "answer_income_share >=", "answer_income_share == 'all' || answer_changes >=")
    with pytest.raises(ProcedureMistake, match="compares unlike things"):
        publish_procedure(read_procedure_file(path))


def test_a_file_is_judged_by_the_pack_that_it_lies_in_without_a_database(pack: Path, capsys: Any) -> None:
    file = pack / "procedures/residency_renewal.yaml"
    assert main(["procedure", "lint", str(file)]) == 0
    change(pack / "parameters.csv", "hub_agreement_days", "hub_other_days")
    assert main(["procedure", "lint", str(file)]) == 1
    assert "hub_agreement_days" in capsys.readouterr().out


def test_a_database_that_does_not_answer_is_told_with_what_to_do(tmp_path: Path) -> None:
    nowhere = {"ORKEN_DEMO": "1", "ORKEN_VAR": str(tmp_path), "ORKEN_DATABASE_URL": f"postgresql:///x?host={tmp_path}"}
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "orken.cli", "procedure", "show", "residency.admission"]
    told = subprocess.run(command, env=inherited | nowhere, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    assert "ORKEN_DATABASE_URL" in told.stderr


@pytest.mark.parametrize("command", [("procedure", "show"), ("procedure", "lint")])
def test_a_reader_who_has_seen_enough_is_no_error(command: tuple[str, str]) -> None:
    program = [sys.executable, "-m", "orken.cli", *command, str(KZ / "procedures" / "residency_appeal.yaml")]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ, text=True) as asked:
        assert asked.stdout is not None
        asked.stdout.close()
        assert (asked.wait(60), asked.stderr and asked.stderr.read()) == (0, "")


@pytest.mark.django_db
def test_what_cannot_be_read_or_written_is_told_in_a_line(tmp_path: Path, capsys: Any) -> None:
    broken, empty, target = tmp_path / "broken.yaml", tmp_path / "empty", tmp_path / "nowhere" / "journal"
    broken.write_text("a: [1,", encoding="utf-8")
    empty.mkdir()
    for arguments, told in (
        (["pack", "load", "nowhere"], "There is no pack 'nowhere': give one of kz, or the full path of a folder."),
        (["pack", "diff", str(empty)], f"{empty}/parameters.csv: No such file or directory."),
        (["procedure", "show", str(broken)], "broken.yaml is not YAML:"),
        (["procedure", "show", str(empty / "none.yaml")], f"{empty}/none.yaml: No such file or directory."),
        (["journal", "export", str(target)], f"{target}: No such file or directory."),
    ):
        assert main(arguments) == 2
        assert capsys.readouterr().err.startswith(told)
