"""The one-page report: right figures in plain words, three languages, one page, the same bytes."""

import datetime as dt
import io
import json
import re
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
import typst

from growthpoles.cli import main
from growthpoles.errors import InputError
from growthpoles.report import overview_of, page_of, report_pdf, save_report
from growthpoles.report.words import _texts, number, percent
from growthpoles.tables import read_table
from growthpoles.tables.reading import table_from_matrix

DAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def table():
    # Shares of ALA: 0.2, 0.3, 0.5; of the country: 0.4, 0.3, 0.3.
    return table_from_matrix(
        [[20.0, 30.0, 50.0], [60.0, 30.0, 10.0]], regions=["ALA", "MNG"], industries=["B", "C", "J"]
    )


def test_figures_are_those_of_the_table(table):
    page = page_of(table, "ALA")
    assert page.title == "What Almaty city is specialised in"
    assert [(name, text) for name, _, text in page.bars] == [
        ("information and communication", "1.67"),
        ("manufacturing", "1.00"),
        ("mining", "0.50"),
    ]
    quotients, krugman, herfindahl, hachman = page.items
    assert quotients.figure == "2 of 3"
    assert krugman.figure == "0.40"
    assert "20% of the region's economy" in krugman.meaning
    assert "Place 1 of 2" in krugman.meaning
    assert herfindahl.figure == "0.38"
    assert "2.6 industries of equal size" in herfindahl.meaning
    # 1 / (1.667 * 0.5 + 1 * 0.3 + 0.5 * 0.2)
    assert hachman.figure == "0.81"


def test_the_overview_names_the_lowest_and_the_highest_region(table):
    page = overview_of(table)
    assert [text for _, _, text in page.bars] == ["0.40", "0.40"]
    quotients, krugman, herfindahl, hachman = page.items
    assert quotients.figure == "4 of 6"
    assert "Almaty city, information and communication (1.67)" in quotients.meaning
    assert krugman.figure == "0.40–0.40"
    assert herfindahl.figure == "0.38–0.46"
    assert "Most even: Almaty city; most concentrated: Mangystau" in herfindahl.meaning
    assert page.mark == pytest.approx(0.4)
    assert hachman.figure.startswith("0.8")


def test_growth_is_explained_when_there_are_two_periods():
    rows = "region,industry,period,value\n" + "".join(
        f"{region},{industry},{year},{value}\n"
        for year, cells in {2018: (90, 20, 10, 60), 2020: (100, 40, 10, 55)}.items()
        for (region, industry), value in zip((("A", "x"), ("A", "y"), ("B", "x"), ("B", "y")), cells, strict=True)
    )
    table = read_table(pd.read_csv(io.StringIO(rows)))
    item = page_of(table, "A").items[-1]
    assert item.name == "Shift-share from 2018 to 2020"
    assert item.figure == "27.3%"
    parts = [float(part) for part in re.findall(r"−?(\d+\.\d)%", item.meaning)]
    signs = [-1 if sign else 1 for sign in re.findall(r"(−?)\d+\.\d%", item.meaning)]
    assert sum(np.array(parts) * signs) == pytest.approx(27.3, abs=0.15)


def test_growth_with_an_unpublished_cell_is_left_out():
    rows = {"region": list("AABB") * 2, "industry": list("xyxy") * 2, "period": [2018] * 4 + [2020] * 4}
    table = read_table(pd.DataFrame({**rows, "value": [None, 20, 10, 60, 100, 40, 10, 55]}))
    assert "Shift-share" not in page_of(table, "A").items[-1].name
    assert "Shift-share" in page_of(table, "B").items[-1].name


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_language_has_every_sentence_and_fits_one_page(language):
    rng = np.random.default_rng(0)
    big = table_from_matrix(rng.random((20, 40)), regions=[f"R{at}" for at in range(20)])
    page = page_of(big, "R3", language=language, source="Бюро национальной статистики" * 2)
    every = overview_of(big, language=language)
    for found in (page, every):
        compiler = typst.Compiler(
            (files("growthpoles") / "report" / "page.typ").read_bytes(),
            sys_inputs={"page": json.dumps(found.as_data())},
            ignore_system_fonts=True,
        )
        assert isinstance(compiler.compile(format="png", ppi=20), bytes), "more than one page"
    assert (len(page.bars), len(every.bars)) == (16, 20)


def test_sentences_have_the_same_places_to_fill_in_each_language():
    for key, texts in _texts().items():
        fields = {language: sorted(re.findall(r"{(\w+)}", text)) for language, text in texts.items()}
        assert fields["en"] == fields["ru"] == fields["kk"], key


def test_numbers_are_written_as_the_language_does():
    assert number(-1234.5, "ru") == "−1\u00a0234,50"
    assert percent(0.5, "en") == "50%"


def test_the_pdf_is_an_archive_file_and_repeats_byte_for_byte(table, tmp_path):
    page = page_of(table, "ALA", language="kk")
    first = report_pdf(page, date=DAY)
    assert first.startswith(b"%PDF-1.7")
    assert b"pdfaid:part>2<" in first
    assert first == report_pdf(page, date=DAY)
    assert first != report_pdf(page, date=DAY.replace(day=22))
    save_report(page, tmp_path / "r.pdf", date=DAY)
    assert (tmp_path / "r.pdf").read_bytes() == first
    assert report_pdf(page).startswith(b"%PDF")


def test_a_region_without_figures_is_described_as_far_as_it_can_be():
    table = table_from_matrix([[1.0, 2.0], [0.0, 0.0], [3.0, 1.0]], regions=["A", "B", "C"])
    page = page_of(table, "B")
    assert page.bars == []
    assert [item.name for item in page.items] == ["Location quotient"]
    assert report_pdf(page, date=DAY)


def test_unknown_regions_and_languages_are_refused(table):
    with pytest.raises(InputError, match="pass it with --of"):
        page_of(table, "Almaty")
    with pytest.raises(InputError, match="a language among"):
        page_of(table, "ALA", language="de")


def test_report_command(tmp_path, capsysbinary):
    path = tmp_path / "t.csv"
    path.write_text("region,industry,value\nALA,B,2\nALA,J,5\nMNG,B,6\nMNG,J,1\n")
    target = tmp_path / "r.pdf"
    command = ["report", str(path), "--of", "ALA", "--language", "ru", "--source", "БНС", "--date", "2026-11-21"]
    assert main([*command, "-o", str(target)]) == 0
    assert main(command) == 0
    assert capsysbinary.readouterr().out == target.read_bytes()
    assert main(["report", str(path), "-o", str(tmp_path / "all.pdf")]) == 0
    assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")
    assert main([*command, "-o", str(target), "--explain"]) == 0
    said = capsysbinary.readouterr().err.decode()
    assert "The page on one region" in said
    assert "Индекс специализации Кругмана" in said
    assert "input_hash" in said
