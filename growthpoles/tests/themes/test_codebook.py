"""Codebook, quotations without names, and the table of coded segments."""

import csv
import io

import pandas as pd
import pytest

from growthpoles.cli import main
from growthpoles.errors import InputError
from growthpoles.themes import Coding, anonymised, co_occurrence, pseudonyms, themes

CODES = pd.DataFrame(
    [
        ("Aigerim S.", "1", "A", "funding", "challenges", "Айгерім Серикова: қаржы жоқ", "Aigerim S.: no funds", "kk"),
        ("Aigerim S.", "1", "B", "funding", "challenges", "", "", "kk"),
        ("Aigerim S.", "2", "A", "skills", "challenges", "Мало кадров, пишите ivan@mail.kz", "Staff is short", "ru"),
        ("Aigerim S.", "2", "B", "market", "benefits", "", "", "ru"),
        ("R2", "1", "A", "market", "benefits", "", "", "kk"),
        ("R2", "1", "A", "skills", "challenges", "", "", "kk"),
        ("R2", "1", "B", "market", "benefits", "", "", "kk"),
    ],
    columns=["interview", "segment", "coder", "code", "theme", "original", "translation", "language"],
)  # fmt: skip


def test_a_segment_coded_alike_by_two_counts_once():
    rows = {row["code"]: row for row in themes(CODES).to_records()}
    assert (rows["market"]["segments"], rows["market"]["interviews"]) == (2, 2)
    assert (rows["funding"]["segments"], rows["funding"]["share_of_interviews"]) == (1, 0.5)


def test_pairs_are_counted_by_segment():
    rows = themes(CODES, view="co-occurrence").to_records()
    assert rows == [{"code": "market", "with_code": "skills", "segments": 2, "jaccard": 1.0}]


def test_jaccard_is_over_the_segments_that_have_either_code():
    given = [("1", "a"), ("1", "b"), ("2", "b"), ("3", "b"), ("4", "a")]
    assert co_occurrence([Coding("R1", segment, code) for segment, code in given]) == [("a", "b", 1, 0.25)]


def test_quotations_carry_no_names_and_keep_the_original_beside_the_translation():
    rows = themes(CODES, view="quotations", names=["Айгерім Серикова"]).to_records()
    assert {row["respondent"] for row in rows} == {"R1"}
    assert rows[0]["original"] == "[name]: қаржы жоқ"
    assert rows[0]["translation"] == "[name]: no funds"
    assert rows[1]["original"] == "Мало кадров, пишите [contact]"
    assert "Aigerim" not in themes(CODES, view="quotations").to_csv()


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("звоните 8 (701) 123-45-67", "звоните [contact]"),
        ("ИИН 900101300123 указан", "ИИН [contact] указан"),
        ("наш канал @orken_hub", "наш канал [contact]"),
        ("см. https://example.kz/x?y=1 там", "см. [contact] там"),
        ("бюджет 17900000 тенге в 2024", "бюджет 17900000 тенге в 2024"),
        ("Болаттың фирмасы, не Болатовка", "[name] фирмасы, не [name]"),
    ],
)
def test_contacts_and_inflected_names_are_taken_out(text, hidden):
    assert anonymised(text, ["Болат"]) == hidden


def test_pseudonyms_keep_published_numbers():
    assert pseudonyms(["R2", "Bolat", "R1", "Dana"]) == {"R2": "R2", "Bolat": "R3", "R1": "R1", "Dana": "R4"}


def test_agreement_is_by_code_and_over_all_codes():
    rows = {row["code"]: row for row in themes(CODES, view="agreement", resamples=200).to_records()}
    assert rows["funding"]["krippendorff_alpha"] == 1.0
    assert rows["funding"]["cohen_kappa"] == 1.0
    assert rows["skills"]["krippendorff_alpha"] < 0.1
    assert rows["all codes (sets)"]["cohen_kappa"] is None
    assert all(row["units"] == 3 for row in rows.values())


def test_agreement_of_three_coders_has_no_kappa():
    third = CODES[CODES["coder"] == "A"].assign(coder="C")
    rows = themes(pd.concat([CODES, third]), view="agreement", resamples=50).to_records()
    assert {row["coders"] for row in rows} == {3}
    assert {row["cohen_kappa"] for row in rows} == {None}


def test_agreement_needs_two_coders():
    with pytest.raises(InputError, match="at least two coders"):
        themes(CODES[CODES["coder"] == "A"], view="agreement")


def test_saturation_is_a_curve_by_interview():
    rows = themes(CODES, view="saturation", base=1, run=1).to_records()
    assert [row["codes"] for row in rows] == [3, 3]
    assert [row["saturated"] for row in rows] == [True, True]
    assert rows[-1]["expected_codes"] == 3.0


def test_unusable_codes_are_refused():
    with pytest.raises(InputError, match=r"column 'code', row 0: expected a code"):
        themes(CODES.assign(code=""))
    with pytest.raises(InputError, match="one theme for the code 'funding'"):
        themes(pd.concat([CODES, CODES[:1].assign(theme="benefits")]))
    with pytest.raises(InputError, match="a view among"):
        themes(CODES, view="cloud")


BOOK = pd.DataFrame(
    {
        "code": ["funding", "skills", "market", "internet"],
        "theme": ["barriers", "barriers", "gains", "barriers"],
        "definition": ["money", "people", "buyers", "lines"],
    }
)


def test_a_codebook_gives_the_themes_and_names_codes_that_nobody_gave():
    result = themes(CODES.drop(columns="theme"), codebook=BOOK)
    assert dict(zip(result["code"], result["theme"], strict=True))["market"] == "gains"
    assert result.provenance["warnings"] == ["codes of the codebook that nobody gave: internet"]


def test_codes_outside_the_codebook_and_double_entries_are_refused():
    with pytest.raises(InputError, match="got market, skills"):
        themes(CODES, codebook=BOOK[:1])
    with pytest.raises(InputError, match="'funding' again"):
        themes(CODES, codebook=pd.concat([BOOK, BOOK[:1]]))


def test_themes_command(tmp_path, capsys):
    codes, names = tmp_path / "codes.csv", tmp_path / "names.txt"
    CODES.to_csv(codes, index=False)
    names.write_text("Айгерім Серикова\n", encoding="utf-8")
    assert main(["themes", str(codes), "--view", "quotations", "--names", str(names)]) == 0
    printed = capsys.readouterr()
    assert len(list(csv.DictReader(io.StringIO(printed.out)))) == 2
    assert "read the quotations" in printed.err
    assert main(["themes", str(codes)]) == 0
