"""A filed answer on a page. Written here and not by a template: the page of a case has one for every question."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from orken.cases.answers_in_words import answer_in_words, chosen_in_words, table_in_words
from orken.cases.procedure.definition import Question
from orken.ui.wording import current_language

AMOUNT, TEXT = mark_safe(' class="amount"'), ""


def answer_markup(question: Question, data: object) -> SafeString:
    """An answer in its JSON form as a person reads it."""
    if question.kind == "table":
        return _table(question, table_in_words(question, data))
    if question.kind == "multiple_choice":
        chosen = chosen_in_words(question, data if isinstance(data, list) else [])
        return _listed(chosen) if chosen else _no_answer()
    words = answer_in_words(question, data)
    return conditional_escape(words) if words else _no_answer()


def _no_answer() -> SafeString:
    return format_html('<span class="soft">{}</span>', _("No answer"))


def _listed(chosen: Sequence[str]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((words,) for words in chosen)))


def _table(question: Question, rows: Sequence[Sequence[str]]) -> SafeString:
    if not rows:
        return _no_answer()
    language = current_language()
    looks = [AMOUNT if column.kind in ("money", "number") else TEXT for column in question.columns]
    titles = (column.label.in_language(language) for column in question.columns)
    return format_html(
        '<div class="table-wrap" tabindex="0" role="region" aria-label="{}">'
        '<table class="table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        question.label.in_language(language),
        format_html_join("", '<th scope="col"{}>{}</th>', zip(looks, titles, strict=True)),
        format_html_join("", "<tr>{}</tr>", ((_cells(looks, row),) for row in rows)),
    )


def _cells(looks: Sequence[str], row: Sequence[str]) -> SafeString:
    return format_html_join("", "<td{}>{}</td>", zip(looks, row, strict=True))
