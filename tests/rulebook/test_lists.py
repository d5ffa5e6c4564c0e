import csv
import os
from datetime import date
from pathlib import Path

import pytest

from orken.rulebook import packs
from orken.rulebook.lists import code_list, read_list
from orken.rulebook.parameters import Certainty

SHARED = Path(os.environ.get("ORKEN_SHARED", Path(__file__).parents[2].parent / "shared"))
CLASSIFIERS = SHARED / "data" / "classif"


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("priority_activities", 19),
        ("regions", 20),
        ("legal_forms", 12),
        ("readiness_stages", 6),
        ("oked", 2097),
        ("countries", 249),
    ],
)
def test_lists_of_the_pack_are_whole_and_in_three_languages(name: str, size: int) -> None:
    whole = code_list(name)
    assert len(whole) == size
    assert all(wording.strip() for item in whole for wording in item.text.to_data().values())
    assert all(item.code in whole for item in whole)


def test_priority_activities_are_those_of_the_last_known_order() -> None:
    whole = code_list("priority_activities")
    assert whole["13"].text.kk == "Жасанды интеллект"
    assert len(code_list("priority_activities", day=date(2021, 12, 31))) == 0
    assert len(code_list("priority_activities", day=date(2025, 12, 31))) == 19
    assert len(code_list("priority_activities", day=date(2026, 1, 1))) == 19
    assert whole.edition(date(2021, 12, 31)) is None
    assert whole.edition(date(2025, 12, 31)).certainty is Certainty.SECONDARY
    assert whole.edition(date(2026, 1, 1)).certainty is Certainty.CARRIED_FORWARD


def test_region_carries_its_codes() -> None:
    region = code_list("regions")["KZ-62"]
    assert (region.text.kk, region.text.ru) == ("Ұлытау облысы", "область Ұлытау")
    assert region.extra == {"kato": "62", "key": "ULT", "kind": "region"}


@pytest.mark.skipif(not CLASSIFIERS.is_dir(), reason="the shared classifiers are not here")
def test_codes_agree_with_the_published_classifiers() -> None:
    with (CLASSIFIERS / "oked_nk_rk_03_2019.csv").open(encoding="utf-8") as file:
        published = {row["code"]: (row["level"], row["parent"]) for row in csv.DictReader(file)}
    own = {item.code: (item.extra["level"], item.extra.get("parent", "")) for item in code_list("oked")}
    assert own == published
    with (CLASSIFIERS / "regions_iso_3166_2_kz.csv").open(encoding="utf-8") as file:
        regions = {row["iso_3166_2"]: row["region"] for row in csv.DictReader(file)}
    assert {item.code: item.extra["key"] for item in code_list("regions")} == regions
    with (CLASSIFIERS / "kato_region_prefixes.csv").open(encoding="utf-8") as file:
        prefixes = {row["iso_3166_2"]: row["kato_prefix"] for row in csv.DictReader(file)}
    assert {item.code: item.extra["kato"] for item in code_list("regions")} == prefixes


def test_activities_climb_to_a_named_section() -> None:
    activities = code_list("oked")
    item = activities["62011"]
    assert item.extra["only"] == "ru"
    while "parent" in item.extra:
        item = activities[item.extra["parent"]]
    assert (item.code, item.text.kk, "only" in item.extra) == ("J", "Ақпарат және байланыс", False)


@pytest.mark.parametrize(
    ("name", "words", "language", "first"),
    [
        ("oked", "62011", "kk", "62011"),
        ("oked", "разработки тестирования", "ru", "62011"),
        ("oked", "РАЗРАБОТКА тестирование программный", "kk", "62011"),
        ("countries", "казах", "kk", "KZ"),
        ("countries", "Казакстан", "kk", "KZ"),
        ("countries", "germ", "en", "DE"),
        ("countries", "kazakh", "kk", "KZ"),
        ("priority_activities", "интеллект", "ru", "13"),
        ("priority_activities", "колик спутник", "kk", "12"),
        ("legal_forms", "ЖШС", "kk", "llp"),
    ],
)
def test_search_finds_what_is_meant_first(name: str, words: str, language: str, first: str) -> None:
    assert code_list(name).search(words, language)[0].code == first


def test_search_puts_names_of_the_page_before_names_in_other_languages() -> None:
    found = [item.code for item in code_list("countries").search("mali", "en")]
    assert found[0] == "ML"
    assert code_list("legal_forms").search("қор", "ru")[0].code == "foundation"
    forms = [item.code for item in code_list("legal_forms").search("серіктестік", "kk")]
    assert {"llp", "alp", "general_partnership", "limited_partnership"} == set(forms)


def test_search_for_nothing_gives_all_and_for_nonsense_nothing() -> None:
    regions = code_list("regions")
    assert regions.search("  ", "kk") == list(regions)
    assert regions.search("щщщщ", "kk") == []


def test_names_sort_in_the_alphabet_of_the_language() -> None:
    order = [item.text.kk for item in code_list("regions").in_alphabet("kk")]
    assert order[:4] == ["Абай облысы", "Ақмола облысы", "Ақтөбе облысы", "Алматы қаласы"]
    assert order[-3:] == ["Ұлытау облысы", "Шығыс Қазақстан облысы", "Шымкент қаласы"]


def test_unknown_list_item_or_pack_is_named_with_what_exists() -> None:
    with pytest.raises(LookupError, match=r"no list 'colours'; it has countries, .*regions"):
        code_list("colours")
    with pytest.raises(LookupError, match="'regions' has no item 'KZ-99'"):
        code_list("regions")["KZ-99"]
    with pytest.raises(ValueError, match="no pack 'atlantis': give one of kz"):
        packs.pack_directory("atlantis")


def test_pack_may_be_any_folder(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "colours.yaml").write_text(
        "title: {kk: Түстер, ru: Цвета, en: Colours}\n"
        "items:\n"
        "  - {code: red, kk: қызыл, ru: красный, en: red, valid_to: 2025-12-31}\n"
        "  - {code: blue, kk: көк, ru: синий, en: blue, valid_from: 2026-01-01}\n"
    )
    before = packs.pack_in_use()
    try:
        packs.use_pack(str(tmp_path))
        assert [item.code for item in code_list("colours", day=date(2025, 12, 31))] == ["red"]
        assert [item.code for item in code_list("colours", day=date(2026, 1, 1))] == ["blue"]
    finally:
        packs.use_pack(str(before))


def test_code_that_stands_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    item = "{code: red, kk: қызыл, ru: красный, en: red}"
    (tmp_path / "lists" / "twice.yaml").write_text(f"title: {{kk: а, ru: б, en: c}}\nitems: [{item}, {item}]\n")
    with pytest.raises(ValueError, match="more than once: red"):
        read_list(tmp_path, "twice")
