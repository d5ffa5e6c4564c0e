"""What officers and heads type into messages and their templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from orken.cases.desk_forms import StepForm
from orken.cases.letters import check_placeholders
from orken.cases.models import MessageTemplate
from orken.cases.models.message import SUBJECT_LENGTH
from orken.kernel.errors import RuleViolation
from orken.kernel.text import LANGUAGES, Text
from orken.parties.names import check_plain_text
from orken.ui.wording import current_language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BODY_LENGTH = 8000
SUBJECTS = {"kk": _("Subject in Kazakh"), "ru": _("Subject in Russian"), "en": _("Subject in English")}
BODIES = {"kk": _("Text in Kazakh"), "ru": _("Text in Russian"), "en": _("Text in English")}


def check_lines(text: str) -> None:
    """Refuse invisible signs that change how a text reads; line breaks and tabs are part of one."""
    for line in text.splitlines():
        check_plain_text(line.replace("\t", " "))


def _subject(label: StrOrPromise, language: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=SUBJECT_LENGTH,
        validators=[check_plain_text],
        widget=forms.TextInput({"lang": language}),
    )


def _body(label: StrOrPromise, language: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=BODY_LENGTH,
        validators=[check_lines],
        widget=forms.Textarea({"rows": 8, "lang": language}),
    )


class MessageForm(StepForm):
    """A message in the applicant's language; placeholders are filled before the officer sees it."""

    def __init__(self, language: str, data: Mapping[str, object] | None, *, initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial)
        self.fields["subject"] = _subject(_("Subject"), language)
        self.fields["body"] = _body(_("Text"), language)


class ThreeLanguagesForm(forms.Form):
    """Subject and text in each language, the reader's own first; placeholders must be known ones."""

    def __init__(self, data: Mapping[str, object] | None = None, *, template: MessageTemplate | None = None) -> None:
        super().__init__(data)
        for language in sorted(LANGUAGES, key=lambda language: language != current_language()):
            self.fields[f"subject_{language}"] = _subject(SUBJECTS[language], language)
            self.fields[f"body_{language}"] = _body(BODIES[language], language)
            if template is not None and template.pk:
                self.initial[f"subject_{language}"] = template.subject[language]
                self.initial[f"body_{language}"] = template.body[language]

    def clean(self) -> dict[str, object]:
        for name, text in list(self.cleaned_data.items()):
            try:
                check_placeholders(text)
            except RuleViolation as refusal:
                self.add_error(name, str(refusal))
        return self.cleaned_data

    @property
    def pairs(self) -> Iterator[tuple[BoundField, BoundField]]:
        fields = list(self)
        return zip(fields[::2], fields[1::2], strict=True)

    @property
    def subject(self) -> Text:
        return self._text("subject")

    @property
    def body(self) -> Text:
        return self._text("body")

    def _text(self, name: str) -> Text:
        return Text(**{language: self.cleaned_data[f"{name}_{language}"] for language in LANGUAGES})
