from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from orken.kernel.money import Money
from orken.kernel.text import Text
from orken.ui.icons import ICONS
from orken.ui.navigation import Destination, Menu
from orken.ui.templatetags.ui import TONE_ICONS


def shown(source: str, **context: object) -> BeautifulSoup:
    html = Template("{% load ui %}" + source).render(Context(context))
    return BeautifulSoup(html, "html.parser")


def shown_at(path: str, source: str, **cookies: str) -> BeautifulSoup:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    html = Template("{% load ui %}" + source).render(RequestContext(request))
    return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize(("language", "words"), [("kk", "өтініш"), ("ru", "заявка"), ("en", "application")])
def test_text_is_shown_in_the_language_of_the_page(language: str, words: str) -> None:
    text = Text(kk="өтініш", ru="заявка", en="application")
    with translation.override(language):
        assert shown("{{ it|text }}", it=text).text == words
        assert shown("{{ it|text }}", it=text.to_data()).text == words


def test_plain_words_pass_through_and_markup_is_escaped() -> None:
    assert shown("{{ it|text }}", it="<b>Өркен</b>").find("b") is None


def test_money_keeps_its_figures_together() -> None:
    with translation.override("kk"):
        assert shown("{{ it|money }}", it=Money(Decimal(1234567), "KZT")).text == "1\u00a0234\u00a0567\u00a0₸"


@pytest.mark.parametrize(
    ("days", "tone", "words"),
    [
        (5, "", "5 working days left"),
        (1, "warn", "1 working day left"),
        (0, "warn", "Due today"),
        (-2, "bad", "2 working days late"),
    ],
)
def test_a_clock_says_how_much_is_left(days: int, tone: str, words: str) -> None:
    clock = shown("{% clock days due %}", days=days, due=date(2026, 12, 2)).find(class_="clock")
    assert clock.strong.text == words
    assert set(clock["class"]) - {"clock"} == ({tone} if tone else set())
    assert clock.time["datetime"] == "2026-12-02"


def test_a_paused_clock_does_not_count() -> None:
    assert shown("{% clock 4 paused=True %}").find(class_="clock").strong.text == "Paused"


def test_no_clock_is_said_so() -> None:
    assert shown("{% clock None %}").find(class_="clock").strong.text == "No deadline runs"


@pytest.mark.parametrize("tone", ["good", "warn", "bad", "info", "neutral"])
def test_a_state_has_a_word_and_an_icon_beside_its_colour(tone: str) -> None:
    state = shown("{% state tone label %}", tone=tone, label="Күйі").find(class_="state")
    assert state.text == "Күйі"
    assert state.svg["aria-hidden"] == "true"


def test_tones_have_icons() -> None:
    assert set(TONE_ICONS.values()) <= set(ICONS)


def test_an_icon_that_means_something_has_a_name() -> None:
    icon = shown("{% icon 'lock' 'Жабық' %}").svg
    assert (icon["role"], icon["aria-label"]) == ("img", "Жабық")


class NameForm(forms.Form):
    name = forms.CharField(label="Атауы", help_text="Жарғыдағыдай")
    kind = forms.ChoiceField(label="Түрі", choices=[("a", "А"), ("b", "Б")], widget=forms.RadioSelect)
    note = forms.CharField(label="Ескерту", required=False)


def test_a_field_names_its_label_hint_and_error() -> None:
    field = shown("{% field form.name %}", form=NameForm({}))
    assert field.label["for"] == field.input["id"] == "id_name"
    described = field.input["aria-describedby"].split()
    assert {field.find(id=part).get_text(strip=True) for part in described} == {
        "Жарғыдағыдай",
        "This field is required.",
    }
    assert field.input["aria-invalid"] == "true"


def test_choices_stand_under_one_legend() -> None:
    field = shown("{% field form.kind %}", form=NameForm())
    assert field.fieldset.legend.get_text(strip=True) == "Түрі"


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(optional)" in shown("{% field form.note %}", form=NameForm()).label.text
    assert "(optional)" not in shown("{% field form.name %}", form=NameForm()).label.text


def test_the_error_summary_leads_to_every_field() -> None:
    page = shown("{% error_summary form %}{% field form.name %}{% field form.kind %}", form=NameForm({}))
    targets = [link["href"].removeprefix("#") for link in page.find(id="problems").find_all("a")]
    assert len(targets) == 2
    assert all(page.find(id=target) for target in targets)


def test_there_is_no_error_summary_without_errors() -> None:
    assert shown("{% error_summary form %}", form=NameForm()).find(id="problems") is None


def test_the_language_switch_keeps_the_place() -> None:
    with translation.override("kk"):
        links = shown_at("/kk/registers/residents/?as_of=2026-01-01&page=2", "{% languages %}").find_all("a")
    assert {link["hreflang"]: link["href"] for link in links} == {
        "kk": "/kk/registers/residents/?as_of=2026-01-01&page=2",
        "ru": "/ru/registers/residents/?as_of=2026-01-01&page=2",
        "en": "/en/registers/residents/?as_of=2026-01-01&page=2",
    }
    assert [link["hreflang"] for link in links if link.get("aria-current")] == ["kk"]


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")])
def test_only_known_themes_reach_the_page(cookie: str, theme: str) -> None:
    assert shown_at("/", "{% theme %}", theme=cookie).text == theme


def test_pages_keep_the_search() -> None:
    page = Paginator(range(95), 20).page(2)
    request = RequestFactory().get("/", {"search": "Өрнек", "page": "2"})
    html = Template("{% include 'ui/pagination.html' %}").render(RequestContext(request, {"page": page}))
    links = {link["rel"][0]: link["href"] for link in BeautifulSoup(html, "html.parser").find_all("a")}
    assert set(links) == {"prev", "next"}
    assert "page=3" in links["next"]
    assert "search=%D3%A8" in links["next"]


def test_a_menu_marks_the_page_that_is_open() -> None:
    menu = Menu()
    menu.add(Destination("Рәсімдер", "cases:procedures"), Destination("Тексеру", "registers:verify"))
    with translation.override("en"):
        entries = menu.entries("main", RequestFactory().get("/en/procedures/residency.admission/"))
        assert [(entry.label, entry.current) for entry in entries] == [("Рәсімдер", "true"), ("Тексеру", "")]


def test_a_menu_hides_what_is_not_for_the_reader() -> None:
    menu = Menu()
    menu.add(Destination("Үстел", "cases:cases", seen_by=lambda request: False))
    assert list(menu.entries("main", RequestFactory().get("/"))) == []
