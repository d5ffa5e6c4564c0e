import pytest

from orken.kernel.errors import InvalidInput, RuleViolation
from orken.kernel.text import Text

APPLICATION = Text(kk="өтінім", ru="заявка", en="application")


@pytest.mark.parametrize(
    ("language", "wording"), [("kk", "өтінім"), ("ru", "заявка"), ("en", "application"), ("ru-KZ", "заявка")]
)
def test_text_answers_in_the_language_asked(language: str, wording: str) -> None:
    assert APPLICATION.in_language(language) == wording


@pytest.mark.parametrize("language", ["", "de", "kkk", "rus"])
def test_text_refuses_other_languages(language: str) -> None:
    with pytest.raises(ValueError, match="kk, ru and en"):
        APPLICATION.in_language(language)


def test_text_survives_storage() -> None:
    assert Text.from_data(APPLICATION.to_data()) == APPLICATION


@pytest.mark.parametrize(
    "data",
    [
        None,
        "application",
        {},
        {"kk": "a", "ru": "b"},
        {"kk": "a", "ru": "b", "en": "c", "de": "d"},
        {"kk": "a", "ru": " ", "en": "c"},
        {"kk": "a", "ru": 1, "en": "c"},
    ],
)
def test_text_needs_all_three_languages(data: object) -> None:
    with pytest.raises(ValueError, match="text"):
        Text.from_data(data)


def test_errors_read_as_their_message() -> None:
    assert str(RuleViolation("double", "Filed twice.", basis="item 8", field="bin")) == "Filed twice."
    assert str(RuleViolation("double", APPLICATION)) == "application"
    assert str(InvalidInput("empty", APPLICATION)) == "application"
