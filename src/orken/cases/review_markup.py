"""The answers and documents under review, written here and not by a template: a case has some thirty on one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.forms import BoundField
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from orken.cases.answer_markup import answer_markup
from orken.cases.desk_forms import REMARK_BOX
from orken.cases.models import Case
from orken.cases.procedure.definition import Question
from orken.cases.review import Item
from orken.ui.form_renderer import attributes
from orken.ui.templatetags.ui import icon, text
from orken.ui.wording import file_size_in_words

NOTHING = mark_safe("")
ITEM = '<section class="reviewed" id="{}" data-item>\n<h3>{}</h3>\n<div class="answer">{}</div>{}{}</section>'


def items_markup(case: Case, items: Iterable[tuple[Item, BoundField | None]]) -> SafeString:
    """Each item with the field of its remark, or without one where no remark can be written."""
    remark = _remarks()
    return format_html_join(
        "\n",
        ITEM,
        (
            (
                item.target,
                label := text(item.label),
                _filed(case, item),
                _beside(case, item, bound),
                remark(item, bound, label),
            )
            for item, bound in items
        ),
    )


def _filed(case: Case, item: Item) -> SafeString:
    if isinstance(item.subject, Question):
        return answer_markup(item.subject, item.data)
    if not isinstance(item.data, dict):
        return format_html('<span class="soft">{}</span>', _("No document"))
    return format_html(
        '<a href="{}">{} {}</a> <small class="soft">{}</small>',
        reverse("cases:document", args=[case.reference, item.data["reference"]]),
        icon("document"),
        item.data["filename"],
        file_size_in_words(item.data["size"]),
    )


def _beside(case: Case, item: Item, bound: BoundField | None) -> SafeString:
    """How a document stands, what changed, and what was asked for."""
    if item.standing is None and not item.changed and item.asked is None:
        return NOTHING
    return render_to_string("cases/review/beside.html", {"case": case, "item": item, "bound": bound})


def _remarks() -> Callable[[Item, BoundField | None, str], SafeString]:
    """The field of a remark, behind a word as long as nothing is typed in it: most of a page's remarks stay so."""
    write, name, box = _("Write a remark"), _("Remark"), attributes(REMARK_BOX)
    closed = (
        '<details><summary>{}<span class="visually-hidden">: {}</span></summary>'
        '<label class="visually-hidden" for="{}">{}: {}</label>'
        '<textarea name="{}"{} id="{}">\n</textarea></details>'
    )

    def written(item: Item, bound: BoundField | None, label: str) -> SafeString:
        if bound is not None and (bound.form.is_bound or item.remark) and (bound.value() or bound.errors):
            return render_to_string("cases/review/remark.html", {"item": item, "bound": bound})
        if bound is not None:
            key = bound.auto_id
            return format_html(closed, write, label, key, name, label, bound.html_name, box, key)
        if item.remark:
            return format_html('<div class="remark"><p><strong>{}:</strong> {}</p></div>', name, item.remark.text)
        return NOTHING

    return written
