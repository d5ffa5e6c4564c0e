"""The check of translations finds each kind of gap, and updating a catalogue loses nothing."""

import gettext
import os

import pytest
from babel.messages.pofile import read_po

from tools import messages

TEMPLATE = """{% load i18n %}
<h1>{% translate "Desk" %}</h1>
    {% blocktranslate trimmed count days=left %}
      {{ days }} working day
    {% plural %}
      {{ days }} working days
    {% endblocktranslate %}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, pgettext
title = _("Desk")
month = pgettext("month", "May")
"""
KAZAKH = {"Desk": "Үстел", "May": "Мамыр", "%(days)s working day": "%(days)s жұмыс күні"}


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A source tree with one room, whose catalogues are complete."""
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    room = tmp_path / "desk"
    (room / "templates").mkdir(parents=True)
    (room / "__init__.py").touch()
    (room / "views.py").write_text(CODE)
    (room / "templates" / "desk.html").write_text(TEMPLATE)
    messages.update([])
    for language in messages.LANGUAGES:
        translate(tmp_path, language)
    return tmp_path


def catalogue(source, language="kk", room="desk"):
    return source / room / "locale" / language / "LC_MESSAGES" / "django.po"


def translate(source, language, room="desk"):
    with catalogue(source, language, room).open("rb") as file:
        content = read_po(file, locale=language)
    for message in content:
        if message.id:
            first = message.id[0] if isinstance(message.id, tuple) else message.id
            plural = isinstance(message.id, tuple)
            message.string = (KAZAKH[first],) * content.num_plurals if plural else KAZAKH[first]
    catalogue(source, language, room).write_bytes(messages.written(content, language))


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_complete_catalogues_pass(source):
    assert list(messages.problems()) == []


def test_message_from_code_template_plural_and_context_is_found(source):
    text = catalogue(source).read_text()
    for line in ('msgid "Desk"', 'msgctxt "month"', 'msgid_plural "%(days)s working days"', 'msgstr[1] "%(days)s'):
        assert line in text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('msgstr "Үстел"', 'msgstr ""', "desk/kk: not translated: 'Desk'"),
        ('msgid "Desk"', '#, fuzzy\nmsgid "Desk"', "desk/kk: fuzzy: 'Desk'"),
        ('msgid "Desk"', 'msgid "Old desk"', "desk/kk: no longer in the source: 'Old desk'"),
        ('msgid "Desk"', 'msgid "Old desk"', "desk/kk: not translated: 'Desk'"),
        ('msgstr[1] "%(days)s жұмыс', 'msgstr[1] "жұмыс', "desk/kk: placeholders differ in 'жұмыс күні'"),
        ('msgstr[0] "%(days)s', 'msgstr[0] "%(day)s', "desk/kk: unknown placeholder in '%(day)s жұмыс күні'"),
        ('msgstr "Үстел"\n', 'msgstr "Үстел"\n\n\n', "desk/kk: the file is not what the tool writes"),
    ],
)
def test_gap_in_a_catalogue_is_told(source, old, new, told):
    edit(catalogue(source), old, new)
    assert any(problem.startswith(told) for problem in messages.problems())


def test_message_without_any_catalogue_is_told(source):
    catalogue(source, "ru").unlink()
    assert "desk/ru: not translated: 'Desk'" in set(messages.problems())


def test_block_without_trimmed_is_told(source):
    edit(source / "desk/templates/desk.html", " trimmed", "")
    assert any("blocktranslate without trimmed" in problem for problem in messages.problems())


def test_rooms_that_translate_one_message_differently_are_told(source):
    other = source / "web"
    other.mkdir()
    (other / "__init__.py").touch()
    (other / "views.py").write_text('title = _("Desk")')
    messages.update(["web"])
    path = catalogue(source, room="web")
    path.write_text(path.read_text().removesuffix('msgstr ""\n') + 'msgstr "Жұмыс үстелі"\n')
    told = [problem for problem in messages.problems() if "several ways" in problem]
    assert told == ["kk: 'Desk' is translated in several ways: desk: 'Үстел'; web: 'Жұмыс үстелі'"]


def test_update_keeps_translations_and_drops_what_is_gone(source):
    edit(source / "desk/views.py", 'month = pgettext("month", "May")', 'hall = _("Hall")')
    messages.update(["desk"])
    text = catalogue(source).read_text()
    assert 'msgstr "Үстел"' in text
    assert 'msgid "Hall"\nmsgstr ""' in text
    assert "Мамыр" not in text


def test_check_changes_nothing(source):
    edit(catalogue(source), 'msgid "Desk"', 'msgid "Old desk"')
    before = catalogue(source).read_bytes()
    list(messages.problems())
    assert catalogue(source).read_bytes() == before


def test_compiled_catalogue_follows_its_source(source):
    messages.compile_all()
    compiled = catalogue(source).with_suffix(".mo")
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Desk") == "Үстел"
    edit(catalogue(source), "Үстел", "Жұмыс үстелі")
    later = compiled.stat().st_mtime + 1
    os.utime(catalogue(source), (later, later))
    messages.compile_all()
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Desk") == "Жұмыс үстелі"
