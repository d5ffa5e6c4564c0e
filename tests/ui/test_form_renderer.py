"""Every widget that is written without its template is written as the template writes it, but for space around tags."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from orken.ui.form_renderer import WidgetRenderer

SHARP = "\"<b>'&amp;"
GROUPED = [("", gettext_lazy("Any")), ("Топ <1>", [(1, SHARP), ("b", mark_safe("<i>b</i>"))]), (None, "none")]
WIDGETS = [
    (forms.TextInput({"type": "search", "data-x": SHARP, "required": True, "hidden": False, "maxlength": 7000}), SHARP),
    (forms.TextInput({"aria-label": gettext_lazy("Any"), "placeholder": mark_safe("&nbsp;")}), None),
    (forms.NumberInput(), 12345.5),
    (forms.EmailInput(), ""),
    (forms.PasswordInput({"autocomplete": "off"}), "secret"),
    (forms.PasswordInput(render_value=True), "secret"),
    (forms.HiddenInput(), 12345),
    (forms.DateInput({"type": "date"}), "2026-11-22"),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), ""),
    (forms.CheckboxInput(), "yes"),
    (forms.Textarea({"rows": 3}), f"one\ntwo {SHARP}"),
    (forms.Textarea(), None),
    (forms.Select({"class": SHARP}, GROUPED), 1),
    (forms.Select(choices=GROUPED), None),
    (forms.Select(choices=[]), "x"),
    (forms.SelectMultiple(choices=GROUPED), ["1", "b"]),
    (forms.RadioSelect(choices=GROUPED), "b"),
    (forms.ClearableFileInput(), None),
    (forms.NullBooleanSelect(), True),
]  # fmt: skip


@pytest.mark.parametrize(("widget", "value"), WIDGETS, ids=lambda part: type(part).__name__)
def test_a_widget_is_written_as_django_writes_it(widget: forms.Widget, value: object) -> None:
    with override("ru"):
        written, expected = (
            re.sub(r"(?<=>)\n\s*|\n\s*(?=<)", "", widget.render(SHARP, value, {"id": "id_x"}, renderer()))
            for renderer in (WidgetRenderer, DjangoTemplates)
        )
    assert written == expected


def test_forms_of_the_portal_are_written_this_way() -> None:
    assert isinstance(forms.Form().renderer, WidgetRenderer)
